"""Quantities read out in the reader's language: "$4 trillion", "4 Billionen US-Dollar"."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_compact_decimal, format_decimal, get_currency_name
from babel.units import format_unit

from rag.quantities.lexicon import load_lexicon
from rag.quantities.periods import ordinal, read_out_clock, read_out_date
from rag.quantities.records import Kind, Precision, Quantity

_COMPACT_FROM = 1_000_000  # smaller numbers are written out
_COMPACT_DIGITS = 3  # after the decimal sign, at most
_WORDS_UP_TO = 12
_HALF, _TENTH, _ONE = Decimal("0.5"), Decimal("0.1"), Decimal(1)
_CENTS = 2  # digits
_QUARTERS, _TEN = 4, 10
_SMALLER = {"hour": ("minute", Decimal(60)), "year": ("month", Decimal(12))}
_GLUED = {"%", "°"}  # in English, without a space
_PRECISE = {Kind.PERCENTAGE, Kind.COUNT, Kind.MEASURE}  # whose last zeros count: "9,10 %"


def read_out(quantity: Quantity, language: str) -> str:
    """Return a quantity as a reader of a language writes it, qualifier included.

    Figures, names of units and dates are worded by CLDR; a language without a file is worded in
    English.
    """
    language, table = _table(language)
    wording: Mapping[str, Any] = table["wording"]
    locale = _locale(wording["locale"])
    if quantity.first and quantity.last:
        return read_out_date(quantity, wording, locale)
    if quantity.value is None:
        return ""
    if quantity.unit == "clock":
        return read_out_clock(quantity, wording, locale)
    if vague := _vague(quantity, locale, table):
        return _figure(quantity, vague, locale, table)
    figure = _figure(quantity, _range(quantity, locale, wording), locale, table)
    qualifier = wording["qualifiers"].get(quantity.precision.name.lower(), "")
    return f"{qualifier} {figure}" if quantity.precision is not Precision.EXACT else figure


def read_age(quantity: Quantity, language: str) -> str:
    """Return a number of years as the age that it is put as: "61 years old"."""
    years = replace(quantity, kind=Kind.DURATION, unit="year")
    return f"{read_out(years, language)} {_table(language)[1]['wording']['old']}"


def readings_of(quantity: Quantity, language: str) -> Iterator[str]:
    """Yield all that a quantity may be read out as, whatever was asked for."""
    yield read_out(quantity, language)
    if quantity.value is not None and quantity.unit in {"", "year"}:
        yield read_age(quantity, language)


def _table(language: str) -> tuple[str, Mapping[str, Any]]:
    table = load_lexicon(language).table
    return (language, table) if table else ("en", load_lexicon("en").table)


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _figure(quantity: Quantity, number: str, locale: Locale, table: Mapping[str, Any]) -> str:
    value, wording = quantity.value or Decimal(0), table["wording"]
    match quantity.kind:
        case Kind.MONEY:
            return _money(quantity, number, locale, table)
        case Kind.DURATION:
            return _duration(quantity, number, locale, table)
        case Kind.ORDINAL:
            return ordinal(value, wording, locale)
        case Kind.MULTIPLE:
            return wording["half_as"] if quantity.parts else _multiple(value, number, wording)
        case Kind.COUNT:
            return number
        case Kind.PERCENTAGE if quantity.parts:
            return _share(quantity, locale, table)
        case _:
            return _with_unit(quantity, number, wording)


def _with_unit(quantity: Quantity, number: str, wording: Mapping[str, Any]) -> str:
    name = wording["units"].get(quantity.unit, quantity.unit)
    if quantity.value == 1 and quantity.high is None:
        name = wording["single_units"].get(quantity.unit, name)
    glued = quantity.unit in _GLUED and not wording["spaced"]
    return f"{number}{'' if glued else ' '}{name}"


def _vague(quantity: Quantity, locale: Locale, table: Mapping[str, Any]) -> str:
    """Return the words for what is no figure: "hundreds", "several million"; else ``""``."""
    value, high, wording = quantity.value, quantity.high, table["wording"]
    if quantity.precision is not Precision.ABOUT or value is None or high is None:
        return ""
    if value * 9 == high * 2 and quantity.resolution * 2 == value:
        scale = quantity.resolution
        if scale >= _COMPACT_FROM:
            return f"{wording['several']} {_number(value, locale).split()[-1]}"
        names = {Decimal(size): words[0] for size, words in table["scales"].items()} | {_ONE: ""}
        return f"{wording['several']} {names[scale]}".rstrip() if scale in names else ""
    of = "" if quantity.kind is Kind.COUNT else wording["vague_of"]
    return next(
        (f"{word}{of}" for low, top, word in wording["vague"] if (low, top) == (value, high)), ""
    )


def _range(quantity: Quantity, locale: Locale, wording: Mapping[str, Any]) -> str:
    places = _places(quantity)
    number = _number(quantity.value or Decimal(0), locale, places)
    if quantity.high is None:
        return number
    low, scale, high = *number.partition(" ")[::2], _number(quantity.high, locale, places)
    if scale and scale == high.partition(" ")[2]:  # "20 bis 25 Millionen"
        number = low
    return f"{number} {wording['to']} {high}"


def _places(quantity: Quantity) -> int:
    """Return how many digits after the decimal sign are written, though they be zeros."""
    value = quantity.value or Decimal(0)
    if quantity.kind is Kind.MONEY:
        figures = (value, quantity.high or value)
        return _CENTS if any(one != one.to_integral_value() for one in figures) else 0
    if quantity.high is not None:
        return 0
    if quantity.kind in _PRECISE and not quantity.parts and value % 1 != _HALF:  # nor "2½"
        return max(0, -quantity.resolution.adjusted())
    return 0


def _number(value: Decimal, locale: Locale, places: int = 0) -> str:
    """Write a number without losing a digit: "4 Billionen", "1.234.567"."""
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size >= _COMPACT_FROM:
        power = min(12, (size.adjusted() // 3) * 3)
        if (size.scaleb(-power)).normalize().as_tuple().exponent >= -_COMPACT_DIGITS:  # type: ignore[operator]
            return sign + format_compact_decimal(
                size, format_type="long", locale=locale, fraction_digits=_COMPACT_DIGITS
            )
    pattern = f"#,##0.{'0' * places}" if places else None
    return sign + format_decimal(
        size.normalize(), pattern, locale=locale, decimal_quantization=False
    )


def _money(quantity: Quantity, number: str, locale: Locale, table: Mapping[str, Any]) -> str:
    wording = table["wording"]
    value, minor = quantity.value or Decimal(0), wording["minor"].get(quantity.unit)
    if minor and value and abs(value) < 1 and quantity.high is None:
        return f"{_number(value * 100, locale)} {minor}"
    symbol = wording["symbols"].get(quantity.unit)
    if symbol and quantity.high is None:
        return f"-{symbol}{number[1:]}" if number.startswith("-") else f"{symbol}{number}"
    names = table["units"]["money"].get(quantity.unit)
    name = names[0] if names else get_currency_name(quantity.unit, value, locale)
    return f"{number} {name}".rstrip()


def _multiple(value: Decimal, number: str, wording: Mapping[str, Any]) -> str:
    named = {_HALF: wording["halved"], Decimal(2): wording["doubled"]}
    return str(named.get(value, f"{number}{wording['fold']}"))


def _share(quantity: Quantity, locale: Locale, table: Mapping[str, Any]) -> str:
    """Write "two thirds"; in percent where no word is for such a part, or several are tenths."""
    some, part = quantity.parts[0]
    wording = table["wording"]
    words = wording["fractions"].get(part.partition("/")[2])
    if words is None or some > _WORDS_UP_TO or (some > 1 and int(part.partition("/")[2]) >= _TEN):
        rounded = (quantity.value or Decimal(0)).quantize(_TENTH).normalize()
        return _with_unit(quantity, _number(rounded, locale), wording)
    return str(words[0] if some == 1 else f"{table['numerals'][str(some)][0]} {words[1]}")


def _duration(quantity: Quantity, number: str, locale: Locale, table: Mapping[str, Any]) -> str:
    """Write "three years" and "three years and four months", small whole numbers in words."""
    if quantity.parts:
        plain = replace(quantity, high=None, parts=())
        *said, end = (
            _duration(replace(plain, value=value, unit=unit), _number(value, locale), locale, table)
            for value, unit in quantity.parts
        )
        return f"{', '.join(said)} {table['and'][0]} {end}" if said else end
    last = quantity.high if quantity.high is not None else quantity.value or Decimal(0)
    if quantity.high is None and (smaller := _in_smaller_unit(quantity)):
        return _duration(smaller, _number(smaller.value or last, locale), locale, table)
    unit = _unit_name(last, quantity.unit, locale)
    if quantity.high is None and last == 1:
        return f"{table['wording']['one'].get(quantity.unit, number)} {unit}"
    words = table["numerals"]
    small = last == last.to_integral_value() and 1 < last <= _WORDS_UP_TO
    if quantity.high is None and small and str(int(last)) in words:
        number = words[str(int(last))][0]
    return f"{number} {unit}"


def _in_smaller_unit(quantity: Quantity) -> Quantity | None:
    """Return quarters of an hour or a year in minutes or months."""
    value = quantity.value or Decimal(0)
    smaller, count = _SMALLER.get(quantity.unit, ("", Decimal(0)))
    if not smaller or not 0 < value < 1 or value * _QUARTERS % 1:
        return None
    return replace(quantity, value=value * count, unit=smaller)


def _unit_name(value: Decimal, unit: str, locale: Locale) -> str:
    counted = format_unit(value, f"duration-{unit}", length="long", locale=locale)
    return counted.rpartition(" ")[2]
