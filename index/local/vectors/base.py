"""The base: the vectors of all passages up to a number, in a file that is made once.

The file is derived and may be lost at any time. Its first line is a digest of the rest; its second,
JSON, says which store it belongs to and after which change it was made. So a stale, damaged or
foreign file is known for what it is. What follows are the parts, one a language, as FAISS writes
them.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

import faiss

from index.local.vectors.parts import Index

# The types that come with FAISS know but a part of it.
_FAISS: Any = faiss

_DRAFT = ".vectors-"
_BLANK_DIGEST = b"0" * len(hashlib.sha256().hexdigest()) + b"\n"
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """What a base file says of itself.

    Attributes:
        store: The store it belongs to.
        token: That of the latest change it holds; the manifest names its base by this.
        last: The largest number a passage had by then.
        languages: Those of its parts, in their order.
    """

    store: str
    token: int
    last: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """The vectors of all passages that there were after a change, by language."""

    head: Head
    parts: Mapping[str, Index]

    @contextmanager
    def draft(self, path: Path) -> Iterator[Path]:
        """Write the file beside its place, to be renamed; it goes with the context if it is not.

        Raises:
            OSError: It cannot be written.
        """
        for left in path.parent.glob(f"{_DRAFT}*"):  # by a process that was killed
            left.unlink(missing_ok=True)
        draft = path.with_name(_DRAFT + uuid.uuid4().hex)
        try:
            with draft.open("wb") as file:
                file.write(_BLANK_DIGEST)
                digest = self._write(file)
                file.seek(0)
                file.write(digest)
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def _write(self, file: BinaryIO) -> bytes:
        """Write all but the digest; return that."""
        digest, failed = hashlib.sha256(), list[OSError]()

        def write(piece: bytes) -> None:
            digest.update(piece)
            try:
                file.write(piece)
            except OSError as error:  # FAISS would say that a callback failed, not why
                failed.append(error)
                raise

        head = self.head
        write(json.dumps([head.store, head.token, head.last, head.languages]).encode() + b"\n")
        for language in head.languages:
            writer = _FAISS.PyCallbackIOWriter(write, _PIECE_BYTES)
            try:
                _FAISS.write_index(self.parts[language], writer)
            except RuntimeError:
                if failed:
                    raise failed[0] from None
                raise
        return digest.hexdigest().encode()


def read_head(path: Path) -> Head | None:
    """Return what a file says of itself, be it true or not; None where it says nothing."""
    try:
        with path.open("rb") as file:
            file.readline(_PIECE_BYTES)
            return _parse_head(file.readline(_PIECE_BYTES))
    except OSError:
        return None


def load(path: Path, store: str, token: str) -> Base | None:
    """Read the file; None where it is missing, damaged, or not the one that is asked for."""
    try:
        with path.open("rb") as file:
            if not _is_whole(file):
                return None
            head = _parse_head(file.readline())
            if head is None or (head.store, str(head.token)) != (store, token):
                return None
            reader = _FAISS.PyCallbackIOReader(file.read, _PIECE_BYTES)
            return Base(head, {language: _FAISS.read_index(reader) for language in head.languages})
    except OSError:
        return None


def _is_whole(file: BufferedReader) -> bool:
    """Tell whether a file has the digest that it begins with; leave it at what follows."""
    expected, start = file.readline(len(_BLANK_DIGEST)), file.tell()
    digest = hashlib.file_digest(file, "sha256").hexdigest().encode()
    file.seek(start)
    return expected == digest + b"\n"


def _parse_head(line: bytes) -> Head | None:
    try:
        store, token, last, languages = json.loads(line)
        return Head(str(store), int(token), int(last), tuple(map(str, languages)))
    except (TypeError, ValueError):
        return None
