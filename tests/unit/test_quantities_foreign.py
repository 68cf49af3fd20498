"""Quantities in languages without words of their own here: what CLDR calls them, other digits."""

from decimal import Decimal

import pytest

from rag.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("310 milioane de euro", "ro", "310E6", "EUR"),
        ("310 εκατομμύρια ευρώ", "el", "310E6", "EUR"),
        ("4,75 τοις εκατό", "el", "4.75", "%"),
        ("31 करोड़ यूरो", "hi", "310E6", "EUR"),
        ("३,४००", "hi", "3400", ""),
        ("٤٫٧٥٪", "ar", "4.75", "%"),
        ("310 ملايين يورو", "ar", "310E6", "EUR"),
        ("310 ล้านยูโร", "th", "310E6", "EUR"),
        ("4.2 กิโลเมตร", "th", "4.2", "km"),
        ("310 triệu đô la", "vi", "310E6", "USD"),
        ("2,3 milyon", "tr", "2.3E6", ""),
        ("4000万", "zh", "40E6", ""),
        ("310 millones de euros", "es", "310E6", "EUR"),
        ("310 миллионов евро", "ru", "310E6", "EUR"),
    ],
)
def test_figures_are_read(text: str, language: str, value: str, unit: str) -> None:
    (one,) = find_quantities(text, language)
    assert (one.start, one.end) == (0, len(text))
    assert (one.value, one.unit) == (Decimal(value), unit)


def test_a_number_that_goes_on_in_letters_is_none() -> None:
    assert find_quantities("2014年", "zh") == ()
    assert find_quantities("310 milioanelor", "xx")[0].value == 310
