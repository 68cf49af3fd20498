"""Amounts, counts, percentages, dates and durations in a text, read and normalised.

What is found: figures in digits and words with their scales and units, fractions, multiples,
ordinals, days and periods of the calendar. What is not: days told by today ("gestern",
"am Mittwoch"), and numbers that only name something ("Linie 7", "A320", "§ 12", "3:2", "20–18").

An age is a duration, whether "39 Jahre alt" or "aged 39"; a share is a percentage, whether "ein
Fünftel", "jeder Fünfte" or "one in five". Vague counts are found too, as the range of what they
may mean: "Hunderte" is about 100 to 999, "Tausende Tonnen" about 1000 to 9999 t.

The words are in each language's ``quantities.toml`` (see :mod:`rag.languages`).
"""

from rag.quantities.finder import find_quantities
from rag.quantities.records import (
    Day,
    Kind,
    Precision,
    Quantity,
    agree,
    contradicts,
    convert,
    same_dimension,
)
from rag.quantities.wording import read_age, read_out, readings_of

__all__ = [
    "Day",
    "Kind",
    "Precision",
    "Quantity",
    "agree",
    "contradicts",
    "convert",
    "find_quantities",
    "read_age",
    "read_out",
    "readings_of",
    "same_dimension",
]
