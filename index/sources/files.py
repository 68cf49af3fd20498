"""Paths become raw documents, one at a time: nothing is parsed here but the lines of JSONL files.

What cannot be read becomes a :class:`Problem` in its place, and the rest goes on.
"""

import codecs
import os
import stat
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path

from index.cleaning.decoding import BINARY, EMPTY, UNKNOWN_ENCODING, UTF16_MARKS, decode
from index.errors import SourceUnreadable
from index.rows import parse_row
from index.sources.documents import DEFAULT_LIMITS, Document, Kind, Limits, Problem

_KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "row",
}
_SKIP_BYTES = 1 << 20


def read(paths: Sequence[Path], limits: Limits = DEFAULT_LIMITS) -> Iterator[Document | Problem]:
    """Read files and folders in the order given; a file reached twice is read once.

    Folders are read with their subfolders, in the order of their names. Hidden entries and files
    with other suffixes are passed over, links to folders are not followed.

    Args:
        paths: Files (.txt, .md, .markdown, .html, .htm, .jsonl) and folders of such files.
        limits: What is too large.

    Yields:
        A document for each file, for a JSONL file one for each line; a problem for whatever is
        missing, unreadable, empty, binary, too large, or of an unknown suffix though named.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _find(path):
            if isinstance(found, Problem):
                yield found
                continue
            origin = _origin(found)
            if origin not in seen:
                seen.add(origin)
                yield from _read_file(found, origin, limits)


def _origin(path: Path) -> str:
    # A file name need not be UTF-8; what names an article must be.
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "replace")


def _find(path: Path) -> Iterator[Path | Problem]:
    """Yield the article files at a path that someone named."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield Problem(_origin(path), "does not exist")
        return
    except OSError as error:
        yield Problem(_origin(path), _explain(error))
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path)
    elif not stat.S_ISREG(mode):
        yield Problem(_origin(path), "neither a file nor a folder")
    elif path.suffix.lower() not in _KINDS:
        yield Problem(_origin(path), f"not a kind of article; give one of {', '.join(_KINDS)}")
    else:
        yield path


def _walk(folder: Path) -> Iterator[Path | Problem]:
    """Yield the article files below a folder; a stack, as folders may nest deeper than calls."""
    pending = [folder]
    while pending:
        path = pending.pop()
        try:
            entries = _list(path) if path.is_dir() else None
        except OSError as error:
            yield Problem(_origin(path), _explain(error))
            continue
        if entries is None:
            yield from _find(path)
        else:
            pending += reversed(entries)


def _list(folder: Path) -> list[Path]:
    return [entry for entry in sorted(folder.iterdir()) if _is_wanted(entry)]


def _is_wanted(entry: Path) -> bool:
    if entry.name.startswith("."):
        return False
    if entry.is_dir():
        return not entry.is_symlink()
    return entry.suffix.lower() in _KINDS


def _read_file(path: Path, origin: str, limits: Limits) -> Iterator[Document | Problem]:
    kind = _KINDS[path.suffix.lower()]
    name = os.fsencode(path.stem).decode("utf-8", "replace")
    try:
        with path.open("rb") as file:
            if kind == "row":
                yield from _read_rows(file, origin, name, limits)
            else:
                yield Document(origin, name, kind, _read_whole(file, limits))
    except SourceUnreadable as error:
        yield Problem(origin, str(error))
    except OSError as error:
        yield Problem(origin, _explain(error))


def _read_whole(file: BufferedReader, limits: Limits) -> bytes:
    bound = limits.file_bytes
    # The size is asked for first so that nothing large is read; a file may still grow meanwhile.
    if os.fstat(file.fileno()).st_size > bound or len(data := file.read(bound + 1)) > bound:
        raise SourceUnreadable(f"larger than {bound / 1e6:g} MB; split it into one file an article")
    if not data.strip():
        raise SourceUnreadable(EMPTY)
    return data


def _read_rows(
    file: BufferedReader, origin: str, name: str, limits: Limits
) -> Iterator[Document | Problem]:
    # One check for the whole file, so that a binary one is not reported line by line.
    beginning = file.peek(4096)
    if beginning.startswith(UTF16_MARKS):
        raise SourceUnreadable(UNKNOWN_ENCODING)
    if b"\0" in beginning:
        raise SourceUnreadable(BINARY)
    empty = True
    for number, line in _split_lines(file, limits.line_bytes):
        where = f"{origin}#line {number}"
        if line is None:
            empty = False
            reason = f"longer than {limits.line_bytes / 1e6:g} MB; give one article a line"
            yield Problem(where, reason)
        elif line.strip():
            empty = False
            yield _read_row(line, where, name)
    if empty:
        raise SourceUnreadable(EMPTY)


def _split_lines(file: BufferedReader, bound: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield numbered lines; None for one above the bound, which is never held in memory."""
    number = 0
    while line := file.readline(bound + 1):
        number += 1
        if len(line) <= bound or line.endswith(b"\n"):
            yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_SKIP_BYTES)
        yield number, None


def _read_row(line: bytes, where: str, name: str) -> Document | Problem:
    try:
        row = parse_row(decode(line))
    except SourceUnreadable as error:
        return Problem(where, str(error))
    return Document(where, name, "row", row.text, row.known)


def _explain(error: OSError) -> str:
    return f"cannot be read ({error.strerror or type(error).__name__}); check its permissions"
