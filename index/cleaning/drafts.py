"""A raw document as a text to be cleaned, by its kind, with what it declares of itself.

What reads markup is imported when a document needs it: it takes a third of a second, and most
commands read none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.cleaning.authors import read_names
from index.cleaning.decoding import EMPTY, decode, find_charset, mend
from index.cleaning.gutters import set_columns_apart
from index.cleaning.leftovers import is_markup, unescape
from index.cleaning.manuscript import Manuscript
from index.cleaning.plaintext import normalise
from index.cleaning.wrapping import unwrap
from index.errors import SourceUnreadable
from index.rows import UNKNOWN, Known
from index.sources.documents import Document, DocumentKind

if TYPE_CHECKING:
    from index.cleaning.papers import Paper

# How a text begins that is none: a sitemap, say, or a letter under a wrong name.
_NO_PROSE = {
    "<?xml": "XML that is no page or feed; give the addresses of its articles, or their text",
    "{\\rtf": "rich text (RTF); save it as .docx or as text",
}
_TAG = re.compile(r"<[a-zA-Z!?/]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before cleaning.

    Attributes:
        sheet: Its text.
        declared: What it declares of itself.
        observed: What else is to be seen on it, though it does not declare it.
        boxed: Whether boxes tell what stands around its article, as on pages.
    """

    sheet: Manuscript
    declared: Known = UNKNOWN
    observed: Known = UNKNOWN
    boxed: bool = False


def read_draft(document: Document) -> Draft:
    """Return a raw document before cleaning.

    Raises:
        SourceUnreadable: There is no text in it, or its markup cannot be read.
    """
    return _READERS[document.kind](document)


def text_of(document: Document) -> str:
    """Return the text of a document as it was meant, whatever its encoding."""
    content = document.content
    if isinstance(content, bytes):
        charset = find_charset(content) if document.kind == "html" else None
        text = decode(content, charset)
    else:
        text = content
    if not text.strip():
        raise SourceUnreadable(EMPTY)
    return mend(text)


def _data_of(document: Document) -> bytes:
    content = document.content
    return content if isinstance(content, bytes) else content.encode()


def _read_text(document: Document) -> Draft:
    text = text_of(document)
    for start, reason in _NO_PROSE.items():
        if text.lstrip().startswith(start):
            raise SourceUnreadable(reason)
    if is_markup(text):
        return _read_page(text)
    return Draft(Manuscript(unwrap(normalise(set_columns_apart(text)))))


def _read_row(document: Document) -> Draft:
    text = text_of(document)
    return _read_text(replace(document, content=text if is_markup(text) else unescape(text)))


def _read_markdown(document: Document) -> Draft:
    from index.cleaning.markup import read_markdown  # noqa: PLC0415

    markdown = read_markdown(text_of(document))
    return Draft(markdown.sheet, markdown.declared)


def _read_html(document: Document) -> Draft:
    text = text_of(document)
    return _read_page(text) if _TAG.search(text) else _read_text(document)


def _read_page(content: str) -> Draft:
    from index.cleaning.pages import read_page  # noqa: PLC0415

    page = read_page(content)
    return Draft(page.sheet, page.declared, page.observed, boxed=True)


def _read_pdf(document: Document) -> Draft:
    from index.cleaning.pdf import read_pdf  # noqa: PLC0415

    return _read_paper(read_pdf(_data_of(document)))


def _read_docx(document: Document) -> Draft:
    from index.cleaning.docx import read_docx  # noqa: PLC0415

    return _read_paper(read_docx(_data_of(document)))


def _read_paper(paper: "Paper") -> Draft:
    """Return a printed document; where what it leaves out stood is not known any more."""
    asides = tuple((0, cut) for cut in paper.removed)
    sheet = Manuscript(normalise(paper.text), asides=asides)
    author = read_names(paper.author or "")
    return Draft(sheet, Known(title=paper.title or None, author=author, url=paper.url))


_READERS: dict[DocumentKind, Callable[[Document], Draft]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "pdf": _read_pdf,
    "docx": _read_docx,
    "row": _read_row,
}
