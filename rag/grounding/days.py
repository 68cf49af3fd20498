"""Days and periods: which of a quote's are those of a sentence, or lie in them."""

from calendar import monthrange
from datetime import date

from rag.quantities import Day, Quantity

# How many months a period has that days lie in: a month, a quarter or season, a third, a half, all.
_PERIODS = {1, 3, 4, 6, 12}
# The early and the middle days of a month, and where the late ones start.
_PARTS, _LATE = {(1, 10), (11, 20)}, 21
_LEAP = 2024
# In which months a season is, taken widely.
_SEASONS = {
    "spring": {2, 3, 4, 5, 6},
    "summer": {5, 6, 7, 8, 9},
    "autumn": {8, 9, 10, 11, 12},
    "winter": {11, 12, 1, 2, 3},
}
# Periods that figures are reported for.
_ACCOUNTED = {"quarter", "half"}


def covers(quoted: Quantity, said: Quantity, published: date | None) -> bool:
    """Tell whether a quote's days are those of a sentence, or lie in its month, season or year.

    Args:
        quoted: The quote's.
        said: The sentence's.
        published: When the quote was published, if known.
    """
    if _is_other_season(said, quoted):
        return False
    first, last = _dated(quoted.first, published), _dated(quoted.last, published)
    if first is None or last is None or said.first is None or said.last is None:
        return False
    if not _is_period(said.first, said.last):
        return (first[1:], last[1:]) == (said.first[1:], said.last[1:]) and (
            said.first.year in {None, first.year} and said.last.year in {None, last.year}
        )
    if said.first.year is None or said.last.year is None:
        one_year = first.year == last.year
        return one_year and said.first[1:] <= first[1:] and last[1:] <= said.last[1:]
    if first.year is None or last.year is None:
        return False
    return said.first <= first and last <= said.last


def is_part(quoted: Quantity, said: Quantity) -> bool:
    """Tell whether a quote's quarter or half-year is less than a sentence's period."""
    if not _ACCOUNTED.intersection(name for _, name in quoted.parts):
        return False
    if quoted.first is None or quoted.last is None or said.first is None or said.last is None:
        return False
    return (quoted.first[1:], quoted.last[1:]) != (said.first[1:], said.last[1:])


def _is_other_season(said: Quantity, quoted: Quantity) -> bool:
    """Tell whether a quote's days lie in another season, or in none, than a sentence's."""
    season = next((name for _, name in said.parts if name in _SEASONS), None)
    if season is None or quoted.first is None or quoted.last is None:
        return False
    named = {name for _, name in quoted.parts if name in _SEASONS}
    months = {quoted.first.month, quoted.last.month}
    return season not in named if named else not months <= _SEASONS[season]


def _is_period(first: Day, last: Day) -> bool:
    """Tell a day, a part of a month, a month, a quarter or a year from a range of days."""
    if first[1:] == last[1:]:
        return first.year == last.year
    if first.year != last.year:
        return False
    ends = last.day == monthrange(last.year or _LEAP, last.month)[1] or last[1:] == (2, 28)
    if first.month == last.month and not (first.day == 1 and ends):
        return (first.day, last.day) in _PARTS or (first.day == _LATE and ends)
    return first.day == 1 and ends and last.month - first.month + 1 in _PERIODS


def _dated(day: Day | None, published: date | None) -> Day | None:
    """Return a day with the year of publication, where it has none of its own."""
    return day._replace(year=published.year) if day and not day.year and published else day
