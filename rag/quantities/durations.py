"""Durations put together of several units: "drei Jahre und vier Monate", "2:04 Stunden"."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from rag.patterns import either
from rag.quantities.lexicon import Lexicon, load_lexicon, phrases_at
from rag.quantities.records import Kind, Precision, Quantity

Parts = tuple[tuple[Decimal, str], ...]

# How many of a smaller unit may follow a larger one: "ein Jahr und 18 Monate" are two durations.
_FEWER_THAN = {
    "year": {"month": 12, "week": 52, "day": 365},
    "month": {"week": 5, "day": 31},
    "week": {"day": 7},
    "day": {"hour": 24},
    "hour": {"minute": 60},
    "minute": {"second": 60},
}
_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 7 * 86400,
    "month": 30 * 86400,
    "year": 365 * 86400,
}
_MONTHS = {"month": 1, "year": 12}


def find_timed(folded: str, lexicon: Lexicon) -> Iterator[Quantity]:
    """Yield the durations that are written as on a clock: "2:04 Stunden", "2:04:31 hours"."""
    if ":" not in folded:
        return
    for match in _timed(lexicon.language).finditer(folded):
        units = ("hour", "minute", "second")[0 if match["hour"] else 1 :]
        numbers = (Decimal(n) for n in (match["first"], match["second"], match["third"]) if n)
        parts = tuple((number, unit) for number, unit in zip(numbers, units, strict=False))
        if match["part"]:
            parts = (*parts[:-1], (parts[-1][0] + Decimal(f"0.{match['part']}"), parts[-1][1]))
        yield _compose(match.start(), match.end(), parts)


def join_durations(found: Sequence[Quantity], folded: str, lexicon: Lexicon) -> list[Quantity]:
    """Make one duration of those that are: "drei Jahren und vier Monaten"."""
    if sum(one.kind is Kind.DURATION for one in found) < 2:
        return list(found)
    joined: list[Quantity] = []
    at = 0
    while at < len(found):
        end = at + 1
        while end < len(found) and _continues(found[end - 1], found[end], folded, lexicon):
            end += 1
        chain = found[at:end]
        if len(chain) > 1 and _is_one(chain, folded, lexicon):
            parts = tuple((one.value or Decimal(0), one.unit) for one in chain)
            joined.append(_compose(chain[0].start, chain[-1].end, parts))
        else:
            joined += chain
        at = end
    return joined


def _continues(one: Quantity, other: Quantity, folded: str, lexicon: Lexicon) -> bool:
    """Tell whether a duration may go on with the next, of a smaller unit."""
    if one.kind is not Kind.DURATION or other.kind is not Kind.DURATION:
        return False
    limit = _FEWER_THAN.get(one.unit, {}).get(other.unit)
    if limit is None or other.value is None or not 0 < other.value < limit:
        return False
    if not _is_whole(one) or other.high is not None or other.precision is not Precision.EXACT:
        return False
    joint = folded[one.end : other.start].strip()
    return joint in {"", ","} or joint.removeprefix(",").strip() in lexicon.words("and")


def _is_whole(one: Quantity) -> bool:
    whole = one.value is not None and one.value == one.value.to_integral_value()
    return whole and one.high is None and not one.parts and one.precision is Precision.EXACT


def _is_one(chain: Sequence[Quantity], folded: str, lexicon: Lexicon) -> bool:
    """Tell whether durations in a row are one, not "two years, six months of which"."""
    rules = lexicon.table.get("durations", {})
    start, last = chain[0].start, chain[-1]
    if folded[:start].rstrip().rpartition(" ")[2] in lexicon.words("between"):
        return False
    following = last.end + folded[last.end :].startswith(",") + 1
    if any(phrase in rules.get("apart", ()) for phrase, _ in phrases_at(folded, following)):
        return False
    joint = folded[chain[-2].end : last.start].strip(" ,")
    in_digits = all(folded[one.start].isdecimal() for one in chain[1:])
    return bool(joint) or in_digits


def _compose(start: int, end: int, parts: Parts) -> Quantity:
    """Return a duration of its parts, counted in months or in the smallest unit."""
    months = all(unit in _MONTHS for _, unit in parts)
    sizes = _MONTHS if months else _SECONDS
    smallest = min((unit for _, unit in parts), key=_SECONDS.__getitem__)
    unit = "day" if smallest == "week" else smallest
    total = sum((number * sizes[name] for number, name in parts), Decimal(0))
    told = tuple(part for part in parts if part[0])
    return Quantity(start, end, start, Kind.DURATION, total / sizes[unit], unit=unit, parts=told)


@lru_cache(maxsize=16)
def _timed(language: str) -> re.Pattern[str]:
    units = load_lexicon(language).table.get("units", {}).get("duration", {})
    hours, minutes = (either(units.get(name, ())) for name in ("hour", "minute"))
    return re.compile(
        r"(?<![\w.,:])(?P<first>\d{1,3}):(?P<second>[0-5]\d)(?::(?P<third>[0-5]\d))?"
        r"(?:[.,](?P<part>\d{1,3}))?[ -]?"
        rf"(?:(?P<hour>{hours})|(?P<minute>{minutes}))(?!\w)"
    )
