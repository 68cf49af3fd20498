"""What fails about the desk's database, in one clear sentence each."""

import sqlite3

from index.errors import FundstelleError

_LONGEST_REASON = 160
_DISK_FULL = "53100"  # PostgreSQL's SQLSTATE for it


class DeskUnavailable(FundstelleError):
    """The desk's database cannot be used now."""


class DeskMismatch(DeskUnavailable):
    """The desk's database was made by another version, or is something else's."""


def explain(name: str, error: BaseException) -> str:
    """Return what a driver's error means, and what to do about it.

    Args:
        name: What the database is called, without anything secret.
        error: What SQLite or PostgreSQL's driver raised.
    """
    code = sqlite_code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"Another process is writing to the database {name}; try again when it is done."
    if code == sqlite3.SQLITE_FULL or getattr(error, "sqlstate", None) == _DISK_FULL:
        return f"The disk of the database {name} is full; make room on it."
    reason = " ".join(str(error).split())[:_LONGEST_REASON]
    return (
        f"The database {name} cannot be used ({reason}); check that it is there, whole "
        "and may be written, or choose another with --database."
    )


def sqlite_code(error: BaseException) -> int | None:
    """Return SQLite's primary code of an error; None where it is another's."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
