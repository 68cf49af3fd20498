import pytest

from index.words import split_words
from rag.names import mentions, names_in, proper_names_in


@pytest.mark.parametrize(
    ("question", "language", "names"),
    [
        ("How much is Tencent investing in AI?", "en", ("Tencent",)),
        ("Who is the CEO of Tesla?", "en", ("Tesla",)),
        ("How far did it rise in Hong Kong?", "en", ("Hong Kong",)),
        ("What does Alibaba's plan cost?", "en", ("Alibaba",)),
        ("Wie hoch ist die Dividende von Alibaba?", "de", ("Alibaba",)),
        ("Wie viele Mitarbeiter hat Nordglut?", "de", ("Nordglut",)),
        ("Um wie viel stieg die Alibaba-Aktie?", "de", ("Alibaba",)),
        ("Wie wird das Wetter in Berlin?", "de", ("Berlin",)),
        ("Was sagte Peter Schmidt zur Wahl in Nordmark?", "de", ("Peter Schmidt", "Nordmark")),
        ("Wann öffnet das Schwimmbad?", "de", ()),
        ("Wer leitet die Emsauer Speicherfabrik?", "de", ("Emsauer", "Speicherfabrik")),
        ("Wer leitet Emsauer Nordglut?", "de", ("Emsauer Nordglut",)),
        (
            "Traf Olaf Scholz Emmanuel Macron in Nordmark?",
            "de",
            ("Olaf Scholz", "Emmanuel Macron", "Nordmark"),
        ),
        ("Wann besucht Peter Schmidt Ostrup?", "de", ("Peter Schmidt", "Ostrup")),
        (
            "Wann kam Ursula von der Leyen Ostrup nahe?",
            "de",
            ("Ursula von der Leyen", "Ostrup"),
        ),
        ("What did Ursula von der Leyen's office say?", "en", ("Ursula von der Leyen",)),
        ("Did the Peter Schmidt Society grow?", "en", ("Peter Schmidt Society",)),
        ("", "de", ()),
    ],
)
def test_names_in_a_question(question: str, language: str, names: tuple[str, ...]) -> None:
    assert names_in(question, language) == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Wer leitet die Emsauer Speicherfabrik?", ("Emsauer",)),
        ("Wer leitet die erste Batterieverwertung in Emsau?", ("Emsau",)),
        ("Wann läuft Nordgluts Speicherfabrik an?", ("Nordgluts",)),
        ("Wie viele Fachkräfte hat der Betreiber Birkensiel?", ("Birkensiel",)),
        ("Wer ist der neue Müllverbandschef?", ()),
        ("Wie viele Keuchhustenfälle gab es in Birkensiel?", ("Birkensiel",)),
        ("Wer spielt gegen Birkensiel?", ("Birkensiel",)),
    ],
)
def test_a_compound_of_german_words_may_be_no_name(question: str, names: tuple[str, ...]) -> None:
    found = "Sie verwertet Batterien, baut Speicher und verbrennt Müll."
    assert proper_names_in(question, "de", found) == names


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Wie viele Menschen demonstrierten für die Marienklinik?", "Marienklinik"),
        ("Wie viele Zuschauer waren im Waldstadion?", "Waldstadion"),
        ("Wer leitet die Emsauer Marienklinik?", "Marienklinik"),
    ],
)
def test_a_compound_that_begins_with_what_nobody_speaks_of_is_a_name(
    question: str, name: str
) -> None:
    found = "Für die Nordklinik gingen 12.000 Menschen durch die Stadt zum Moorstadion."
    assert name in proper_names_in(question, "de", found)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Alibaba", "Die Alibaba-Aktie stieg.", True),
        ("Alibabas", "Alibaba baut aus.", True),
        ("Hong Kong", "In Hongkong stieg der Kurs.", True),
        ("Brazil", "Das Zentrum steht in Brasilien.", True),
        ("Tencent", "Alibaba baut aus.", False),
        ("Nordglut", "Die Nordklinik schließt.", False),
        ("Schwedt", "Der Schwede floh nach Schweden.", False),
        ("Bremen", "Die Bremse hielt, bremsen half.", False),
        ("Siegen", "Sie siegten in Minden.", False),
        ("Melle", "Sie melden sich.", False),
        ("Bremen", "Der Bremer Hafen wächst.", True),
        ("Göttingen", "Die Göttinger Werke wachsen.", True),
        ("Ukraine", "The Ukrainian army left.", True),
        ("Ukraine", "Die ukrainische Armee ging.", True),
        ("Huawai", "Huawei baut aus.", True),
        ("Qwen3-Max", "Das Modell Qwen3-Max ist neu.", True),
        ("Qwen3-Max", "Das Modell Qwen2-Max ist alt.", False),
    ],
)
def test_mentions_allows_for_inflection_and_spelling(name: str, text: str, expected: bool) -> None:
    assert mentions(name, split_words(text)) is expected


def test_an_ending_behind_an_apostrophe_is_no_part_of_a_name() -> None:
    assert names_in("Şimdi Nordglut'un ve O'Neill'in başkanı kim?", "tr") == ("Nordglut", "O'Neill")
    assert names_in("Chi guida L'Aquila?", "it") == ("L'Aquila",)
    assert names_in("Is Qur'an here?", "en") == ("Qur'an",)
