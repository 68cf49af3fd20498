"""A base is made: from the whole database, or from the base before and what has changed since.

Every read of one call must see the same state: callers hold a snapshot.
"""

from collections.abc import Mapping

from index.local.database import Database
from index.local.vectors.base import Base, Head
from index.local.vectors.parts import (
    Index,
    Numbers,
    add,
    count_lists,
    count_samples,
    filed_part,
    flat_part,
    lists_of,
    remove,
)
from index.local.vectors.rows import read_after, read_sample

# How far the number of lists may be from the one that fits the size, before all is filed anew.
_LEAST_FIT, _MOST_FIT = 0.6, 1.6


def build(database: Database, store: str, token: int) -> Base:
    """Make a base of all passages.

    Raises:
        IndexDamaged: A vector has changed since it was written.
    """
    parts = {
        language: _file(database, language, size)
        for language, size in _sizes(database).items()
        if count_lists(size)
    }
    return _fill(database, Base(Head(store, token, 0, ()), parts))


def extend(database: Database, base: Base, token: int, removed: Numbers) -> Base | None:
    """Bring a base up to date, which no one else uses; None where it has to be built anew.

    Args:
        database: The store's database.
        base: The base: its parts are changed.
        token: That of the latest change.
        removed: Which passages were removed since it was made.

    Raises:
        IndexDamaged: A vector has changed since it was written.
    """
    if not all(_fits(base.parts.get(name), size) for name, size in _sizes(database).items()):
        return None
    for part in base.parts.values():
        remove(part, removed)
    return _fill(database, Base(Head(base.head.store, token, base.head.last, ()), base.parts))


def _fill(database: Database, base: Base) -> Base:
    """Add the passages that come after those of a base."""
    parts, last = dict(base.parts), base.head.last
    for piece in read_after(database, last):
        for language, numbers, vectors in piece.by_language():
            if language not in parts:
                parts[language] = flat_part(vectors.shape[1])
            add(parts[language], numbers, vectors)
        last = int(piece.numbers[-1])
    head = Head(base.head.store, base.head.token, last, tuple(sorted(parts)))
    return Base(head, parts)


def _file(database: Database, language: str, size: int) -> Index:
    lists = count_lists(size)
    samples = read_sample(database, language, max(1, size // count_samples(lists)))
    return filed_part(samples, min(lists, len(samples)))


def _fits(part: Index | None, size: int) -> bool:
    wanted, lists = count_lists(size), 0 if part is None else lists_of(part)
    if not wanted or not lists:
        return wanted == lists
    return _LEAST_FIT <= lists / wanted <= _MOST_FIT


def _sizes(database: Database) -> Mapping[str, int]:
    return dict(database.read("SELECT language, passages FROM languages WHERE passages > 0"))
