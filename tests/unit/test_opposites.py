"""Which of two figures that stand side by side a question asks for."""

import numpy as np
import pytest

from rag.evidence.opposites import figure_on_side, is_on_another_side, sides_of
from rag.quantities import Kind, find_quantities
from rag.questions import Question

VECTOR = np.ones(4, np.float32) / 2


def ask(text: str, language: str) -> Question:
    return Question(text, language, tuple(text.split()), VECTOR, VECTOR[None], VECTOR[:1])


def told(question: Question, text: str, language: str, taken: int) -> str | None:
    """Return the figure that is told where one was taken for it."""
    figures = find_quantities(text, language)
    found = [one for one in figures if one.kind in {Kind.COUNT, Kind.MONEY}]
    at = figure_on_side(question, text, language, found, taken)
    return None if at is None else text[found[at].start : found[at].end]


@pytest.mark.parametrize(
    ("question", "text", "taken", "figure"),
    [
        ("How many people died?", "Three people died and 22 were injured.", 1, "Three"),
        ("How many people died?", "17 were hurt, three of them fatally.", 0, "three"),
        ("How many were hurt?", "The crash killed three and injured 17.", 0, "17"),
        ("How many people died?", "Es gab 3 Tote und 17 Verletzte.", 1, "3"),
        ("How many posts were cut?", "It hired 38 people, while 12 posts were cut.", 0, "12"),
        ("How many were charged?", "Nine were arrested; four of them were charged.", 0, "four"),
        ("How many games were lost?", "They won 19 games and lost six.", 0, "six"),
        ("What was the revenue?", "It made a profit of $3m on revenue of $50m.", 0, "$50m"),
        ("How high are exports?", "Imports came to $3m, exports to $5m.", 0, "$5m"),
        ("How many people came?", "Three people died and 22 were injured.", 1, "22"),
        ("How many were killed or hurt?", "Three died and 22 were injured.", 1, "22"),
        ("How many were hurt?", "22 were taken to hospital, three died.", 0, "22"),
    ],
)
def test_the_figure_on_the_side_that_is_asked_for(
    question: str, text: str, taken: int, figure: str
) -> None:
    language = "de" if text.startswith("Es") else "en"
    assert told(ask(question, "en"), text, language, taken) == figure


@pytest.mark.parametrize(
    ("question", "text", "taken", "figure"),
    [
        ("Wie viele Tote gab es?", "3 Menschen starben, 17 wurden verletzt.", 1, "3"),
        ("Wie viele Verletzte gab es?", "Es gab 3 Tote und 17 Verletzte.", 0, "17"),
        ("Wie viele Stellen fallen weg?", "60 werden eingestellt, 80 Stellen entfallen.", 0, "80"),
        ("Wie viele wurden freigesprochen?", "4 wurden verurteilt und 2 freigesprochen.", 0, "2"),
        ("Wie viele Spiele gewann sie?", "Sie hat 6 Spiele verloren und 19 gewonnen.", 0, "19"),
        (
            "Wie hoch war der Gewinn?",
            "Der Umsatz stieg auf 8 Milliarden Franken, der Gewinn sank auf 412 Millionen Franken.",
            0,
            "412 Millionen Franken",
        ),
        (
            "Wie hoch war der Umsatz?",
            "Der Gewinn lag bei 3 Millionen Euro bei einem Umsatz von 40 Millionen Euro.",
            0,
            "40 Millionen Euro",
        ),
        (
            "Wie viel führte das Land ein?",
            "Es exportierte Waren für 61 Euro und führte Waren für 44 Euro ein.",
            0,
            "44 Euro",
        ),
    ],
)
def test_the_same_in_german(question: str, text: str, taken: int, figure: str) -> None:
    assert told(ask(question, "de"), text, "de", taken) == figure


def test_where_all_is_on_another_side_there_is_none() -> None:
    text = "11 people were hurt when two cars collided."
    assert told(ask("How many people died?", "en"), text, "en", 0) is None
    assert is_on_another_side(ask("How many people died?", "en"), text, "en")
    assert not is_on_another_side(ask("How many people came?", "en"), text, "en")


def test_a_word_of_one_language_is_no_side_in_another() -> None:
    assert sides_of("Wie viele sahen die Fähre?", "de") == {}
    assert sides_of("How many will die?", "en") == {"harm": "dead"}
