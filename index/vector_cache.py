"""What was encoded once is kept: bytes by their keys, in one bounded SQLite file.

The file is a convenience and may be lost at any time. So nothing about it is an error: what is
damaged, or somebody else's, is thrown away; where the folder cannot be written, nothing is kept;
where the disk is full, nothing is added. Each value is sealed together with its key, and one whose
seal is broken counts as not there.
"""

import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

from index.errors import IndexDamaged
from index.sealing import seal, unseal
from index.user_cache import cache_folder

KEY_BYTES = 16

_NAME = "vectors.sqlite"
# "FdSt" in the file's header says whose it is, and this the layout of its tables and values.
_APPLICATION, _LAYOUT = 0x46645374, 1
_TABLES = (
    "CREATE TABLE kept (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    " used INTEGER NOT NULL, value BLOB NOT NULL)",
    "CREATE INDEX kept_by_use ON kept (used)",
)
# Others hold the file for milliseconds. Who waits longer does without.
_PATIENCE_SECONDS = 2
# When something was last used is told to the hour: noting it each time would make reading write.
_HOUR = 3600
# Pruning makes this much room to spare, as a share of all: it is not needed with every batch then.
_ROOM = 0.02
# A row costs this much besides its value: its key twice, its use twice, and slack in pages.
_ROW_BYTES = 100
_FULL_LOG_BYTES = 16_000_000


class VectorCache:
    """Bytes by their keys; what has not been used for longest goes when the room is needed.

    Several processes and threads may share a file. A context manager that closes it.
    """

    def __init__(self, most: int, folder: Path | None = None) -> None:
        """Open the cache, making it where there is none.

        Args:
            most: How many bytes the file may have; 0 keeps nothing.
            folder: Where it is; None takes the user's cache.
        """
        self._most = most
        self._path = (folder or cache_folder()) / _NAME
        self._lock = threading.Lock()
        self._frozen = False
        self._connection = self._open() if most > 0 else None

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return what is kept under these keys; what is not there, or not intact, is left out."""
        with self._lock:
            if self._connection is None:
                return {}
            try:
                return self._read(self._connection, keys)
            except sqlite3.Error as error:
                self._cope(error)
                return {}

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Keep values under their keys, if there is room; what is there already is replaced."""
        with self._lock:
            if self._connection is None or self._frozen or not values:
                return
            now = int(time.time())
            rows = [(key, now, seal(key + value)) for key, value in values.items()]
            self._write(
                "INSERT INTO kept (key, used, value) VALUES (?, ?, ?) ON CONFLICT (key)"
                " DO UPDATE SET used = excluded.used, value = excluded.value",
                rows,
            )

    def close(self) -> None:
        """Let go of the file; nothing is found or kept after this."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, connection: sqlite3.Connection, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        found, stale, now = {}, [], int(time.time())
        query = "SELECT number, value, used < ? FROM kept WHERE key = ?"
        for key in dict.fromkeys(keys):
            row = connection.execute(query, (now - _HOUR, key)).fetchone()
            if row is None:
                continue
            with suppress(IndexDamaged):
                content = bytes(unseal(row[1]))
                if content.startswith(key):
                    found[key] = content[len(key) :]
            if row[2]:
                stale.append((now, row[0]))
        if stale and not self._frozen:
            self._write("UPDATE kept SET used = ? WHERE number = ?", stale)
        return found

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Change rows, and make room where there is too little: all or nothing of it."""
        if (connection := self._connection) is None:
            return
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statement, rows)
            pruned = _prune(connection, self._most)
            connection.execute("COMMIT")
            if pruned:
                _shrink(connection, self._most)
        except sqlite3.Error as error:
            if connection.in_transaction:  # where the disk is full, SQLite has ended it
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            self._cope(error)

    def _cope(self, error: sqlite3.Error) -> None:
        """Do what an error asks for: wait for another time, write no more, or start anew."""
        if _is_damage(error):
            if self._connection is not None:
                self._connection.close()
            self._connection = self._open(anew=True)
        elif not _is_busy(error):
            self._frozen = True

    def _open(self, *, anew: bool = False) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if anew:
                for suffix in ("", "-wal", "-shm"):
                    self._path.with_name(_NAME + suffix).unlink(missing_ok=True)
            return _connect(self._path)
        except sqlite3.Error as error:
            return self._open(anew=True) if _is_damage(error) and not anew else None
        except OSError:  # there is no place for it
            return None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        _lay_out(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables of a blank file.

    Raises:
        sqlite3.DatabaseError: The file is something else.
    """
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # a bound that is lowered is kept to
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA journal_size_limit = {_FULL_LOG_BYTES}")
    # A power cut may take the file with it: it is known for damaged then.
    connection.execute("PRAGMA synchronous = OFF")
    if _signs(connection) == (_APPLICATION, _LAYOUT):
        return
    connection.execute("BEGIN IMMEDIATE")  # two processes at once: one waits here for the other
    if _signs(connection) == (_APPLICATION, _LAYOUT):
        connection.execute("COMMIT")
        return
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables:
        raise sqlite3.DatabaseError("not a cache of this version")
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    connection.execute("COMMIT")


def _signs(connection: sqlite3.Connection) -> tuple[int, int]:
    return _pragma(connection, "application_id"), _pragma(connection, "user_version")


def _prune(connection: sqlite3.Connection, most: int) -> bool:
    """Take out what was used longest ago where there is too much; tell whether there was."""
    pages = _pragma(connection, "page_count") - _pragma(connection, "freelist_count")
    excess = pages * _pragma(connection, "page_size") - most
    if excess <= 0:
        return False
    excess += int(most * _ROOM)
    oldest = []
    query = "SELECT number, length(value) FROM kept ORDER BY used, number"
    with closing(connection.execute(query)) as rows:
        for number, size in rows:
            if excess <= 0:
                break
            oldest.append((number,))
            excess -= size + _ROW_BYTES
    connection.executemany("DELETE FROM kept WHERE number = ?", oldest)
    return True


def _shrink(connection: sqlite3.Connection, most: int) -> None:
    """Give room back to the disk where there is more than is used again soon: the bound is new."""
    free = _pragma(connection, "freelist_count") * _pragma(connection, "page_size")
    if free > 2 * _ROOM * most:
        # As a script: execute() takes but one step of it, which is one page.
        connection.executescript("PRAGMA incremental_vacuum")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file's content is to blame: it is out of shape, or lacks the tables."""
    if not isinstance(error, sqlite3.OperationalError):
        return True
    return _code(error) == sqlite3.SQLITE_ERROR


def _code(error: sqlite3.Error) -> int:
    # The low byte is the kind. Python has found the error where there is none.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
