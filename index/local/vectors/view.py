"""What a question is compared with: a base, what was added since, without what was removed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from index.local.vectors.base import Base
from index.local.vectors.parts import (
    Index,
    Mask,
    Numbers,
    add,
    clone,
    flat_part,
    numbers_in,
    search,
)
from index.local.vectors.rows import Slice
from index.records import Vectors


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the store: its number, and a token that tells it from others of that number."""

    number: int
    token: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part with the numbers of its passages."""

    vectors: Index
    numbers: Numbers

    @classmethod
    def of(cls, vectors: Index) -> Self:
        return cls(vectors, numbers_in(vectors))


@dataclass(frozen=True, slots=True)
class View:
    """The vectors of a store after a change. It stays as it is; later ones are made from it.

    Attributes:
        base: By which token the manifest named the store's base at that time.
        change: The latest change that it shows; None for the one the base was made after.
        last: The largest passage number that it has met.
        settled: The parts of the base, by language.
        tail: The parts of what was added since, by language, each flat.
        removed: Which passages are gone.
    """

    base: str
    change: Change | None
    last: int
    settled: Mapping[str, Part]
    tail: Mapping[str, Part]
    removed: Mask

    @classmethod
    def of(cls, base: Base | None, named: str, change: Change | None) -> Self:
        """Return the view of a base alone; of nothing, where there is none."""
        last = base.head.last if base else 0
        parts = base.parts if base else {}
        settled = {language: Part.of(part) for language, part in parts.items()}
        return cls(named, change, last, settled, {}, np.zeros(last + 1, np.bool_))

    def advance(self, change: Change, added: Iterable[Slice], removed: Numbers) -> "View":
        """Return what there is after a later change.

        Args:
            change: Up to which.
            added: The passages added since this view's, in the order of their numbers.
            removed: Those removed since.
        """
        last, tail = self.last, dict(self.tail)
        for piece in added:
            for language, numbers, vectors in piece.by_language():
                held = tail.get(language)
                # Others may be searching the one that there is.
                part = clone(held.vectors) if held else flat_part(vectors.shape[1])
                add(part, numbers, vectors)
                tail[language] = Part.of(part)
            last = int(piece.numbers[-1])
        gone = np.zeros(last + 1, np.bool_)
        gone[: len(self.removed)] = self.removed
        gone[removed[removed <= last]] = True
        return replace(self, change=change, last=last, tail=tail, removed=gone)

    def search(self, vector: Vectors, k: int, language: str, allowed: Mask | None) -> list[int]:
        """Return the numbers of the ``k`` passages of a language nearest to a vector, best first.

        Args:
            vector: Unit vector, shape ``(dimension,)``.
            k: How many at most.
            language: Of which language.
            allowed: Only these passages; None allows all.
        """
        parts = [held[language] for held in (self.settled, self.tail) if language in held]
        meant = self._meant(allowed)
        similarities, numbers = [np.zeros(0, np.float32)], [np.zeros(0, np.int64)]
        for part in parts:
            share = _share(meant if allowed is not None else None, part.numbers)
            if k > 0 and share > 0:
                near, found = search(part.vectors, vector, k, meant, share)
                similarities.append(near)
                numbers.append(found)
        all_numbers = np.concatenate(numbers)
        order = np.lexsort((all_numbers, -np.concatenate(similarities)))[:k]
        return [int(number) for number in all_numbers[order]]

    def _meant(self, allowed: Mask | None) -> Mask | None:
        """Return which passages are allowed and still there; None for all that are held."""
        if allowed is None:
            return ~self.removed if self.removed.any() else None
        meant = np.zeros(self.last + 1, np.bool_)
        shared = min(len(allowed), len(meant))
        meant[:shared] = allowed[:shared] & ~self.removed[:shared]
        return meant


def _share(meant: Mask | None, numbers: Numbers) -> float:
    """Return which share of these passages is meant."""
    if not len(numbers):
        return 0.0
    return 1.0 if meant is None else float(meant[numbers].mean())
