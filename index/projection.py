"""Word vectors made small: projected to fewer dimensions, and kept in bytes.

A passage has a hundred words or more. At the encoder's own length and precision their vectors would
outweigh all else that an index holds; projected and rounded they take 22 KB a passage.
"""

import hashlib
import io
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from index.records import Vectors
from index.weights import DEFAULT_FINGERPRINT

WORD_DIMENSION = 192
"""The length of a projected word vector."""

_SCALE = np.dtype(np.float32)
_LARGEST = 127


def find_axes(vectors: Vectors) -> Vectors:
    """Return the axes along which centred vectors differ most (Pearson 1901, principal components).

    This is how the default encoder's were made, which are kept in ``data/word_axes.npy``: only the
    tests still call it, to see that they come out of it again.

    Args:
        vectors: Shape ``(n, dimension)``, with ``n`` well above :data:`WORD_DIMENSION`.

    Returns:
        Orthonormal columns, shape ``(dimension, WORD_DIMENSION)``.
    """
    _, _, axes = np.linalg.svd(vectors, full_matrices=False)
    return np.ascontiguousarray(axes[:WORD_DIMENSION].T, dtype=np.float32)


@lru_cache(maxsize=4)
def axes_for(fingerprint: str, dimension: int) -> Vectors:
    """Return the axes that the word vectors of an encoder are projected to.

    For the default encoder they are the principal components of the words of everyday questions in
    14 languages (of ``rag/data/typical_questions.json``), each one's mean taken away. For others
    they are random signs made orthonormal, which keep dot products nearly as well (Johnson and
    Lindenstrauss; Achlioptas 2003, "Database-friendly random projections"). Both are the same on
    every machine, as an index holds what comes of them.

    Args:
        fingerprint: Hash of the encoder's weights.
        dimension: Length of its vectors.

    Returns:
        Orthonormal columns, shape ``(dimension, WORD_DIMENSION)``; a shorter vector is kept whole.
    """
    if fingerprint == DEFAULT_FINGERPRINT:
        kept = np.load(io.BytesIO(files("index").joinpath("data/word_axes.npy").read_bytes()))
        return np.asarray(kept, dtype=np.float32)
    if dimension <= WORD_DIMENSION:
        return np.eye(dimension, WORD_DIMENSION, dtype=np.float32)
    seed = f"Fundstelle {dimension} x {WORD_DIMENSION}".encode()
    coins = hashlib.shake_256(seed).digest(dimension * WORD_DIMENSION // 8)
    signs = 1 - 2 * np.unpackbits(np.frombuffer(coins, np.uint8)).astype(np.float64)
    axes, upper = np.linalg.qr(signs.reshape(dimension, WORD_DIMENSION))
    return np.asarray(axes * np.sign(np.diag(upper)), dtype=np.float32)


def to_bytes(vectors: Vectors) -> bytes:
    """Return projected vectors as one scale and an int8 for each number."""
    scale = float(np.abs(vectors).max(initial=0.0)) / _LARGEST or 1.0
    rounded: npt.NDArray[np.int8] = np.round(vectors / scale).astype(np.int8)
    return _SCALE.type(scale).tobytes() + rounded.tobytes()


def from_bytes(blob: bytes | memoryview) -> Vectors:
    """Return the vectors that :func:`to_bytes` kept, shape ``(n, WORD_DIMENSION)``."""
    (scale,) = np.frombuffer(blob, _SCALE, 1)
    rounded = np.frombuffer(blob, np.int8, offset=_SCALE.itemsize)
    return np.asarray(rounded.reshape(-1, WORD_DIMENSION) * scale, dtype=np.float32)
