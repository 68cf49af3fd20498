"""Where files are: paths become the files that may hold articles, folders with all below them."""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from index.sources.documents import Problem

Format = Literal[
    "text",
    "markdown",
    "html",
    "pdf",
    "docx",
    "jsonl",
    "json",
    "csv",
    "epub",
    "zip",
    "feed",
    "mail",
    "xml",
]

_FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".epub": "epub",
    ".zip": "zip",
    ".rss": "feed",
    ".atom": "feed",
    ".eml": "mail",
    ".xml": "xml",
}
SUFFIXES = frozenset(_FORMATS)
"""The suffixes of the files that may hold articles, in small letters."""


def format_of(name: str) -> Format | None:
    """Return what a file of that name holds, None where it is no kind of article."""
    return _FORMATS.get(os.path.splitext(name)[1].lower())  # noqa: PTH122 - it need not be a path


def name_origin(path: Path) -> str:
    """Return what names the articles of a file: its path, links resolved."""
    # A file name need not be UTF-8; what names an article must be.
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "replace")


def find_files(path: Path, others: Counter[str] | None = None) -> Iterator[Path | Problem]:
    """Yield the article files at a path that someone named.

    Folders are searched with their subfolders, in the order of their names. Hidden entries and
    files with other suffixes are passed over, links to folders are not followed.

    Args:
        path: Where to look.
        others: Counts the files that are passed over, by suffix.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield Problem(name_origin(path), "does not exist")
        return
    except OSError as error:
        yield Problem(name_origin(path), explain(error))
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, Counter() if others is None else others)
    elif not stat.S_ISREG(mode):
        yield Problem(name_origin(path), "neither a file nor a folder")
    elif format_of(path.name) is None:
        known = ", ".join(_FORMATS)
        yield Problem(name_origin(path), f"not a kind of article; give one of {known}")
    else:
        yield path


def explain(error: OSError) -> str:
    """Return in words why a file cannot be read."""
    return f"cannot be read ({error.strerror or type(error).__name__}); check its permissions"


def _walk(folder: Path, others: Counter[str]) -> Iterator[Path | Problem]:
    """Yield the article files below a folder; a stack, as folders may nest deeper than calls."""
    pending = [folder]
    while pending:
        path = pending.pop()
        try:
            entries = _list(path, others) if path.is_dir() else None
        except OSError as error:
            yield Problem(name_origin(path), explain(error))
            continue
        if entries is None:
            yield from find_files(path)
        else:
            pending += reversed(entries)


def _list(folder: Path, others: Counter[str]) -> list[Path]:
    shown = [entry for entry in sorted(folder.iterdir()) if not entry.name.startswith(".")]
    folders = {entry for entry in shown if entry.is_dir()}
    others.update(
        entry.suffix.lower()
        for entry in shown
        if entry not in folders and format_of(entry.name) is None
    )
    return [
        entry
        for entry in shown
        if (not entry.is_symlink() if entry in folders else format_of(entry.name) is not None)
    ]
