"""Records to database columns and back.

SQLite notices when its file is out of shape, but not when a byte of what it holds has changed. So
blobs are sealed with their CRC-32: a vector that a failing disk has changed must not rank passages,
nor a changed offset cut a quotation.
"""

import json
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import IndexDamaged
from index.projection import to_bytes
from index.records import Article, Chunk, Filter, Passage, Sentence, Vectors
from index.schema import REMEDY
from index.store import WordCounts
from index.stored_records import IndexedPassage
from index.words import word_spans

ARTICLE_COLUMNS = (
    "a.id, a.title, a.text, a.url, a.source, a.published, a.language, a.author,"
    " (SELECT o.id FROM articles o WHERE o.number = a.original)"
)
_SEAL_BYTES = 4


def passage_row(article: int, indexed: IndexedPassage) -> tuple[Any, ...]:
    """Return the row of table ``passages`` for a passage of the article of that number."""
    passage = indexed.chunk.passage
    return (
        article,
        passage.ordinal,
        passage.start,
        passage.end,
        " ".join(indexed.stems),
        seal(places_of(indexed.chunk)),
        seal(indexed.sentence_vectors.astype(np.float16).tobytes()),
        seal(indexed.context_vectors.astype(np.float16).tobytes()),
        seal(to_bytes(indexed.word_vectors)),
    )


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


def vectors_from(blob: bytes) -> Vectors:
    """Return the vectors in a sealed float16 blob, flat."""
    return np.frombuffer(unseal(blob), np.float16).astype(np.float32)


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


def article_from(columns: Sequence[Any]) -> Article:
    """Return the article in a row of :data:`ARTICLE_COLUMNS`.

    Raises:
        IndexDamaged: Its day is none.
    """
    article_id, title, text, url, source, published, *others = columns
    try:
        day = date.fromisoformat(published) if published else None
    except (TypeError, ValueError) as error:
        raise damage(f"The article {article_id!r}") from error
    return Article(article_id, title, text, url, source, day, *others)


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


def condition(allowed: Filter) -> tuple[str, list[str]]:
    """Return a filter as an SQL condition on ``facets``, with its values."""
    conditions, values = ["1"], []
    for operator, day in ((">=", allowed.since), ("<=", allowed.until)):
        if day is not None:
            conditions.append(f"published {operator} ?")
            values.append(day.isoformat())
    choice = "IN (SELECT value FROM json_each(?))"
    for condition_, choices in (
        (f"outlet {choice}", [source.casefold() for source in allowed.sources]),
        (f"language {choice}", list(allowed.languages)),
        (f"article IN (SELECT number FROM articles WHERE id {choice})", list(allowed.articles)),
    ):
        if choices:
            conditions.append(condition_)
            values.append(json.dumps(choices))
    return " AND ".join(conditions), values
