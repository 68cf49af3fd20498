"""Running heads, running feet and page numbers are told from the article."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from index.cleaning.pdf.lines import Line
from index.cleaning.pdf.stamps import are_stamps

_EDGE_LINES = 3
_SAME_PLACE = 5.0  # points
_APART = 1.5  # of the type size
_PAGE_NUMBER = re.compile(
    r"(?P<word>Seite|Page|S\.|p\.)? ?[-–—|]? ?(?P<page>\d{1,4})"
    r"(?: ?(?:/|\||von|of) ?(?P<pages>\d{1,4}))? ?[-–—|]?",
    re.IGNORECASE,
)


def find_running_heads(pages: Sequence[Sequence[Line]]) -> dict[Line, str]:
    """Return the lines around the article on its pages, each with what it is taken for.

    Args:
        pages: The lines of each page, from top to bottom.
    """
    repeated = _find_repeated(pages)
    found: dict[Line, str] = {}
    for lines in filter(None, pages):
        if are_stamps(lines[0], lines[-1]):
            found |= dict.fromkeys((lines[0], lines[-1]), "running head")
        else:
            numbers = (line for line in (lines[0], lines[-1]) if _is_number(line, len(pages)))
            found |= dict.fromkeys(numbers, "page number")
        for edge in (lines, lines[::-1]):
            found |= _peel(edge, repeated, found)
    return found


def _is_number(line: Line, pages: int) -> bool:
    """Tell whether the outermost line of a page numbers it."""
    number = _PAGE_NUMBER.fullmatch(line.text)
    return number is not None and bool(
        number["word"] or number["pages"] == str(pages) or number["page"] == str(line.page + 1)
    )


def _find_repeated(pages: Sequence[Sequence[Line]]) -> dict[Line, str]:
    """Return what stands at the same place on most pages, or on every other page."""
    edges = defaultdict[tuple[bool, str], list[Line]](list)
    for page in pages:
        for at_top, edge in ((True, page[:_EDGE_LINES]), (False, page[-_EDGE_LINES:])):
            for line in edge:
                edges[at_top, re.sub(r"\d+", "#", line.text)].append(line)
    repeated: dict[Line, str] = {}
    for lines in edges.values():
        height, size = median(line.y for line in lines), median(line.size for line in lines)
        same = [
            line
            for line in lines
            if abs(line.y - height) <= _SAME_PLACE and abs(line.size - size) < 1
        ]
        if len({line.page for line in same}) >= max(2, len(pages) // 2):
            is_number = _PAGE_NUMBER.fullmatch(lines[0].text)
            repeated |= dict.fromkeys(same, "page number" if is_number else "running head")
    return repeated


def _peel(
    edge: Sequence[Line], repeated: Mapping[Line, str], removed: Mapping[Line, str]
) -> dict[Line, str]:
    """Return the repeated lines that stand apart from the text, or from it only by such lines.

    Args:
        edge: The lines of a page, the outermost first.
        repeated: The lines that stand on several pages.
        removed: The lines that are known to be no part of the text.
    """
    peeled: dict[Line, str] = {}
    inner = edge[_EDGE_LINES] if len(edge) > _EDGE_LINES else None
    for line in reversed(edge[:_EDGE_LINES]):
        apart = inner is None or inner in removed or inner in peeled or _stand_apart(line, inner)
        if line in repeated and line not in removed and apart:
            peeled[line] = repeated[line]
        inner = line
    return peeled


def _stand_apart(line: Line, inner: Line) -> bool:
    """Tell whether a line is not just the first or the last one of a text."""
    return abs(line.y - inner.y) > _APART * inner.size or abs(line.size - inner.size) >= 1
