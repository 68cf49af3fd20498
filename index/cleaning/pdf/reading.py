"""A PDF file to a paper: read, laid out as lines, cleared of heads and feet, joined."""

import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from index.cleaning.papers import Paper, read_author
from index.cleaning.pdf.bounds import DEFAULT_BOUNDS, TOO_LONG, Account, Bounds
from index.cleaning.pdf.headline import find_title, match_title
from index.cleaning.pdf.lines import Line, sort_downwards, to_lines
from index.cleaning.pdf.paragraphs import to_paragraphs
from index.cleaning.pdf.pieces import read_pieces
from index.cleaning.pdf.running_heads import find_running_heads
from index.cleaning.pdf.stamps import find_url
from index.errors import SourceUnreadable
from index.records import Cut

# What a file lacks is told by our own errors; without a handler, logging would print it as well.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

BROKEN_PDF = "a broken PDF; save or download it again"
ENCRYPTED = "encrypted; save it without a password"
NO_TEXT = "holds no text, only images; run text recognition (OCR) over it first"
NO_LETTERS = "its fonts do not tell their letters; run text recognition (OCR) over it first"
_TAIL_BYTES = 4096
_NO_LETTERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
# What pypdf raises on files that nobody foresaw, beside its own errors.
_PARSER_ERRORS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, StopIteration, TypeError, ValueError, struct.error, zlib.error, PyPdfError),
)


def read_pdf(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> Paper:
    """Read the article in a PDF file.

    The text is in the order in which the file draws it, which is column by column for what
    programs of layout and word processors write. Dates in the file's properties are those of its
    making and are not read.

    Raises:
        SourceUnreadable: The file is broken, cut off, encrypted or out of all proportion, or it
            holds images alone.
    """
    pages, title, author = _parse(data, bounds)
    ranked = [sort_downwards(page) for page in pages]
    removed = _find_sideways(pages) | find_running_heads(ranked)
    lines = [line for page in pages for line in page]
    paragraphs = to_paragraphs([line for line in lines if line not in removed])
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    _check_letters(text)
    known = match_title(title, paragraphs)
    return Paper(
        text=text,
        title=known or find_title(paragraphs),
        author=read_author(author) if known else None,
        url=find_url(ranked),
        removed=tuple(Cut(removed[line], line.text) for line in lines if line in removed),
    )


def _parse(data: bytes, bounds: Bounds) -> tuple[list[list[Line]], str, str]:
    """Return the lines of each page, and the title and the author that the file declares."""
    if b"%%EOF" not in data[-_TAIL_BYTES:]:  # The rest of the article would be missing.
        raise SourceUnreadable(BROKEN_PDF)
    try:
        with _no_losses():
            reader = PdfReader(BytesIO(data))
            pages = list(_read_pages(reader, bounds))
            declared = reader.metadata
            title, author = (declared.title, declared.author) if declared else (None, None)
    except (DependencyError, FileNotDecryptedError) as error:
        raise SourceUnreadable(ENCRYPTED if b"/Encrypt" in data else BROKEN_PDF) from error
    except _PARSER_ERRORS as error:
        raise SourceUnreadable(BROKEN_PDF) from error
    return pages, title or "", author or ""


def _read_pages(reader: PdfReader, bounds: Bounds) -> Iterator[list[Line]]:
    if len(reader.pages) > bounds.pages:
        raise SourceUnreadable(TOO_LONG)
    account = Account(bounds)
    for number, page in enumerate(reader.pages):
        yield list(to_lines(read_pieces(page, account), number))


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


def _find_sideways(pages: Sequence[Sequence[Line]]) -> dict[Line, str]:
    """Return what is written up or down the margin, such as a watermark."""
    return {line: "sideways text" for page in pages for line in page if not line.upright}


def _check_letters(text: str) -> None:
    letters = sum(map(str.isalpha, text))
    if not letters:
        raise SourceUnreadable(NO_TEXT)
    if len(_NO_LETTERS.findall(text)) > letters / 10:
        raise SourceUnreadable(NO_LETTERS)
