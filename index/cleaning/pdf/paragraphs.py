"""Lines of a printed document made paragraphs again."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.cleaning.hyphens import count_words, is_torn, join_lines
from index.cleaning.pdf.lines import Line

# In parts of the type size or of the line pitch; tried on what Chromium, LibreOffice, TeX, groff,
# Ghostscript, ReportLab and fpdf2 print.
_SAME_SIZE = 1.1
_SAME_PITCH = 1.2
_INDENT = 0.8
# A line is full if the next word would not have fitted. Letters differ in width, so a count of
# characters may be off; a break that ends no sentence needs to be a plain one.
_FULL_AT_SENTENCE_END = 0.85
_FULL = 0.6
_NEIGHBOURS = 3
# A line in another font that is as long as this, of the longest, may be just words made bold.
_HEADING = 0.7

_SENTENCE_END = re.compile(r"[.!?:…][\"'”“»«’)\]]*$")
_BULLET = re.compile(r"[•‣◦▪▫●○■□➤►✓]")
_DASH = re.compile(r"[-–—*] ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines made one: the text, and size and page of the type it begins with."""

    text: str
    size: float
    page: int


def to_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Join lines that go on, over columns and pages too.

    A paragraph begins where size or font of the type change, at a bullet, after a gap, at an
    indented line and where the line before is not full; but not within a sentence that goes on
    with a small letter.

    Args:
        lines: The lines of a document, in reading order.
    """
    words = count_words([line.text for line in lines])
    longest, pitches = _measure_longest(lines), _measure_pitches(lines)
    widths = _measure_widths(lines, longest, pitches)
    blocks: list[list[Line]] = []
    for number, line in enumerate(lines):
        if (
            number == 0
            or _is_heading(blocks[-1][-1], line, longest)
            or _begins(blocks[-1], line, pitches, widths[number - 1])
        ):
            blocks.append([])
        blocks[-1].append(line)
    return [
        Paragraph(join_lines([line.text for line in part], words), part[0].size, part[0].page)
        for block in blocks
        for part in ([[line] for line in block] if _is_list(block, longest) else [block])
    ]


# --- where paragraphs begin --------------------------------------------------------------------


def _is_heading(last: Line, line: Line, longest: Mapping[int, int]) -> bool:
    """Tell whether one of two lines is a heading by its type, and not a full line within a text."""
    if _differ_in_size(last, line):
        return True
    shorter = min(last, line, key=lambda line: len(line.text))
    return _differ_in_font(last, line) and (
        _ends_sentence(last) or len(shorter.text) < _HEADING * longest[_to_key(shorter)]
    )


def _begins(block: Sequence[Line], line: Line, pitches: Mapping[int, float], width: int) -> bool:
    """Tell whether a line of the same type begins a paragraph after the lines of another."""
    last = block[-1]
    ended = _ends_sentence(last)
    if last.is_row or line.is_row or _is_item(block, line, ended=ended):
        return True
    # A full stop before a small letter is that of an abbreviation.
    if is_torn(last.text) or (line.text[0].islower() and not last.text.endswith(":")):
        return False
    full = _is_full(last, line, width, ended=ended)
    if not _follows(last, line):
        return ended or not full
    apart = last.y - line.y > _SAME_PITCH * pitches[_to_key(last)]
    return apart or not full or (ended and _is_shifted(block, line))


def _ends_sentence(line: Line) -> bool:
    return _SENTENCE_END.search(line.text) is not None


def _differ_in_size(last: Line, line: Line) -> bool:
    return max(last.size, line.size) > _SAME_SIZE * min(last.size, line.size)


def _differ_in_font(last: Line, line: Line) -> bool:
    return last.font != line.font and bool(last.font and line.font)


def _is_item(block: Sequence[Line], line: Line, *, ended: bool) -> bool:
    if _DASH.match(line.text):  # It may stand within a sentence as well.
        return ended or _DASH.match(block[0].text) is not None
    return _BULLET.match(line.text) is not None


def _is_full(last: Line, line: Line, width: int, *, ended: bool) -> bool:
    needed = len(last.text) + 1 + len(line.text.split(" ", 1)[0])
    return needed >= (_FULL_AT_SENTENCE_END if ended else _FULL) * width


def _follows(last: Line, line: Line) -> bool:
    """Tell whether a line stands below another, not in the next column or on the next page."""
    return last.page == line.page and line.y < last.y


def _is_shifted(block: Sequence[Line], line: Line) -> bool:
    """Tell a line that is indented, or back at the margin after a block that was indented."""
    shift = line.x - block[-1].x
    if _BULLET.match(block[0].text) or _DASH.match(block[0].text):
        return line.x < block[0].x + _INDENT * line.size
    return shift > _INDENT * line.size or (len(block) > 1 and -shift > _INDENT * line.size)


def _is_list(block: Sequence[Line], longest: Mapping[int, int]) -> bool:
    """Tell a list without bullets: short lines, each of its own, that end no sentence."""
    return len(block) > 2 and not any(
        line.text[0].islower()
        or _ends_sentence(line)
        or is_torn(line.text)
        or len(line.text) >= _FULL * longest[_to_key(line)]
        for line in block
    )


# --- measures of a document --------------------------------------------------------------------


def _to_key(line: Line) -> int:
    return round(2 * line.size)


def _measure_pitches(lines: Sequence[Line]) -> dict[int, float]:
    """Return the usual distance of lines for each size of type."""
    seen = {_to_key(line): Counter[float]() for line in lines}
    for last, line in pairwise(lines):
        pitch = last.y - line.y
        if _follows(last, line) and not _differ_in_size(last, line) and pitch < 2.5 * line.size:
            seen[_to_key(last)][round(2 * pitch) / 2] += 1
    pitches: dict[int, float] = {}
    for key, counts in seen.items():
        pitch, count = max(counts.items(), key=lambda item: (item[1], -item[0]), default=(0.0, 0))
        pitches[key] = pitch if count >= 3 else 0.75 * key
    return pitches


def _measure_longest(lines: Sequence[Line]) -> dict[int, int]:
    """Return how many characters the longest line has, for each size of type."""
    longest: dict[int, int] = {}
    for line in lines:
        longest[_to_key(line)] = max(longest.get(_to_key(line), 0), len(line.text))
    return longest


def _measure_widths(
    lines: Sequence[Line], longest: Mapping[int, int], pitches: Mapping[int, float]
) -> list[int]:
    """Return how many characters a line of full width has, for each line.

    The lines around it tell, above and below: beside a picture they are shorter. Where there are
    none, the longest line of the same size tells.
    """
    adjoining = [
        _follows(last, line)
        and not _differ_in_size(last, line)
        and not _differ_in_font(last, line)
        and last.y - line.y <= _SAME_PITCH * pitches[_to_key(last)]
        for last, line in pairwise(lines)
    ]
    return [
        min(_widths_around(lines, adjoining, number), default=longest[_to_key(line)])
        for number, line in enumerate(lines)
    ]


def _widths_around(lines: Sequence[Line], adjoining: Sequence[bool], number: int) -> Iterator[int]:
    """Yield the greatest width of the lines up to one, and of those after it."""
    start, end = number, number + 2
    while start > 0 and number - start < _NEIGHBOURS - 1 and adjoining[start - 1]:
        start -= 1
    while end < len(lines) and end - number <= _NEIGHBOURS and adjoining[end - 1]:
        end += 1
    for group in (lines[start : number + 1], lines[number + 1 : end]):
        if len(group) > 1:
            yield max(len(line.text) for line in group)
