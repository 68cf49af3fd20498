"""Passages are written, version by version of their articles, and deleted.

Each has two rows: one that it is found by, and one with its content.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from index.errors import StoreError
from index.milvus.connection import Connection, Row
from index.milvus.expressions import among
from index.milvus.layout import Names
from index.milvus.rows import content_row, passage_row
from index.stored_records import IndexedArticle

# Rows of passages that are written at once: some 50 KB each, where a message may have 64 MB.
_AT_ONCE = 200


class PassageWriter:
    """Writes passages, and deletes them."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self._connection = connection
        self._names = names

    def write(self, rows: Sequence[tuple[Row, Row]], revisions: range) -> None:
        """Write passages whole; where that fails, none of these revisions."""
        try:
            for at in range(0, len(rows), _AT_ONCE):
                found, contents = zip(*rows[at : at + _AT_ONCE], strict=True)
                self._connection.insert(self._names.contents, contents)
                self._connection.insert(self._names.passages, found)
        except StoreError:
            with suppress(StoreError):  # it was announced, so the next writer would clear it
                self.delete(among("revision", revisions))
            raise

    def delete(self, where: str) -> None:
        """Delete the passages that an expression holds for."""
        self._connection.delete(self._names.passages, where)
        self._connection.delete(self._names.contents, where)


def passage_rows(articles: Iterable[IndexedArticle], first: int) -> list[tuple[Row, Row]]:
    """Return both rows of articles' passages, numbered on; their revisions count the articles."""
    passages = [
        (one.article, passage, revision)
        for revision, one in enumerate(articles)
        for passage in one.passages
    ]
    return [
        (
            passage_row(article, passage, number, revision),
            content_row(article, passage, number, revision),
        )
        for number, (article, passage, revision) in enumerate(passages, first)
    ]
