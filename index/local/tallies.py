"""Running sums over the whole index: kept in the transaction that changes what they count."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.local.columns import vectors_from
from index.local.database import Database
from index.sealing import seal, unseal
from index.store import LanguageShare, Summary

_COUNT_SOURCE = (
    "INSERT INTO sources VALUES (?, ?)"
    " ON CONFLICT DO UPDATE SET articles = articles + excluded.articles"
)
_COUNT_ENGINE = (
    "INSERT INTO engines VALUES (?, ?)"
    " ON CONFLICT DO UPDATE SET articles = articles + excluded.articles"
)
_COUNT_TERM = (
    "INSERT INTO terms VALUES (?, ?)"
    " ON CONFLICT DO UPDATE SET passages = passages + excluded.passages"
)

Sums = npt.NDArray[np.float64]


def count(connection: sqlite3.Connection, article: int, sign: int) -> None:
    """Count an article in (+1) or out (-1), by its number; it must be in the tables."""
    # Read back from the tables, so that counting in and out meet the same rounded vectors.
    rows = connection.execute(
        "SELECT v.vector, length(p.sentence_spans) / 12, p.stems"
        " FROM passages p JOIN vectors v ON v.number = p.number WHERE p.article = ?",
        (article,),
    ).fetchall()
    language, source, engine = connection.execute(
        "SELECT language, coalesce(source, ''), engine FROM articles WHERE number = ?", (article,)
    ).fetchone()
    _count_language(connection, language, rows, sign)
    connection.execute(_COUNT_SOURCE, (source, sign))
    connection.execute(_COUNT_ENGINE, (engine, sign))
    terms = Counter(term for row in rows for term in {*row[2].split()})
    connection.executemany(_COUNT_TERM, sorted((t, sign * n) for t, n in terms.items()))


def read_languages(database: Database) -> dict[str, LanguageShare]:
    """Return how much of the index is in which language."""
    rows = database.read("SELECT language, passages, vector_sum FROM languages WHERE passages > 0")
    return {
        language: LanguageShare(passages, (_total(blob) / passages).astype(np.float32))
        for language, passages, blob in rows
    }


def summarise(database: Database, size: int) -> Summary:
    """Return what is in the index, whose files have that size, counted."""
    languages = database.read(
        "SELECT language, articles, passages, sentences FROM languages ORDER BY articles DESC"
    )
    sources = database.read("SELECT source, articles FROM sources ORDER BY articles DESC, source")
    engines = database.read("SELECT engine, articles FROM engines ORDER BY articles DESC, engine")
    ((first, last, reprints),) = database.read(
        # Apart from each other: then each is found at an end of an index.
        "SELECT (SELECT min(published) FROM facets), (SELECT max(published) FROM facets),"
        " (SELECT count(*) FROM articles WHERE original IS NOT NULL)"
    )
    return Summary(
        articles=sum(row[1] for row in languages),
        passages=sum(row[2] for row in languages),
        sentences=sum(row[3] for row in languages),
        languages={row[0]: row[1] for row in languages if row[1]},
        sources=dict(sources),
        first=first,
        last=last,
        bytes=size,
        reprints=reprints,
        engines={row[0]: row[1] for row in engines if row[0]},
    )


def _count_language(
    connection: sqlite3.Connection, language: str, rows: Sequence[Any], sign: int
) -> None:
    before = connection.execute(
        "SELECT articles, passages, sentences, stems, vector_sum FROM languages WHERE language = ?",
        (language,),
    ).fetchone()
    articles, passages, sentences, stems, total = before or (0, 0, 0, 0, None)
    vectors = _total(total) if total else np.float64(0)
    vectors = vectors + sign * sum(vectors_from(row[0]).astype(np.float64) for row in rows)
    connection.execute(
        "INSERT OR REPLACE INTO languages VALUES (?, ?, ?, ?, ?, ?)",
        (
            language,
            articles + sign,
            passages + sign * len(rows),
            sentences + sign * sum(row[1] for row in rows),
            stems + sign * sum(len(row[2].split()) for row in rows),
            seal(vectors.tobytes()),
        ),
    )


def _total(blob: bytes) -> Sums:
    return np.frombuffer(unseal(blob))
