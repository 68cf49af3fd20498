"""A page to the pieces of text on it, each with its place and its type."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, NameObject, NullObject, StreamObject

from index.cleaning.pdf.bounds import Account
from index.cleaning.pdf.spacing import move_raised, space_out

_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")
_FARTHEST = 1e6  # points; a broken file may have anything
_SHADOW = 1.5  # points
_AROUND = tuple(product((-1, 0, 1), repeat=2))


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that was drawn at once; lengths are in points.

    Attributes:
        text: The text, with any space around it.
        x: Where it begins, from the left.
        y: Where it stands, from the bottom of the page.
        size: The size of its letters.
        font: Their font.
        quarters: How far it is turned to the left, in quarters of a circle.
    """

    text: str
    x: float
    y: float
    size: float
    font: str
    quarters: int


def read_pieces(page: PageObject, account: Account) -> list[list[Piece]]:
    """Return the pieces of text on a page, line by line, in the order in which they are drawn.

    The page is held such that most letters stand upright.

    Raises:
        SourceUnreadable: The page holds far more than an article has.
    """
    lines: list[list[Piece]] = [[]]

    def collect(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        account.count_text(text)
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(_make_piece(part, _multiply(inner, outer), font, size))

    _prepare(page, account)
    page.extract_text(visitor_operand_before=account.count_operation, visitor_text=collect)
    account.check()
    return _drop_shadows(_hold_upright(lines))


def _prepare(page: PageObject, account: Account) -> None:
    """Enter a page in the account, and make the gaps between its words plain."""
    contents = page.get("/Contents", NullObject()).get_object()
    if isinstance(contents, ArrayObject | StreamObject):
        stream = ContentStream(contents, page.pdf, "bytes")
        account.open_page(stream.get_data())
        resources: Any = page.get("/Resources", NullObject()).get_object()
        fonts = resources.get("/Font", NullObject()).get_object() or {} if resources else {}
        simple = {name for name in fonts if fonts[name].get("/Subtype") != "/Type0"}
        stream.operations = list(move_raised(space_out(stream.operations, simple)))
        page[NameObject("/Contents")] = stream


def _multiply(inner: Sequence[float], outer: Sequence[float]) -> tuple[float, ...]:
    """Multiply two transformations, as in ISO 32000-1, section 8.3.4."""
    a, b, c, d, e, f = outer
    along_x, along_y, across_x, across_y, x, y = inner
    return (
        along_x * a + along_y * c,
        along_x * b + along_y * d,
        across_x * a + across_y * c,
        across_x * b + across_y * d,
        x * a + y * c + e,
        x * b + y * d + f,
    )


def _make_piece(text: str, matrix: Sequence[float], font: Any, size: float) -> Piece:
    along_x, along_y, across_x, across_y, x, y = matrix
    size = abs(size) * math.hypot(across_x, across_y)
    if not all(abs(length) < _FARTHEST for length in (along_x, along_y, x, y, size)):
        along_x = along_y = x = y = size = 0.0
    quarters = round(math.atan2(along_y, along_x) / (math.pi / 2)) % 4
    name = _SUBSET.sub("", str(font.get("/BaseFont", ""))) if font else ""
    return Piece(text, x, y, round(size, 1), name, quarters)


def _hold_upright(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    letters = Counter[int]()
    for line in lines:
        for piece in line:
            letters[piece.quarters] += len(piece.text)
    most = max(letters, key=lambda quarters: letters[quarters], default=0)
    return [[_turn_right(piece, most) if most else piece for piece in line] for line in lines]


def _turn_right(piece: Piece, quarters: int) -> Piece:
    x, y = piece.x, piece.y
    for _ in range(quarters):
        x, y = y, -x
    return replace(piece, x=x, y=y, quarters=(piece.quarters - quarters) % 4)


def _drop_shadows(lines: Iterable[Iterable[Piece]]) -> list[list[Piece]]:
    """Leave each piece once: shadows and some bold type are made by drawing a text twice."""
    drawn = defaultdict[str, set[tuple[int, int]]](set)

    def leave(line: Iterable[Piece]) -> Iterator[Piece]:
        for piece in line:
            text = piece.text.strip()
            places, x, y = drawn[text], round(piece.x / _SHADOW), round(piece.y / _SHADOW)
            if len(text) < 2 or not places or all((x + i, y + j) not in places for i, j in _AROUND):
                places.add((x, y))
                yield piece

    return [list(leave(line)) for line in lines]
