"""What was counted of an index, and how it is kept."""

from base64 import b85decode, b85encode
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.milvus.connection import Row
from index.milvus.values import from_pieces
from index.records import Vectors
from index.store import LanguageShare

COUNTED = ("number", "language", "stems", "vector")
"""The fields of a passage that are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What was counted.

    Attributes:
        passages: How many there are.
        average_length: Their mean length in stems.
        languages: How many of them are in which language, and the means of their vectors.
        frequencies: In how many of them each stem stands; None for an index too large.
        sampled: How many there were when means were taken.
    """

    passages: int
    average_length: float
    languages: Mapping[str, LanguageShare]
    frequencies: Mapping[str, int] | None
    sampled: int


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What is counted of a passage."""

    language: str
    stems: tuple[str, ...]
    vector: Vectors


def counted_from(row: Row) -> Counted:
    """Return what is counted of the passage in a row."""
    stems = tuple(from_pieces(row["stems"]).split())
    return Counted(row["language"], stems, np.asarray(row["vector"], np.float32))


def count_up(counted: Collection[Counted]) -> Tally:
    """Count passages up."""
    frequencies = Counter(stem for one in counted for stem in set(one.stems))
    vectors: dict[str, list[Vectors]] = {}
    for one in counted:
        vectors.setdefault(one.language, []).append(one.vector)
    shares = {language: LanguageShare(len(own), _mean(own)) for language, own in vectors.items()}
    length = sum(len(one.stems) for one in counted) / max(len(counted), 1)
    return Tally(len(counted), length, shares, frequencies, len(counted))


def _mean(vectors: Sequence[Vectors]) -> Vectors:
    # They are of half precision: their sum is exact, in whatever order.
    return np.asarray(np.sum(vectors, 0, np.float64) / len(vectors), np.float32)


def to_json(tally: Tally, state: str | None) -> dict[str, Any]:
    """Return a tally of a state of the index as JSON knows it."""
    return {
        "state": state,
        "passages": tally.passages,
        "average_length": tally.average_length,
        "languages": {
            language: [share.passages, b85encode(share.mean.tobytes()).decode()]
            for language, share in tally.languages.items()
        },
        "frequencies": dict(tally.frequencies) if tally.frequencies is not None else None,
        "sampled": tally.sampled,
    }


def from_json(content: Mapping[str, Any]) -> Tally:
    """Return the tally that :func:`to_json` wrote."""
    shares = {
        language: LanguageShare(count, np.frombuffer(b85decode(mean), np.float32))
        for language, (count, mean) in content["languages"].items()
    }
    return Tally(
        content["passages"],
        content["average_length"],
        shares,
        content["frequencies"],
        content["sampled"],
    )
