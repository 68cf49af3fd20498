"""CSV files become rows; one may be of any size and is never held in memory.

Files that break the rules of RFC 4180 are common, and guessing what they mean makes articles of
what are none: a broken row is a problem of that row, and what follows counts from where rows have
the header's number of cells again.
"""

import contextlib
import csv
import io
import itertools
import re
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from index.cleaning.decoding import EMPTY
from index.errors import SourceUnreadable
from index.rows import ArticleRow, check_row
from index.sources.dialects import SEPARATOR, read_dialect
from index.sources.documents import Limits
from index.sources.mapping import ColumnMap, check_columns, map_row

_SAMPLE_BYTES = 1 << 18
_SKIP = 1 << 20
_UNREADABLE = re.compile(r"[\0\ud800-\udfff]")

Row = tuple[int, ArticleRow | SourceUnreadable]
"""A row's number, as a spreadsheet counts, and what is in it or why that cannot be read."""


def read_csv(file: BinaryIO, columns: ColumnMap, limits: Limits) -> Iterator[Row]:
    """Read a table whose first row names its columns, one article a row.

    Cells may be separated by commas, semicolons, tabs or bars. The text may be UTF-8, UTF-16 with
    a byte order mark, or cp1252, told from the beginning. Blank rows are passed over.

    Args:
        file: The table, seekable.
        columns: Which column holds what.
        limits: ``line_bytes`` bounds a row, counted in characters.

    Yields:
        The articles with the numbers of their rows, 1 being the header's; broken rows with the
        reason.

    Raises:
        SourceUnreadable: It is empty or binary, or no column holds the text.
    """
    sample = file.read(_SAMPLE_BYTES)
    file.seek(0)
    dialect = read_dialect(sample)
    text = io.TextIOWrapper(file, dialect.encoding, dialect.errors, newline="")
    try:
        yield from _read_table(_Rows(text, dialect.delimiter, limits.line_bytes), columns)
    finally:
        # Closing is up to whoever opened the file, and may have happened before this is closed.
        with contextlib.suppress(ValueError):
            text.detach()


def _read_table(rows: "_Rows", columns: ColumnMap) -> Iterator[Row]:
    first, names = _read_header(rows)
    check_columns(names, columns)
    rows.width = len(names)
    empty, lost = True, False
    for number in itertools.count(first + 1):
        result: ArticleRow | SourceUnreadable
        try:
            cells = rows.read()
            if cells is None:
                break
            if _is_blank(cells) or (lost and len(cells) != len(names)):
                continue
            lost = False
            result = _read_cells(cells, names, columns)
        except SourceUnreadable as error:
            result, lost = error, lost or isinstance(error, _Misquoted)
        empty = False
        yield number, result
    if empty:
        raise SourceUnreadable("no rows below its first, which names the columns; give some")


def _read_header(rows: "_Rows") -> tuple[int, list[str]]:
    """Return the number and the cells of the row that names the columns."""
    for number in itertools.count(1):
        cells = rows.read()
        if cells is None:
            raise SourceUnreadable(EMPTY)
        if not _is_blank(cells) and not SEPARATOR.fullmatch(cells[0]):
            return number, [cell.strip() for cell in cells]
    raise AssertionError("unreachable")


def _is_blank(cells: list[str]) -> bool:
    return not any(map(str.strip, cells))


def _read_cells(cells: list[str], names: list[str], columns: ColumnMap) -> ArticleRow:
    if len(cells) < len(names) or not _is_blank(cells[len(names) :]):
        raise SourceUnreadable(
            f"not as many cells ({len(cells)}) as columns ({len(names)}); put quotation marks"
            " around cells that hold separators or line breaks"
        )
    if any(map(_UNREADABLE.search, cells)):
        raise SourceUnreadable("not text in the encoding of its table; save that as UTF-8")
    # Of two columns of one name the first counts, and an empty cell says nothing.
    pairs = reversed([*zip(names, cells, strict=False)])
    row = {name: cell if cell.strip() else None for name, cell in pairs}
    return check_row(map_row(row, columns))


class _Misquoted(SourceUnreadable):
    """A row whose quotation marks do not match: it is not known where it ends."""


class _Rows:
    """The rows of a table, none of them longer than the bound.

    It is also what the parser reads: a parser of CSV asks for line after line until the quotation
    marks match, to the end of the file if need be.
    """

    def __init__(self, text: TextIO, delimiter: str, bound: int) -> None:
        # A limit of the whole process, so it is only ever raised.
        csv.field_size_limit(max(csv.field_size_limit(), bound))
        self._text, self._delimiter, self._bound = text, delimiter, bound
        self._parser = csv.reader(self, delimiter=delimiter, strict=True)
        self._line, self._lines, self._length, self._cut_off = "", 0, 0, False
        self.width = 0

    def read(self) -> list[str] | None:
        """Return the cells of the next row, None after the last.

        Raises:
            SourceUnreadable: The row is too long, or its quotation marks do not match.
        """
        self._lines = self._length = 0
        try:
            return next(self._parser, None)
        except csv.Error as error:
            return self._read_unquoted(error)
        except UnicodeDecodeError as error:
            self._cut_off = True
            raise SourceUnreadable("the file is cut off here; export it again") from error

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = "" if self._cut_off else self._text.readline(self._bound - self._length + 1)
        if not line:
            raise StopIteration
        self._line, self._lines, self._length = line, self._lines + 1, self._length + len(line)
        if self._length > self._bound:
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(_SKIP)
            if self._lines > 1:
                raise self._misquoted()
            raise SourceUnreadable(f"longer than {self._bound / 1e6:g} MB; give one article a row")
        return line

    def _read_unquoted(self, error: csv.Error) -> list[str]:
        """Take the marks of a row for text, as in ``"Yes", he said;2025-09-24``, if that fits.

        An odd number of them in a cell opens one that goes on below.
        """
        cells = self._line.rstrip("\r\n").split(self._delimiter)
        paired = all(cell.count('"') % 2 == 0 for cell in cells)
        if self._lines == 1 and len(cells) == self.width and paired:
            return cells
        raise self._misquoted() from error

    def _misquoted(self) -> _Misquoted:
        if self._lines > 1:
            return _Misquoted(
                f"its quotation marks do not match over {self._lines:,} lines; double those within"
                " a cell"
            )
        return _Misquoted("its quotation marks do not match; double those within a cell")
