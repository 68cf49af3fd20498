"""The dateline in front of an article's first sentence, as in "Linz, 24. September 2025 – Die …".

Its day is read and struck out; place and agency stay, as they do where no day stands with them.
The scene with which a feature begins may look alike: "Berlin, 3. Mai 1945: Die Stadt brennt." So a
day counts only where nothing tells that the article was written later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.cleaning.manuscript import Line, Manuscript
from index.cleaning.rules import load_datelines
from index.cleaning.sentence_ends import ends_sentence
from index.dates import find_days

# A lead may stand above the dateline.
_PARAGRAPHS = 2
_HEAD_LINES = 12
_LONGEST_OPENING = 120
_PLACE_WORDS = 7
# Articles that are older were not files when they were published.
_FIRST_YEAR = 1990
_AHEAD = timedelta(days=366)
_YEAR = re.compile(r"(?<![\w.,])(?:19|20)\d\d(?!\w|[.,]\d)")
_AGENCY = r"\((?P<{}>[^()\d]{{2,30}})\)"
_BEFORE = re.compile(
    rf"(?P<place>[^()\d:;!?„“”\"»«]{{2,60}}?)(?:\s{_AGENCY.format('agency')})?"
    r"(?P<link>,\s?(?:(?:am|den|on)\s)?|\s\(|(?<=\))\s)"
)
_AFTER = re.compile(
    rf"(?P<closed>\)?)(?P<agency>,?\s?(?:{_AGENCY.format('name')}|/[A-Za-z][\w ]{{1,20}}/))?"
    r"(?P<mark>:\s|\s?(?:[–—](?!\d)|--?(?=\s)))\s*(?=[„“\"»«‚‘'(]?[A-ZÄÖÜ\d])"
)


@dataclass(frozen=True, slots=True)
class _Opening:
    """A dateline in front of a sentence.

    Attributes:
        start: Where that of it begins which tells the day.
        end: Where that ends.
        day: The day.
        plain: Whether nothing but a colon parts it from the sentence, as it parts a scene.
    """

    start: int
    end: int
    day: date
    plain: bool


def read_opening(sheet: Manuscript, published: date | None) -> tuple[Manuscript, date | None]:
    """Take the day off the first sentence of an article.

    Args:
        sheet: The text.
        published: When the article was published, if known: only that day is taken off then.

    Returns:
        The text, and the day if there is one.
    """
    lines = sheet.lines()
    paragraphs = [line for line in _first(lines) if ends_sentence(line.text)][:_PARAGRAPHS]
    for line in paragraphs:
        opening = _match(line.text)
        if opening is None:
            continue
        if opening.day == published or (published is None and _is_plausible(opening, line, lines)):
            strike = line.strike("dateline", opening.start, opening.end)
            return sheet.strike([strike]), opening.day
        break
    return sheet, None


def _first(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.text][:_HEAD_LINES]


def _match(text: str) -> _Opening | None:
    found = next(find_days(text[:_LONGEST_OPENING]), None)
    if found is None or found.day is None:
        return None
    before, after = _BEFORE.fullmatch(text[: found.start]), _AFTER.match(text[found.end :])
    if before is None or after is None or not _is_place(before["place"]):
        return None
    bracketed = before["link"].endswith("(")
    rest = text[found.end + after.end() :]
    again = next(find_days(rest[:_LONGEST_OPENING]), None)
    if bracketed != bool(after["closed"]) or (again and again.start == 0):
        return None
    agency = before["agency"] or after["agency"]
    plain = after["mark"].startswith(":") and not agency
    if plain and found.timed:
        return None
    return _Opening(before.start("link"), found.end + len(after["closed"]), found.day, plain)


def _is_place(text: str) -> bool:
    """Tell whether a text may be the name of a place: all its words are, or particles."""
    datelines = load_datelines()
    words = re.findall(r"[^\s/,]+", text)
    names = [word for word in words if not datelines.particles.fullmatch(word)]
    return (
        len(words) <= _PLACE_WORDS
        and words[:1] == names[:1] != []
        and all(name[0].isupper() for name in names)
        and not any(datelines.others.fullmatch(name) for name in names)
    )


def _is_plausible(opening: _Opening, line: Line, lines: list[Line]) -> bool:
    """Tell whether nothing in an article speaks against its having been published on a day."""
    if opening.day.year < _FIRST_YEAR:
        return False
    openings = (_match(other.text) for other in lines if other is not line)
    if any(other and other.day != opening.day for other in openings):
        return False
    text = "\n".join(other.text for other in lines)
    if any(found.day and found.day - opening.day > _AHEAD for found in find_days(text)):
        return False
    return not opening.plain or all(year <= opening.day.year + 1 for year in _years(text))


def _years(text: str) -> Iterator[int]:
    return (int(match[0]) for match in _YEAR.finditer(text))
