"""Quantities that tests read, and the labelled set of them."""

from pathlib import Path

from rag.quantities import Quantity, find_quantities

DATA = Path(__file__).parents[1] / "data"


def find_one(text: str, language: str = "de") -> Quantity:
    (one,) = find_quantities(text, language)
    return one
