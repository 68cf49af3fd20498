"""Numbers in digits and in words."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.quantities import find_quantities
from rag.quantities.lexicon import fold, load_lexicon
from rag.quantities.numerals import numeral_reader, read_digits, read_number

GERMAN = [
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
    "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn",
    "neunzehn",
]  # fmt: skip
GERMAN_TENS = [
    "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
]  # fmt: skip
ENGLISH = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
ENGLISH_TENS = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip


def in_german(number: int) -> str:
    if number >= 1000:
        head, rest = divmod(number, 1000)
        thousands = "ein" if head == 1 else in_german(head)
        return f"{thousands}tausend{in_german(rest) if rest else ''}"
    if number >= 100:
        head, rest = divmod(number, 100)
        hundreds = "ein" if head == 1 else GERMAN[head]
        return f"{hundreds}hundert{in_german(rest) if rest else ''}"
    if number >= 20:
        ten, one = divmod(number, 10)
        before = ("ein" if one == 1 else GERMAN[one]) + "und" if one else ""
        return before + GERMAN_TENS[ten - 2]
    return GERMAN[number]


def in_english(number: int) -> str:
    if number >= 1000:
        head, rest = divmod(number, 1000)
        return f"{in_english(head)} thousand" + (f" {in_english(rest)}" if rest else "")
    if number >= 100:
        head, rest = divmod(number, 100)
        return f"{ENGLISH[head]} hundred" + (f" and {in_english(rest)}" if rest else "")
    if number >= 20:
        ten, one = divmod(number, 10)
        return ENGLISH_TENS[ten - 2] + (f"-{ENGLISH[one]}" if one else "")
    return ENGLISH[number]


@given(st.integers(0, 999_999))
@settings(max_examples=60, deadline=None)
def test_every_number_in_words_reads_back(number: int) -> None:
    assert numeral_reader("de").read(in_german(number)) == number
    assert numeral_reader("en").read(in_english(number)) == number
    for text, language in (
        (f"{in_german(number)} Euro", "de"),
        (f"{in_german(number).replace('ß', 'ss')} Franken", "de"),
        (f"{in_english(number)} euros", "en"),
    ):
        (one,) = find_quantities(text, language)
        assert (one.value, one.end) == (Decimal(number), len(text))


@pytest.mark.parametrize(
    ("written", "german", "english"),
    [
        ("1.500", "1500", "1.500"),
        ("1,500", "1.500", "1500"),
        ("1.234,56", "1234.56", "1234.56"),
        ("1,234.56", "1234.56", "1234.56"),
        ("12'500.50", "12500.50", "12500.50"),
        ("1.234.567", "1234567", "1234567"),
        ("12 500", "12500", "12500"),
        ("7.2", "7.2", "7.2"),
        ("0.500", "0.500", "0.500"),
        ("1½", "1.5", "1.5"),
        ("2 1/2", "2.5", "2.5"),
        ("⅓", "0.33", "0.33"),
    ],
)
def test_digits_are_read_by_the_decimal_sign_of_the_language(
    written: str, german: str, english: str
) -> None:
    for sign, expected in ((",", german), (".", english)):
        number = read_digits(written, sign)
        assert number is not None
        assert number.value == Decimal(expected)


@pytest.mark.parametrize("written", ["2.5.1", "1.23.456", "1,2,3", "1.2,3.4"])
def test_what_is_no_number(written: str) -> None:
    assert read_digits(written, ",") is None


@pytest.mark.parametrize("words", ["fünfdrei", "zehnzwölf", "hunderthundert"])
def test_words_in_no_order(words: str) -> None:
    assert read_number(words, load_lexicon("de")) is None


@given(st.text())
@settings(max_examples=40, deadline=None)
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold("İ" + text)) == len(text) + 1
