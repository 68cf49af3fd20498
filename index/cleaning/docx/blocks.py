"""The blocks of a Word file that a reader sees: paragraphs and tables, as text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.cleaning.docx.styles import PLAIN, WORD, Style, value_of
from index.cleaning.plaintext import raise_figures, to_line

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ROW, _CELL, _BOX = f"{WORD}tr", f"{WORD}tc", f"{WORD}txbxContent"
# What is not shown: what was deleted or moved away, and second versions for old programs.
_HIDDEN = frozenset((*(f"{WORD}{name}" for name in ("del", "moveFrom", "pPr", "rt")), _FALLBACK))
_TEXTS = frozenset((f"{WORD}t", f"{_MATH}t"))
_MARKS = {
    **{f"{WORD}{name}": "\n" for name in ("br", "cr")},
    **{f"{WORD}{name}": " " for name in ("tab", "ptab")},
    f"{WORD}noBreakHyphen": "-",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table as text; a paragraph's rank is "title", "heading" or ``""``."""

    text: str
    rank: str = ""


def walk(parent: Any, styles: Mapping[str, Style]) -> Iterator[Block]:
    """Yield what stands in a body, a cell or a text box; what wraps blocks is looked through."""
    for element in parent:
        if element.tag == f"{WORD}p":
            yield _read_paragraph(element, styles)
            for box in _find(element, _BOX):
                yield from walk(box, styles)
        elif element.tag == f"{WORD}tbl":
            yield from _read_table(element, styles)
        elif element.tag not in _HIDDEN:
            yield from walk(element, styles)


def _read_paragraph(paragraph: Any, styles: Mapping[str, Style]) -> Block:
    lines = "".join(_read_texts(paragraph)).split("\n")
    text = "\n".join(line for line in map(to_line, lines) if line)
    style = styles.get(value_of(paragraph, "pPr", "pStyle"), PLAIN)
    number = value_of(paragraph, "pPr", "numPr", "numId")
    listed = number != "0" if number else style.listed
    return Block(f"• {text}" if text and listed and not style.rank else text, style.rank)


def _read_texts(element: Any) -> Iterator[str]:
    before = ""
    for child in element:
        piece = "".join(_read_text(child))
        if value_of(child, "rPr", "vertAlign") == "superscript":
            piece = raise_figures(before, piece) or piece
        before = piece or before
        yield piece


def _read_text(element: Any) -> Iterator[str]:
    if element.tag in _TEXTS:
        yield element.text or ""
    elif element.tag in _MARKS:
        yield _MARKS[element.tag]
    elif element.tag not in _HIDDEN and element.tag != _BOX and not _vanishes(element):
        yield from _read_texts(element)


def _vanishes(run: Any) -> bool:
    vanish = run.find(f"{WORD}rPr/{WORD}vanish")
    return vanish is not None and vanish.get(f"{WORD}val") not in ("0", "false")


def _read_table(table: Any, styles: Mapping[str, Style]) -> Iterator[Block]:
    """Yield a table as one block; one whose rows have a single cell each only frames a text."""
    rows = [list(_find(row, _CELL)) for row in _find(table, _ROW)]
    if all(len(row) == 1 for row in rows):
        for row in rows:
            yield from walk(row[0], styles)
        return
    texts = ([_read_cell(cell, styles) for cell in row] for row in rows)
    yield Block("\n".join(" | ".join(cells).rstrip(" |") for cells in texts if any(cells)))


def _read_cell(cell: Any, styles: Mapping[str, Style]) -> str:
    return to_line(" ".join(block.text for block in walk(cell, styles)))


def _find(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the outermost elements of a kind that are shown."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag not in _HIDDEN:
            yield from _find(element, tag)
