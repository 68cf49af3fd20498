"""Vectors of parts of a text, averaged from what an encoder made of all of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.records import Span, Vectors
from index.threads import single_threaded


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What an encoder made of a text.

    Attributes:
        whole: Unit vector of it all, shape ``(dimension,)``.
        states: The tokens' states, shape ``(tokens, dimension)``.
        places: Where each token starts and ends in the text, shape ``(tokens, 2)``; tokens that
            stand before the text, such as a prompt's, end at 0 or less.
    """

    whole: Vectors
    states: Vectors
    places: npt.NDArray[np.int64]


@single_threaded
def pool(reading: Reading, spans: Sequence[Span]) -> Vectors:
    """Average the token states under each span of a text.

    A span past the encoder's reach gets the whole text's vector.

    Returns:
        Unit vectors, shape ``(len(spans), dimension)``.
    """
    if not spans:
        return np.zeros((0, len(reading.whole)), np.float32)
    starts, ends = np.array(spans).T[:, :, None]
    under = (reading.places[:, 1] > starts) & (reading.places[:, 0] < ends)
    pooled = under.astype(np.float32) @ reading.states
    pooled[~under.any(axis=1)] = reading.whole
    lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
    return np.asarray(pooled / np.maximum(lengths, 1e-9), dtype=np.float32)
