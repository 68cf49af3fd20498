"""Whatever someone names as a source: files and folders, addresses, feeds, standard input."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from index.errors import SettingInvalid
from index.sources.contents import File, Found, Link, look_into
from index.sources.documents import DEFAULT_LIMITS, Document, Limits, Problem, Tally, Unmodified
from index.sources.files import Files, measure
from index.sources.mapping import BY_NAME, ColumnMap
from index.sources.sniffing import kind_of
from index.sources.visits import Remember, Visits, is_address

STANDARD_INPUT = "-"


class Sources:
    """What is to be read.

    Attributes:
        limits: What is too large.
        tally: How far reading has come.
    """

    def __init__(
        self,
        places: Sequence[str | Path],
        *,
        limits: Limits = DEFAULT_LIMITS,
        columns: ColumnMap = BY_NAME,
        standard_input: BinaryIO | None = None,
        allowed_hosts: Sequence[str] = (),
    ) -> None:
        """Name what is to be read.

        Args:
            places: Paths of files and folders, http(s) addresses of pages, files and feeds, and
                ``"-"`` for standard input.
            limits: What is too large.
            columns: Which columns of tables hold what.
            standard_input: What ``"-"`` reads.
            allowed_hosts: Hosts and networks that may be fetched from although they are not public.

        Raises:
            SettingInvalid: A place is empty.
        """
        check_places(places)
        self.limits = limits
        self.tally = Tally()
        self._places = places
        self._columns = columns
        self._standard_input = standard_input
        self._allowed_hosts = allowed_hosts

    def read(self, remember: Remember) -> Iterator[Document | Problem | Unmodified]:
        """Read everything, in the order given.

        Args:
            remember: Tells what an address gave before, so that it need not give it again.

        Yields:
            Documents; problems for what cannot be read; and what has not changed, as far as that
            can be told without reading it.
        """
        paths = [Path(place) for place in self._places if is_path(place)]
        measure(paths, self.tally)
        files = Files(self.limits, self._columns, self.tally)
        with Visits(self.limits, self._columns, self.tally, self._allowed_hosts) as web:
            for place in self._places:
                if is_path(place):
                    found: Iterator[Found | Unmodified] = files.read(Path(place))
                elif place == STANDARD_INPUT:
                    found = self._read_standard_input()
                else:
                    found = web.visit(str(place), remember)
                for one in found:
                    yield from web.follow(one, remember) if isinstance(one, Link) else (one,)

    def _read_standard_input(self) -> Iterator[Found]:
        if self._standard_input is None:
            yield Problem("standard input", "there is none; give a file")
            return
        most = self.limits.table_bytes
        content = self._standard_input.read(most + 1)
        if len(content) > most:
            yield Problem("standard input", f"larger than {most / 1e6:g} MB; give it as a file")
            return
        file = File("standard input", "stdin", kind_of(content), io.BytesIO(content))
        yield from look_into(file, self.limits, self._columns)


def check_places(places: Sequence[str | Path]) -> None:
    """Make sure that places are named: an empty path would be the working folder.

    Raises:
        SettingInvalid: One is not.
    """
    if "" in places:
        raise SettingInvalid(
            "A place to read from is empty; give a file, a folder or an address (. is this folder)."
        )


def is_path(place: str | Path) -> bool:
    """Tell whether a place is a file or folder, rather than an address or standard input."""
    return isinstance(place, Path) or not (place == STANDARD_INPUT or is_address(place))
