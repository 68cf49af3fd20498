"""One SQLite file, read from many threads and written by one at a time."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from index.local import schema


class _Lease:
    """A connection for as long as its thread lives: what is local to a thread ends with it."""

    def __init__(self, connection: sqlite3.Connection, opened: set[sqlite3.Connection]) -> None:
        self.connection = connection
        self._opened = opened
        opened.add(connection)

    def __del__(self) -> None:
        # This may run in any thread and at any point of it, so it waits for no lock: sets change in
        # one step, and a connection may be closed twice.
        self._opened.discard(self.connection)
        self.connection.close()


class Database:
    """Connections to a database file, one a thread: SQLite reads in parallel, but not on one.

    A thread's connection is closed when the thread ends, as servers start new ones all the time.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when it is first used."""
        self.path = path
        self._local = threading.local()
        self._opened: set[sqlite3.Connection] = set()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's own connection."""
        lease: _Lease | None = getattr(self._local, "lease", None)
        if lease is None:
            lease = self._local.lease = _Lease(schema.connect(self.path), self._opened)
        return lease.connection

    def read(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query.

        Raises:
            StoreError: The database cannot be read.
        """
        with schema.plain_errors(self.path):
            return self.connection.execute(query, values).fetchall()

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """Yield the rows of a query as they are read: for many, none of which is to be waited for.

        Raises:
            StoreError: The database cannot be read.
        """
        with schema.plain_errors(self.path):
            yield from self.connection.execute(query, values)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every read inside see one and the same state."""
        with schema.plain_errors(self.path):
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                schema.roll_back(self.connection)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write: all that is done inside, or on an error nothing of it.

        Raises:
            IndexBusy: Another process has been writing for too long.
            StoreError: The database cannot be written.
        """
        with schema.plain_errors(self.path):
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                schema.roll_back(connection)
                raise

    def close(self) -> None:
        """Close every thread's connection."""
        with suppress(KeyError):  # none is left
            while True:
                self._opened.pop().close()
