"""Articles go into the tables and come out of them, and the running sums with them."""

import json
import sqlite3
from dataclasses import astuple

import numpy as np

from index import families, provenance
from index.columns import passage_row, seal, unseal, vectors_from
from index.records import IndexedArticle


def insert(connection: sqlite3.Connection, indexed: IndexedArticle) -> None:
    """Add an article that is not there yet, with its passages, and find what it reprints."""
    article = indexed.article
    number = connection.execute(
        "INSERT INTO articles (id, content_hash, title, text, url, source, published, language,"
        " author, cuts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id,
            indexed.content_hash,
            article.title,
            article.text,
            article.url,
            article.source,
            article.published.isoformat() if article.published else None,
            article.language,
            article.author,
            json.dumps([astuple(cut) for cut in indexed.cuts], ensure_ascii=False),
        ),
    ).lastrowid
    if number is None:
        raise sqlite3.DatabaseError("the article was given no number")
    connection.executemany(
        "INSERT INTO passages (article, ordinal, start, end, vector, sentence_spans,"
        " sentence_vectors, context_vectors, word_vectors, stems)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [passage_row(number, passage) for passage in indexed.passages],
    )
    _count(connection, number, article.language, +1)
    families.join(connection, number, article.text, indexed.bands)
    if indexed.receipt:
        provenance.write_receipts(connection, [indexed.receipt])


def delete(connection: sqlite3.Connection, article_id: str) -> bool:
    """Take an article out, with its passages; return whether it was there."""
    row = connection.execute(
        "SELECT number, language FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if row is None:
        return False
    families.leave(connection, row[0])
    _count(connection, row[0], row[1], -1)
    connection.execute("DELETE FROM articles WHERE number = ?", (row[0],))
    return True


def _count(connection: sqlite3.Connection, article: int, language: str, sign: int) -> None:
    """Add an article's passages to its language's running sums, or take them out."""
    # Read back from the table, so that adding and taking out meet the same rounded vectors.
    rows = connection.execute(
        "SELECT vector, length(sentence_spans) / 8, stems FROM passages WHERE article = ?",
        (article,),
    ).fetchall()
    before = connection.execute(
        "SELECT passages, sentences, stems, vector_sum FROM languages WHERE language = ?",
        (language,),
    ).fetchone()
    passages, sentences, stems, total = before or (0, 0, 0, None)
    vectors = np.frombuffer(unseal(total)) if total else np.float64(0)
    vectors = vectors + sign * sum(vectors_from(row[0]).astype(np.float64) for row in rows)
    connection.execute(
        "INSERT OR REPLACE INTO languages VALUES (?, ?, ?, ?, ?)",
        (
            language,
            passages + sign * len(rows),
            sentences + sign * sum(row[1] for row in rows),
            stems + sign * sum(len(row[2].split()) for row in rows),
            seal(vectors.tobytes()),
        ),
    )
