"""One SQLite file, read from many threads and written by one at a time."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index import schema


class Database:
    """Connections to a database file, one a thread: SQLite reads in parallel, but not on one."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when it is first used."""
        self.path = path
        self._lock = threading.Lock()
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's own connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = schema.connect(self.path)
            with self._lock:
                self._all.append(connection)
        return connection

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
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
