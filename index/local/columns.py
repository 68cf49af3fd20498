"""Records to database columns and back; a filter as a condition on them."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from index.projection import to_bytes
from index.records import Article, Filter, Vectors
from index.sealing import damage, places_of, seal, unseal
from index.stored_records import IndexedPassage

ARTICLE_COLUMNS = (
    "a.id, a.title, a.text, a.url, a.source, a.published, a.language, a.author,"
    " (SELECT o.id FROM articles o WHERE o.number = a.original)"
)


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


def vectors_from(blob: bytes) -> Vectors:
    """Return the vectors in a sealed float16 blob, flat."""
    return np.frombuffer(unseal(blob), np.float16).astype(np.float32)


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
