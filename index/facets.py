"""Filters: which passages they allow.

An article's passages have consecutive numbers, as they are added together. So a filter is answered
by the narrow table of facets, a row an article, however many passages there are.
"""

import numpy as np

from index.columns import condition
from index.database import Database
from index.records import Filter
from index.vectors.parts import Mask


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
