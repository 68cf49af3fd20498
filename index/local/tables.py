"""Articles go into the tables and come out of them, and the running sums with them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from index import families
from index.errors import ArticleUnknown
from index.local import provenance, tallies
from index.local.columns import ARTICLE_COLUMNS, article_from, passage_row
from index.local.database import Database
from index.records import Article
from index.sealing import seal
from index.stored_records import Holding, IndexedArticle


def insert(connection: sqlite3.Connection, indexed: IndexedArticle) -> None:
    """Add an article that is not there yet, with its passages, and find what it reprints."""
    number = _insert_article(connection, indexed)
    families.join(connection, number, indexed.article.text)
    if indexed.receipt:
        provenance.write_receipts(connection, [indexed.receipt])


def restore(connection: sqlite3.Connection, holdings: Sequence[Holding]) -> None:
    """Put articles in as they were held elsewhere, in place of what is there of them.

    Raises:
        ArticleUnknown: One of them reprints an article that is not there.
    """
    articles = [holding.indexed.article for holding in holdings]
    followers = families.read_followers(connection, [article.id for article in articles])
    for holding in holdings:
        article_id = holding.indexed.article.id
        delete(connection, article_id)
        provenance.forget(connection, article_id)
        _insert_article(connection, holding.indexed)
        provenance.write_receipts(connection, holding.receipts)
        provenance.write_history(connection, article_id, holding.versions)
    told = {article.id: article.reprint_of for article in articles if article.reprint_of}
    families.relate(connection, told, followers)


def _insert_article(connection: sqlite3.Connection, indexed: IndexedArticle) -> int:
    """Add an article with its passages, counted; return its number."""
    article = indexed.article
    published = article.published.isoformat() if article.published else None
    number = connection.execute(
        "INSERT INTO articles (id, content_hash, title, text, url, source, published, language,"
        " author, cuts, engine) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id,
            indexed.content_hash,
            article.title,
            article.text,
            article.url,
            article.source,
            published,
            article.language,
            article.author,
            json.dumps([astuple(cut) for cut in indexed.cuts], ensure_ascii=False),
            indexed.engine,
        ),
    ).lastrowid
    if number is None:
        raise sqlite3.DatabaseError("the article was given no number")
    first, last = _insert_passages(connection, number, indexed)
    outlet = article.source.casefold() if article.source is not None else None
    connection.execute(
        "INSERT INTO facets VALUES (?, ?, ?, ?, ?, ?)",
        (number, published, outlet, article.language, first, last),
    )
    tallies.count(connection, number, +1)
    families.keep_bands(connection, number, indexed.bands)
    return number


def _insert_passages(
    connection: sqlite3.Connection, article: int, indexed: IndexedArticle
) -> tuple[int, int]:
    """Add an article's passages; return the first and the last of their numbers."""
    numbers = []
    for passage in indexed.passages:
        number = connection.execute(
            "INSERT INTO passages (article, ordinal, start, end, stems, sentence_spans,"
            " sentence_vectors, context_vectors, word_vectors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            passage_row(article, passage),
        ).lastrowid
        vector = seal(passage.vector.astype("float16").tobytes())
        connection.execute(
            "INSERT INTO vectors VALUES (?, ?, ?)", (number, indexed.article.language, vector)
        )
        numbers.append(number or 0)
    return (numbers[0], numbers[-1]) if numbers else (0, -1)


def delete(connection: sqlite3.Connection, article_id: str) -> bool:
    """Take an article out, with its passages; return whether it was there."""
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    families.leave(connection, row[0])
    tallies.count(connection, row[0], -1)
    connection.execute("DELETE FROM articles WHERE number = ?", row)
    return True


def remove(connection: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Delete articles with their history; return the ids that were there."""
    removed = [article_id for article_id in ids if delete(connection, article_id)]
    for article_id in removed:
        provenance.forget(connection, article_id)
    return removed


def read_article(database: Database, article_id: str) -> Article:
    """Return an article.

    Raises:
        ArticleUnknown: There is none of this id.
    """
    rows = database.read(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE id = ?", [article_id])
    if not rows:
        raise ArticleUnknown(
            f"There is no article {article_id!r} in the index; fundstelle list shows the ids."
        )
    return article_from(rows[0])


def read_articles_at(database: Database, url: str) -> list[Article]:
    """Return the articles of an address, in the order in which they were added."""
    query = f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE url = ? ORDER BY number"
    return [article_from(row) for row in database.read(query, [url])]


def read_articles(database: Database) -> Iterator[Article]:
    """Yield all articles by id."""
    # By key, not by cursor: the caller may take its time without holding a snapshot open.
    last = ""
    query = f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE id > ? ORDER BY id LIMIT 200"
    while rows := database.read(query, [last]):
        yield from map(article_from, rows)
        last = rows[-1][0]
