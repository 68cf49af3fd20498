"""The layout of the local store's database, and how its file is opened."""

import os
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from index.config import SCHEMA, IndexConfig
from index.errors import (
    FundstelleError,
    IndexBusy,
    IndexClosed,
    IndexDamaged,
    IndexMismatch,
    StoreError,
)
from index.local.layout import TABLES
from index.reprints import SIGNING
from index.sealing import REMEDY
from index.words import STEMMING

# How long a writer waits for another one before it gives up.
_PATIENCE_SECONDS = 30
# SQLite quotes what it cannot make sense of, be it a whole article.
_LONGEST_REASON = 100

BASE = "base"
"""The key of the manifest under which it says which vector file is its own."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database file, in autocommit mode: transactions are begun by hand.

    Raises:
        StoreError: It cannot be opened.
    """
    with plain_errors(path):
        place, uri = (_as_snapshot(path), True) if _is_snapshot(path) else (path, False)
        connection = sqlite3.connect(
            place, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False, uri=uri
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:  # such as of a file that is something else
            connection.close()
            raise
        return connection


def _is_snapshot(path: Path) -> bool:
    """Tell whether a database can be read only as a file that nobody changes.

    To read by the write-ahead log takes two files beside it, even where there is nothing in the
    log, and so a folder that can be written, or one where somebody else has the database open.
    """
    if not path.exists() or _is_writable(path.parent):
        return False
    return not all(path.with_name(f"{path.name}-{file}").exists() for file in ("wal", "shm"))


def _as_snapshot(path: Path) -> str:
    """Return the address of a database that nobody changes.

    Raises:
        StoreError: Not all that it holds has come into it yet.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(
            f"The folder {path.parent} may only be read, and {log.name} holds changes that are not "
            f"in the index yet; open it once where it can be written: fundstelle info --index DIR."
        )
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def is_blank(path: Path) -> bool:
    """Tell whether a database file has no tables at all."""
    with plain_errors(path), closing(connect(path)) as connection:
        return _count_tables(connection) == 0


def create(connection: sqlite3.Connection, config: IndexConfig) -> None:
    """Lay out a blank database; one that is laid out, or is something else's, is left alone."""
    if _count_tables(connection):
        return
    _keep_write_ahead_log(connection)  # first, as what is laid out is never looked at again
    connection.execute("BEGIN IMMEDIATE")  # two processes at once: one waits here for the other
    try:
        if _count_tables(connection) == 0:
            for statement in _statements(TABLES):
                connection.execute(statement)
            rows = {**asdict(config), "store": uuid.uuid4().hex, BASE: ""}
            connection.executemany("INSERT INTO manifest VALUES (?, ?)", rows.items())
            connection.execute("INSERT INTO changes DEFAULT VALUES")
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction that failed, or has only read."""
    if connection.in_transaction:  # where the disk is full, SQLite has ended it
        connection.execute("ROLLBACK")


def _keep_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL for good: readers go on while somebody writes."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite's own patience does not cover this switch.
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def read_manifest(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the manifest's rows; empty where the database was never laid out."""
    if not _has_manifest(connection):
        return {}
    return dict(connection.execute("SELECT key, value FROM manifest"))


def config_from(manifest: dict[str, str], path: Path) -> IndexConfig:
    """Return the configuration that a manifest holds, having checked that it can be read.

    Raises:
        IndexDamaged: There is no manifest, or it cannot be read.
        IndexMismatch: It was written by another version.
    """
    if not manifest:
        raise IndexDamaged(f"{path} is not a Fundstelle index; choose another place with --index.")
    versions = {"schema": SCHEMA, "stemming": STEMMING, "signing": SIGNING}
    if any(manifest.get(name) != str(version) for name, version in versions.items()):
        raise IndexMismatch(
            f"The index at {path.parent} was made by another version of Fundstelle; build it anew: "
            f"fundstelle add --index NEW_DIR PATH…"
        )
    try:
        return IndexConfig(
            encoder=manifest["encoder"],
            fingerprint=manifest["fingerprint"],
            dimension=int(manifest["dimension"]),
            passage_tokens=int(manifest["passage_tokens"]),
        )
    except (KeyError, ValueError) as error:
        raise _damaged(path, error) from error


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into one clear sentence."""
    try:
        yield
    except FundstelleError:
        raise
    except sqlite3.OperationalError as error:
        if _is_busy(error):
            raise IndexBusy(
                f"Another process is writing to {path.parent}; try again when it is done."
            ) from error
        if _is_nonsense(error):
            raise _damaged(path, error) from error
        if _is_refused(error) and not _is_writable(path.parent):
            raise StoreError(
                f"The folder {path.parent} may only be read; choose one that can be written with "
                "--index (fundstelle copy FROM TO copies an index)."
            ) from error
        raise StoreError(
            f"The index at {path.parent} cannot be used ({error}); "
            "check the disk's free space and the folder's permissions."
        ) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if _is_closed(error):
            raise IndexClosed(f"The index at {path.parent} is closed; open it again.") from error
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> IndexDamaged:
    reason = str(error).partition("\n")[0][:_LONGEST_REASON]
    return IndexDamaged(f"The database {path} cannot be read ({reason}); {REMEDY}")


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return "locked" in str(error) or "busy" in str(error)


def _is_refused(error: sqlite3.OperationalError) -> bool:
    """Tell whether something may not be written, or opened for that."""
    # Python tells of other errors by itself, and knows no code for them.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}


def _is_closed(error: Exception) -> bool:
    # Python tells of this itself and knows no code for it.
    return isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error)


def _is_nonsense(error: sqlite3.OperationalError) -> bool:
    """Tell whether nothing but the database's content can be to blame.

    That is a table that is no longer there, or text that is none; Python tells of the latter itself
    and knows no code for it.
    """
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR


def _count_tables(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return int(count)


def _has_manifest(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = 'manifest'"
    return connection.execute(query).fetchone() is not None


def _statements(script: str) -> Iterator[str]:
    # executescript() would commit the transaction that makes the layout all or nothing.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
