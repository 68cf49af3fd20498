"""What readers hand in: uploaded files and pasted texts, each under a name that lasts.

What is stored of where an article came from must mean the same tomorrow. So an uploaded file goes
by ``upload:NAME``, never by the path at which it lay for a minute, and a pasted text by
``paste:HASH``. The same file uploaded again is known by that, as a file of a folder is by its path.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from index.cleaning.identity import hash_text, name_article
from index.preparation import Prepare, Prepared
from index.records import Article
from index.reprints import is_reprint
from index.rows import Known
from index.sources import Document, Limits, Problem, Sources, Unmodified
from index.sources.contents import File, Found, Link, look_into
from index.sources.mapping import BY_NAME
from index.sources.places import explain, format_of
from index.sources.visits import Remember, Visits
from index.store import Store

_UNKNOWN = "not a kind of article; give one of those that are named where files are chosen"
_LONGEST_NAME = 200
_PREFIX, _PASTE = "upload:", "paste:"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded.

    Attributes:
        name: What its reader calls it.
        path: Where it lies for now.
    """

    name: str
    path: Path

    @property
    def origin(self) -> str:
        """What is remembered of where its articles came from."""
        return f"{_PREFIX}{self.name}"


def origin_to_name(origin: str, pasted: str) -> str:
    """Return what a reader calls the place of that origin, a pasted text by the name given."""
    return pasted if origin.startswith(_PASTE) else origin.removeprefix(_PREFIX)


def claim(path: str, name: str, uploads: Path, target: Path) -> Upload | None:
    """Take a file out of the folder of uploads; None where no such file is in there.

    Args:
        path: Where the browser says that its upload lies; anybody may say anything.
        name: What its reader calls it.
        uploads: The folder of uploads.
        target: Where to put it.
    """
    given = Path(path)
    try:
        real = given.resolve(strict=True)
        if given.is_symlink() or not real.is_file() or not real.is_relative_to(uploads.resolve()):
            return None
        shutil.move(real, target)
    except (OSError, ValueError):  # gone meanwhile; or no path at all, such as one with a NUL
        return None
    with suppress(OSError):
        real.parent.rmdir()  # made for this file alone
    return Upload(_tidy(name), target)


def _tidy(name: str) -> str:
    """Return the last part of a file's name as one line that can be printed."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(char for char in last if char.isprintable()).strip()
    stem, dot, suffix = shown.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:20]}" if dot else shown[:_LONGEST_NAME]


class Uploads(Sources):
    """Reads uploaded files, and what feeds among them point to."""

    def __init__(
        self, uploads: Sequence[Upload], limits: Limits, allowed_hosts: Sequence[str] = ()
    ) -> None:
        """Name the files; see :class:`index.sources.Sources`."""
        super().__init__((), limits=limits, allowed_hosts=allowed_hosts)
        self._uploads = uploads
        self._hosts = allowed_hosts
        self.tally.files = len(uploads)
        self.tally.bytes = sum(one.path.stat().st_size for one in uploads)

    def read(self, remember: Remember) -> Iterator[Document | Problem | Unmodified]:
        """Read every file, in the order given."""
        with Visits(self.limits, BY_NAME, self.tally, self._hosts) as web:
            for upload in self._uploads:
                yield from self._read_upload(upload, web, remember)
                self.tally.files_read += 1

    def _read_upload(
        self, upload: Upload, web: Visits, remember: Remember
    ) -> Iterator[Document | Problem | Unmodified]:
        before = self.tally.bytes_read
        try:
            size = upload.path.stat().st_size
            with upload.path.open("rb") as content:
                for found in self._look_into(upload, content):
                    self.tally.bytes_read = before + min(content.tell(), size)
                    yield from web.follow(found, remember) if isinstance(found, Link) else (found,)
            self.tally.bytes_read = before + size
        except OSError as error:
            yield Problem(upload.origin, explain(error))

    def _look_into(self, upload: Upload, content: BinaryIO) -> Iterator[Found]:
        form = format_of(upload.name)
        if form is None:
            return iter([Problem(upload.origin, _UNKNOWN)])
        name = PurePosixPath(upload.name).stem
        return look_into(File(upload.origin, name, form, content), self.limits)


class Pasted(Sources):
    """Gives a pasted text as the article that it is."""

    def __init__(self, text: str, known: Known, limits: Limits) -> None:
        """Name the text, and what is known of it."""
        super().__init__((), limits=limits)
        self._document = Document(f"{_PASTE}{hash_text(text)[:16]}", "paste", "row", text, known)

    @property
    def origin(self) -> str:
        """What is remembered of where the article came from."""
        return self._document.origin

    def read(self, remember: Remember) -> Iterator[Document | Problem | Unmodified]:
        """Give the text."""
        del remember  # there is no address to ask
        yield self._document


def telling_namesakes_apart(prepare: Prepare, store: Store) -> Prepare:
    """Keep an uploaded file from replacing the article of another file that has the same name.

    Much the same text is a new version of it; another one, as of the next ``article.pdf``, is an
    article of its own, whose id its text has a part in.
    """
    met: dict[str, str] = {}  # in this run, and maybe not stored yet

    def is_namesake(article: Article) -> bool:
        text_hash = hash_text(article.text)
        if met.setdefault(article.id, text_hash) != text_hash:
            return True
        if store.content_hash(article.id) is None:
            return False
        stored = store.article(article.id).text
        return stored != article.text and not is_reprint(stored, article.text)

    def prepare_upload(document: Document) -> Prepared:
        prepared = prepare(document)
        article = prepared.article
        if document.kind == "row" or not document.origin.startswith(_PREFIX):
            return prepared  # its id tells it from others already
        if not is_namesake(article):
            return prepared
        origin = f"{document.origin}#{hash_text(article.text)[:16]}"
        own = replace(article, id=name_article(origin, document.name))
        return replace(prepared, article=own)

    return prepare_upload
