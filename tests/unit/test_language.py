from collections.abc import Collection

import pytest

from index.language import UNKNOWN, detect_language, detect_question_language

BOTH = ("de", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Rat stimmt dem Plan zu.", "de"),
        ("The council agrees with the plan.", "en"),
        ("Le conseil approuve le projet de loi.", "fr"),
        ("Завод открылся в мае.", "ru"),
        ("工厂五月开业。", "zh"),
        ("Το εργοστάσιο άνοιξε τον Μάιο.", "el"),
        ("कारखाना मई में खुला।", "hi"),
        ("โรงงานเปิดในเดือนพฤษภาคม", "th"),
        ("Nhà máy mở cửa vào tháng Năm.", "vi"),
        ("Fabrica s-a deschis în luna mai.", "ro"),
        ("Das Werk in Linz wächst. Es hat im vergangenen Jahr mehr verkauft als je. " * 40, "de"),
    ],
)
def test_a_text_is_recognised(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "  \n", "12 34 – !?", "…"])
def test_what_is_no_language_is_unknown(text: str) -> None:
    assert detect_language(text) == UNKNOWN


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who runs Nordglut?", "en"),
        ("Wer leitet Nordglut?", "de"),
        ("How much is Ostwind investing?", "en"),
        ("Wie viel investiert Riverbank Holdings?", "de"),
        ("What did Annegret Müller say about Sparkasse Linz?", "en"),
        ("Was sagt John Fairweather zu Green Harbour?", "de"),
        ("Wann eröffnet Pegelhaus?", "de"),
        ("Кто руководит Nordglut?", "ru"),
        ("谁领导Nordglut?", "zh"),
        ("глава Nordglut", "ru"),
        ("Nordglut цена", "ru"),
        ("2024年Nordglut Group的CEO是谁？", "zh"),
        ("¿Qué es Nordglut?", "es"),
        ("¿Qué ruta une Linz con el Valle Verde?", "es"),
        ("que paso con Nordglut", "es"),
        ("Ποιος διευθύνει τη Nordglut;", "el"),
        ("Nordglut का प्रमुख कौन है?", "hi"),
        ("ใครบริหาร Nordglut", "th"),
        ("Ai lãnh đạo Nordglut?", "vi"),
        ("Cui îi aparține Nordglut?", "ro"),
        ("Wann spricht Nicușor Dan mit dem Rat?", "de"),
    ],
)
@pytest.mark.parametrize("expected", [BOTH, ("de",), ("en",)])
def test_a_question_is_recognised_whatever_names_are_in_it(
    question: str, language: str, expected: Collection[str]
) -> None:
    assert detect_question_language(question, expected) == language


def test_where_a_question_says_too_little_the_expected_languages_decide() -> None:
    assert detect_question_language("Umsatz 2024", ("de",)) == "de"
    assert detect_question_language("CEO Nordglut", BOTH) in BOTH


@pytest.mark.parametrize("question", ["", "?", "12 34"])
def test_no_words_take_the_first_language_expected(question: str) -> None:
    assert detect_question_language(question, ("en", "de")) == "en"
    assert detect_question_language(question, ()) == UNKNOWN


def test_an_expected_language_may_be_unknown_to_the_detector() -> None:
    assert detect_question_language("Wer leitet das Werk in Linz?", (UNKNOWN, "xx")) == "de"
