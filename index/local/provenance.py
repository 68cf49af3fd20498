"""Where stored articles came from, what was cut out of them, and what they once were."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from index.errors import SourceUnreadable
from index.local.columns import ARTICLE_COLUMNS, article_from
from index.local.database import Database
from index.origins import starts_within
from index.records import Article, Cut
from index.rows import article_from_row, article_to_row, parse_row
from index.sealing import damage
from index.stored_records import IndexedArticle, Receipt, Validators, Version

_RECEIPT = "origin, article, fingerprint, etag, last_modified, url"


def read_receipt(database: Database, origin: str) -> Receipt | None:
    """Return what is remembered of an origin."""
    rows = database.read(f"SELECT {_RECEIPT} FROM receipts WHERE origin = ?", [origin])
    return _receipt_from(rows[0]) if rows else None


def read_receipts(database: Database, within: str) -> list[Receipt]:
    """Return what is remembered of the origins that are within a file or folder, or are it."""
    found = database.read(f"SELECT {_RECEIPT} FROM receipts WHERE origin = ?", [within])
    for start in starts_within(within):
        found += database.read(
            f"SELECT {_RECEIPT} FROM receipts WHERE origin > ? AND origin < ?",
            [start, f"{start}\U0010ffff"],
        )
    return [_receipt_from(row) for row in found]


def read_receipts_of(database: Database, ids: Collection[str]) -> dict[str, tuple[Receipt, ...]]:
    """Return what is remembered of articles' origins, in the order of these."""
    rows = database.read(
        f"SELECT {_RECEIPT} FROM receipts WHERE article IN (SELECT value FROM json_each(?))"
        " ORDER BY origin",
        [json.dumps(list(ids))],
    )
    found = defaultdict[str, list[Receipt]](list)
    for receipt in map(_receipt_from, rows):
        found[receipt.article_id].append(receipt)
    return {article_id: tuple(receipts) for article_id, receipts in found.items()}


def write_receipts(connection: sqlite3.Connection, receipts: Iterable[Receipt]) -> None:
    """Remember where articles came from, in place of what was remembered of these origins."""
    connection.executemany(
        f"INSERT OR REPLACE INTO receipts ({_RECEIPT}) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (one.origin, one.article_id, one.fingerprint, *astuple(one.validators))
            for one in receipts
        ],
    )


def drop_receipts(connection: sqlite3.Connection, receipts: Collection[Receipt]) -> list[str]:
    """Forget receipts; return their articles that no other one is left of."""
    connection.executemany(
        "DELETE FROM receipts WHERE origin = ? AND article = ?",
        [(one.origin, one.article_id) for one in receipts],
    )
    kept = "SELECT 1 FROM receipts WHERE article = ?"
    articles = dict.fromkeys(one.article_id for one in receipts)
    return [one for one in articles if connection.execute(kept, (one,)).fetchone() is None]


def _receipt_from(row: Sequence[Any]) -> Receipt:
    origin, article_id, fingerprint, *validators = row
    return Receipt(origin, article_id, fingerprint, Validators(*validators))


def keep_version(connection: sqlite3.Connection, indexed: IndexedArticle) -> None:
    """Write the stored version of an article into its history, if the new one says otherwise."""
    row = connection.execute(
        f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE id = ? AND content_hash != ?",
        (indexed.article.id, indexed.content_hash),
    ).fetchone()
    if row is not None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        write_history(connection, indexed.article.id, [Version(article_from(row), now)])


def write_history(
    connection: sqlite3.Connection, article_id: str, versions: Sequence[Version]
) -> None:
    """Write what an article was, the latest version first, behind what its history holds."""
    connection.executemany(
        "INSERT INTO versions (article, replaced, content) VALUES (?, ?, ?)",
        [
            (article_id, one.replaced, json.dumps(article_to_row(one.article), ensure_ascii=False))
            for one in reversed(versions)
        ],
    )


def read_history(database: Database, article: Article) -> list[Version]:
    """Return what an article was before, the latest version first.

    Raises:
        IndexDamaged: A version cannot be read.
    """
    return list(read_histories(database, [article.id]).get(article.id, ()))


def read_histories(database: Database, ids: Collection[str]) -> dict[str, tuple[Version, ...]]:
    """Return what articles were before, the latest version first; only of those that changed.

    Raises:
        IndexDamaged: A version cannot be read.
    """
    rows = database.read(
        "SELECT article, content, replaced FROM versions"
        " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC",
        [json.dumps(list(ids))],
    )
    found = defaultdict[str, list[Version]](list)
    for article_id, content, replaced in rows:
        try:
            article = article_from_row(parse_row(content))
        except SourceUnreadable as error:
            raise damage(f"The history of {article_id!r}") from error
        found[article_id].append(Version(article, replaced))
    return {article_id: tuple(versions) for article_id, versions in found.items()}


def read_cuts(database: Database, article_id: str) -> tuple[Cut, ...]:
    """Return what was cut out of an article, in the order of its document.

    Raises:
        IndexDamaged: It cannot be read.
    """
    ((cuts,),) = database.read("SELECT cuts FROM articles WHERE id = ?", [article_id])
    return cuts_from(article_id, cuts)


def cuts_from(article_id: str, cuts: str) -> tuple[Cut, ...]:
    """Return what was cut out of an article, as its row has it.

    Raises:
        IndexDamaged: It cannot be read.
    """
    try:
        return tuple(Cut(reason, text) for reason, text in json.loads(cuts))
    except (TypeError, ValueError) as error:
        raise damage(f"What was cut out of {article_id!r}") from error


def forget(connection: sqlite3.Connection, article_id: str) -> None:
    """Forget where an article came from and what it once was."""
    connection.execute("DELETE FROM receipts WHERE article = ?", (article_id,))
    connection.execute("DELETE FROM versions WHERE article = ?", (article_id,))
