"""What is small and looked up by name: receipts, earlier versions, reprints, terms, the manifest.

Each kind has rows of its own in one collection: a key, a name, the id of the article that it is
about, and a content.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from index.errors import SourceUnreadable
from index.milvus.connection import Connection, Row
from index.milvus.expressions import among, begins, both, equals
from index.milvus.layout import Names
from index.milvus.values import NOTHING, from_pieces, key_of, to_pieces
from index.origins import starts_within
from index.records import Article
from index.rows import article_from_row, article_to_row, parse_row
from index.sealing import damage
from index.stored_records import Receipt, Validators, Version

RECEIPT, VERSION, REPRINT, TERM, WRITING, MANIFEST = "rvptwm"
"""The kinds."""

_FIELDS = ("key", "name", "article", "content")
_AT_ONCE = 1_000


def record(kind: str, name: str, article: str = "", content: object = None) -> Row:
    """Return the row of a record; its content is anything that JSON knows."""
    return {
        "key": kind + key_of(name),
        "kind": kind,
        "name": name,
        "article": article,
        "content": to_pieces(json.dumps(content, ensure_ascii=False)),
        "nothing": NOTHING,
    }


def content_of(row: Row) -> Any:
    """Return the content of a record.

    Raises:
        IndexDamaged: It cannot be read.
    """
    try:
        return json.loads(from_pieces(row["content"]))
    except ValueError as error:
        raise damage("A record") from error


class Records:
    """The records of an index."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self._connection = connection
        self._collection = names.records

    def write(self, rows: Collection[Row]) -> None:
        """Write records in place of those of the same kinds and names."""
        unique = list({row["key"]: row for row in rows}.values())
        for at in range(0, len(unique), _AT_ONCE):
            self._connection.upsert(self._collection, unique[at : at + _AT_ONCE])

    def read(self, kind: str, names: Collection[str], *, strong: bool = True) -> list[Row]:
        """Return the records of these names."""
        keys = [kind + key_of(name) for name in names]
        return self._connection.look_up(self._collection, "key", keys, _FIELDS, strong=strong)

    def of_articles(self, kind: str, ids: Collection[str]) -> list[Row]:
        """Return the records about these articles."""
        listed, rows = list(ids), list[Row]()
        for at in range(0, len(listed), _AT_ONCE):
            rows += self.all(kind, among("article", listed[at : at + _AT_ONCE]))
        return rows

    def all(self, kind: str, where: str = "") -> list[Row]:
        """Return all records of a kind, of which there are few, or those of a condition."""
        condition = both(equals("kind", kind), where)
        pages = self._connection.scan(self._collection, condition, _FIELDS, strong=True)
        return [row for page in pages for row in page]

    def names(self, kind: str, where: str, *, strong: bool = False) -> list[str]:
        """Return the names of the records of a kind that a condition holds for, in order."""
        condition = both(equals("kind", kind), where)
        pages = self._connection.scan(self._collection, condition, ["name"], strong=strong)
        return sorted(row["name"] for page in pages for row in page)

    def delete(self, kind: str, names: Collection[str]) -> None:
        """Take out the records of these names."""
        keys = [kind + key_of(name) for name in names]
        for at in range(0, len(keys), _AT_ONCE):
            self._connection.delete(self._collection, among("key", keys[at : at + _AT_ONCE]))

    def delete_of_articles(self, kinds: str, ids: Collection[str]) -> None:
        """Take out the records of some kinds about these articles."""
        listed = list(ids)
        for at in range(0, len(listed), _AT_ONCE):
            about = both(among("kind", [*kinds]), among("article", listed[at : at + _AT_ONCE]))
            self._connection.delete(self._collection, about)

    def keep(self, kinds: str, ids: Collection[str], keys: Collection[str]) -> None:
        """Take out the records of some kinds about these articles but for those of these keys."""
        about = [row["key"] for kind in kinds for row in self.of_articles(kind, ids)]
        gone = [key for key in about if key not in keys]
        for at in range(0, len(gone), _AT_ONCE):
            self._connection.delete(self._collection, among("key", gone[at : at + _AT_ONCE]))


# Receipts


def receipt_row(receipt: Receipt) -> Row:
    """Return the record of a receipt."""
    content = [receipt.fingerprint, *astuple(receipt.validators)]
    return record(RECEIPT, receipt.origin, receipt.article_id, content)


def receipt_from(row: Row) -> Receipt:
    """Return the receipt in a record."""
    fingerprint, *validators = content_of(row)
    return Receipt(row["name"], row["article"], fingerprint, Validators(*validators))


def receipts_within(records: Records, within: str) -> list[Receipt]:
    """Return what is remembered of the origins that are within a file or folder, or are it."""
    found = records.read(RECEIPT, [within])
    for start in starts_within(within):
        inside = records.all(RECEIPT, begins("name", start))
        found += sorted((row for row in inside if row["name"] != start), key=_name_of)
    return [receipt_from(row) for row in found]


def _name_of(row: Row) -> str:
    return str(row["name"])


# Earlier versions


def version_row(article: Article, number: int, replaced: str | None = None) -> Row:
    """Return the record of a version that another one replaces now, or replaced then (UTC)."""
    when = replaced or datetime.now(UTC).isoformat(timespec="seconds")
    content = {"number": number, "replaced": when, "row": article_to_row(article)}
    return record(VERSION, f"{article.id}\0{number}", article.id, content)


def versions_from(rows: Iterable[Row], current: Mapping[str, int]) -> dict[str, list[Version]]:
    """Return versions by their articles' ids, the latest first.

    Args:
        rows: Their records.
        current: The number of each article as it is now: a writer that was killed before it wrote
            the new version has left the one that is still there.

    Raises:
        IndexDamaged: One cannot be read.
    """
    found = defaultdict[str, list[tuple[int, Version]]](list)
    for row in rows:
        content = content_of(row)
        if content["number"] == current.get(row["article"]):
            continue
        try:
            article = article_from_row(parse_row(json.dumps(content["row"])))
        except SourceUnreadable as error:
            raise damage(f"The history of {row['article']!r}") from error
        version = Version(article, content["replaced"])
        found[row["article"]].append((content["number"], version))
    return {
        article: [version for _, version in sorted(versions, key=lambda one: -one[0])]
        for article, versions in found.items()
    }


# The manifest


def read_entry(records: Records, name: str, *, strong: bool = False) -> Any:
    """Return an entry of the manifest, or None."""
    rows = records.read(MANIFEST, [name], strong=strong)
    return content_of(rows[0]) if rows else None


def entry_row(name: str, content: object) -> Row:
    """Return the record of an entry of the manifest."""
    return record(MANIFEST, name, content=content)
