"""Figures by the piece: "28 pounds for each pupil", "38 Euro je Aktie"."""

import re
from collections.abc import Sequence
from functools import cache

from index.words import stems_of
from rag.patterns import alternatives
from rag.quantities import Quantity
from rag.questions import Question

_PART = r"(?:,(?=\d)|[^;:–—(),])"


def figure_by_piece(
    question: Question, text: str, language: str, found: Sequence[Quantity], at: int
) -> int:
    """Return the place of the figure by the piece, where one is asked for and another was taken.

    In one language the piece has to be the same: what a pupil costs is not what a year does.

    Args:
        question: The question.
        text: The sentence.
        language: Its language.
        found: Its quantities that may be what is asked for, in order.
        at: The place of the one that was taken.
    """
    asked = _by_piece(question.language).search(question.text)
    if asked is None:
        return at
    wanted = {*stems_of(question.text[asked.end() :], language)}
    same = language == question.language
    fitting = [
        number
        for number, one in enumerate(found)
        if (piece := _piece(text, language, one)) is not None
        and (not same or not piece or wanted & {*stems_of(piece, language)})
    ]
    return fitting[0] if len(fitting) == 1 else at


def is_for_share_alone(question: Question, text: str, language: str) -> bool:
    """Tell whether a sentence has a price by the share, where that of a whole firm is asked for."""
    return (
        bool(_patterns("whole_price", question.language).search(question.text))
        and not _patterns("per_share", question.language).search(question.text)
        and not _by_piece(question.language).search(question.text)
        and bool(_patterns("per_share", language).search(text))
        and not _patterns("whole_price", language).search(text)
    )


def _piece(text: str, language: str, figure: Quantity) -> str | None:
    """Return what says for what a figure is by the piece: "pupil"; None where nothing does."""
    behind = _behind(language).match(text, figure.end)
    before = _before(language).search(text[: figure.qualified_start])
    return next((one["piece"].strip(" .!?") for one in (behind, before) if one), None)


@cache
def _by_piece(language: str) -> re.Pattern[str]:
    """Return what matches the words of a question for a figure by the piece."""
    return re.compile(rf"\b(?:{alternatives(language, 'by_piece')})\b", re.IGNORECASE)


@cache
def _behind(language: str) -> re.Pattern[str]:
    words = f"{alternatives(language, 'by_piece')}|{alternatives(language, 'piece_behind')}"
    return re.compile(rf" ?\(?\b(?:{words})\b(?P<piece>{_PART}*)", re.IGNORECASE)


@cache
def _before(language: str) -> re.Pattern[str]:
    words = alternatives(language, "by_piece")
    return re.compile(rf"\b(?:{words})\b(?P<piece>(?: [^\s;:–—(),]+){{1,4}}) $", re.IGNORECASE)


@cache
def _patterns(key: str, language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(language, key)})", re.IGNORECASE)
