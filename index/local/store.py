"""The local store: one SQLite file is the truth, a FAISS file beside it is derived from it."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from index.catalogue import CataloguePage, CatalogueQuery, Counts
from index.config import IndexConfig
from index.errors import IndexMissing
from index.local import catalogue, lexicon, passages, provenance, schema, tables, tallies
from index.local.database import Database
from index.local.facets import AllowedPassages
from index.local.holdings import read_holdings
from index.local.recent import RecentPassages
from index.local.vectors import Mask, NearestPassages
from index.projection import from_bytes
from index.records import Article, Chunk, Cut, Filter, Vectors
from index.store import Candidate, CollectionStatistics, LanguageShare, Summary
from index.stored_records import Holding, IndexedArticle, Receipt, Version

_DATABASE, _VECTORS = "index.sqlite", "vectors.faiss"

# Passages added by one process before it brings the vector file up to date by itself: who searches
# meanwhile, or opens the index after a kill, has no more than that to read from the database.
_MOST_UNPUBLISHED = 20_000

# Passages whose vectors are kept in memory once they were read: some 50 KB each.
_MOST_RECENT = 2_000


class LocalStore:
    """A :class:`index.store.Store` in a folder on this machine."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        with schema.plain_errors(database.path):
            manifest = schema.read_manifest(database.connection)
        self._config = schema.config_from(manifest, database.path)
        self._nearest = NearestPassages(folder / _VECTORS, database, manifest.get("store", ""))
        self._allowed = AllowedPassages(database)
        self._candidates = RecentPassages[Candidate](_MOST_RECENT)
        self._packed_words = RecentPassages[memoryview](_MOST_RECENT)
        self._unpublished = 0

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """Tell whether a folder holds an index; one that was killed while being made does not."""
        path = folder / _DATABASE
        return path.is_file() and not schema.is_blank(path)

    @classmethod
    def create(cls, folder: Path, config: IndexConfig) -> "LocalStore":
        """Open the index in a folder, making it first where there is none.

        Raises:
            StoreError: The folder cannot be written, or holds something else.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexMissing(
                f"The index folder {folder} cannot be made ({error.strerror}); "
                "choose another with --index."
            ) from error
        return cls._over(folder, config)

    @classmethod
    def open(cls, folder: Path) -> "LocalStore":
        """Open the index in a folder.

        Raises:
            IndexMissing: There is none.
            IndexMismatch: It was made by another version.
            IndexDamaged: It cannot be read.
        """
        if not cls.exists(folder):
            raise IndexMissing(
                f"There is no index at {folder}; "
                f"make one with: fundstelle add --index {folder} PATH…"
            )
        return cls._over(folder)

    @classmethod
    def _over(cls, folder: Path, config: IndexConfig | None = None) -> "LocalStore":
        """Return the store over a folder's database, laid out first where there is a config."""
        with ExitStack() as opened:
            database = opened.enter_context(closing(Database(folder / _DATABASE)))
            if config is not None:
                with schema.plain_errors(database.path):
                    schema.create(database.connection, config)
            store = cls(folder, database)
            opened.pop_all()
        return store

    def __repr__(self) -> str:
        return f"LocalStore({str(self._folder)!r})"

    @property
    def config(self) -> IndexConfig:
        return self._config

    def close(self) -> None:
        self._database.close()

    # Writing

    def add(self, articles: Sequence[IndexedArticle]) -> None:
        with self._change() as connection:
            for indexed in articles:
                provenance.keep_version(connection, indexed)
                tables.delete(connection, indexed.article.id)
                tables.insert(connection, indexed)
        self._count_unpublished(articles)

    def restore(self, holdings: Sequence[Holding]) -> None:
        with self._change() as connection:
            tables.restore(connection, holdings)
        self._count_unpublished([holding.indexed for holding in holdings])

    def remove(self, ids: Collection[str]) -> list[str]:
        with self._change() as connection:
            return tables.remove(connection, ids)

    def note(self, receipts: Collection[Receipt]) -> None:
        with self._database.transaction() as connection:
            provenance.write_receipts(connection, receipts)

    def forget(self, receipts: Collection[Receipt]) -> list[str]:
        with self._change() as connection:
            return tables.remove(connection, provenance.drop_receipts(connection, receipts))

    def publish(self) -> None:
        self._unpublished = 0
        self._nearest.publish()

    def _count_unpublished(self, articles: Sequence[IndexedArticle]) -> None:
        self._unpublished += sum(len(indexed.passages) for indexed in articles)
        if self._unpublished > _MOST_UNPUBLISHED:
            self.publish()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction that readers can tell has been run."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO changes DEFAULT VALUES")
            yield connection

    # Reading articles

    def content_hashes(self) -> dict[str, str]:
        return dict(self._database.read("SELECT id, content_hash FROM articles"))

    def content_hash(self, article_id: str) -> str | None:
        rows = self._database.read("SELECT content_hash FROM articles WHERE id = ?", [article_id])
        return rows[0][0] if rows else None

    def receipt(self, origin: str) -> Receipt | None:
        return provenance.read_receipt(self._database, origin)

    def receipts(self, within: str) -> list[Receipt]:
        return provenance.read_receipts(self._database, within)

    def articles_at(self, url: str) -> list[Article]:
        return tables.read_articles_at(self._database, url)

    def history(self, article_id: str) -> list[Version]:
        return provenance.read_history(self._database, self.article(article_id))

    def cuts(self, article_id: str) -> tuple[Cut, ...]:
        return provenance.read_cuts(self._database, self.article(article_id).id)

    def article(self, article_id: str) -> Article:
        return tables.read_article(self._database, article_id)

    def articles(self) -> Iterator[Article]:
        return tables.read_articles(self._database)

    def catalogue(self, query: CatalogueQuery) -> CataloguePage:
        return catalogue.read_catalogue(self._database, query)

    def counts(self, query: CatalogueQuery) -> Counts:
        return catalogue.read_counts(self._database, query)

    def summary(self) -> Summary:
        return tallies.summarise(self._database, _size_of(self._folder))

    # Finding passages

    def languages(self) -> dict[str, LanguageShare]:
        return tallies.read_languages(self._database)

    def nearest(self, vector: Vectors, k: int, language: str, allowed: Filter) -> list[int]:
        return self._nearest.search(vector, k, language, self._mask(allowed))

    def matching(self, stems: Collection[str], k: int, allowed: Filter) -> list[int]:
        return lexicon.match(self._database, stems, k, self._mask(allowed))

    def terms(self, prefix: str) -> list[str]:
        return lexicon.read_terms(self._database, prefix)

    def statistics(self, stems: Collection[str]) -> CollectionStatistics:
        return lexicon.read_statistics(self._database, stems)

    def _mask(self, allowed: Filter) -> Mask | None:
        return self._allowed.read(allowed, self._nearest.change()) if allowed else None

    def candidates(self, numbers: Collection[int]) -> list[Candidate]:
        found = self._candidates.read(
            numbers,
            self._nearest.change(),
            lambda wanted: passages.read_candidates(self._database, wanted, self._config.dimension),
        )
        return [*found.values()]

    def word_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        found = self._packed_words.read(
            numbers,
            self._nearest.change(),
            lambda wanted: passages.read_packed_words(self._database, wanted),
        )
        return {number: from_bytes(packed) for number, packed in found.items()}

    def context_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        return passages.read_context_vectors(self._database, numbers, self._config.dimension)

    def chunks(self, numbers: Collection[int]) -> dict[int, tuple[Article, Chunk]]:
        return passages.read_chunks(self._database, numbers)

    def holdings(self, ids: Collection[str]) -> list[Holding]:
        return read_holdings(self._database, ids, self._config.dimension)


def _size_of(folder: Path) -> int:
    """Return the bytes of a folder's files; those that vanish meanwhile have none."""
    try:
        files = [*folder.iterdir()]
    except FileNotFoundError as error:
        raise IndexMissing(
            f"The index folder {folder} is gone; put it back, or add articles to make a new one."
        ) from error
    size = 0
    for file in files:
        with suppress(FileNotFoundError):
            size += file.stat().st_size if file.is_file() else 0
    return size
