"""How well a passage fits a question: pure functions on vectors and stems."""

import math
from collections.abc import Collection, Sequence

import numpy as np

from index.records import Vectors
from index.store import Lexicon

# Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.2.
_K1, _B = 1.2, 0.75


def centre(vectors: Vectors, mean: Vectors) -> Vectors:
    """Take a mean away from unit vectors and bring them back to unit length.

    Args:
        vectors: Shape ``(dimension,)`` or ``(n, dimension)``.
        mean: Shape ``(dimension,)``.
    """
    moved = vectors - mean
    length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(length, 1e-9), dtype=np.float32)


def bm25(question: Collection[str], passage: Sequence[str], lexicon: Lexicon) -> float:
    """Return a passage's BM25 score for a question's stems; 0 where none occurs in it."""
    length = 1 - _B + _B * len(passage) / max(lexicon.average_length, 1.0)
    score = 0.0
    for stem in set(question):
        count = passage.count(stem)
        if count:
            score += _idf(stem, lexicon) * count * (_K1 + 1) / (count + _K1 * length)
    return score


def _idf(stem: str, lexicon: Lexicon) -> float:
    found = lexicon.frequencies.get(stem, 0)
    return math.log1p((lexicon.passages - found + 0.5) / (found + 0.5))
