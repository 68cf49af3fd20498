"""Days in numbers alone, such as 30/03/2025: which of them is the month.

That is told by their size, by a zone or a word beside them, or by the language; never guessed.
"""

import re
from collections.abc import Callable

from index.vocabulary import known, section

# 30/03/2025 · 3-30-2025
_NUMBERS = re.compile(
    r"(?<![\w./-])(?P<one>\d{1,2})(?P<sign>[/-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\w/-])"
)
_MONTHS = 12
_LANGUAGES_DAY_FIRST = frozenset(("de", "fr", "it", "es", "nl", "pl", "pt", "da", "cs", "tr", "ru"))
_CLOCKS = "|".join(
    section(one, "days")["clock"] for one in known("days") if one in _LANGUAGES_DAY_FIRST
)
_DAY_FIRST = re.compile(rf"\b(?:{_CLOCKS}|ME[SZ]{{1,2}}|CES?T|BST)\b")
_MONTH_FIRST = re.compile(r"\b(?:[ECMP][SD]T|ET|PT)\b")
_EARLY = 69  # POSIX, strptime: years in two digits that are of this century


def write_year(year: str) -> str:
    """Return a year of two digits in four, any other as it is."""
    return year if len(year) > 2 else f"{19 + (int(year) < _EARLY)}{year}"


def order(text: str, language: Callable[[], str | None] = lambda: None) -> str:
    """Return a text with the days in it that are numbers alone written as ISO 8601 does.

    One of which it cannot be told which number is the month stays as it is.
    """

    def write(match: re.Match[str]) -> str:
        one, two = int(match["one"]), int(match["two"])
        day_first = _is_day_first(one, two, text, language)
        if day_first is None:
            return match[0]
        day, month = (one, two) if day_first else (two, one)
        return f"{match['year']}-{month:02}-{day:02}"

    return _NUMBERS.sub(write, text)


def _is_day_first(one: int, two: int, text: str, language: Callable[[], str | None]) -> bool | None:
    if one > _MONTHS or two > _MONTHS or one == two:
        return one > _MONTHS
    if bool(_DAY_FIRST.search(text)) != bool(_MONTH_FIRST.search(text)):
        return _DAY_FIRST.search(text) is not None
    return True if language() in _LANGUAGES_DAY_FIRST else None
