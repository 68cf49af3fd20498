"""What speaks for and against an answer."""

import math

import numpy as np
import pytest

from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from index.words import word_spans
from rag.abstention import Features, confidence, describe
from rag.questions import Question
from rag.records import Evidence


def ask(text: str, language: str = "de") -> Question:
    words = [text[start:end] for start, end in word_spans(text)]
    vector = np.ones(4, np.float32) / 2
    weights = np.full(len(words), 1 / len(words), np.float32)
    return Question(text, language, tuple(words), vector, np.tile(vector, (len(words), 1)), weights)


def find(question: Question, text: str, language: str = "de", similarity: float = 0.5) -> Evidence:
    """Return evidence whose every word is as similar to every word of the question."""
    article = Article("a", "Werft", text, language=language)
    sentence = Sentence("a", 0, 0, len(text), text)
    shape = (len(question.word_vectors), len(word_spans(text)))
    scored = ScoredSentence(sentence, 0.5, 0.5, np.full(shape, similarity, np.float32))
    hit = Hit(Passage("a", 0, 0, len(text), text), article, 0.7, 1, (scored,))
    return Evidence(article, sentence, hit, 1.0)


def features(asked: str, text: str, language: str = "de", similarity: float = 0.5) -> Features:
    question = ask(asked)
    return describe(question, find(question, text, language, similarity))


def test_a_question_and_what_answers_it_in_its_own_language() -> None:
    found = features("Wie viele Docks baut Alibaba?", "Alibaba baut zwei Docks.")
    assert found.passage == 0.7
    assert found.names_elsewhere == found.kind_missing == found.words_missing == 0
    assert found.words_met == found.foreign == 0
    assert found.counted == pytest.approx(0.5 - 0.6)
    assert found.length == pytest.approx(math.log(5))


def test_what_is_missing_is_told() -> None:
    found = features("Wie viele Docks baut Tencent?", "Alibaba plant Kräne.")
    assert found.names_elsewhere == 1
    assert found.kind_missing == 1
    assert found.words_missing == pytest.approx(1)  # names aside: "baut"


def test_a_name_is_not_missing_where_it_is_written_in_another_script() -> None:
    question = ask("Кто руководит Алибабой?", "ru")
    assert describe(question, find(question, "Wu leitet Alibaba.")).names_elsewhere == 0
    assert describe(question, find(question, "Он руководит Тверью.", "ru")).names_elsewhere == 1


def test_no_word_is_missing_where_no_spaces_part_words() -> None:
    question = ask("桥多长", "zh")
    assert describe(question, find(question, "这座桥有多长", "zh")).words_missing == 0


def test_what_cannot_be_told_of_a_language_is_not_missing() -> None:
    assert features("Wann öffnet die Brücke?", "पुल रविवार को खुला।", "hi").kind_missing == 0
    assert features("Wann öffnet die Brücke?", "The bridge is open.", "en").kind_missing == 1
    question = ask("Πότε άνοιξε η γέφυρα;", "el")
    assert describe(question, find(question, "Δόθηκε στην κυκλοφορία.", "el")).words_missing == 0


def test_a_percentage_is_no_count_and_no_amount() -> None:
    text = "Alibaba hielt 11,3 Prozent."
    assert features("Wie viele Mitarbeiter hat Alibaba?", text).kind_missing == 1
    assert features("Wie viel kostet Alibaba?", text).kind_missing == 1
    assert features("Wie viel Prozent hielt Alibaba?", text).kind_missing == 0
    assert features("Wie heißt Alibaba?", text).kind_missing == 0


def test_in_another_language_words_are_compared_by_what_they_mean() -> None:
    found = features("Wie viele Docks baut Alibaba?", "Alibaba builds two docks.", "en", 0.8)
    assert found.foreign == 1
    assert found.words_missing == 0
    assert found.words_met == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("text", "held", "missing", "other"),
    [
        ("Kranhof-Finanzchef Tim Reuel sparte.", 1, 0, 0),
        ("Finanzchef Tim Reuel sparte.", 0, 0, 0),  # of whom?
        ("Kranhof-Vorstandschefin Ada Quint lobte Tim Reuel.", 0, 1, 1),
        ("Ada Quint lobte Kranhof.", 0, 1, 0),
    ],
)
def test_who_holds_an_office_is_said_where_the_office_is(
    text: str, held: float, missing: float, other: float
) -> None:
    found = features("Wer ist Finanzchef von Kranhof?", text)
    assert (found.office_held, found.office_missing, found.office_other) == (held, missing, other)


def test_a_boss_that_is_asked_for_is_no_certain_office() -> None:
    found = features("Wer ist der Chef von Kranhof?", "Kranhof-Sprecher Tim Reuel schwieg.")
    assert (found.office_missing, found.office_other) == (1, 0)
    elsewhere = features("Wo ist der Chef von Kranhof?", "Kranhof-Sprecher Tim Reuel schwieg.")
    assert elsewhere.office_missing == 0


@pytest.mark.parametrize("better", [{"passage": 0.9}, {"counted": 0.2}, {"length": 3.0}])
@pytest.mark.parametrize("worse", [{"names_elsewhere": 1.0}, {"words_missing": 1.0}])
def test_the_confidence_is_a_probability_and_rises_and_falls(
    better: dict[str, float], worse: dict[str, float]
) -> None:
    plain = dict.fromkeys(Features.__dataclass_fields__, 0.0) | {"passage": 0.6, "length": 2.0}
    sure, doubtful = Features(**(plain | better)), Features(**(plain | worse))
    assert 0 < confidence(doubtful) < confidence(Features(**plain)) < confidence(sure) < 1
