"""A Word file is opened, and what is its article taken out of it."""

import lzma
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from index.cleaning.docx.blocks import Block, walk
from index.cleaning.docx.styles import read_styles
from index.cleaning.papers import Paper, read_author
from index.cleaning.plaintext import to_line
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

_TOP_BLOCKS = 3  # among which a heading may be the title
_REMOVED = {
    RELATIONSHIP_TYPE.HEADER: "running head",
    RELATIONSHIP_TYPE.FOOTER: "running head",
    RELATIONSHIP_TYPE.FOOTNOTES: "footnote",
    RELATIONSHIP_TYPE.ENDNOTES: "footnote",
    RELATIONSHIP_TYPE.COMMENTS: "comment",
}


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
        body = walk(document.element.body, read_styles(document))
        blocks = [block for block in body if block.text]
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


def _find_title(blocks: Sequence[Block]) -> Block | None:
    """Return the first block that is styled as the title; else the first heading, if on top."""
    top = blocks[:_TOP_BLOCKS]
    ranked = [block for rank in ("title", "heading") for block in top if block.rank == rank]
    return ranked[0] if ranked and len(blocks) > 1 else None


def _read_removed(document: WordDocument) -> Iterator[Cut]:
    for relation in document.part.rels.values():
        reason = _REMOVED.get(relation.reltype)
        if reason and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            text = "\n".join(block.text for block in walk(root, {}) if block.text)
            if text:
                yield Cut(reason, text)
