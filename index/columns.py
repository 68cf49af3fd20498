"""Records to database columns and back."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from index.projection import to_bytes
from index.records import Article, Chunk, Filter, IndexedPassage, Passage, Sentence, Vectors

ARTICLE_COLUMNS = (
    "a.id, a.title, a.text, a.url, a.source, a.published, a.language, a.author,"
    " (SELECT o.id FROM articles o WHERE o.number = a.original)"
)


def passage_row(article: int | None, indexed: IndexedPassage) -> tuple[Any, ...]:
    """Return the row of table ``passages`` for a passage of the article of that number."""
    passage, sentences = indexed.chunk.passage, indexed.chunk.sentences
    spans = np.array([(s.start, s.end) for s in sentences], dtype=np.int32)
    return (
        article,
        passage.ordinal,
        passage.start,
        passage.end,
        indexed.vector.astype(np.float16).tobytes(),
        spans.tobytes(),
        indexed.sentence_vectors.astype(np.float16).tobytes(),
        indexed.context_vectors.astype(np.float16).tobytes(),
        to_bytes(indexed.word_vectors),
        " ".join(indexed.stems),
    )


def vectors_from(blob: bytes) -> Vectors:
    """Return the vectors in a float16 blob, flat."""
    return np.frombuffer(blob, np.float16).astype(np.float32)


def article_from(columns: Sequence[Any]) -> Article:
    """Return the article in a row of :data:`ARTICLE_COLUMNS`."""
    article_id, title, text, url, source, published, *others = columns
    day = date.fromisoformat(published) if published else None
    return Article(article_id, title, text, url, source, day, *others)


def chunk_from(article: Article, ordinal: int, start: int, end: int, spans: bytes) -> Chunk:
    """Return the passage at that place and its sentences, at the spans in an int32 blob."""
    sentences = tuple(
        Sentence(article.id, number, int(a), int(b), article.text[a:b])
        for number, (a, b) in enumerate(np.frombuffer(spans, np.int32).reshape(-1, 2))
    )
    return Chunk(Passage(article.id, ordinal, start, end, article.text[start:end]), sentences)


def condition(allowed: Filter) -> tuple[str, list[str]]:
    """Return a filter as an SQL condition on ``articles a``, with its values."""
    conditions, values = ["1"], []
    for column, operator, day in (
        ("published", ">=", allowed.since),
        ("published", "<=", allowed.until),
    ):
        if day is not None:
            conditions.append(f"a.{column} {operator} ?")
            values.append(day.isoformat())
    for column, choices in (
        ("casefold(a.source)", [source.casefold() for source in allowed.sources]),
        ("a.language", list(allowed.languages)),
        ("a.id", list(allowed.articles)),
    ):
        if choices:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(choices))
    return " AND ".join(conditions), values
