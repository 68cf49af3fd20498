"""The store in Milvus: what :class:`index.store.Store` promises, for several machines at once."""

import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from index.catalogue import CataloguePage, CatalogueQuery, Counts
from index.config import IndexConfig
from index.errors import IndexMissing
from index.milvus import records
from index.milvus.articles import Articles
from index.milvus.catalogue import Catalogue
from index.milvus.census import Census
from index.milvus.connection import Connection
from index.milvus.families import Families
from index.milvus.holdings import read_holdings
from index.milvus.layout import Names
from index.milvus.making import connect, make_index, read_config
from index.milvus.memory import Memory
from index.milvus.passages import Passages
from index.milvus.records import RECEIPT, VERSION, Records
from index.milvus.writing import Writer
from index.places import MilvusPlace
from index.records import Article, Chunk, Cut, Filter, Vectors
from index.store import Candidate, CollectionStatistics, LanguageShare, Summary
from index.stored_records import Holding, IndexedArticle, Receipt, Version

# Passages added by one process before it keeps what is true of the whole index by itself.
_MOST_UNPUBLISHED = 20_000


class MilvusStore:
    """A :class:`index.store.Store` in Milvus, on a server or in a Milvus Lite file."""

    def __init__(self, place: MilvusPlace, connection: Connection, config: IndexConfig) -> None:
        names = Names.of(place.name)
        self._place = place
        self._connection = connection
        self._config = config
        self._records = Records(connection, names)
        families = Families(connection, names, self._records)
        self._census = Census(connection, names, self._records)
        self._articles = Articles(connection, names, families)
        self._passages = Passages(connection, names, self._articles, config.dimension)
        self._catalogue = Catalogue(connection, names, self._census, families)
        self._counts = Memory[CatalogueQuery, Counts]()
        self._summaries = Memory[MilvusPlace, Summary]()
        self._writer = Writer(connection, names, self._records, families)
        # Milvus Lite takes one writer at a time; to Milvus it makes no difference.
        self._writing = threading.Lock()
        self._unpublished = 0

    @classmethod
    def exists(cls, place: MilvusPlace) -> bool:
        """Tell whether there is an index; one that was killed while being made is none.

        Raises:
            StoreError: The server cannot be asked.
        """
        if place.file is not None and not place.file.exists():
            return False
        connection = connect(place)
        try:
            return read_config(connection) is not None
        finally:
            connection.close()

    @classmethod
    def create(cls, place: MilvusPlace, config: IndexConfig) -> "MilvusStore":
        """Open an index, making it first where there is none.

        Raises:
            StoreError: The server cannot be asked, or refuses.
            IndexMismatch: There is one of another version.
        """
        connection = connect(place)
        try:
            there = read_config(connection)
            if there is None:
                make_index(connection, config)
                there = read_config(connection) or config
        except BaseException:
            connection.close()
            raise
        return cls(place, connection, there)

    @classmethod
    def open(cls, place: MilvusPlace) -> "MilvusStore":
        """Open an index.

        Raises:
            IndexMissing: There is none.
            IndexMismatch: It was made by another version.
            StoreError: The server cannot be asked.
        """
        if place.file is not None and not place.file.exists():
            raise _missing(place)
        connection = connect(place)
        try:
            config = read_config(connection)
            if config is not None:
                connection.load()
        except BaseException:
            connection.close()
            raise
        if config is None:
            connection.close()
            raise _missing(place)
        return cls(place, connection, config)

    def __repr__(self) -> str:
        return f"MilvusStore({str(self._place)!r})"

    @property
    def config(self) -> IndexConfig:
        return self._config

    def close(self) -> None:
        self._connection.close()

    # Writing

    def add(self, articles: Sequence[IndexedArticle]) -> None:
        with self._writing:
            self._writer.add(articles)
        self._count_unpublished(articles)

    def restore(self, holdings: Sequence[Holding]) -> None:
        with self._writing:
            self._writer.restore(holdings)
        self._count_unpublished([holding.indexed for holding in holdings])

    def remove(self, ids: Collection[str]) -> list[str]:
        with self._writing:
            return self._writer.remove(ids)

    def note(self, receipts: Collection[Receipt]) -> None:
        with self._writing:
            self._writer.note(receipts)

    def forget(self, receipts: Collection[Receipt]) -> list[str]:
        with self._writing:
            return self._writer.forget(receipts)

    def publish(self) -> None:
        self._unpublished = 0
        with self._writing:
            self._writer.sweep()
            if self._connection.is_lite:  # a server does so by itself
                self._connection.flush()
            self._census.publish()

    def _count_unpublished(self, articles: Sequence[IndexedArticle]) -> None:
        self._unpublished += sum(len(indexed.passages) for indexed in articles)
        if self._unpublished > _MOST_UNPUBLISHED:
            self.publish()

    # Reading articles

    def content_hashes(self) -> dict[str, str]:
        return self._articles.hashes()

    def content_hash(self, article_id: str) -> str | None:
        return self._articles.hash_of(article_id)

    def receipt(self, origin: str) -> Receipt | None:
        found = self._records.read(RECEIPT, [origin])
        return records.receipt_from(found[0]) if found else None

    def receipts(self, within: str) -> list[Receipt]:
        return records.receipts_within(self._records, within)

    def article(self, article_id: str) -> Article:
        return self._articles.one(article_id).article

    def articles_at(self, url: str) -> list[Article]:
        return self._articles.at(url)

    def history(self, article_id: str) -> list[Version]:
        current = {article_id: self._articles.one(article_id).number}
        kept = self._records.of_articles(VERSION, [article_id])
        return records.versions_from(kept, current).get(article_id, [])

    def cuts(self, article_id: str) -> tuple[Cut, ...]:
        return self._articles.cuts(article_id)

    def articles(self) -> Iterator[Article]:
        return self._articles.all()

    def catalogue(self, query: CatalogueQuery) -> CataloguePage:
        return self._catalogue.page(query)

    def counts(self, query: CatalogueQuery) -> Counts:
        return self._counts.get(self._census.state(), query, self._catalogue.counts)

    def summary(self) -> Summary:
        return self._summaries.get(self._census.state(), self._place, self._summarise)

    def _summarise(self, place: MilvusPlace) -> Summary:
        return self._articles.summary(_size_of(place.file))

    def holdings(self, ids: Collection[str]) -> list[Holding]:
        return read_holdings(self._articles, self._passages, self._records, ids)

    # Finding passages

    def languages(self) -> dict[str, LanguageShare]:
        return dict(self._census.tally().languages)

    def nearest(self, vector: Vectors, k: int, language: str, allowed: Filter) -> list[int]:
        return self._passages.nearest(vector, k, language, allowed)

    def matching(self, stems: Collection[str], k: int, allowed: Filter) -> list[int]:
        return self._passages.matching(stems, k, allowed)

    def terms(self, prefix: str) -> list[str]:
        return self._census.terms(prefix)

    def statistics(self, stems: Collection[str]) -> CollectionStatistics:
        return self._census.statistics(stems)

    def candidates(self, numbers: Collection[int]) -> list[Candidate]:
        return self._passages.candidates(numbers)

    def word_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        return self._passages.word_vectors(numbers)

    def context_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        return self._passages.context_vectors(numbers)

    def chunks(self, numbers: Collection[int]) -> dict[int, tuple[Article, Chunk]]:
        return self._passages.chunks(numbers)


def _missing(place: MilvusPlace) -> IndexMissing:
    return IndexMissing(
        f"There is no index at {place}; make one with: fundstelle add --index {place} PATH…"
    )


def _size_of(file: Path | None) -> int:
    """Return the bytes of a Milvus Lite file, which is a folder; of a server they are not known."""
    if file is None:
        return 0
    return sum(part.stat().st_size for part in file.rglob("*") if part.is_file())
