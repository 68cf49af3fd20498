"""What is stored of passages, read back by their numbers."""

import json
from collections.abc import Collection
from typing import Any

from index.local.columns import ARTICLE_COLUMNS, article_from, vectors_from
from index.local.database import Database
from index.records import Article, Chunk, Vectors
from index.sealing import chunk_from, damage, unseal, word_counts_from
from index.store import Candidate


def read_candidates(
    database: Database, numbers: Collection[int], dimension: int
) -> dict[int, Candidate]:
    """Return what is needed to score these passages; those gone by now are left out."""
    rows = _rows_of(
        database, numbers, "a.language, p.stems, p.sentence_spans, v.vector, p.sentence_vectors"
    )
    return {
        number: Candidate(
            number,
            language,
            vectors_from(vector),
            vectors_from(sentences).reshape(-1, dimension),
            tuple(stems.split()),
            word_counts_from(spans),
        )
        for number, language, stems, spans, vector, sentences in rows
    }


def read_packed_words(database: Database, numbers: Collection[int]) -> dict[int, memoryview]:
    """Return the vectors of their titles' and their words, packed (:mod:`index.projection`)."""
    rows = _rows_of(database, numbers, "p.word_vectors")
    return {number: unseal(blob) for number, blob in rows}


def read_context_vectors(
    database: Database, numbers: Collection[int], dimension: int
) -> dict[int, Vectors]:
    """Return the vectors of their sentences in context, each ``(sentences, dimension)``."""
    rows = _rows_of(database, numbers, "p.context_vectors")
    return {number: vectors_from(blob).reshape(-1, dimension) for number, blob in rows}


def read_chunks(database: Database, numbers: Collection[int]) -> dict[int, tuple[Article, Chunk]]:
    """Return these passages with their articles; those gone by now are left out.

    Raises:
        IndexDamaged: An article does not say what it said when it was stored.
    """
    columns = "p.ordinal, p.start, p.end, p.sentence_spans, a.content_hash, " + ARTICLE_COLUMNS
    rows = _rows_of(database, numbers, columns)
    found = {}
    for number, ordinal, start, end, spans, content_hash, *described in rows:
        article = article_from(described)
        if article.content_hash != content_hash:
            raise damage(f"The article {article.id!r}")
        found[number] = article, chunk_from(article, ordinal, start, end, spans)
    return found


def _rows_of(database: Database, numbers: Collection[int], columns: str) -> list[Any]:
    """Return the number of each of these passages that is there, and columns of it.

    Raises:
        IndexDamaged: A passage has a vector, but is not there.
    """
    rows = database.read(
        f"SELECT a.number IS NULL, v.number, {columns} FROM vectors v"
        " LEFT JOIN passages p ON p.number = v.number LEFT JOIN articles a ON a.number = p.article"
        " WHERE v.number IN (SELECT value FROM json_each(?))",
        [json.dumps(list(numbers))],
    )
    if any(row[0] for row in rows):
        raise damage("A passage")
    return [row[1:] for row in rows]
