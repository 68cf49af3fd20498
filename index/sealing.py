"""Blobs that tell when they have changed, and the places of sentences in such a blob.

A database notices when its file is out of shape, but not when a byte of what it holds has changed.
So blobs are sealed with their CRC-32: a vector that a failing disk has changed must not rank
passages, nor a changed offset cut a quotation.
"""

import zlib

import numpy as np
import numpy.typing as npt

from index.errors import IndexDamaged
from index.records import Article, Chunk, Passage, Sentence
from index.store import WordCounts
from index.words import word_spans

REMEDY = (
    "restore it from a backup, or build the index anew with: fundstelle add --index NEW_DIR PATH…"
)
"""What to do about an index that is damaged."""

_SEAL_BYTES = 4


def seal(data: bytes) -> bytes:
    """Return data with its CRC-32 behind it."""
    return data + zlib.crc32(data).to_bytes(_SEAL_BYTES, "little")


def unseal(blob: object) -> memoryview:
    """Return the data that was sealed, without copying it.

    Raises:
        IndexDamaged: It has changed since.
    """
    if not isinstance(blob, bytes):
        raise damage("A passage")
    data = memoryview(blob)[:-_SEAL_BYTES]
    if zlib.crc32(data).to_bytes(_SEAL_BYTES, "little") != blob[-_SEAL_BYTES:]:
        raise damage("A passage")
    return data


def damage(what: str) -> IndexDamaged:
    """Return the error that names what in the index has changed since it was written."""
    return IndexDamaged(f"{what} in the index is no longer as it was written; {REMEDY}")


def places_of(chunk: Chunk) -> bytes:
    """Return int32 triples for a passage's sentences: start, end, and the number of words."""
    words = [chunk.passage.start + start for start, _ in word_spans(chunk.passage.text)]
    starts = [sentence.start for sentence in chunk.sentences]
    ends = [sentence.end for sentence in chunk.sentences]
    counts = np.diff(np.searchsorted(words, starts), append=len(words))
    return np.column_stack([starts, ends, counts]).astype(np.int32).tobytes()


def word_counts_from(blob: bytes) -> WordCounts:
    """Return how many words each sentence has, from the sealed blob of :func:`places_of`."""
    return _unpack_places(blob)[:, 2]


def chunk_from(article: Article, ordinal: int, start: int, end: int, blob: bytes) -> Chunk:
    """Return the passage at that place and its sentences, at the places in a sealed blob.

    Raises:
        IndexDamaged: The sentences are not where they were, or the passage is not where they are.
    """
    places = _unpack_places(blob)
    if (start, end) != (places[0, 0], places[-1, 1]):
        raise damage("A passage")
    sentences = tuple(
        Sentence(article.id, number, int(a), int(b), article.text[a:b])
        for number, (a, b, _) in enumerate(places)
    )
    return Chunk(Passage(article.id, ordinal, start, end, article.text[start:end]), sentences)


def _unpack_places(blob: bytes) -> npt.NDArray[np.int32]:
    return np.frombuffer(unseal(blob), np.int32).reshape(-1, 3)
