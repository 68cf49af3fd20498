"""What is in a file, whether it lies on disk, in an archive, or came from the web or a pipe."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from index.cleaning.decoding import EMPTY
from index.errors import SourceUnreadable
from index.rows import UNKNOWN, Known
from index.sources.documents import DEFAULT_LIMITS, Document, DocumentKind, Limits, Problem
from index.sources.json_files import read_json
from index.sources.lines import read_lines
from index.sources.mapping import BY_NAME, ColumnMap
from index.sources.places import SUFFIXES, Format, format_of
from index.sources.tables import Row, read_csv

_BEGINNING = 1024
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?<(?:!DOCTYPE\s+html|html)[\s>]", re.IGNORECASE)
_PACKED = ("docx", "epub", "zip")
_NO_PAGES = (*_PACKED, "pdf", "text", "csv", "mail")
# Fewer words are a teaser of the page.
_WHOLE_WORDS = 80
_SPLIT = "split it into one file an article, or allow more with FUNDSTELLE_FILE_MB"


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a feed points to.

    Attributes:
        origin: The feed and the place in it.
        url: Where the article is.
        known: What the feed says of it.
        content: As much of it as the feed holds, in HTML.
    """

    origin: str
    url: str
    known: Known
    content: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to look into.

    Attributes:
        origin: Where it is.
        name: Its name without its suffix.
        format: What it holds.
        bytes: Its content, seekable.
        known: What is known of an article in it.
    """

    origin: str
    name: str
    format: Format
    bytes: BinaryIO
    known: Known = UNKNOWN


Found = Document | Problem | Link


def look_into(
    file: File, limits: Limits = DEFAULT_LIMITS, columns: ColumnMap = BY_NAME
) -> Iterator[Found]:
    """Yield what a file holds: one document, or one for each row, member, chapter or entry.

    Args:
        file: The file.
        limits: What is too large.
        columns: Which columns of tables hold what.

    Yields:
        Documents; links for the entries of feeds; problems for what cannot be read.
    """
    try:
        file = _as_it_is(file, limits)
        read = _READERS.get(file.format, _read_document)
        yield from read(file, limits, columns)
    except SourceUnreadable as error:
        yield Problem(file.origin, str(error))


def _as_it_is(file: File, limits: Limits) -> File:
    """Return a file as what its first bytes say that it is, where its name says another thing."""
    start = file.bytes.read(_BEGINNING)
    file.bytes.seek(0)
    if start.startswith(b"%PDF-"):
        return replace(file, format="pdf")
    packed, page = start.startswith(b"PK\x03\x04"), _PAGE.match(start.lstrip())
    if not (packed and file.format not in _PACKED) and not (page and file.format in _NO_PAGES):
        return file
    from index.sources.sniffing import kind_of  # noqa: PLC0415 - few are named wrongly

    content = _read_whole(file, limits.table_bytes, "give its text alone")
    file.bytes.seek(0)
    return replace(file, format=kind_of(content))


def _read_document(file: File, limits: Limits, _: ColumnMap) -> Iterator[Found]:
    content = _read_whole(file, limits.file_bytes, _SPLIT)
    yield Document(file.origin, file.name, file.format, content, file.known)  # type: ignore[arg-type]


def _read_whole(file: File, most: int, advice: str) -> bytes:
    content = file.bytes.read(most + 1)
    if len(content) > most:
        raise SourceUnreadable(f"larger than {most / 1e6:g} MB; {advice}")
    if not content.strip():
        raise SourceUnreadable(EMPTY)
    return content


# --- several articles in one file --------------------------------------------------------------


def _read_lines(file: File, limits: Limits, columns: ColumnMap) -> Iterator[Found]:
    return _name_rows(file, "line", read_lines(file.bytes, limits, columns))


def _read_csv(file: File, limits: Limits, columns: ColumnMap) -> Iterator[Found]:
    return _name_rows(file, "row", read_csv(file.bytes, columns, limits))


def _read_json(file: File, limits: Limits, columns: ColumnMap) -> Iterator[Found]:
    content = _read_whole(file, limits.table_bytes, "save it as JSONL, which may be of any size")
    return _name_rows(file, "item", read_json(content, columns))


def _name_rows(file: File, noun: str, rows: Iterator[Row]) -> Iterator[Found]:
    for number, row in rows:
        origin = f"{file.origin}#{noun} {number}"
        if isinstance(row, SourceUnreadable):
            yield Problem(origin, str(row))
        else:
            yield Document(origin, file.name, "row", row.text, row.known)


def _read_archive(file: File, limits: Limits, columns: ColumnMap) -> Iterator[Found]:
    from index.sources.archives import read_archive  # noqa: PLC0415 - few need it

    for member in read_archive(file.bytes, limits, SUFFIXES):
        origin, form = f"{file.origin}!/{member.path}", format_of(member.path)
        if isinstance(member.data, SourceUnreadable):
            yield Problem(origin, str(member.data))
        elif form:
            name = member.path.rpartition("/")[2].rpartition(".")[0]
            inner = File(origin, name, form, io.BytesIO(member.data), file.known)
            yield from look_into(inner, limits, columns)


def _read_epub(file: File, limits: Limits, _: ColumnMap) -> Iterator[Found]:
    from index.sources.epub import read_epub  # noqa: PLC0415

    content = _read_whole(file, limits.table_bytes, "give its text alone")
    for chapter in read_epub(content, limits):
        origin = f"{file.origin}!/{chapter.path}"
        if isinstance(chapter.html, SourceUnreadable):
            yield Problem(origin, str(chapter.html))
        else:
            name = chapter.path.rpartition("/")[2].rpartition(".")[0]
            yield Document(origin, name, "html", chapter.html, chapter.known)


def _read_feed(file: File, limits: Limits, _: ColumnMap) -> Iterator[Found]:
    from index.sources.feeds import read_feed  # noqa: PLC0415

    content = _read_whole(file, limits.table_bytes, "give the addresses of its articles")
    entries = read_feed(content, file.known.url or "", limits.feed_entries)
    if not entries:
        raise SourceUnreadable("a feed without entries; try again when it has some")
    for number, entry in enumerate(entries, 1):
        origin = f"{file.origin}#entry {number}"
        if entry.url and not (file.known.url is None and _is_whole(entry.content)):
            yield Link(origin, entry.url, entry.known, entry.content)
        elif entry.content:
            yield Document(origin, file.name, "html", entry.content, entry.known)
        else:
            yield Problem(origin, "has neither a link nor a text; look at the feed itself")


def _is_whole(content: str) -> bool:
    """Tell whether a feed holds an article itself, so that a saved one needs no network."""
    return len(content.split()) >= _WHOLE_WORDS


def _read_xml(file: File, limits: Limits, columns: ColumnMap) -> Iterator[Found]:
    """Read a feed, a page, or what agencies send, whichever it is."""
    from index.sources.news_xml import read_news  # noqa: PLC0415
    from index.sources.sniffing import kind_of  # noqa: PLC0415

    content = _read_whole(file, limits.table_bytes, "give the addresses of its articles")
    kind = kind_of(content)
    if kind in ("feed", "html"):
        yield from look_into(replace(file, format=kind, bytes=io.BytesIO(content)), limits, columns)
        return
    items = read_news(content)
    for number, item in enumerate(items, 1):
        origin = file.origin if len(items) == 1 else f"{file.origin}#item {number}"
        yield Document(origin, file.name, "html", item.content, item.known)


def _read_mail(file: File, limits: Limits, _: ColumnMap) -> Iterator[Found]:
    from index.sources.mail import read_mail  # noqa: PLC0415

    mail = read_mail(_read_whole(file, limits.table_bytes, "save what it says as text"))
    kind: DocumentKind = "html" if mail.is_html else "text"
    yield Document(file.origin, file.name, kind, mail.text, mail.known)
    for name in mail.attachments:
        reason = "an attachment, which is left out; save it and give the file itself"
        yield Problem(f"{file.origin}!/{name}", reason)


_READERS: Mapping[Format, Callable[[File, Limits, ColumnMap], Iterator[Found]]] = {
    "jsonl": _read_lines,
    "csv": _read_csv,
    "json": _read_json,
    "zip": _read_archive,
    "epub": _read_epub,
    "feed": _read_feed,
    "mail": _read_mail,
    "xml": _read_xml,
}
