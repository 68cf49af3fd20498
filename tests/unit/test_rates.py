"""Figures by the piece: for each pupil, a share."""

import numpy as np
import pytest

from rag.evidence.rates import figure_by_piece, is_for_share_alone
from rag.quantities import Kind, find_quantities
from rag.questions import Question


def ask(text: str, language: str) -> Question:
    nothing = np.zeros(1, np.float32)
    return Question(text, language, (), nothing, nothing[None], nothing)


POUCHES = "It will spend £1.3m on bags, about £28 for each of its 46,000 pupils, and £9 a year."
KASSE = "Die Hilfe beträgt 15 Millionen Euro, je Haushalt gibt es 2.500 Euro."


@pytest.mark.parametrize(
    ("question", "language", "text", "written", "told"),
    [
        ("How much will the bags cost per pupil?", "en", POUCHES, "en", "£28"),
        ("How much will the bags cost?", "en", POUCHES, "en", "£1.3m"),
        ("How much will the bags cost a year?", "en", POUCHES, "en", "£9"),
        ("How much do they cost per mile?", "en", POUCHES, "en", "£1.3m"),
        ("How much is it per mile?", "en", "It costs £3, £4 per pupil.", "en", "£3"),
        ("How much is it per mile?", "en", "It costs £3, £4 each.", "en", "£4"),
        ("Wie viel bekommt jeder Haushalt?", "de", KASSE, "de", "2.500 Euro"),
        ("How much does each household get?", "en", KASSE, "de", "2.500 Euro"),
        ("Wie viel Hilfe gibt es?", "de", KASSE, "de", "15 Millionen Euro"),
    ],
)
def test_the_figure_by_the_piece_is_told_where_it_is_asked_for(
    question: str, language: str, text: str, written: str, told: str
) -> None:
    found = [one for one in find_quantities(text, written) if one.kind is Kind.MONEY]
    at = figure_by_piece(ask(question, language), text, written, found, 0)
    assert text[found[at].start : found[at].end] == told


@pytest.mark.parametrize(
    ("question", "language", "text", "alone"),
    [
        ("How much is Oryxa paying for Kale?", "en", "It offers $4.20 a share.", True),
        (
            "How much is Oryxa paying for Kale?",
            "en",
            "It pays $4.20 a share, $2bn in total.",
            False,
        ),
        ("How much is Oryxa paying for each share?", "en", "It offers $4.20 a share.", False),
        ("How much do tickets cost?", "en", "They are $35 each.", False),
        ("Wie viel kostet die Übernahme?", "de", "Geboten werden 38 Euro je Aktie.", True),
        ("Wie viel kostet die Übernahme?", "de", "Das sind 38 Euro je Aktie, insgesamt 2.", False),
        ("Was zahlt Oryxa pro Kale-Anteil?", "de", "It offers €44 a share.", False),
        ("Wie hoch ist die Dividende?", "de", "Es gibt 38 Euro je Aktie.", False),
    ],
)
def test_a_price_by_the_share_is_not_that_of_the_firm(
    question: str, language: str, text: str, alone: bool
) -> None:
    assert is_for_share_alone(ask(question, language), text, language) is alone
