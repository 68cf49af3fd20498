"""PDF files to plain text: paragraphs in the order they were printed, without heads and feet."""

import cmath
import logging
import math
import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise, product, zip_longest
from statistics import median
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import ArrayObject, ContentStream, NameObject, NullObject, StreamObject

from index.cleaning.lines import Line, Paper, Paragraph, read_author, to_paragraphs
from index.cleaning.plaintext import to_line
from index.errors import SourceUnreadable
from index.records import Cut

# What a file lacks is told by our own errors; without a handler, logging would print it as well.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

BROKEN_PDF = "a broken PDF; save or download it again"
ENCRYPTED = "encrypted; save it without a password"
NO_TEXT = "holds no text, only images; run text recognition (OCR) over it first"
NO_LETTERS = "its fonts do not tell their letters; run text recognition (OCR) over it first"
TOO_LONG = "too long for an article; split it"
# Bounds against files made to keep a reader busy; articles stay far below them. The bytes that a
# stream may unpack to, and the forms on a page, are bounded by pypdf itself.
MAX_PAGES = 500
MAX_CHARACTERS = 3_000_000
_TAIL_BYTES = 4096
# What pypdf raises on files that nobody foresaw, beside its own errors.
_PARSER_ERRORS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, StopIteration, TypeError, ValueError, struct.error, zlib.error, PyPdfError),
)


def read_pdf(data: bytes) -> Paper:
    """Read the article in a PDF file.

    The text is in the order in which the file draws it, which is column by column for what
    programs of layout and word processors write. Dates in the file's properties are those of its
    making and are not read.

    Raises:
        SourceUnreadable: The file is broken, cut off, encrypted or out of all proportion, or it
            holds images alone.
    """
    if b"%%EOF" not in data[-_TAIL_BYTES:]:  # The rest of the article would be missing.
        raise SourceUnreadable(BROKEN_PDF)
    try:
        with _no_losses():
            reader = PdfReader(BytesIO(data))
            pages = [_read_page(page, number) for number, page in enumerate(_bound(reader))]
            title, author = _read_properties(reader)
    except (DependencyError, FileNotDecryptedError) as error:
        raise SourceUnreadable(ENCRYPTED if b"/Encrypt" in data else BROKEN_PDF) from error
    except _PARSER_ERRORS as error:
        raise SourceUnreadable(BROKEN_PDF) from error
    removed = _find_removed(pages)
    lines = [line for page in pages for line in page]
    paragraphs = to_paragraphs([line for line in lines if line not in removed])
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    _check_letters(text)
    known = _match_title(title, paragraphs)
    return Paper(
        text=text,
        title=known or _find_title(paragraphs),
        author=read_author(author) if known else None,
        removed=tuple(Cut(removed[line], line.text) for line in lines if line in removed),
    )


class _Losses(logging.Handler):
    """Tells whether anything was logged while it listened."""

    found = False

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        self.found = True


@contextmanager
def _no_losses() -> Iterator[None]:
    """Refuse a file in which a compressed stream breaks off: pypdf logs it and reads on."""
    losses, log = _Losses(), logging.getLogger("pypdf.filters")
    log.addHandler(losses)
    try:
        yield
    finally:
        log.removeHandler(losses)
    if losses.found:
        raise SourceUnreadable(BROKEN_PDF)


def _read_properties(reader: PdfReader) -> tuple[str, str]:
    """Return the title and the author that the file's properties declare, or ``""``."""
    declared = reader.metadata
    return (declared.title or "", declared.author or "") if declared else ("", "")


def _bound(reader: PdfReader) -> Iterator[PageObject]:
    if len(reader.pages) > MAX_PAGES:
        raise SourceUnreadable(TOO_LONG)
    yield from reader.pages


def _check_letters(text: str) -> None:
    letters = sum(character.isalpha() for character in text)
    if not letters:
        raise SourceUnreadable(NO_TEXT)
    if len(text) > MAX_CHARACTERS:
        raise SourceUnreadable(TOO_LONG)
    if sum(map(len, _NO_LETTERS.findall(text))) > letters / 10:
        raise SourceUnreadable(NO_LETTERS)


# --- pages to lines ----------------------------------------------------------------------------

