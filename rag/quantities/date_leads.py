"""Words beside a date that belong to it: "Frühjahr 2027", "next March", "Freitag um 20 Uhr"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from index.dates import MONTH_NUMBERS
from rag.patterns import NEVER
from rag.quantities.lexicon import Lexicon, load_lexicon
from rag.quantities.records import Kind, Quantity

_FARTHEST = 40  # characters that such words may take
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class _Leads:
    """A language's patterns; a group's name tells what it matched.

    Attributes:
        season: "Frühjahr", up to where a year starts.
        relative: "nächsten", up to where a month starts.
        weekday: "Freitag um", up to where a time of day starts.
        weekday_after: "on Friday", from where a time of day ends, but not "on Friday, 5 June".
    """

    season: re.Pattern[str]
    relative: re.Pattern[str]
    weekday: re.Pattern[str]
    weekday_after: re.Pattern[str]


def widen_date(one: Quantity, folded: str, lexicon: Lexicon) -> Quantity:
    """Return a date with the words beside it that say more of it; others as they are."""
    if one.kind is not Kind.DATE or one.parts:
        return one
    leads, floor = _leads(lexicon.language), max(0, one.start - _FARTHEST)
    if one.unit == "clock":
        if match := leads.weekday.search(folded, floor, one.start):
            return replace(one, qualified_start=match.start(), parts=_weekday(match))
        if match := leads.weekday_after.match(folded, one.end):
            return replace(one, end=match.end(), parts=_weekday(match))
        return one
    if not one.first or not one.last or one.first.day != 1 or one.first == one.last:
        return one
    whole_years = one.first.year and (one.first.month, one.last.month) == (1, 12)
    if whole_years:
        match = leads.season.search(folded, floor, one.start)
    elif one.first.year is None and one.first.month == one.last.month:
        match = leads.relative.search(folded, floor, one.start)
    else:
        match = None
    if match is None or match.lastgroup is None:
        return one
    return replace(one, qualified_start=match.start(), parts=((_ONE, match.lastgroup),))


def _weekday(match: re.Match[str]) -> tuple[tuple[Decimal, str], ...]:
    return ((Decimal((match.lastgroup or "d0")[1:]), "weekday"),)


@lru_cache(maxsize=16)
def _leads(language: str) -> _Leads:
    table = load_lexicon(language).table.get("dates", {})
    seasons, relative = (_named(table.get(key, {}).items()) for key in ("seasons", "relative"))
    days = _named((f"d{n}", names) for n, names in enumerate(table.get("weekdays", ())))
    before, after, of = (
        table.get(key, NEVER) for key in ("weekday_before", "weekday_after", "season_of")
    )
    months = "|".join(MONTH_NUMBERS)
    return _Leads(
        re.compile(rf"(?<![\w-])(?:{seasons}) (?:{of})?$"),
        re.compile(rf"(?<![\w-])(?:{relative}) $"),
        re.compile(rf"(?<![\w-])(?:{days})(?:{before})$"),
        re.compile(rf"(?:{after})(?:{days})(?!\w|,? (?:\d|(?:{months})(?!\w)))"),
    )


def _named(groups: Iterable[tuple[str, Iterable[str]]]) -> str:
    alternatives = (
        rf"(?P<{name}>{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"
        for name, words in groups
    )
    return "|".join(alternatives) or NEVER
