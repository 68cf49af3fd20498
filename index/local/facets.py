"""Filters: which passages they allow.

An article's passages have consecutive numbers, as they are added together. So a filter is answered
by the narrow table of facets, a row an article, however many passages there are.
"""

import numpy as np

from index.local.columns import condition
from index.local.database import Database
from index.local.vectors import Change, Mask
from index.records import Filter


class AllowedPassages:
    """Which passages filters allow; the last answer is kept, as a question asks often."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: tuple[Filter, Change, Mask] | None = None

    def read(self, allowed: Filter, change: Change) -> Mask:
        """Return what :func:`allowed_passages` does.

        What has been removed since the same was asked is still in it, but no longer found; what
        has been added is not.

        Args:
            allowed: The filter.
            change: The state of the index that is searched.
        """
        last = self._last
        if last is None or last[:2] != (allowed, change):
            last = self._last = allowed, change, allowed_passages(self._database, allowed)
        return last[2]


def allowed_passages(database: Database, allowed: Filter) -> Mask:
    """Return which passage numbers a filter allows: true at their places, none beyond the end.

    Raises:
        StoreError: The database cannot be read.
    """
    where, values = condition(allowed)
    # Joined by SQLite: rows made in Python would take ten times as long.
    spans = "SELECT group_concat(first || ',' || last) FROM facets WHERE first <= last AND "
    ((joined,),) = database.read(spans + where, values)
    places = np.fromstring(joined or "", np.int64, sep=",").reshape(-1, 2)
    # Up at each first, down behind each last: the sums in between say who is inside.
    steps = np.zeros(places.max(initial=-1) + 2, np.int8)
    steps[places[:, 0]] += 1
    np.subtract.at(steps, places[:, 1] + 1, 1)
    return np.cumsum(steps, dtype=np.int8).astype(np.bool_)
