"""Days and periods of the calendar, read from the parts of a match."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from index.dates import MONTH_NUMBERS
from rag.quantities.records import Day, Quantity

Period = tuple[Day, Day]
"""The first and the last day meant."""

THIRDS = ("early", "mid", "late")
_OF_MONTH = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
_OF_DECADE = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_OF_CENTURY = {"early": (1, 33), "mid": (34, 66), "late": (67, 100)}
_LEAP_YEAR = 2024  # a year unknown may be one
_LAST_SHORT_YEAR = 70  # "24.9.69" is in this century, "24.9.70" in the last
_LAST_CENTURY = 30
_SHORT_YEAR = 2  # digits


def year_period(year: int, last: int | None = None) -> Period:
    """Return the first and the last day of a year, or of several."""
    return Day(year, 1, 1), Day(last or year, 12, 31)


def months_period(year: int | None, first: int, last: int) -> Period:
    """Return the first and the last day of some months; the year may be unknown."""
    crossing = year is not None and first > last
    start = year - 1 if crossing and year is not None else year
    return Day(start, first, 1), Day(year, last, monthrange(year or _LEAP_YEAR, last)[1])


def as_date(day: Day, later: int = 0) -> date:
    """Return a day as a date, a number of days later; an unknown year is taken for a leap year."""
    return date(day.year or _LEAP_YEAR, day.month, day.day) + timedelta(days=later)


def join_periods(one: Quantity, other: Quantity) -> Period | None:
    """Return the period from one date to another, or None where they are in no order.

    "24. September bis 3. Oktober 2025": a missing year is taken from the other date.
    """
    if not (one.first and one.last and other.first and other.last):
        return None
    first, last = one.first, other.last
    if first.year is None and last.year is not None:
        first = _in_year(first, last.year - (first[1:] > last[1:]))
    if first.year is not None and last.year is None:
        last = _in_year(last, first.year + (first[1:] > last[1:]))
    return (first, last) if first.year is None or first <= last else None


def _in_year(day: Day, year: int) -> Day:
    """Return a day in a year, the last of February where the year has no 29th."""
    return Day(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _day(year: int | None, month: int, day: int) -> Day | None:
    valid = 1 <= month <= 12 and 1 <= day <= monthrange(year or _LEAP_YEAR, month)[1]
    return Day(year, month, day) if valid else None


def read_named(match: re.Match[str]) -> Period | None:
    """Read a date with a month's name."""
    month = MONTH_NUMBERS[match["month"]]
    last_month = MONTH_NUMBERS[match["month_2"]] if match["month_2"] else month
    year = int(match["year"]) if match["year"] else None
    part = match.lastgroup and next((p for p in _OF_MONTH if match[p]), None)
    days = match["day"] or match["day_3"], match["day_2"] or match["day_4"]
    if days[0]:
        first = _day(year, month, int(days[0]))
        last = _day(year, last_month, int(days[1] or days[0]))
        return (first, last) if first and last else None
    first, last = months_period(year, month, last_month)
    if part:
        start, end = _OF_MONTH[part]
        return first._replace(day=start), last._replace(day=min(end, last.day))
    return first, last


def _missing_century(year: str) -> int:
    if len(year) > _SHORT_YEAR:
        return 0
    return 2000 if int(year) < _LAST_SHORT_YEAR else 1900


def read_numeric(match: re.Match[str]) -> Period | None:
    """Read "24.09.2025", "24.9.25", "24.9." and "2025-09-24"."""
    year = match["year"]
    full = int(year) + _missing_century(year) if year else None
    day = _day(full, int(match["month"]), int(match["day"]))
    return (day, day) if day else None


def read_slashes(match: re.Match[str]) -> Period | None:
    """Read "9/24/2025" and "24/9/2025"; None where either order would do."""
    one, other, year = int(match["one"]), int(match["other"]), int(match["year"])
    days = {day for day in (_day(year, one, other), _day(year, other, one)) if day}
    return (day := days.pop(), day) if len(days) == 1 else None


def read_year_part(match: re.Match[str]) -> Period | None:
    """Read "Ende 2024": a third of the year."""
    part = next(p for p in _OF_YEAR if match[p])
    return months_period(int(match["year"]), *_OF_YEAR[part])


def read_years(match: re.Match[str]) -> Period | None:
    """Read "2024/25" and "2019–2024"."""
    first, last = int(match["year"]), match["last"]
    second = int(match["year"][:2] + last if len(last) == 2 else last)
    return year_period(first, second) if first < second <= first + 200 else None


def read_decade(match: re.Match[str]) -> Period:
    """Read "1990er Jahre", "80er Jahre", "mid-1990s"."""
    written = match["decade"]
    start = int(written if len(written) == 4 else "19" + written)
    groups = match.groupdict()
    for part, (first, last) in _OF_DECADE.items():
        if groups.get(part):
            return year_period(start + first, start + last)
    return year_period(start, start + (99 if written.endswith("00") and start < 2000 else 9))


def read_fiscal_year(match: re.Match[str]) -> Period:
    """Read "FY2025" and "FY24/25": all of these years, as it is not told when it starts."""
    first = int(match["year"] or f"20{match['short']}")
    last = int(f"20{match['last']}") if match["last"] else first
    return year_period(first, max(first, last))


def read_century(match: re.Match[str]) -> Period | None:
    """Read "19. Jahrhundert": 1801 to 1900; "Ende des 19. Jahrhunderts": its last third."""
    number = int(match["number"])
    if not 1 <= number <= _LAST_CENTURY:
        return None
    part = next((p for p in _OF_CENTURY if match[p]), None)
    first, last = _OF_CENTURY[part] if part else (1, 100)
    return year_period(100 * (number - 1) + first, 100 * (number - 1) + last)


def part_reader(months: int) -> Callable[[re.Match[str]], Period]:
    """Return what reads quarters (of three months) or halves (of six)."""

    def read(match: re.Match[str]) -> Period:
        number = next(int(name[1:]) for name, word in match.groupdict().items()
                      if word and name[0] == "n")  # fmt: skip
        year = int(match["year"]) if match["year"] else None
        return months_period(year, months * number - months + 1, months * number)

    return read


def read_clock(match: re.Match[str]) -> int | None:
    """Read a time of day as minutes after midnight, None for "25.00 Uhr"."""
    hour, minute = match["hour"] or match["hour_1"], match["minute"] or match["minute_1"] or 0
    return minutes_of(int(hour), int(minute), match["half"] or "")


def minutes_of(hour: int, minute: int, half: str) -> int | None:
    """Return the minutes after midnight of a time of day, of which half of the day is told."""
    if half[:1] in {"a", "p"}:
        hour = hour % 12 + 12 * half.startswith("p")
    return 60 * hour + minute if hour <= 24 and minute < 60 else None
