"""An index is made before what it is to hold is read; where nothing came of that, it goes again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.local import LocalStore
from index.places import Place

_FILES = ("index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "vectors.faiss")


@contextmanager
def leaving_none_unfilled(place: Place) -> Iterator[None]:
    """Take an index away that was made inside, if nothing came to stand in it.

    One in Milvus stays: it leaves nothing in anybody's folders.
    """
    if not isinstance(place, Path) or LocalStore.exists(place):
        yield
        return
    missing = [folder for folder in (place, *place.parents) if not folder.exists()]
    try:
        yield
    finally:
        with suppress(OSError):  # what cannot be removed stays
            if _take_away(place):
                for folder in missing:
                    folder.rmdir()


def _take_away(folder: Path) -> bool:
    """Remove the files of an index that is empty and nobody's; tell whether there are none left."""
    database = folder / _FILES[0]
    if not database.exists():
        return True
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, timeout=0)) as connection:
        # Without a write-ahead log, which fails as long as another process has it open.
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("BEGIN EXCLUSIVE")
        held = connection.execute(
            "SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM receipts)"
        ).fetchone()
        if mode == "delete" and held == (0,):
            for name in _FILES:
                (folder / name).unlink(missing_ok=True)
    return not database.exists()
