"""A database by its address: a SQLite file beside the index, or PostgreSQL for several servers.

It is opened when it is first used, and what fails then is tried again the next time: the page can
start, and go on, without it.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, exc, inspect, select

from ui.desk.addresses import is_sqlite, parse_address
from ui.desk.failures import DeskMismatch, DeskUnavailable, explain, sqlite_code
from ui.desk.layout import MANIFEST, SCHEMA, TABLES

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that a reader is kept waiting for a database that is busy or far away."""

_WRITES = "writes"  # the execution option that tells a transaction that is going to write
_OWNER_ONLY = 0o600


class Database:
    """Runs reading and writing transactions; safe from several threads and processes at once."""

    def __init__(self, url: str, *, create: bool = True, patience: float = PATIENCE) -> None:
        """Name the database.

        Args:
            url: Its address, such as ``sqlite:///data/index.desk.sqlite`` or
                ``postgresql://NAME:PASSWORD@HOST/DATABASE``.
            create: Whether a SQLite file that is not there is made.
            patience: How many seconds to wait for one that is busy, or for a connection.

        Raises:
            SettingInvalid: The address is none, or of a kind that is not supported.
        """
        self._url = parse_address(url)
        self._file = Path(self._url.database or "") if is_sqlite(self._url) else None
        self._create = create
        self._patience = patience
        self._lock = threading.Lock()
        self._ready = False
        self._resting_until = 0.0
        self._engine = self._make_engine()

    @property
    def name(self) -> str:
        """What messages call it: the file, or the address without anything secret."""
        if self._file:
            return str(self._file)
        return self._url.set(drivername="postgresql", query={}).render_as_string()

    def read(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` reads, in one transaction.

        Raises:
            DeskUnavailable: The database cannot be reached or read.
        """
        with self._plain_errors():
            self._prepare()
            return self._run(work, writes=False)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` comes to, having written all of it or, on an error, nothing.

        It may be run a second time, where another process added the same row at the same time.

        Raises:
            DeskUnavailable: The database cannot be reached or written.
        """
        with self._plain_errors():
            self._prepare()
            return self._run_twice(work)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _make_engine(self) -> Engine:
        if self._file is None:
            return create_engine(
                self._url,
                connect_args={"connect_timeout": max(2, round(self._patience))},
                pool_timeout=self._patience,
                pool_pre_ping=True,
            )
        # A connection for each transaction: opening a file is quick, and none outlives its file.
        # Transactions are begun here rather than by Python's driver, which begins them only at the
        # first change, when it may be too late for a lock.
        engine = create_engine(
            self._url,
            connect_args={"timeout": self._patience, "isolation_level": None},
            poolclass=NullPool,
        )
        event.listen(engine, "connect", _keep_references)
        event.listen(engine, "begin", _begin)
        return engine

    def _run(self, work: Callable[[Connection], T], *, writes: bool) -> T:
        with (
            self._engine.connect().execution_options(**{_WRITES: writes}) as connection,
            connection.begin(),
        ):
            return work(connection)

    def _run_twice(self, work: Callable[[Connection], T]) -> T:
        try:
            return self._run(work, writes=True)
        except exc.IntegrityError:
            return self._run(work, writes=True)

    def _prepare(self) -> None:
        """Lay the database out, once."""
        with self._lock:
            if self._ready and (self._file is None or self._file.exists()):
                return
            self._ready = False
            if self._file is None:
                self._reach()
            else:
                self._make_file(self._file)
            if self._run(self._is_blank, writes=False):
                if self._file is not None:
                    self._keep_write_ahead_log()
                self._lay_out()
            self._ready = True

    def _reach(self) -> None:
        """Connect to a server; where that has just failed, not everybody has to wait for it."""
        if time.monotonic() < self._resting_until:
            raise DeskUnavailable(
                f"The database {self.name} could not be reached just now; try again in a few "
                "seconds."
            )
        try:
            self._engine.connect().close()
        except exc.DBAPIError:
            self._resting_until = time.monotonic() + self._patience
            raise

    def _make_file(self, file: Path) -> None:
        if file.exists():
            return
        if not self._create:
            raise DeskUnavailable(
                f"There is no database at {file}: nobody has rated or kept anything yet, or it is "
                "elsewhere; name it with --database."
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        # Nobody else's to read; SQLite gives the files beside it the same mode.
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, _OWNER_ONLY))

    def _is_blank(self, connection: Connection) -> bool:
        """Tell whether the tables are still to be made; refuse what is not the desk's."""
        tables = inspect(connection).get_table_names()
        if MANIFEST.name not in tables:
            if tables and self._file is not None:
                raise DeskMismatch(
                    f"{self.name} holds something else than ratings and conversations; choose "
                    "another database with --database."
                )
            return True
        found = connection.scalar(select(MANIFEST.c.value).where(MANIFEST.c.key == "schema"))
        if found != str(SCHEMA):
            raise DeskMismatch(
                f"The database {self.name} was made by another version of Fundstelle (its schema "
                f"is {found}, this one's {SCHEMA}); use that version, or choose another database "
                "with --database."
            )
        return False

    def _keep_write_ahead_log(self) -> None:
        """Switch to WAL for good: readers go on while somebody writes."""
        deadline = time.monotonic() + self._patience
        connection = self._engine.raw_connection()
        try:
            while True:
                try:
                    connection.cursor().execute("PRAGMA journal_mode = WAL")
                except sqlite3.OperationalError as error:
                    # SQLite's own patience does not cover this switch.
                    if sqlite_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                        raise
                    time.sleep(0.05)
                else:
                    return
        finally:
            connection.close()

    def _lay_out(self) -> None:
        try:
            self._run(self._make_tables, writes=True)
        except exc.DBAPIError:
            # Another server makes the same tables, and PostgreSQL lets nobody wait for that: if
            # they are there now, all is well.
            if self._run(self._is_blank, writes=False):
                raise

    def _make_tables(self, connection: Connection) -> None:
        if self._is_blank(connection):
            TABLES.create_all(connection)
            connection.execute(MANIFEST.insert().values(key="schema", value=str(SCHEMA)))

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """Turn what goes wrong into one clear sentence."""
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error) as error:
            cause = (error.orig if isinstance(error, exc.DBAPIError) else None) or error
            raise DeskUnavailable(explain(self.name, cause)) from error
        except OSError as error:
            raise DeskUnavailable(
                f"The database {self.name} cannot be made ({error.strerror}); check the folder, or "
                "choose another place with --database."
            ) from error


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    # Who writes waits at once for others to be done: whoever has read first could not any more.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_references(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
