"""What a source yields: raw documents, and problems where there should have been one."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from index.rows import UNKNOWN, Known
from index.stored_records import NO_VALIDATORS, Validators

DocumentKind = Literal["text", "markdown", "html", "pdf", "docx", "row"]


@dataclass(frozen=True, slots=True)
class Document:
    """One raw document, before cleaning.

    Attributes:
        origin: Where it is, the same whenever it is read again: the resolved path or the address;
            within a file of several followed by ``#line 12``, ``#row 12`` or ``!/member``.
        name: The file's name without its suffix.
        kind: What ``content`` is written in.
        content: The bytes as they were found, or text where they are decoded already.
        known: What is known of it beside its content; a row's fields.
        validators: What its web server tells of its present state.
    """

    origin: str
    name: str
    kind: DocumentKind
    content: str | bytes
    known: Known = UNKNOWN
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True)
class Unmodified:
    """Something that has not changed since it became an article, as its server says.

    Attributes:
        origin: Its address.
        article_id: The article that it became.
    """

    origin: str
    article_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was to be read and could not be.

    Attributes:
        origin: Where it is, as in :class:`Document`.
        reason: What is wrong and what to do, as a phrase that follows the origin and a colon.
    """

    origin: str
    reason: str


@dataclass(slots=True)
class Tally:
    """How far reading has come.

    Attributes:
        files: How many local files there are to read.
        bytes: How many bytes they have.
        files_read: How many of them were read.
        bytes_read: How many bytes were.
        pages_read: How many addresses were fetched.
        others: How many files of folders are of no kind that is read, by suffix.
    """

    files: int = 0
    bytes: int = 0
    files_read: int = 0
    bytes_read: int = 0
    pages_read: int = 0
    others: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken in from one source; what goes beyond is a :class:`Problem`.

    Attributes:
        file_bytes: Bytes of a file that is one article, of a page on the web, of such a file in an
            archive. A file of rows may be of any size: it is never held in memory.
        line_bytes: Bytes of one row, such as a line of a JSONL file.
        table_bytes: Bytes of a file of several articles that has to be read as a whole: JSON,
            EPUB, feeds, and whatever of several articles is in an archive.
        archive_bytes: Bytes of all that one archive unpacks to.
        archive_members: Files in one archive, those of archives in it among them.
        archive_depth: Archives within archives.
        feed_entries: Entries of one feed that are followed, the newest first.
        seconds: Time that reading one document may take, fetching aside.
        memory_bytes: Memory that reading one document may take.
    """

    file_bytes: int = 10_000_000
    line_bytes: int = 10_000_000
    table_bytes: int = 200_000_000
    archive_bytes: int = 1_000_000_000
    archive_members: int = 100_000
    archive_depth: int = 2
    feed_entries: int = 200
    seconds: float = 20
    memory_bytes: int = 4_000_000_000


DEFAULT_LIMITS = Limits()
