"""Figures that news tell side by side: the dead and the hurt, revenue and profit, won and lost.

A sentence that has the one mostly has the other as well, and to an encoder the two are alike.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rag.languages import table
from rag.patterns import NEVER, opening_words
from rag.quantities import Quantity
from rag.questions import Question

_MARK = r"[;:–—()]|,(?!\d)|\.(?=\s)"
_TOLD = "told"
_BEATEN = 9  # words between "against" and who was beaten: "against 47 per cent for the incumbent"

Sides = dict[str, str]
"""The side by what it is a side of: ``{"harm": "dead"}``."""

Patterns = dict[str, re.Pattern[str]]


@lru_cache(maxsize=1024)
def sides_of(question: str, language: str) -> Sides:
    """Return the sides that a question is on: one of each group, none where it names several."""
    found = {
        group: [side for side, pattern in sides.items() if pattern.search(question)]
        for group, sides in _groups(language).items()
    }
    return {group: sides[0] for group, sides in found.items() if len(sides) == 1}


def figure_on_side(
    question: Question, text: str, language: str, found: Sequence[Quantity], at: int
) -> int | None:
    """Return the place of the figure on the side that a question is on.

    Args:
        question: The question.
        text: The sentence.
        language: Its language.
        found: Its quantities that may be what is asked for, in order.
        at: The place of the one that was taken for it.

    Returns:
        The place; None where all that may be meant is on another side.
    """
    for group, side in sides_of(question.text, question.language).items():
        sides = [
            _side(_groups(language).get(group, {}), text, language, one, found) for one in found
        ]
        if sides[at] in {side, ""}:
            continue
        if side not in sides:
            return None
        at = sides.index(side)
    return at


def is_on_asked_side(question: Question, text: str, language: str) -> bool:
    """Tell whether a sentence has a side that a question is on."""
    return any(
        pattern.search(text) is not None
        for group, side in sides_of(question.text, question.language).items()
        for name, pattern in _groups(language).get(group, {}).items()
        if name == side
    )


def is_on_another_side(question: Question, text: str, language: str) -> bool:
    """Tell whether a sentence has another side than that of a question, and not its own."""
    for group, side in sides_of(question.text, question.language).items():
        sides = _groups(language).get(group, {})
        said = {one for one, pattern in sides.items() if pattern.search(text)}
        if said and side not in said:
            return True
    return False


def is_of_loser(question: Question, before: str, language: str) -> bool:
    """Tell whether a name is of who was beaten, as what stands before it says: "a win over".

    Only where a question asks who won.
    """
    if sides_of(question.text, question.language).get("result") != "won":
        return False
    words = "|".join(table(language, "opposites").get(_TOLD, {}).get("beaten", [NEVER]))
    led = rf"\b(?:{words})\b(?:\W+[\w.]+){{0,{_BEATEN}}}\W+$"
    return re.search(led, before, re.IGNORECASE) is not None


def _side(
    sides: Patterns, text: str, language: str, figure: Quantity, found: Sequence[Quantity]
) -> str:
    """Return the side that a figure is on; ``""`` where that cannot be told.

    That is what its own part of the sentence says, or the next part that has no figure.
    """
    parts = _parts(text, language)
    own = next(n for n, (_, end) in enumerate(parts) if figure.start < end)
    taken = {n for one in found for n, (a, b) in enumerate(parts) if a <= one.start < b}
    for number in range(own, len(parts)):
        if number != own and number in taken:
            break
        side = _nearest_side(sides, text, parts[number], figure)
        if side:
            return side
    free = own - 1
    return _nearest_side(sides, text, parts[free], figure) if own and free not in taken else ""


def _nearest_side(sides: Patterns, text: str, part: tuple[int, int], figure: Quantity) -> str:
    """Return the side of a part of a sentence, where it has several that nearest to a figure."""
    near = (
        (max(match.start() - figure.end, figure.qualified_start - match.end()), side)
        for side, pattern in sides.items()
        for match in pattern.finditer(text, *part)
    )
    return min(near, default=(0, ""))[1]


@lru_cache(maxsize=1024)
def _parts(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return where the parts of a sentence start and end, of which each tells one thing."""
    ends = [*_apart(language).finditer(text)]
    starts = [0, *(one.end() for one in ends)]
    return tuple(zip(starts, [*(one.start() for one in ends), len(text)], strict=True))


@cache
def _apart(language: str) -> re.Pattern[str]:
    words = table(language, "opposites").get(_TOLD, {}).get("apart", [NEVER])
    return re.compile(rf"{_MARK}|\b(?:{'|'.join(words)})\b", re.IGNORECASE)


@cache
def _groups(language: str) -> dict[str, Patterns]:
    """Return the patterns of each side; a language by itself, as "die" is one word in two."""
    return {
        group: {side: opening_words(patterns) for side, patterns in sides.items()}
        for group, sides in table(language, "opposites").items()
        if group != _TOLD
    }
