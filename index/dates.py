"""Days as articles write them.

The patterns are our own because date parsers read far more as a date than a dateline holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from index.numeric_days import order, write_year
from index.vocabulary import alternatives, known, section

LONGEST_DATELINE = 120
"""Characters, beyond which a line is taken for none that holds a date and little else."""

_words = partial(alternatives, "days")


def _number_months(key: str) -> dict[str, int]:
    return {
        name: number
        for language in known("days")
        for number, names in enumerate(section(language, "days")[key], 1)
        for name in names
    }


MONTH_NAMES = _number_months("months")
"""The number of each month by its names in all languages, in lower case."""
MONTH_NUMBERS = MONTH_NAMES | _number_months("short_months")
"""The same, by its abbreviations too."""
WEEKDAY = rf"(?:{_words('weekdays')})"
_MONTH = rf"(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})"
_TH = _words("number_endings")
# 2025-09-24 · 24.09.2025 · 24. September 2025 · 24th Sept. 2025 · September 24, 2025 · 24.09.25
# 12:39; without a time, the last may be a number of anything.
_DAY = rf"""(?:
    (?P<year>\d{{4}})[-/](?P<month>\d{{2}})[-/](?P<day>\d{{2}})
    | (?P<day_1>\d{{1,2}})\.\s?(?P<month_1>\d{{1,2}})\.\s?(?P<year_1>\d{{4}})
    | (?P<day_2>\d{{1,2}})(?:\.|{_TH})?\s+(?P<month_2>{_MONTH})\.?,?\s+(?P<year_2>\d{{4}})
    | (?P<month_3>{_MONTH})\.?\s+(?P<day_3>\d{{1,2}})(?:{_TH})?,?\s+(?P<year_3>\d{{4}})
    | (?P<day_4>\d{{1,2}})\.(?P<month_4>\d{{1,2}})\.(?P<year_4>\d{{2}})
      (?=,?\ \d{{1,2}}[:.]\d{{2}}(?!\d))
)"""
_ZONE = r"(?:Z|UTC|GMT|CES?T|MESZ|MEZ|BST|[ECMP][SD]?T)"
_CLOCK = rf"""(?:
    (?:\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,9}})?)?
    |\d{{1,2}}\.\d{{2}}(?=\s?(?:{_words("clock")}|{_ZONE})(?!\w)))
    (?:\s?(?:{_words("clock")}))?
    (?:\s?{_ZONE})?
    (?:\s?[+-]\d{{2}}:?\d{{2}})?
)(?!\w)"""
MOMENT = re.compile(
    rf"""(?<![\w.-])(?P<clock_1>{_CLOCK},?\s+(?:(?:{_words("on")})\s+)?)?
    (?:{WEEKDAY}\b\.?,?\s+(?:(?:{_words("the")})\s+)?)?{_DAY}(?=T\d|\W|\Z)
    (?P<clock>(?:T|,?\s+(?:(?:{_words("at")})\s+)?|\s*[,|·•/–—-]\s*){_CLOCK})?""",
    re.VERBOSE | re.IGNORECASE,
)
"""Matches a day with its weekday and its time, as far as these stand beside it."""
_LEADING_DATE = re.compile(rf"(?:{_words('field')})\s*:?\s+{MOMENT.pattern}(?=\s|$)", MOMENT.flags)


def parse_date(text: str) -> date | None:
    """Return the day that the whole of a text names, or None.

    Understands ISO dates and date-times, ``24.09.2025 12:39:05``, ``24. September 2025``,
    ``24. Sept. 2025``, ``September 24, 2025``, ``Wed, 24 Sep 2025 12:39:05 GMT``; month names are
    German (Austrian too) or English. The day is returned as written, whatever the time zone.
    """
    match = MOMENT.fullmatch(text.strip()[:LONGEST_DATELINE])
    return to_date(match) if match else None


def strip_leading_date(line: str) -> tuple[str, date | None]:
    """Take a day off that an export put before a page's text, as in "date 2025-09-24 Text"."""
    match = _LEADING_DATE.match(line)
    return (line[match.end() :], to_date(match)) if match else (line, None)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a text names a day, and which; None where there is no such day.

    ``timed`` tells whether it names a time of that day as well.
    """

    start: int
    end: int
    day: date | None
    timed: bool


def strip_days(text: str) -> str:
    """Return what stands before the first day that a text names, and after the others."""
    text = order(text)
    return " | ".join(split_around(text, list(MOMENT.finditer(text))))


def find_days(text: str) -> Iterator[Found]:
    """Yield the days that a text names, in order."""
    for match in MOMENT.finditer(text):
        timed = bool(match["clock"] or match["clock_1"])
        yield Found(match.start(), match.end(), to_date(match), timed)


def to_date(match: re.Match[str]) -> date | None:
    """Return the day in a match of :data:`MOMENT`; None where there is no such day."""
    for form in ("", "_1", "_2", "_3", "_4"):
        if year := match[f"year{form}"]:
            named = match[f"month{form}"].lower()
            try:
                return date(
                    int(write_year(year)),
                    MONTH_NUMBERS.get(named) or int(named),
                    int(match[f"day{form}"]),
                )
            except ValueError:
                return None
    return None


def split_around(line: str, moments: list[re.Match[str]]) -> Iterator[str]:
    """Yield what stands before each moment, and at last what stands after them all."""
    end = 0
    for moment in moments:
        yield line[end : moment.start()]
        end = moment.end()
    yield line[end:]
