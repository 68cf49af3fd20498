"""Word files to plain text: headings, paragraphs, lists and tables in the order of the document."""

import lzma
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from index.cleaning.papers import Paper, read_author
from index.cleaning.plaintext import raise_figures, to_line
from index.errors import SourceUnreadable
from index.records import Cut

NOT_WORD = "no Word file, or a broken one; save it again as .docx"
OLD_WORD = "a Word file of the old kind (.doc); save it as .docx"
ENCRYPTED = "encrypted; save it without a password"
EMPTY = "holds no text; nothing to index"
TOO_LARGE = "unpacks to far more than an article; save its text alone"
# What a file may unpack to, by its own table of contents; zipfile unpacks no more than that says.
MAX_BYTES = 200_000_000
MAX_RATIO = 100
_SMALL = 20_000_000  # too small to do harm, however well it was packed

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP_ERRORS = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, lzma.LZMAError, zlib.error)
# What python-docx raises on files that nobody foresaw, beside its own errors.
_PARSER_ERRORS = (
    *(AssertionError, AttributeError, LookupError, TypeError),
    *(*_ZIP_ERRORS, LxmlError, OpcError, PythonDocxError),
)


def read_docx(data: bytes) -> Paper:
    """Read the article in a Word file.

    Its text has a blank line between paragraphs, "• " before items of lists and a line for each
    row of a table, its cells separated by " | ". It is what a reader sees: tracked changes are
    taken as accepted, hidden text is left out, a text box follows the paragraph it hangs on.
    Heads, feet, notes and comments are left out. Days in its properties are those of saving it.

    Raises:
        SourceUnreadable: It is no Word file, or broken, encrypted, empty or out of proportion.
    """
    _check_package(data)
    try:
        document = Document(BytesIO(data))
        walk = _walk(document.element.body, _read_styles(document))
        blocks = [block for block in walk if block.text]
        author = document.core_properties.author
        removed = tuple(_read_removed(document))
    except _PARSER_ERRORS as error:
        raise SourceUnreadable(NOT_WORD) from error
    if not any(map(str.isalnum, "".join(block.text for block in blocks))):
        raise SourceUnreadable(EMPTY)
    title = _find_title(blocks)
    return Paper(
        text="\n\n".join(block.text for block in blocks if block is not title),
        title=to_line(title.text) if title else "",
        author=read_author(author),
        removed=removed,
    )


def _check_package(data: bytes) -> None:
    """Refuse what is no zip archive, is encrypted, or would unpack to far too much."""
    if data.startswith(_OLE):
        raise SourceUnreadable(ENCRYPTED if _OLE_ENCRYPTED in data else OLD_WORD)
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except _ZIP_ERRORS as error:
        raise SourceUnreadable(NOT_WORD) from error
    size = sum(member.file_size for member in members)
    if size > MAX_BYTES or size > max(_SMALL, MAX_RATIO * len(data)):
        raise SourceUnreadable(TOO_LARGE)
    if any(member.flag_bits & 1 for member in members):
        raise SourceUnreadable(ENCRYPTED)


# --- blocks ------------------------------------------------------------------------------------

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ROW, _CELL, _BOX = f"{_WORD}tr", f"{_WORD}tc", f"{_WORD}txbxContent"
# What is not shown: what was deleted or moved away, and second versions for old programs.
_HIDDEN = frozenset((*(f"{_WORD}{name}" for name in ("del", "moveFrom", "pPr", "rt")), _FALLBACK))
_TEXTS = frozenset((f"{_WORD}t", f"{_MATH}t"))
_MARKS = {
    **{f"{_WORD}{name}": "\n" for name in ("br", "cr")},
    **{f"{_WORD}{name}": " " for name in ("tab", "ptab")},
    f"{_WORD}noBreakHyphen": "-",
}


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or a table as text; a paragraph's rank is "title", "heading" or ``""``."""

    text: str
    rank: str = ""


def _walk(parent: Any, styles: Mapping[str, "_Style"]) -> Iterator[_Block]:
    """Yield what stands in a body, a cell or a text box; what wraps blocks is looked through."""
    for element in parent:
        if element.tag == f"{_WORD}p":
            yield _read_paragraph(element, styles)
            for box in _find(element, _BOX):
                yield from _walk(box, styles)
        elif element.tag == f"{_WORD}tbl":
            yield from _read_table(element, styles)
        elif element.tag not in _HIDDEN:
            yield from _walk(element, styles)


