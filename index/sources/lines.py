"""JSONL files: a row a line, read one at a time, whatever the size of the file."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from index.cleaning.decoding import BINARY, EMPTY, UNKNOWN_ENCODING, UTF16_MARKS, decode
from index.errors import SourceUnreadable
from index.rows import ArticleRow, check_row, parse_json
from index.sources.documents import Limits
from index.sources.mapping import BY_NAME, ColumnMap, map_row
from index.sources.tables import Row

_SKIP_BYTES = 1 << 20
_BEGINNING = 4096


def read_lines(file: BinaryIO, limits: Limits, columns: ColumnMap = BY_NAME) -> Iterator[Row]:
    """Read the rows of a JSONL file.

    Args:
        file: The file, seekable.
        limits: What is too long a line.
        columns: Which keys hold what.

    Yields:
        The number of each line that is not empty, from 1, with its row or why it has none.

    Raises:
        SourceUnreadable: It is empty, binary, or UTF-16.
    """
    # One check for the whole file, so that a binary one is not reported line by line.
    beginning = file.read(_BEGINNING)
    file.seek(0)
    if beginning.startswith(UTF16_MARKS):
        raise SourceUnreadable(UNKNOWN_ENCODING)
    if b"\0" in beginning:
        raise SourceUnreadable(BINARY)
    empty = True
    for number, line in _split_lines(file, limits.line_bytes):
        if line is None:
            empty = False
            reason = f"longer than {limits.line_bytes / 1e6:g} MB; give one article a line"
            yield number, SourceUnreadable(reason)
        elif line.strip():
            empty = False
            yield number, _read_row(line, columns)
    if empty:
        raise SourceUnreadable(EMPTY)


def _split_lines(file: BinaryIO, bound: int) -> Iterator[tuple[int, bytes | None]]:
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


def _read_row(line: bytes, columns: ColumnMap) -> ArticleRow | SourceUnreadable:
    try:
        value = parse_json(decode(line))
        if isinstance(value, dict):
            value = map_row(value, columns)
        return check_row(value)
    except SourceUnreadable as error:
        return error
