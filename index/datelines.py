"""Lines that hold a date and little else, and the labels that stand before it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from index.dates import LONGEST_DATELINE, MOMENT, split_around, to_date
from index.fields import parse_domain
from index.numeric_days import order, write_year
from index.vocabulary import alternatives

_words = partial(alternatives, "days")

_LABEL_END = rf"(?:\s+(?:{_words('on')}))?\s*:?\s*$"
_UPDATED = re.compile(
    rf"(?:(?:{_words('last')})\s+)?(?:{_words('updated')}){_LABEL_END}",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    rf"\b(?:(?:{_words('first')})\s+)?(?:{_words('published')}){_LABEL_END}",
    re.IGNORECASE,
)
_AUTHOR_NAMED = re.compile(
    rf"(?:^|[\s,|·•/–—-])(?:{_words('author')})\s+(?-i:[A-ZÄÖÜ]).{{0,60}}$", re.IGNORECASE
)
# "… – Harbour Ledger": a name after a dash is an outlet's if a word of it says so; others are
# sections and kickers.
_MASTHEAD = re.compile(
    rf"(?:\s*(?:{_words('clock')}))?\s*[–—|]\s*(?P<name>(?=.*(?:{_words('mastheads')}))"
    r"[A-ZÄÖÜ][\w.&-]*(?:\s[A-ZÄÖÜ][\w.&-]*){0,3})\s*"
)
_WITHIN_PROSE = re.compile(rf"\b(?:{_words('within_prose')})$", re.IGNORECASE)
_BEHIND_PLACE = re.compile(rf",\s*(?:{_words('behind_place')})$")
_SEPARATORS = ",|·•/–—- "
_SHORT_DAY = re.compile(r"(?<![\w.])\d{1,2}\.\s?\d{1,2}\.\s?(?P<year>\d\d)$")
_PLACE = re.compile(
    rf"[A-ZÄÖÜ][^\W\d_-]+(?:[ -][^\W\d_]+){{0,2}}, ?(?:(?:{_words('behind_place')}) )?"
)
_LEADS = (re.compile(r"[^\d:]{1,40}:\s*"), re.compile(r"\D{1,40}"))  # what may hold a label


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline tells: the day of publication and the outlet, None where it does not."""

    published: date | None
    source: str | None


def read_dateline(line: str, *, explicit: bool = False) -> Dateline | None:
    """Read a line such as "Linz, 24.09.2025, 12:39 Uhr", or return None if it is another kind.

    Args:
        line: The line.
        explicit: Ask for more than a date, which below prose may head a chronology or announce
            something: a word such as "Veröffentlicht", a domain, or a bare time stamp.
    """
    line = line.strip()
    if len(line) >= LONGEST_DATELINE:
        return None
    written = _widen(order(line))
    if (dateline := _read_dateline(written, explicit=explicit)) is not None:
        return dateline
    # Of a day that may be one of two, only that it is a dateline can be told.
    undecided = _read_dateline(order(line, lambda: "de"), explicit=explicit)
    return replace(undecided, published=None) if undecided else None


def _widen(line: str) -> str:
    """Return a line with the year in full if "24.09.25" has but a label or a place before it."""
    match = _SHORT_DAY.search(line)
    lead = _strip_labels(line[: match.start()]) if match else ""
    if match is None or (lead.strip(_SEPARATORS) and not _PLACE.fullmatch(lead)):
        return line
    return f"{line[: match.start('year')]}{write_year(match['year'])}"


def _read_dateline(line: str, *, explicit: bool) -> Dateline | None:
    moments = list(MOMENT.finditer(line))
    if not moments:
        return None
    parts, days = list(split_around(line, moments)), set[date]()
    for moment, lead in zip(moments, parts, strict=False):
        day = to_date(moment)
        if day is None:
            return None
        if not _UPDATED.search(lead):
            days.add(day)
    rest = [_strip_labels(part) for part in parts]
    masthead = _MASTHEAD.fullmatch(rest[-1])
    if masthead:
        rest[-1] = ""
    source = masthead["name"] if masthead else parse_domain(" ".join(rest))
    labelled = source is not None or any(_UPDATED.search(p) or _PUBLISHED.search(p) for p in parts)
    timed = any(moment["clock"] or moment["clock_1"] for moment in moments)
    sure = labelled or (timed and not any(part.strip(_SEPARATORS) for part in rest))
    if len(days) > 1 or not _is_bare(rest, loose=labelled or timed):
        return None
    return Dateline(next(iter(days), None), source) if sure or not explicit else None


def strip_label(text: str) -> str:
    """Return a text without a word such as "Stand:" before the day that it names."""
    for lead in _LEADS:
        match = lead.match(text)
        if match and _PUBLISHED.fullmatch(match[0].strip()):
            return text[match.end() :]
    return text


def is_date_label(line: str) -> bool:
    """Tell a line such as "Published", which says what day the next one names."""
    label = line.strip()
    return any(pattern.match(label) is not None for pattern in (_UPDATED, _PUBLISHED))


def _strip_labels(part: str) -> str:
    return _AUTHOR_NAMED.sub("", _PUBLISHED.sub("", _UPDATED.sub("", part)))


def _is_bare(rest: list[str], *, loose: bool) -> bool:
    """Tell whether what stands around the dates is a place or a kicker, not prose or a title."""
    first, *inner, last = (part.strip(_SEPARATORS) for part in rest)
    # "Wien, am 24. September" is a place; "die Wahl am 24. September" is none
    place = _BEHIND_PLACE.sub("", first)
    separated = place != first or rest[0].rstrip().endswith(tuple(_SEPARATORS.strip()))
    if any(part.strip("()|,;–—- ") for part in inner) or re.search(
        r"[.!?:;](?:\s|$)", first + last
    ):
        return False
    if not place:
        return len(last.split()) <= (2 if loose else 0)
    if last or _WITHIN_PROSE.search(place):
        return False
    return len(place.split()) <= 4 and (loose or separated)
