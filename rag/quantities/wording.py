"""Quantities read out in the reader's language: "$4 trillion", "4 Billionen US-Dollar"."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, format_time
from babel.numbers import format_compact_decimal, format_decimal
from babel.units import format_unit

from rag.quantities.dates import as_date
from rag.quantities.lexicon import load_lexicon
from rag.quantities.records import Kind, Precision, Quantity

_COMPACT_FROM = 1_000_000  # smaller numbers are written out
_COMPACT_DIGITS = 3  # after the decimal sign, at most
_WORDS_UP_TO = 12
_THIN = "\N{THIN SPACE}"  # beside an interval's dash in English alone
_HALF = Decimal("0.5")
_GLUED = {"%", "°"}  # in English, without a space


def read_out(quantity: Quantity, language: str) -> str:
    """Return a quantity as a reader of a language writes it, qualifier included.

    Figures, names of units and dates are worded by CLDR; a language without a file is worded in
    English.
    """
    table = load_lexicon(language).table
    if not table:
        language, table = "en", load_lexicon("en").table
    wording: Mapping[str, Any] = table["wording"]
    locale = _locale(wording["locale"])
    if quantity.first and quantity.last:
        return _date(quantity, locale)
    if quantity.value is None:
        return ""
    if quantity.unit == "clock":
        return _clock(quantity.value, locale, wording)
    figure = _figure(quantity, locale, wording, table)
    qualifier = wording["qualifiers"].get(quantity.precision.name.lower(), "")
    return f"{qualifier} {figure}" if quantity.precision is not Precision.EXACT else figure


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _figure(
    quantity: Quantity, locale: Locale, wording: Mapping[str, Any], table: Mapping[str, Any]
) -> str:
    value, high = quantity.value or Decimal(0), quantity.high
    number = _number(value, locale)
    if high is not None:
        number = f"{number} {wording['to']} {_number(high, locale)}"
    match quantity.kind:
        case Kind.MONEY:
            return _money(quantity, number, wording, table)
        case Kind.DURATION:
            return _duration(quantity, number, locale, table)
        case Kind.ORDINAL:
            form = locale.ordinal_form(int(value))
            return f"{number}{wording['ordinals'].get(form) or wording['ordinals']['other']}"
        case Kind.MULTIPLE:
            return str(wording["halved"]) if value == _HALF else f"{number}{wording['fold']}"
        case Kind.COUNT:
            return number
        case _:
            name = wording["units"].get(quantity.unit, quantity.unit)
            glued = quantity.unit in _GLUED and not wording["spaced"]
            return f"{number}{'' if glued else ' '}{name}"


def _number(value: Decimal, locale: Locale) -> str:
    """Write a number without losing a digit: "4 Billionen", "1.234.567"."""
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size >= _COMPACT_FROM:
        power = min(12, (size.adjusted() // 3) * 3)
        if (size.scaleb(-power)).normalize().as_tuple().exponent >= -_COMPACT_DIGITS:  # type: ignore[operator]
            return sign + format_compact_decimal(
                size, format_type="long", locale=locale, fraction_digits=_COMPACT_DIGITS
            )
    return sign + format_decimal(size.normalize(), locale=locale, decimal_quantization=False)


def _money(
    quantity: Quantity, number: str, wording: Mapping[str, Any], table: Mapping[str, Any]
) -> str:
    symbol = wording["symbols"].get(quantity.unit)
    if symbol and quantity.high is None:
        return f"-{symbol}{number[1:]}" if number.startswith("-") else f"{symbol}{number}"
    names = table["units"]["money"].get(quantity.unit)
    return f"{number} {names[0] if names else quantity.unit}".rstrip()


def _duration(quantity: Quantity, number: str, locale: Locale, table: Mapping[str, Any]) -> str:
    """Write "three years", with a word for a small whole number."""
    last = quantity.high if quantity.high is not None else quantity.value or Decimal(0)
    counted = format_unit(last, f"duration-{quantity.unit}", length="long", locale=locale)
    unit = counted.rpartition(" ")[2]
    words = table["numerals"]
    small = last == last.to_integral_value() and 1 < last <= _WORDS_UP_TO
    if quantity.high is None and small and str(int(last)) in words:
        number = words[str(int(last))][0]
    return f"{number} {unit}"


def _clock(value: Decimal, locale: Locale, wording: Mapping[str, Any]) -> str:
    hour, minute = divmod(int(value), 60)
    return format_time(time(hour % 24, minute), wording["clock"], locale=locale)


def _date(quantity: Quantity, locale: Locale) -> str:
    if quantity.first is None or quantity.last is None:
        return ""
    first, last = as_date(quantity.first), as_date(quantity.last)
    year = "y" if quantity.first.year is not None else ""
    if first == last:
        if year:
            return format_date(first, "long", locale=locale)
        return str(format_skeleton("MMMMd", first, locale=locale))
    whole_months = first.day == 1 and as_date(quantity.last, later=1).day == 1
    if year and whole_months and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return format_date(first, "LLLL y" if year else "LLLL", locale=locale)
    skeleton = f"{year}MMMM" + "d" * (not whole_months)
    return format_interval(first, last, skeleton, locale=locale).replace(_THIN, "")
