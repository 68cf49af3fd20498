"""Lines that were broken at a fixed width, as in mails and columns, made whole."""

import re
from collections.abc import Callable
from itertools import pairwise

from index.cleaning.hyphens import count_words, is_torn, join_lines, stands_for_a_word

# "Betreff: Halle eröffnet" begins a line of its own.
_FIELD = re.compile(r"[^\W\d_][\w-]{1,24}: ")
# Columns of a paper are as narrow, and break words.
_NARROWEST = 25
# Fewer lines do not tell that a text was wrapped.
_WRAPPED = 3


def unwrap(text: str) -> str:
    """Join the lines of a text that was broken at a fixed width, as in mails; leave others alone.

    A line break was put in by wrapping if the next word would not have fitted on the line, or if it
    stands within a word; the latter where nothing else was wrapped as well.
    """
    lines = text.split("\n")
    breaks = [pair for pair in pairwise(lines) if all(re.search(r"\w", line) for line in pair)]
    breaks = [pair for pair in breaks if not _FIELD.match(pair[1])]
    width = _measure_width(lines, breaks)
    torn = sum(map(_is_torn, breaks)) >= _WRAPPED
    wrapped = [pair for pair in breaks if _is_wrapped(*pair, width)]
    if (
        not (_NARROWEST if torn else 55) <= width <= 100
        or len(wrapped) < _WRAPPED
        or 2 * len(wrapped) < len(breaks)
        or not _runs_on(wrapped)
    ):
        return _join(lines, _is_surely_torn)
    return _join(lines, lambda before, line: _is_wrapped(before, line, width))


def join_wrapped(lines: list[str], width: int) -> list[str]:
    """Join the lines of a column that was broken at a width, one line a paragraph."""
    return _join(lines, lambda before, line: _is_wrapped(before, line, width)).split("\n")


def _join(lines: list[str], goes_on: Callable[[str, str], bool]) -> str:
    """Join the lines that go on below."""
    paragraphs = [lines[:1]]
    for before, line in pairwise(lines):
        if goes_on(before, line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    words = count_words(lines)
    return "\n".join(join_lines(paragraph, words) for paragraph in paragraphs)


def _is_torn(pair: tuple[str, str]) -> bool:
    """Tell whether a line ends within a word that goes on below."""
    before, after = pair
    return is_torn(before) and before[-2:-1].isalpha() and after[:1].islower()


def _is_surely_torn(before: str, after: str) -> bool:
    return _is_torn((before, after)) and not stands_for_a_word(after)


def _measure_width(lines: list[str], breaks: list[tuple[str, str]]) -> int:
    """Return the length of the longest line that a text may have been wrapped at.

    Lines that go on with a small letter tell; others may be longer, as addresses are.
    """
    lengths = [len(before) for before, after in breaks if after[0].islower()]
    if len(lengths) < _WRAPPED:
        lengths = [len(line) for line in lines if " " in line]
    return max(lengths, default=0)


def _is_wrapped(before: str, after: str, width: int) -> bool:
    if not (re.search(r"\w", before) and re.search(r"\w", after)) or after[0] in "•*-–—":
        return False
    if _is_torn((before, after)):
        return True
    return len(before) + 1 + len(after.split(" ", 1)[0]) > width


def _runs_on(breaks: list[tuple[str, str]]) -> bool:
    """Tell prose from a list: sentences go on over most breaks, and end inside some lines."""
    inside = sum(before[-1] not in ".!?:" for before, _ in breaks)
    prose = any(after[0].islower() or re.search(r"\w[.!?] ", before) for before, after in breaks)
    return prose and 2 * inside >= len(breaks)
