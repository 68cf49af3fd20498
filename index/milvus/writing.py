"""Articles are written, replaced and removed.

Milvus has no transactions over several rows of several collections. So one request is what counts:
the one that writes the articles' own rows, or deletes them. Each version of an article has passages
of its own, which carry its number as their revision. They are written before, and those of the
version before are deleted after; readers pass over passages whose revision is not that of their
article's row. What a writer is about to write it says in a record first, so that what it leaves
behind when it is killed is found and cleared by the next one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from uuid import uuid4

from index.milvus import records
from index.milvus.connection import Connection, Row
from index.milvus.expressions import among, both
from index.milvus.families import Families, Newcomer
from index.milvus.layout import Names
from index.milvus.numbers import Numbers, age_seconds
from index.milvus.passage_writing import PassageWriter, passage_rows
from index.milvus.records import RECEIPT, TERM, VERSION, WRITING, Records
from index.milvus.rows import (
    ARTICLE,
    article_from,
    article_row,
    bands_from,
)
from index.milvus.values import key_of
from index.stored_records import Holding, IndexedArticle, Receipt

_ARTICLES_AT_ONCE = 50
# What another writer has announced and not done after so many seconds, it will not do any more:
# each of its calls has a deadline.
PATIENCE_SECONDS = 600.0

CHANGE = "change"
"""The entry of the manifest that says which state of the index is meant; drawn, not counted."""


class Writer:
    """Writes an index; other writers may do so at the same time."""

    def __init__(
        self, connection: Connection, names: Names, kept: Records, families: Families
    ) -> None:
        self._connection = connection
        self._names = names
        self._records = kept
        self._families = families
        self._passages = PassageWriter(connection, names)
        self._numbers = Numbers()
        self._known_terms: set[str] = set()

    # Storing

    def add(self, articles: Sequence[IndexedArticle]) -> None:
        """Store articles in place of what is there of them, and find what they reprint."""

        def follow(stored: Mapping[str, IndexedArticle], before: Mapping[str, Row]) -> None:
            self._families.leave(before)
            self._families.join(
                [Newcomer(i, one.article.text, tuple(one.bands)) for i, one in stored.items()]
            )
            receipts = [one.receipt for one in stored.values() if one.receipt]
            self._records.write([records.receipt_row(receipt) for receipt in receipts])

        self._store(articles, self._outdated, follow)

    def restore(self, holdings: Sequence[Holding]) -> None:
        """Store articles as another store held them, in place of what is there of them."""
        told = [
            records.version_row(version.article, number, version.replaced)
            for held in holdings
            for number, version in zip(
                self._numbers.draw(len(held.versions)), reversed(held.versions), strict=True
            )
        ]
        receipts = [records.receipt_row(one) for held in holdings for one in held.receipts]

        def follow(stored: Mapping[str, IndexedArticle], _: Mapping[str, Row]) -> None:
            self._families.state({i: one.article.reprint_of for i, one in stored.items()})
            self._records.write(receipts)
            meant = {row["key"] for row in (*told, *receipts)}
            self._records.keep(RECEIPT + VERSION, stored, meant)

        self._store([held.indexed for held in holdings], lambda *_: told, follow)

    def _store(
        self,
        articles: Sequence[IndexedArticle],
        prepare: Callable[[Mapping[str, IndexedArticle], Mapping[str, Row]], list[Row]],
        follow: Callable[[Mapping[str, IndexedArticle], Mapping[str, Row]], None],
    ) -> None:
        stored = {one.article.id: one for one in articles}  # the last of an id
        if not stored:
            return
        # Numbered from 0 until it is announced that they will be written.
        rows = [article_row(one, number) for number, one in enumerate(stored.values())]
        passages = passage_rows(stored.values(), len(rows))
        (start,) = self._announce(stored)
        numbers = self._numbers.draw(len(rows) + len(passages))
        for row in rows:
            row["number"] += numbers[0]
        for row in chain.from_iterable(passages):
            row["number"] += numbers[0]
            row["revision"] += numbers[0]
        before = self._there(stored)
        self._passages.write(passages, numbers[: len(rows)])
        self._records.write(prepare(stored, before))
        self._write_terms(stored.values())
        self._connection.upsert(self._names.articles, rows)  # this is what counts
        follow(stored, before)
        self._tell_change()
        self._finish(start, {row["id"]: row["number"] for row in rows})

    def _there(self, ids: Collection[str]) -> dict[str, Row]:
        rows = self._connection.look_up(
            self._names.articles,
            "key",
            [key_of(one) for one in ids],
            [*ARTICLE, "content_hash", "rest"],
            strong=True,
            at_once=_ARTICLES_AT_ONCE,
        )
        return {row["id"]: row for row in rows}

    def _outdated(
        self, stored: Mapping[str, IndexedArticle], before: Mapping[str, Row]
    ) -> list[Row]:
        """Return the versions that come into the history."""
        return [
            records.version_row(article_from(row, None), row["number"])
            for one, row in before.items()
            if row["content_hash"] != stored[one].content_hash
        ]

    def _write_terms(self, articles: Collection[IndexedArticle]) -> None:
        terms = {stem for one in articles for passage in one.passages for stem in passage.stems}
        fresh = terms - self._known_terms
        self._records.write([records.record(TERM, term) for term in sorted(fresh)])
        self._known_terms |= fresh

    # Removing

    def remove(self, ids: Collection[str]) -> list[str]:
        """Remove articles with their history; return the ids that were there."""
        there = self._there(ids)
        removed = [one for one in dict.fromkeys(ids) if one in there]
        if not removed:
            return []
        (start,) = self._announce(removed)
        # Receipts go first: one without its article would say that there is nothing to do.
        self._records.delete_of_articles(RECEIPT, removed)
        keys = [key_of(one) for one in removed]
        self._connection.delete(self._names.articles, among("key", keys))  # this is what counts
        self._records.delete_of_articles(VERSION, removed)
        self._families.leave(removed)
        self._tell_change()
        self._finish(start, dict.fromkeys(removed, start))
        return removed

    def note(self, receipts: Collection[Receipt]) -> None:
        """Remember where articles that are stored already have been met again."""
        self._records.write([records.receipt_row(receipt) for receipt in receipts])

    def forget(self, receipts: Collection[Receipt]) -> list[str]:
        """Forget receipts, remove the articles that none is left of; return their ids."""
        about = {receipt.origin: receipt.article_id for receipt in receipts}
        kept = self._records.read(RECEIPT, about)
        gone = [row["name"] for row in kept if about[row["name"]] == row["article"]]
        self._records.delete(RECEIPT, gone)
        ids = dict.fromkeys(receipt.article_id for receipt in receipts)
        left = {row["article"] for row in self._records.of_articles(RECEIPT, ids)}
        return self.remove([one for one in ids if one not in left])

    # Leaving nothing behind

    def sweep(self) -> None:
        """Clear what writers that were killed have left behind, and end what they began."""
        for row in self._records.all(WRITING):
            if age_seconds(int(row["name"])) < PATIENCE_SECONDS:
                continue
            ids = records.content_of(row)
            there = self._there(ids)
            self._families.leave([one for one in ids if one not in there])
            self._families.join(
                [
                    Newcomer(i, article_from(one, None).text, bands_from(one))
                    for i, one in there.items()
                ]
            )
            self._clear(int(row["name"]), ids)
            self._tell_change()
            self._records.delete(WRITING, [row["name"]])

    def _announce(self, ids: Iterable[str]) -> range:
        """Say which articles are about to be written; what is written has greater numbers."""
        start = self._numbers.draw(1)
        self._records.write([records.record(WRITING, str(start[0]), content=list(ids))])
        return start

    def _finish(self, start: int, revisions: Mapping[str, int]) -> None:
        """Delete what these articles were before, and take back what was announced."""
        self._clear(start, revisions)
        self._records.delete(WRITING, [str(start)])
        # Another writer may have replaced them since, and spared what was announced until now.
        current = self._revisions(revisions)
        mine = [own for one, own in revisions.items() if current.get(one) != own]
        if mine:
            self._passages.delete(among("revision", mine))

    def _clear(self, start: int, ids: Collection[str]) -> None:
        """Delete the passages of these articles that are not theirs any more.

        What others have announced is spared, and so is what is announced from now on: it will have
        greater numbers than the one that is drawn here first.
        """
        (bound,) = self._numbers.draw(1)
        announced = [int(row["name"]) for row in self._records.all(WRITING)]
        bound = min([bound, *(other for other in announced if other != start)])
        current = self._revisions(ids).values()
        stale = both(
            among("article", ids),
            f"revision < {bound}",
            f"not ({among('revision', list(current))})" if current else "",
        )
        self._passages.delete(stale)

    def _revisions(self, ids: Collection[str]) -> dict[str, int]:
        keys = [key_of(one) for one in ids]
        rows = self._connection.look_up(
            self._names.articles, "key", keys, ["id", "number"], strong=True
        )
        return {row["id"]: row["number"] for row in rows}

    def _tell_change(self) -> None:
        self._records.write([records.entry_row(CHANGE, uuid4().hex)])
