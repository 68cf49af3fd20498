"""What is said of another place or firm than the one asked about."""

import numpy as np
import pytest

from index.records import Article, Sentence
from rag.evidence.others import is_of_other
from rag.questions import Question

VECTOR = np.ones(4, np.float32) / 2


def other(asked: str, text: str, rest: str = "", title: str = "") -> bool:
    """Tell whether a sentence is of another; the question is in the language of the article."""
    language = "de" if asked.startswith("W") and not asked.startswith("Who") else "en"
    words = tuple(asked.split())
    question = Question(asked, language, words, VECTOR, VECTOR[None], VECTOR[:1])
    filler = "Es blieb ruhig. "
    article = Article("a", title, f"{filler}{text} {rest}", language=language)
    return is_of_other(question, article, Sentence("a", 0, 0, len(text), text))


def test_the_figure_of_another_place() -> None:
    asked, text = "Wie viel Regen fiel in Prenzlau?", "In Gerswalde fielen 61 Liter Regen."
    rest = "In Prenzlau waren es 4 Liter."
    assert other(asked, text, rest)
    assert not other(asked, rest, text)
    assert not other(asked, "Es fielen 61 Liter Regen.", rest)  # it may be there
    assert not other(asked, "In Gerswalde und Prenzlau fielen 61 Liter Regen.", rest)
    assert not other(asked, text)  # the article does not tell them apart
    assert not other(asked, text, rest, "Sturm bei Prenzlau")  # which may have Gerswalde in it
    assert not other("Wie viel Regen fiel in Polen?", text, "In Polen regnete es.")


def test_the_same_thing_in_another_place() -> None:
    asked, title = "How much did the museum in Dundee cost?", "Dundee opens a museum"
    assert other(asked, "The small museum in Leith cost £12m.", title=title)
    assert not other(asked, "The museum in Dundee cost £80m, a museum in Leith £12m.", title=title)
    assert not other(asked, "Its library in Leith cost £12m.", title=title)
    asked = "Wie viel kostete das Museum in Westrup?"
    assert other(asked, "Das neue Museum in Ostrup kostete 12 Millionen.", title="Westrup")
    assert not other(asked, "Das Museum kostete 12 Millionen.", title="Westrup")


def test_a_place_that_the_article_tells_of_elsewhere() -> None:
    asked, rest = "Wie viel Regen fiel in Prenzlau?", "In Prenzlau und bei Gerswalde war es nass."
    assert other(asked, "Auf der Wetterstation Gerswalde fielen 61 Liter Regen.", rest)
    assert not other(asked, "Auf der Wetterstation fielen 61 Liter Regen.", rest)


@pytest.mark.parametrize(
    "text",
    [
        "Oryxa's chief executive, Bram Declercq, was there.",
        "The chief executive of Oryxa, Bram Declercq, was there.",
        "Its rival Oryxa, whose boss is Bram Declercq, was there.",
    ],
)
def test_who_leads_another_firm(text: str) -> None:
    assert other("Who is the chief executive of Salvia?", text)
    assert not other("Who is the chief executive of Oryxa?", text)
    assert not other("Who praised Salvia?", text)


@pytest.mark.parametrize(
    "text",
    [
        "Oryxas Chef Bram Declercq war da.",
        "Der Chef von Oryxa, Bram Declercq, war da.",
        "Oryxa-Chef Bram Declercq war da.",
        "Die Rivalin Oryxa schwieg; deren Chef Bram Declercq war da.",
    ],
)
def test_the_same_in_german(text: str) -> None:
    assert other("Wer ist Chef von Salvia?", text)
    assert other("Wer ist Trainer der Blauen Falken?", text)
    assert not other("Wer ist Chef von Oryxa?", text)
    assert other("Wer ist Chef von Salvia?", "Wetzsteins Chef Bram Declercq war da.")
    assert not other("Wer ist Chef von Salvia?", "Als Chef Bram Declercq kam, war es still.")


def test_who_leads_a_part_does_not_lead_the_whole() -> None:
    text = "Bram Declercq, director of Pumpify (Oryxa's youngest house), was there."
    assert other("Who is the director of Oryxa?", text)
    assert not other("Who is the director of Pumpify?", text)
    both = "Quint led the Falcons and is now Ostrup's Executive Vice President and General Manager."
    assert not other("Who is the general manager of the Falcons?", both)


def test_who_leads_it_may_be_told_without_its_name() -> None:
    assert not other("Who is the boss of Salvia?", "Its boss, Bram Declercq, was in Berlin.")
    assert not other("Wer ist Chef von Salvia?", "Das sagte Konzernchef Bram Declercq in Berlin.")
    assert not other("Wer ist Chef von Salvia?", "Der Chef der Gruppe ist Bram Declercq.")
