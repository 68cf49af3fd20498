"""The nearest passages of a store, whatever has been done to it since, and by whom.

What a search needs is held in memory as a :class:`View`. The database tells at each question, by a
token, whether there was a change; then only what is new is read. That is possible for as long as
the view's own change is still on record: if it is not, as the base was made anew, or a backup took
the database's place, all is read again.

The base file and the manifest that names it are changed together: the file is renamed into place
within the transaction. A process that is killed in between leaves a file that the manifest does not
name, which is as good as none.
"""

import threading
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.errors import StoreError
from index.local.database import Database
from index.local.schema import BASE
from index.local.vectors.base import Base, load, read_head
from index.local.vectors.building import build, extend
from index.local.vectors.parts import Mask, Numbers
from index.local.vectors.rows import read_after
from index.local.vectors.view import Change, View
from index.records import Vectors
from index.sealing import damage

MOST_CHANGES = 20_000
"""Passages added or removed since the base was made: beyond that, it is made anew.

Reading so many from the database takes 0.1 s when a store is opened, and comparing with all of them
less than 1 ms for each question. An index of no more needs no file at all.
"""


class NearestPassages:
    """Finds the passages nearest to a vector, by what the database holds at that moment."""

    def __init__(self, path: Path, database: Database, store: str) -> None:
        """Name the base file and the store it has to belong to; nothing is read yet."""
        self._path = path
        self._database = database
        self._store = store
        self._held: View | None = None
        self._catching_up = threading.Lock()
        self._publishing = threading.Lock()  # which takes longer: searching goes on meanwhile

    def search(self, vector: Vectors, k: int, language: str, allowed: Mask | None) -> list[int]:
        """Return the numbers of the ``k`` passages of a language nearest to a vector, best first.

        Args:
            vector: Unit vector, shape ``(dimension,)``.
            k: How many at most.
            language: Of which language.
            allowed: Only these passages; None allows all.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._current().search(vector, k, language, allowed)

    def publish(self) -> None:
        """Make the base anew where too much has changed since it was made, or its file is gone.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._publishing:
            if self._is_due():
                self._held = self._renew()

    def _is_due(self) -> bool:
        with self._database.snapshot():
            named, head = self._named(), read_head(self._path)
            if head is not None and (head.store, str(head.token)) == (self._store, named):
                return self._count_changes(head.last) > MOST_CHANGES
            return bool(named) or self._count_changes(0) > MOST_CHANGES

    def change(self) -> Change:
        """Return the latest change of the store.

        Raises:
            IndexDamaged: There is none.
        """
        rows = self._database.read("SELECT number, token FROM changes ORDER BY number DESC LIMIT 1")
        if not rows:
            raise damage("The latest change")
        return Change(*rows[0])

    def _current(self) -> View:
        held = self._held
        if held is not None and held.change == self.change():
            return held
        with self._catching_up:
            view = self._catch_up(self._held)
            if view is None:
                self._let_writer_finish()
                view = self._catch_up(None)
            while view is None:
                view = self._catch_up(self._renew())
            self._held = view
            return view

    def _catch_up(self, held: View | None) -> View | None:
        """Return the view of the latest change; None where a base has to be made for that."""
        with self._database.snapshot():
            view = held if held is not None and self._goes_on_from(held) else self._load()
            if view is None:
                return None
            removed = self._removed_after(view.change)
            return view.advance(self.change(), read_after(self._database, view.last), removed)

    def _goes_on_from(self, view: View) -> bool:
        """Tell whether all that has happened since a view is on record."""
        known = "SELECT 1 FROM changes WHERE number = ? AND token = ?"
        at = view.change
        return view.base == self._named() and bool(
            at and self._database.read(known, [at.number, at.token])
        )

    def _load(self) -> View | None:
        named = self._named()
        base = load(self._path, self._store, named) if named else None
        if named and base is None:
            return None
        last = base.head.last if base else 0
        if self._count_changes(last) > MOST_CHANGES:
            return None
        return View.of(base, named, None)

    def _let_writer_finish(self) -> None:
        """Wait for whoever has renamed a file and is about to name it."""
        with suppress(StoreError), self._database.transaction():
            pass

    def _renew(self) -> View:
        """Make the base anew, and save it if that is possible: it serves in any case."""
        with self._database.snapshot():
            named, change = self._named(), self.change()
            base = load(self._path, self._store, named) if named else None
            made = base and extend(self._database, base, change.token, self._removed_after(None))
            made = made or build(self._database, self._store, change.token)
        # A folder that may only be read, a full disk, a busy database: searching needs no file.
        with suppress(OSError, StoreError):
            if self._save(made, named, change):
                named = str(change.token)
        return View.of(made, named, change)

    def _save(self, base: Base, named: str, change: Change) -> bool:
        """Put a base in the place of the one that was named; tell whether that still was so.

        Raises:
            OSError: The file cannot be written.
            StoreError: The database cannot be written.
        """
        with base.draft(self._path) as draft, self._database.transaction() as connection:
            if self._named() != named:
                return False
            update = "UPDATE manifest SET value = ? WHERE key = ?"
            connection.execute(update, (str(change.token), BASE))
            connection.execute("DELETE FROM removed WHERE change <= ?", (change.number,))
            connection.execute("DELETE FROM changes WHERE number < ?", (change.number,))
            draft.replace(self._path)
            return True

    # What the database says

    def _named(self) -> str:
        rows = self._database.read("SELECT value FROM manifest WHERE key = ?", [BASE])
        if not rows:
            raise damage("The name of the vector file")
        return str(rows[0][0])

    def _count_changes(self, last: int) -> int:
        """Return how many changes there are since a base, or one more than matters."""
        ((added, removed),) = self._database.read(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM vectors WHERE number > ? LIMIT ?)),"
            " (SELECT count(*) FROM removed)",
            [last, MOST_CHANGES + 1],
        )
        return int(added + removed)

    def _removed_after(self, change: Change | None) -> Numbers:
        """Return which passages were removed after a change, or since the base was made."""
        rows = self._database.read(
            "SELECT passage FROM removed WHERE change > ?", [change.number if change else 0]
        )
        return np.array([row[0] for row in rows], np.int64)
