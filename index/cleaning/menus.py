"""The navigation above an article that was copied or saved as plain text."""

import re
from collections.abc import Iterator
from functools import cache

from index.cleaning.manuscript import Line, Manuscript, Strike
from index.cleaning.rules import load_rules
from index.cleaning.sentence_ends import ends_sentence

_LINES = 80
_ITEMS = 3
_LONGEST = 160
# A line of so many words may be a headline.
_HEADLINE = 5
_TRAIL = re.compile(r" ?[>›»/] ?")
_NAMES = re.compile(r"(?:[A-ZÄÖÜ][\wäöüß-]{0,30} ){3,20}")


def cut_menu(sheet: Manuscript) -> Manuscript:
    """Strike the navigation above an article down to its last line, if there are several."""
    lines = sheet.lines()
    sheet = sheet.strike(_cut_lines(lines))
    return sheet.strike(_cut_beginning(sheet.lines()))


def _cut_lines(lines: list[Line]) -> Iterator[Strike]:
    last, count = -1, 0
    for number, line in enumerate(lines[:_LINES]):
        if ends_sentence(line.text) and len(line.text) > _LONGEST // 2:
            break
        if size := _count_items(line.text):
            last, count = number, count + size
    if count >= _ITEMS:
        for line in lines[: last + 1]:
            if _count_items(line.text) or len(line.text.split()) < _HEADLINE:
                yield line.strike("navigation")


def _cut_beginning(lines: list[Line]) -> Iterator[Strike]:
    """Cut the navigation that a text begins with which has lost its line breaks."""
    line = next((line for line in lines if line.text), Line(0, ""))
    names = _NAMES.match(line.text, 0, 2 * _LONGEST)
    items = list(_item().finditer(names[0])) if names else []
    if len(items) >= _ITEMS:
        yield line.strike("navigation", 0, items[-1].end() + 1)


def _count_items(text: str) -> int:
    """Return how many items of a navigation a line holds, if it holds little else."""
    if not text or len(text) > _LONGEST or ends_sentence(text):
        return 0
    items = len(_item().findall(text))
    words = sum(word[0].isalnum() for word in text.split())
    is_trail = len(_TRAIL.findall(text)) > 1
    return items if is_trail or 2 * items >= words or (items > 2 and 3 * items >= words) else 0


@cache
def _item() -> re.Pattern[str]:
    items = "|".join(rule.pattern.pattern for rule in load_rules() if rule.reach == "menu")
    return re.compile(rf"(?<!\w)(?:{items})(?!\w)", re.IGNORECASE)