def _read_paragraph(paragraph: Any, styles: Mapping[str, "_Style"]) -> _Block:
    lines = "".join(_read_texts(paragraph)).split("\n")
    text = "\n".join(line for line in map(to_line, lines) if line)
    style = styles.get(_value(paragraph, "pPr", "pStyle"), _PLAIN)
    number = _value(paragraph, "pPr", "numPr", "numId")
    listed = number != "0" if number else style.listed
    return _Block(f"• {text}" if text and listed and not style.rank else text, style.rank)


def _read_texts(element: Any) -> Iterator[str]:
    before = ""
    for child in element:
        piece = "".join(_read_text(child))
        if _value(child, "rPr", "vertAlign") == "superscript":
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
    vanish = run.find(f"{_WORD}rPr/{_WORD}vanish")
    return vanish is not None and vanish.get(f"{_WORD}val") not in ("0", "false")


def _read_table(table: Any, styles: Mapping[str, "_Style"]) -> Iterator[_Block]:
    """Yield a table as one block; one whose rows have a single cell each only frames a text."""
    rows = [list(_find(row, _CELL)) for row in _find(table, _ROW)]
    if all(len(row) == 1 for row in rows):
        for row in rows:
            yield from _walk(row[0], styles)
        return
    texts = ([_read_cell(cell, styles) for cell in row] for row in rows)
    yield _Block("\n".join(" | ".join(cells).rstrip(" |") for cells in texts if any(cells)))


def _read_cell(cell: Any, styles: Mapping[str, "_Style"]) -> str:
    return to_line(" ".join(block.text for block in _walk(cell, styles)))


def _find(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the outermost elements of a kind that are shown."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag not in _HIDDEN:
            yield from _find(element, tag)


def _value(element: Any, *path: str) -> str:
    found = element.find("/".join(f"{_WORD}{name}" for name in path))
    return "" if found is None else found.get(f"{_WORD}val", "")


# --- styles ------------------------------------------------------------------------------------

_STYLE_CHAIN = 10  # A style may be based on itself in a broken file.
_RANKS = {"title": "title", "titel": "title", "heading 1": "heading", "überschrift 1": "heading"}


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style makes of its paragraphs: their rank, and whether they are items of a list."""

    rank: str = ""
    listed: bool = False


_PLAIN = _Style()


def _read_styles(document: WordDocument) -> dict[str, _Style]:
    """Return the styles by id, each with what it takes over from those it is based on."""
    root: Any = document.styles.element
    elements = {style.get(f"{_WORD}styleId"): style for style in root.iter(f"{_WORD}style")}
    styles: dict[str, _Style] = {}
    for name, element in elements.items():
        chain = [element]
        while (base := _value(chain[-1], "basedOn")) in elements and len(chain) < _STYLE_CHAIN:
            chain.append(elements[base])
        ranks = (_rank(_value(style, "name").casefold()) for style in chain)
        listed = any(_value(style, "pPr", "numPr", "numId") for style in chain)
        styles[name] = _Style(next(filter(None, ranks), ""), listed)
    return styles


def _rank(name: str) -> str:
    is_heading = name.startswith(("heading", "überschrift"))
    return _RANKS.get(name, "subheading" if is_heading else "")


# --- what is no part of the text ---------------------------------------------------------------

_TOP_BLOCKS = 3
_REMOVED = {
    RELATIONSHIP_TYPE.HEADER: "running head",
    RELATIONSHIP_TYPE.FOOTER: "running head",
    RELATIONSHIP_TYPE.FOOTNOTES: "footnote",
    RELATIONSHIP_TYPE.ENDNOTES: "footnote",
    RELATIONSHIP_TYPE.COMMENTS: "comment",
}


def _find_title(blocks: Sequence[_Block]) -> _Block | None:
    """Return the first block that is styled as the title; else the first heading, if on top."""
    top = blocks[:_TOP_BLOCKS]
    ranked = [block for rank in ("title", "heading") for block in top if block.rank == rank]
    return ranked[0] if ranked and len(blocks) > 1 else None


def _read_removed(document: WordDocument) -> Iterator[Cut]:
    for relation in document.part.rels.values():
        reason = _REMOVED.get(relation.reltype)
        if reason and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            text = "\n".join(block.text for block in _walk(root, {}) if block.text)
            if text:
                yield Cut(reason, text)
