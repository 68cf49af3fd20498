"""Days that a field declares, in whatever form programs and people fill one in.

What a field holds is a day, so more may be read as one than in a text: a year of two digits, days
in numbers alone. Where nothing tells which of two numbers is the month, the day stays unknown.
"""

import re
from collections.abc import Callable
from datetime import date

from index.datelines import strip_label
from index.dates import MONTH_NUMBERS, WEEKDAY, parse_date
from index.numeric_days import order, write_year

_LONGEST = 120
_SHORT = re.compile(
    rf"(?:{WEEKDAY}\b\.?,? ?)?(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d\d)",
    re.IGNORECASE,
)
# 20250924 · 20250924T140500Z
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}(?:Z|[+-]\d\d:?\d\d)?)?")
# Wed Sep 24 14:05:00 +0000 2025 · 24-Sep-2025 · 24. Sept. 25
_CTIME = re.compile(
    r"[A-Za-z]{3},? (?P<month>[A-Za-z]{3}) +(?P<day>\d{1,2}) [\d:]{5,8}(?: \S{1,6})?"
    r" (?P<year>\d{4})"
)
_NAMED = re.compile(r"(?P<day>\d{1,2})[-. ]\s?(?P<month>[^\W\d_]{3,9})[-. ]\s?(?P<year>\d{4}|\d\d)")


def read_day(text: str, language: Callable[[], str | None] = lambda: None) -> date | None:
    """Return the day that a field declares; None where it declares none, or not which.

    Args:
        text: What the field holds.
        language: Tells the document's language, if known; asked where that decides.
    """
    text = strip_label(" ".join(text.split())[:_LONGEST])
    return parse_date(text) or parse_date(order(text, language)) or _read_other(text)


def is_undecided(text: str) -> bool:
    """Tell whether a text is a day in numbers of which nothing tells which is the month."""
    text = strip_label(text.strip()[:_LONGEST])
    return parse_date(order(text)) is None and parse_date(order(text, lambda: "de")) is not None


def _read_other(text: str) -> date | None:
    if match := _COMPACT.fullmatch(text):
        return _make(*match.groups())
    for form in (_SHORT, _CTIME, _NAMED):
        if match := form.fullmatch(text):
            named = match["month"].lower()
            return _make(match["year"], str(MONTH_NUMBERS.get(named) or named), match["day"])
    return None


def _make(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(write_year(year)), int(month), int(day))
    except ValueError:
        return None
