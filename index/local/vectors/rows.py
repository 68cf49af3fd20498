"""The passages' vectors, read from the database in slices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.local.database import Database
from index.local.vectors.parts import Numbers
from index.records import Vectors
from index.sealing import unseal

_SLICE = 20_000  # rows: 30 MB of vectors


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Some passages: their numbers, ascending, their languages and their vectors."""

    numbers: Numbers
    languages: tuple[str, ...]
    vectors: Vectors

    def by_language(self) -> Iterator[tuple[str, Numbers, Vectors]]:
        """Yield each language's numbers and vectors."""
        languages = np.array(self.languages)
        for language in sorted(set(self.languages)):
            own = languages == language
            yield language, self.numbers[own], self.vectors[own]


def read_after(database: Database, number: int) -> Iterator[Slice]:
    """Yield the passages with a larger number, in the order of their numbers.

    Raises:
        IndexDamaged: A vector has changed since it was written.
    """
    query = "SELECT number, language, vector FROM vectors WHERE number > ? ORDER BY number LIMIT ?"
    while rows := database.read(query, [number, _SLICE]):
        numbers = np.array([row[0] for row in rows], np.int64)
        yield Slice(numbers, tuple(row[1] for row in rows), _stack(row[2] for row in rows))
        number = rows[-1][0]


def read_sample(database: Database, language: str, step: int) -> Vectors:
    """Return the vectors of about one in so many of a language's passages.

    Raises:
        IndexDamaged: A vector has changed since it was written.
    """
    # Numbers are scattered first (Knuth, "The Art of Computer Programming", section 6.4): that a
    # language has every second number must not mean that all of it is taken, or nothing.
    query = "SELECT vector FROM vectors WHERE language = ? AND (number * 2654435761 >> 16) % ? = 0"
    return _stack(blob for (blob,) in database.stream(query, [language, step]))


def _stack(blobs: Iterator[Any]) -> Vectors:
    return np.stack([np.frombuffer(unseal(blob), np.float16) for blob in blobs]).astype(np.float32)
