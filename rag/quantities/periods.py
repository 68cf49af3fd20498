"""Days and periods read out: "24 September 2025", "late June", "drittes Quartal 2025"."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time

from rag.quantities.dates import THIRDS, as_date
from rag.quantities.records import Day, Quantity

_THIN = "\N{THIN SPACE}"  # beside an interval's dash in English alone


def read_out_date(quantity: Quantity, wording: Mapping[str, Any], locale: Locale) -> str:
    """Return a day or a period as a reader writes it, no more precisely than the article."""
    if quantity.first is None or quantity.last is None:
        return ""
    if not quantity.parts:
        return _interval(quantity.first, quantity.last, locale)
    (number, name), *whole = quantity.parts
    words, first, last = wording["periods"], quantity.first, quantity.last
    if forms := words["numbered"].get(name if first.year else f"{name}_alone"):
        return str(forms[int(number) - 1]).format(first.year)
    if name == "century":
        return str(words[name]).format(ordinal(number, wording, locale))
    if whole and whole[0][1] == "century":
        of_century = ordinal(whole[0][0], wording, locale)
        return str(words[name]).format(words["of_century"].format(of_century))
    if name == "decade" or whole:
        base = str(words["decade" if not whole else "of_decade"]).format(
            (first.year or 0) // 10 * 10
        )
        return str(words[name]).format(base) if whole else base
    if name in THIRDS:
        return str(words[name]).format(_third_of(first, last, locale))
    return str(words[name]).format(_interval(first, last, locale))


def read_out_clock(quantity: Quantity, wording: Mapping[str, Any], locale: Locale) -> str:
    """Return a time of day, with the day of the week where it is told."""
    hour, minute = divmod(int(quantity.value or 0), 60)
    said = format_time(time(hour % 24, minute), wording["clock"], locale=locale)
    days = locale.days["format"]["wide"]
    return f"{days[int(quantity.parts[0][0])]}, {said}" if quantity.parts else said


def ordinal(number: Decimal, wording: Mapping[str, Any], locale: Locale) -> str:
    """Return a rank in digits: "3rd", "3."."""
    endings = wording["ordinals"]
    return f"{int(number)}{endings.get(locale.ordinal_form(int(number))) or endings['other']}"


def _third_of(first: Day, last: Day, locale: Locale) -> str:
    """Return the month or the year that a third is of: a year's third goes over months."""
    if first.month != last.month:
        return str(first.year)
    return format_date(as_date(first), "LLLL y" if first.year else "LLLL", locale=locale)


def _interval(start: Day, end: Day, locale: Locale) -> str:
    first, last = as_date(start), as_date(end)
    year = "y" if start.year is not None else ""
    if first == last:
        if year:
            return format_date(first, "long", locale=locale)
        return str(format_skeleton("MMMMd", first, locale=locale))
    whole_months = first.day == 1 and as_date(end, later=1).day == 1
    if year and whole_months and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return format_date(first, "LLLL y" if year else "LLLL", locale=locale)
    skeleton = f"{year}MMMM" + "d" * (not whole_months)
    return format_interval(first, last, skeleton, locale=locale).replace(_THIN, "")