_NO_LETTERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "st", "st")
_LETTERS = str.maketrans(
    {"\x7f": "•", "\uf0b7": "•", "\uf0a7": "•", "\u2010": "-", "\u2011": "-"}
    | {chr(0xFB00 + number): letters for number, letters in enumerate(_LIGATURES)}
)
# How old TeX fonts draw an umlaut: the dots, then the letter.
_DOTTED = re.compile(r"¨ ?([aouAOU])")
_UMLAUTS = dict(zip("aouAOU", "äöüÄÖÜ", strict=True))
_SHADOW = 1.5  # points
_AROUND = tuple(product((-1, 0, 1), repeat=2))
# In parts of the type size.
_WIDE, _NARROW, _CELL_GAP = 0.85, 0.6, 2.0
_ITEM = re.compile(r"[^\W_]{0,3}\W?")  # what numbers the items of a list
_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that was drawn at once, at ``x + iy``, turned to the left by quarters of a circle."""

    text: str
    place: complex
    size: float
    font: str
    quarters: int


def _read_page(page: PageObject, number: int) -> list[Line]:
    pieces: list[_Piece] = []

    def collect(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        if not text:
            return
        along, across = (complex(*_times(outer, *inner[at : at + 2])) for at in (0, 2))
        place = complex(*_times(outer, *inner[4:6])) + complex(*outer[4:6])
        if not cmath.isfinite(place * along * across * size):
            place = along = across = 0j
        quarters = round(cmath.phase(along) / (math.pi / 2)) % 4
        name = _SUBSET.sub("", str(font.get("/BaseFont", ""))) if font else ""
        pieces.append(_Piece(text, place, round(abs(size * across), 1), name, quarters))

    _space_out(page)
    page.extract_text(visitor_text=collect)
    return list(_to_lines(_drop_shadows(_hold_upright(pieces)), number))


def _times(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2], x * matrix[1] + y * matrix[3]


def _hold_upright(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Yield pieces with the page held such that most letters stand upright."""
    letters = Counter[int]()
    for piece in pieces:
        letters[piece.quarters] += len(piece.text)
    most = max(letters, key=lambda quarters: letters[quarters], default=0)
    for piece in pieces:
        place, quarters = piece.place * (-1j) ** most, (piece.quarters - most) % 4
        yield replace(piece, place=place, quarters=quarters)


