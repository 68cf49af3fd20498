"""Files and folders are read, one file at a time."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from index.sources.contents import File, Found, Link, look_into
from index.sources.documents import DEFAULT_LIMITS, Document, Limits, Problem, Tally
from index.sources.mapping import BY_NAME, ColumnMap
from index.sources.places import explain, find_files, format_of, name_origin


class Files:
    """Reads files and folders; a file reached twice is read once.

    Folders are read with their subfolders, in the order of their names. Hidden entries and files
    with other suffixes are passed over, links to folders are not followed.
    """

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        columns: ColumnMap = BY_NAME,
        tally: Tally | None = None,
    ) -> None:
        """Set what is too large, which columns of tables hold what, and what counts the reading."""
        self._limits = limits
        self._columns = columns
        self._tally = tally or Tally()
        self._seen: set[str] = set()

    def read(self, path: Path) -> Iterator[Found]:
        """Yield what a file, or each file of a folder, holds.

        Yields:
            What :func:`index.sources.contents.look_into` finds; a problem for whatever is missing,
            unreadable, empty, binary, too large, or of an unknown suffix though named.
        """
        for found in find_files(path):
            if isinstance(found, Problem):
                yield found
                continue
            origin = name_origin(found)
            if origin not in self._seen:
                self._seen.add(origin)
                yield from self._read_file(found, origin)
                self._tally.files_read += 1

    def _read_file(self, path: Path, origin: str) -> Iterator[Found]:
        form, before = format_of(path.name), self._tally.bytes_read
        name = os.fsencode(path.stem).decode("utf-8", "replace")
        try:
            with path.open("rb") as content:
                size = os.fstat(content.fileno()).st_size
                if form is not None:
                    file = File(origin, name, form, content)
                    for found in look_into(file, self._limits, self._columns):
                        self._tally.bytes_read = before + min(content.tell(), size)
                        yield found
        except OSError as error:
            yield Problem(origin, explain(error))
        else:
            self._tally.bytes_read = before + size


def read(paths: Sequence[Path], limits: Limits = DEFAULT_LIMITS) -> Iterator[Document | Problem]:
    """Read files and folders in the order given, see :class:`Files`; nothing from the web."""
    files = Files(limits)
    for path in paths:
        for found in files.read(path):
            if isinstance(found, Link):
                yield Problem(found.origin, f"is on the web; give its address: {found.url}")
            else:
                yield found


def measure(paths: Sequence[Path], tally: Tally) -> None:
    """Count the files that there are to read, their bytes, and what is passed over."""
    for path in paths:
        for found in find_files(path, tally.others):
            if isinstance(found, Path):
                tally.files += 1
                with suppress(OSError):  # gone, or not to be read: that is said when it is read
                    tally.bytes += found.stat().st_size
