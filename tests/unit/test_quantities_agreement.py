"""Quantities: how exact a figure is as it is written, and what it therefore agrees with."""

from decimal import Decimal

import pytest

from rag.quantities import Quantity, agree, contradicts, find_quantities


def find_one(text: str, language: str = "de") -> Quantity:
    (one,) = find_quantities(text, language)
    return one


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("2,5-fach", "das 2,9-Fache", "de"),
        ("2.2 times as many", "1.8 times as many", "en"),
        ("verdoppelt", "2,4-fach", "de"),
        ("doubled", "2.4 times", "en"),
        ("verdreifacht", "2,6-mal", "de"),
        ("halbiert", "0,7-mal", "de"),
        ("zweieinhalbmal so viel", "2,7-mal so viel", "de"),
        ("anderthalb Millionen", "1,7 Millionen", "de"),
        ("half a million euros", "300,000 euros", "en"),
        ("eine halbe Stunde", "40 Minuten", "de"),
        ("ein Drittel", "40 Prozent", "de"),
        ("one in 200", "0.7 percent", "en"),
        ("one in 40", "2.9 percent", "en"),
    ],
)
def test_no_more_is_rounded_than_what_is_written(one: str, other: str, language: str) -> None:
    first, second = find_one(one, language), find_one(other, language)
    assert not agree(first, second)
    assert not agree(second, first)
    assert contradicts(first, second)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("verdoppelt", "2,0-fach", "de"),
        ("verdoppelt", "das Doppelte", "de"),
        ("verdoppelt", "2,1-fach", "de"),
        ("doubled", "twice", "en"),
        ("doubled", "2 times", "en"),
        ("dreifach", "3-mal", "de"),
        ("2,5-fach", "zweieinhalbmal so viel", "de"),
        ("halbiert", "0,5-mal", "de"),
        ("anderthalb Jahre", "18 Monate", "de"),
        ("half an hour", "30 minutes", "en"),
        ("ein Drittel", "33 Prozent", "de"),
        ("ein Drittel", "33,3 %", "de"),
        ("two thirds", "67%", "en"),
        ("one in 40", "2.5 percent", "en"),
    ],
)
def test_what_is_as_exact_agrees(one: str, other: str, language: str) -> None:
    first, second = find_one(one, language), find_one(other, language)
    assert agree(first, second)
    assert agree(second, first)
    assert not contradicts(first, second)


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        ("2-mal", "1"), ("2,5-fach", "0.1"), ("2,25-fach", "0.01"), ("verdoppelt", "0.5"),
        ("zweieinhalb Jahre", "0.1"), ("ein Drittel", "1"), ("ein Zwanzigstel", "0.1"),
    ],
)  # fmt: skip
def test_the_last_digit_written(text: str, resolution: str) -> None:
    assert find_one(text).resolution == Decimal(resolution)