def _drop_shadows(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield each piece once: shadows and some bold type are made by drawing a text twice."""
    drawn = set[tuple[str, int, int]]()
    for piece in pieces:
        text = piece.text.strip()
        x, y = round(piece.place.real / _SHADOW), round(piece.place.imag / _SHADOW)
        if len(text) > 1 and any((text, x + i, y + j) in drawn for i, j in _AROUND):
            yield replace(piece, text="\n" if "\n" in piece.text else "")
        else:
            drawn.add((text, x, y))
            yield piece


def _to_lines(pieces: Iterable[_Piece], page: int) -> Iterator[Line]:
    line: list[_Piece] = []
    for piece in pieces:
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                yield from _make_line(line, page)
                line = []
            if text:
                line.append(replace(piece, text=text))
    yield from _make_line(line, page)


def _make_line(pieces: Sequence[_Piece], page: int) -> Iterator[Line]:
    """Yield the line that pieces make, if there is anything on it."""
    drawn = [piece for piece in pieces if piece.text.strip()]
    if not drawn:
        return
    apart = {id(piece) for last, piece in pairwise(drawn) if _are_cells(last, piece)}
    text = "".join(f" | {piece.text}" if id(piece) in apart else piece.text for piece in pieces)
    text = " ".join(text.translate(_LETTERS).split())
    sizes = Counter[float]()
    for piece in drawn:
        sizes[piece.size] += len(piece.text)
    # Not those of bullets and numbers.
    fonts = {piece.font for piece in drawn if any(map(str.isalpha, piece.text))}
    yield Line(
        text=_DOTTED.sub(lambda dotted: _UMLAUTS[dotted[1]], text),
        x=drawn[0].place.real,
        y=drawn[0].place.imag,
        size=sizes.most_common(1)[0][0],
        font=fonts.pop() if len(fonts) == 1 else "",
        page=page,
        upright=drawn[0].quarters == 0,
        is_row=bool(apart),
    )


def _are_cells(last: _Piece, piece: _Piece) -> bool:
    """Tell whether two pieces on a line stand too far apart to be one text."""
    if _ITEM.fullmatch(last.text.strip()):
        return False
    width = sum(_WIDE if letter.isupper() else _NARROW for letter in last.text) + _CELL_GAP
    return (piece.place - last.place).real > width * last.size


# --- spaces between words ----------------------------------------------------------------------
# pypdf takes a gap within a line for a space if it is wider than half of what the font has for
# one. It leaves word spacing out of account, which justified text has, and then tears words; and
# fonts without a space, such as TeX's, get one that is too wide, and words run together. So gaps
# are written such that it finds just the right ones.

_GAP = 170.0  # thousandths of the type size: less than a space, more than kerning
_SURE_GAP = 1000.0
_NO_GAP = 40.0
_SPACED = re.compile(rb"[^ ]+ ?| ")


def _space_out(page: PageObject) -> None:
    """Make the gaps between the words of a page plain."""
    contents = page.get("/Contents", NullObject()).get_object()
    if isinstance(contents, ArrayObject | StreamObject):
        stream = ContentStream(contents, page.pdf, "bytes")
        resources: Any = page.get("/Resources", NullObject()).get_object()
        fonts = resources.get("/Font", NullObject()).get_object() or {} if resources else {}
        simple = {name for name in fonts if fonts[name].get("/Subtype") != "/Type0"}
        stream.operations = list(_space_operations(stream.operations, simple))
        page[NameObject("/Contents")] = stream


def _space_operations(
    operations: Iterable[tuple[Any, bytes]], simple: Collection[str]
) -> Iterator[tuple[Any, bytes]]:
    """Yield operations with each text shown as words and gaps; ``simple`` fonts use single bytes.

    ISO 32000-1, sections 9.3.3 (word spacing) and 9.4.3 (what ``TJ`` shows).
    """
    font, size, spacing = "", 0.0, 0.0
    saved: list[tuple[str, float, float]] = []
    for operands, operator in operations:
        match operator, operands:
            case b"q", _:
                saved.append((font, size, spacing))
            case b"Q", _ if saved:
                font, size, spacing = saved.pop()
            case b"Tf", [str() as font, int() | float() as size]:
                pass
            case b"Tw", [int() | float() as spacing]:
                pass
            case (b"Tj", [_]) | (b"TJ", [ArrayObject()]):
                shown = operands if operator == b"Tj" else operands[0]
                widening = 1000 * spacing / size if size and font in simple else 0.0
                yield [ArrayObject(_space_words(shown, widening))], b"TJ"
                continue
        yield operands, operator


def _space_words(shown: Iterable[Any], widening: float) -> Iterator[Any]:
    """Yield strings and shifts: a shift after each space that is wider, and gaps beyond doubt."""
    for item in shown:
        if isinstance(item, bytes) and widening:
            for word in _SPACED.findall(item):
                yield word
                if word.endswith(b" "):
                    yield -widening
        elif isinstance(item, int | float) and item < -_GAP:
            yield from (-_SURE_GAP, _SURE_GAP + float(item))
        elif isinstance(item, int | float) and item < -_NO_GAP:
            yield from [float(item) / 5] * 5
        else:
            yield item


# --- what is no part of the article ------------------------------------------------------------

_EDGE_LINES = 3
_SAME_PLACE = 5.0  # points
_APART = 1.5  # of the type size
_PAGE_NUMBER = re.compile(
    r"(?P<word>Seite|Page|S\.|p\.)? ?[-–—|]? ?(?P<page>\d{1,4})"
    r"(?: ?(?:/|\||von|of) ?(?P<pages>\d{1,4}))? ?[-–—|]?",
    re.IGNORECASE,
)
# What browsers put above and below an article: the day is that of printing it.
_STAMP = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?"
_ADDRESS = r"(?:https?|file)://\S+"
_PRINTED_FOOT = re.compile(rf"(?:{_ADDRESS} )?\d+ ?(?:/|of|von) ?\d+(?: {_STAMP})?")
_PRINTED_HEAD = re.compile(rf"{_STAMP}(?: .*)?|.* {_ADDRESS}")


def _find_removed(pages: Sequence[Sequence[Line]]) -> dict[Line, str]:
    """Return the lines that are no part of the article, each with what it is taken for."""
    # What is written up or down the margin, such as a watermark.
    removed = {line: "sideways text" for page in pages for line in page if not line.upright}
    ranked = [_rank(page) for page in pages]
    repeated = _find_repeated(ranked)
    for lines in filter(None, ranked):
        removed |= _find_numbers(lines[0], lines[-1], len(pages))
        for edge in (lines[: _EDGE_LINES + 1], lines[: -_EDGE_LINES - 2 : -1]):
            for line, inner in reversed([*zip_longest(edge, edge[1:])][:_EDGE_LINES]):
                apart = inner is None or inner in removed or _stand_apart(line, inner)
                if line in repeated and apart:
                    removed.setdefault(line, repeated[line])
    return removed


def _rank(page: Sequence[Line]) -> list[Line]:
    """Return the lines of a page from top to bottom."""
    upright = {line for line in page if line.upright}
    return sorted(upright, key=lambda line: (-line.y, line.x))


def _find_numbers(top: Line, bottom: Line, pages: int) -> dict[Line, str]:
    """Return the outermost lines of a page if they number it, or were put there by a browser."""
    found: dict[Line, str] = {}
    for line in (top, bottom):
        number = _PAGE_NUMBER.fullmatch(line.text)
        if number and (
            number["word"] or number["pages"] == str(pages) or number["page"] == str(line.page + 1)
        ):
            found[line] = "page number"
    head, foot = (line.text.replace(" | ", " ") for line in (top, bottom))
    if _PRINTED_FOOT.fullmatch(foot) and _PRINTED_HEAD.fullmatch(head):
        found |= {top: "running head", bottom: "running head"}
    return found


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


def _stand_apart(line: Line, inner: Line) -> bool:
    """Tell whether a line is not just the first or the last one of a text."""
    return abs(line.y - inner.y) > _APART * inner.size or abs(line.size - inner.size) >= 1


# --- headline ----------------------------------------------------------------------------------

_TOP_PARAGRAPHS = 8
_LONGEST_TITLE = 200
_LARGER = 1.25
_WORDS = re.compile(r"\w+")
_OUTLET = re.compile(r" [|–—-] [^|–—]+$")
_FILE_NAME = re.compile(r"\.(?:docx?|html?|indd|odt|pdf|rtf|txt)$|^Microsoft \w+ -", re.IGNORECASE)


def _match_title(declared: str, paragraphs: Sequence[Paragraph]) -> str:
    """Return the title of a file's properties, without the outlet's name, if the text has it too.

    Properties alone do not tell: many name a template, or what the file was made of.
    """
    top = " ".join(_to_words(*(paragraph.text for paragraph in paragraphs[:_TOP_PARAGRAPHS])))
    title = to_line(declared[: 2 * _LONGEST_TITLE])
    while not _FILE_NAME.search(title) and len(words := _to_words(title)) > 1:
        if f" {' '.join(words)} " in f" {top} ":
            return title
        title, shorter = _OUTLET.sub("", title), title
        if title == shorter:
            break
    return ""


def _find_title(paragraphs: Sequence[Paragraph]) -> str:
    """Return the one paragraph that stands out by its size at the top of the first page, if any.

    One or two words may as well be an outlet's name.
    """
    sizes = Counter[float]()
    for paragraph in paragraphs:
        sizes[paragraph.size] += len(paragraph.text)
    body = sizes.most_common(1)[0][0]
    top = [paragraph for paragraph in paragraphs[:_TOP_PARAGRAPHS] if paragraph.page == 0]
    largest = max((paragraph.size for paragraph in top), default=0.0)
    titles = [paragraph.text for paragraph in top if paragraph.size == largest]
    stands_out = len(titles) == 1 and largest >= _LARGER * body and len(titles[0]) <= _LONGEST_TITLE
    return titles[0] if stands_out and len(_to_words(titles[0])) > 2 else ""


def _to_words(*texts: str) -> list[str]:
    return [word for text in texts for word in _WORDS.findall(text.casefold())]
