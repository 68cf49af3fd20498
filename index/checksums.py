"""A checksum of all that a store holds of an article: the same in every store."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple

import numpy as np

from index.stored_records import Holding, IndexedPassage

# Of the same bytes on every machine.
_FLOAT = np.dtype("<f4")


def checksum(holding: Holding) -> bytes:
    """Return the SHA-256 of all that is held of an article, 32 bytes.

    Vectors count to the last bit. The order of bands and receipts does not count, as it means
    nothing.
    """
    digest = hashlib.sha256()
    for part in _parts_of(holding):
        # Its length before each part: what ends one cannot begin the next.
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


def _parts_of(holding: Holding) -> Iterator[bytes]:
    indexed = holding.indexed
    yield _to_bytes(
        [
            astuple(indexed.article),
            indexed.content_hash,
            indexed.engine,
            [astuple(cut) for cut in indexed.cuts],
            sorted(indexed.bands),
            [astuple(one) for one in sorted(holding.receipts, key=lambda one: one.origin)],
            [astuple(version) for version in holding.versions],
        ]
    )
    for passage in indexed.passages:
        yield from _parts_of_passage(passage)


def _parts_of_passage(indexed: IndexedPassage) -> Iterator[bytes]:
    passage = indexed.chunk.passage
    spans = [(one.start, one.end) for one in indexed.chunk.sentences]
    place = (passage.ordinal, passage.start, passage.end, passage.text)
    yield _to_bytes([place, spans, indexed.stems])
    for vectors in (
        indexed.vector,
        indexed.sentence_vectors,
        indexed.context_vectors,
        indexed.word_vectors,
    ):
        yield _to_bytes(vectors.shape)
        yield np.ascontiguousarray(vectors, _FLOAT).tobytes()


def _to_bytes(value: object) -> bytes:
    return json.dumps(value, default=str).encode()  # what JSON does not know is a day
