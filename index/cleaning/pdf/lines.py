"""Pieces of text to the lines that they make on a page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.cleaning.pdf.pieces import Piece
from index.cleaning.plaintext import raise_figures

_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "st", "st")
_LETTERS = str.maketrans(
    {"\x7f": "•", "\uf0b7": "•", "\uf0a7": "•", "\u2010": "-", "\u2011": "-"}
    | {chr(0xFB00 + number): letters for number, letters in enumerate(_LIGATURES)}
)
# How old TeX fonts draw an umlaut: the dots, then the letter.
_DOTTED = re.compile(r"¨ ?([aouAOU])")
_UMLAUTS = dict(zip("aouAOU", "äöüÄÖÜ", strict=True))
# How wide letters are, and the gap between cells of a table, in parts of the type size.
_WIDE, _NARROW, _CELL_GAP = 0.85, 0.6, 2.0
# How small and how high figures are that are raised, in parts of the type size of what they follow.
_SMALL, _RAISED = 0.85, 0.15
_ITEM = re.compile(r"[^\W_]{0,3}\W?")  # what numbers the items of a list


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was printed; lengths are in points.

    Attributes:
        text: Its text, not empty, without space around it.
        x: Where it begins, from the left.
        y: Where it stands, from the bottom of the page.
        size: The size of most of its letters.
        font: The font of all its letters, or ``""`` if it has several.
        page: The page's number, from 0.
        upright: Whether it is written from left to right.
        is_row: Whether it is a row of a table, its cells separated by " | ".
    """

    text: str
    x: float = 0
    y: float = 0
    size: float = 10
    font: str = ""
    page: int = 0
    upright: bool = True
    is_row: bool = False


def to_lines(lines: Iterable[Sequence[Piece]], page: int) -> Iterator[Line]:
    """Yield the lines that pieces make, if there is anything on them.

    Args:
        lines: The pieces of each line.
        page: The page's number, from 0.
    """
    for pieces in lines:
        drawn = [piece for piece in pieces if piece.text.strip()]
        if drawn:
            yield _make_line(drawn, _to_cells(pieces), page)


def sort_downwards(page: Iterable[Line]) -> list[Line]:
    """Return the upright lines of a page from top to bottom, each once."""
    upright = dict.fromkeys(line for line in page if line.upright)
    return sorted(upright, key=lambda line: (-line.y, line.x))


def _make_line(drawn: Sequence[Piece], cells: Sequence[str], page: int) -> Line:
    text = " ".join(" | ".join(cells).translate(_LETTERS).split())
    sizes = Counter[float]()
    for piece in drawn:
        sizes[piece.size] += len(piece.text)
    # Not those of bullets and numbers.
    fonts = {piece.font for piece in drawn if any(map(str.isalpha, piece.text))}
    return Line(
        text=_DOTTED.sub(lambda dotted: _UMLAUTS[dotted[1]], text),
        x=drawn[0].x,
        y=drawn[0].y,
        size=sizes.most_common(1)[0][0],
        font=fonts.pop() if len(fonts) == 1 else "",
        page=page,
        upright=drawn[0].quarters == 0,
        is_row=len(cells) > 1,
    )


def _to_cells(pieces: Iterable[Piece]) -> list[str]:
    """Return the text of a line, cut where pieces stand too far apart to be one text."""
    cells: list[list[str]] = [[]]
    last: Piece | None = None
    base: Piece | None = None
    for piece in pieces:
        if piece.text.strip():
            if last is not None and _are_cells(last, piece):
                cells.append([])
            last = piece
        cells[-1].append(_raise(base, "".join(cells[-1]), piece) or piece.text)
        base = piece if base is None or not _is_raised(base, piece) else base
    return ["".join(cell) for cell in cells]


def _raise(base: Piece | None, before: str, piece: Piece) -> str:
    """Return raised figures as such, ``""`` for what is none: 10⁶ is not 106, a note no figure."""
    if base is None or not _is_raised(base, piece):
        return ""
    raised = raise_figures(before, piece.text)
    return raised and f"{raised}{piece.text[len(piece.text.rstrip()) :]}"


def _is_raised(base: Piece, piece: Piece) -> bool:
    small = piece.size <= _SMALL * base.size
    return small and piece.y - base.y >= _RAISED * base.size


def _are_cells(last: Piece, piece: Piece) -> bool:
    if _ITEM.fullmatch(last.text.strip()):
        return False
    width = sum(_WIDE if letter.isupper() else _NARROW for letter in last.text) + _CELL_GAP
    return piece.x - last.x > width * last.size
