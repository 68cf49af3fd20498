"""Words for quantities of languages that have no file of their own, from CLDR.

It knows what millions, currencies and the commonest units are called. What it lacks, such as other
cases of a noun, is not found.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import takewhile

from babel import Locale, UnknownLocaleError

from rag.quantities.records import Kind

_UNITS = {
    "concentr-percent": (Kind.PERCENTAGE, "%"),
    **{
        f"duration-{name}": (Kind.DURATION, name)
        for name in ("year", "month", "week", "day", "hour", "minute", "second")
    },
    "length-kilometer": (Kind.MEASURE, "km"),
    "length-meter": (Kind.MEASURE, "m"),
    "length-centimeter": (Kind.MEASURE, "cm"),
    "mass-kilogram": (Kind.MEASURE, "kg"),
    "mass-tonne": (Kind.MEASURE, "t"),
    "temperature-celsius": (Kind.MEASURE, "°C"),
}
_NUMBER = re.compile(r"\{0\}|0+")
# Two whose names differ only in whose dollar it is.
_DOLLARS = ("USD", "CAD")


def locale_of(language: str) -> Locale | None:
    """Return what CLDR knows of a language, or None."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


def scales_of(locale: Locale) -> dict[str, Decimal]:
    """Return what thousands, millions and their like are called: "milioane" is 1,000,000."""
    formats = locale.compact_decimal_formats
    scales: dict[str, Decimal] = {}
    for sizes in formats.get("long", formats.get("short", {})).values():
        for size, pattern in sizes.items():
            number = _NUMBER.search(str(pattern.pattern))
            if number and (word := _word_in(str(pattern.pattern))):
                scales[word] = Decimal(size) / 10 ** (len(number.group()) - 1)
    return scales


def currencies_of(locale: Locale, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names of currencies with their codes; a dollar of no country is the American one."""
    names = {code: dict.fromkeys(_names_of(locale, code)) for code in codes}
    for code, found in names.items():
        yield from ((name, code) for name in found)
    for ours, theirs in zip(*(names.get(code, {}) for code in _DOLLARS), strict=False):
        before = _shared_start(ours, theirs).strip()
        behind = _shared_start(ours[::-1], theirs[::-1])[::-1].strip()
        if len(dollar := max(before, behind, key=len)) > 1:  # the Chinese one is a yuan as well
            yield dollar, _DOLLARS[0]


def units_of(locale: Locale) -> Iterator[tuple[str, Kind, str]]:
    """Yield the names of units, each with its kind and the name that it goes by here."""
    patterns = locale._data["unit_patterns"]
    for key, (kind, name) in _UNITS.items():
        for form, written in ((patterns.get(key) or {}).get("long") or {}).items():
            if form != "per" and written.startswith("{0}") and (word := _word_in(written)):
                yield word, kind, name


def _shared_start(one: str, other: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in same)


def _names_of(locale: Locale, code: str) -> Iterator[str]:
    plurals = locale._data["currency_names_plural"].get(code) or {}
    yield from (name.lower() for name in (locale.currencies.get(code), *plurals.values()) if name)


def _word_in(pattern: str) -> str:
    return " ".join(_NUMBER.sub(" ", pattern).replace("'", "").lower().split())
