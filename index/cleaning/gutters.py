"""Columns of print that stand side by side in a plain text, set below each other.

Old archives, and what turns PDFs into text, keep the lines of a page as they stand; line by line a
sentence of one column would run on in the next. Columns are told by their gutter, a strip of blanks
that many lines share, and by prose on both sides: cells of a table are short and do not run on.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from index.cleaning.hyphens import is_torn
from index.cleaning.plaintext import plain
from index.cleaning.sentence_ends import ends_sentence, holds_sentence
from index.cleaning.wrapping import join_wrapped

_GUTTER = 2
# More characters than this no page has in a line, fewer than that no column.
_WIDEST = 240
_NARROWEST = 18
_LEAST_ROWS = 5
_GUTTERS_TRIED = 4
# Of the lines of a column, those that go on with a small letter: where German has many nouns, one
# in four.
_RUNNING_ON = 0.2
_FULL = 0.7
_GAP = re.compile(rf"(?<=\S) {{{_GUTTER},}}(?=\S)")
# A page ends in a form feed, or leaves much room below; its columns go on on none of the next.
_PAGE_END = re.compile(r"(\f|\n(?:[ \t\r]*\n){3,})")


def set_columns_apart(text: str) -> str:
    """Set columns side by side below each other, their lines made whole; leave other text alone."""
    if not _GAP.search(text):
        return text
    parts = _PAGE_END.split(text)
    parts[::2] = map(_set_page, parts[::2])
    return "".join(parts)


def _set_page(page: str) -> str:
    lines = plain(page).split("\n")
    columns = _set_lines(lines)
    return page if columns == lines else "\n".join(columns)


def _set_lines(lines: list[str]) -> list[str]:
    starts = Counter(gap.end() for line in lines for gap in _GAP.finditer(line[:_WIDEST]))
    for start, count in starts.most_common(_GUTTERS_TRIED):
        if count >= _LEAST_ROWS:
            lines = [line for block in _blocks(lines, start) for line in block]
    return lines


def _blocks(lines: Sequence[str], start: int) -> Iterator[list[str]]:
    """Yield the lines of a page, columns set where lines leave the gutter before one blank."""
    for is_open, group in groupby(lines, lambda line: not line[start - _GUTTER : start].strip()):
        block = list(group)
        yield _set_block(block, start) if is_open else block


def _set_block(lines: list[str], start: int) -> list[str]:
    """Return lines with a gutter, what stands above and below the columns left in its place."""
    rows = [number for number, line in enumerate(lines) if line[start:].strip()]
    if not rows:
        return lines
    top = rows[0]
    while top > 0 and lines[top - 1].strip():
        top -= 1
    end = _find_end(lines, rows[-1] + 1, start)
    return [*lines[:top], *_set(lines[top:end], start), *lines[end:]]


def _find_end(lines: Sequence[str], end: int, start: int) -> int:
    """Return where the first column ends, which may be longer than the others."""
    while end < len(lines):
        after = end
        while after < len(lines) and not lines[after].strip():
            after += 1
        paragraph_end = after
        while paragraph_end < len(lines) and lines[paragraph_end].strip():
            paragraph_end += 1
        paragraph = lines[after:paragraph_end]
        full = max(map(len, paragraph), default=0) >= _FULL * (start - _GUTTER)
        if after > end and not (full and len(paragraph) > 1):
            return end  # such as the number of the page
        end = paragraph_end
    return end


def _set(block: list[str], start: int) -> list[str]:
    """Return the lines of a block, its columns below each other if it has any."""
    left, right = ([line[part].strip() for line in block] for part in _halves(start))
    if not _stand_beside(left, right) or not (_is_prose(left) and _is_prose(right)):
        return block
    halves = [_set_lines([line[part] for line in block]) for part in _halves(start)]
    first, second = (_make_whole(half) for half in halves)
    if first and second and not ends_sentence(first[-1]) and _goes_on(first[-1], second[0]):
        first[-1:], second = join_wrapped([first[-1], second[0]], 0), second[1:]
        return ["", *first, *second, ""]
    return ["", *first, "", *second, ""]


def _stand_beside(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether two columns mostly stand side by side, as far as the shorter one goes."""
    rows = [bool(one) + bool(other) for one, other in zip(left, right, strict=True)]
    end = min(_last(left), _last(right)) + 1
    both = rows[:end].count(2)
    return both >= _LEAST_ROWS and 2 * both >= end - rows[:end].count(0)


def _last(column: Sequence[str]) -> int:
    return max((number for number, line in enumerate(column) if line), default=-1)


def _halves(start: int) -> tuple[slice, slice]:
    return slice(0, start - _GUTTER), slice(start, None)


def _is_prose(column: Sequence[str]) -> bool:
    """Tell sentences that run on from line to line from the cells of a table."""
    lines = [line for line in column if line]
    running = sum(_goes_on(before, line) for before, line in pairwise(lines))
    return (
        median(map(len, lines)) >= _NARROWEST
        and running >= _RUNNING_ON * len(lines)
        and any(map(holds_sentence, lines))
    )


def _goes_on(before: str, line: str) -> bool:
    return is_torn(before) or line[:1].islower()


def _make_whole(column: Sequence[str]) -> list[str]:
    lines = [line.strip() for line in column]
    width = max(map(len, lines), default=0)
    return "\n".join(join_wrapped(lines, width)).strip("\n").split("\n")
