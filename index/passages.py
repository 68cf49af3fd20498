"""What is stored of passages, read back by their numbers."""

import json
from collections.abc import Collection
from typing import Any

from index.columns import ARTICLE_COLUMNS, article_from, chunk_from, vectors_from
from index.database import Database
from index.projection import from_bytes
from index.records import Article, Chunk, Vectors
from index.store import Candidate


def read_candidates(
    database: Database, numbers: Collection[int], dimension: int
) -> list[Candidate]:
    """Return what is needed to score these passages; those gone by now are left out."""
    rows = _rows_of(
        database, numbers, "p.number, a.language, p.stems, p.vector, p.sentence_vectors"
    )
    vectors = vectors_from(b"".join(row[3] for row in rows)).reshape(-1, dimension)
    sentences = vectors_from(b"".join(row[4] for row in rows)).reshape(-1, dimension)
    found, end = [], 0
    for (number, language, stems, vector, own), passage in zip(rows, vectors, strict=True):
        start, end = end, end + len(own) // len(vector)
        found.append(
            Candidate(number, language, passage, sentences[start:end], tuple(stems.split()))
        )
    return found


def read_word_vectors(database: Database, numbers: Collection[int]) -> dict[int, Vectors]:
    """Return the vectors of their titles' and their words."""
    rows = _rows_of(database, numbers, "p.number, p.word_vectors")
    return {number: from_bytes(blob) for number, blob in rows}


def read_context_vectors(
    database: Database, numbers: Collection[int], dimension: int
) -> dict[int, Vectors]:
    """Return the vectors of their sentences in context, each ``(sentences, dimension)``."""
    rows = _rows_of(database, numbers, "p.number, p.context_vectors")
    return {number: vectors_from(blob).reshape(-1, dimension) for number, blob in rows}


def read_chunks(database: Database, numbers: Collection[int]) -> dict[int, tuple[Article, Chunk]]:
    """Return these passages with their articles; those gone by now are left out."""
    columns = f"p.number, p.ordinal, p.start, p.end, p.sentence_spans, {ARTICLE_COLUMNS}"
    rows = _rows_of(database, numbers, columns)
    found = {}
    for number, ordinal, start, end, spans, *described in rows:
        article = article_from(described)
        found[number] = article, chunk_from(article, ordinal, start, end, spans)
    return found


def _rows_of(database: Database, numbers: Collection[int], columns: str) -> list[Any]:
    return database.read(
        f"SELECT {columns} FROM passages p JOIN articles a ON a.number = p.article"
        " WHERE p.number IN (SELECT value FROM json_each(?))",
        [json.dumps(list(numbers))],
    )
