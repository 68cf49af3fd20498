"""The local store: one SQLite file is the truth, a FAISS file beside it is derived from it."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index import passages, provenance, schema, tables
from index.columns import (
    ARTICLE_COLUMNS,
    article_from,
    condition,
    damage,
    unseal,
    vectors_from,
)
from index.config import IndexConfig
from index.database import Database
from index.errors import ArticleUnknown, IndexMissing
from index.records import (
    Article,
    Chunk,
    Cut,
    Filter,
    IndexedArticle,
    Receipt,
    Vectors,
    Version,
)
from index.store import Candidate, LanguageShare, Lexicon, Summary
from index.vectors import Stamp, VectorFile, VectorIndex

_DATABASE, _VECTORS = "index.sqlite", "vectors.faiss"


class LocalStore:
    """A :class:`index.store.Store` in a folder on this machine."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._vectors = VectorFile(folder / _VECTORS)
        with schema.plain_errors(database.path):
            manifest = schema.read_manifest(database.connection)
        self._config = schema.config_from(manifest, database.path)
        self._id = manifest.get("store", "")

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
        path = folder / _DATABASE
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexMissing(
                f"The index folder {folder} cannot be made ({error.strerror}); "
                "choose another with --index."
            ) from error
        database = Database(path)
        with schema.plain_errors(path):
            schema.create(database.connection, config)
        return cls(folder, database)

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
        return cls(folder, Database(folder / _DATABASE))

    @property
    def config(self) -> IndexConfig:
        return self._config

    def close(self) -> None:
        self._database.close()

    # Writing

    def add(self, articles: Sequence[IndexedArticle]) -> None:
        with self._next_generation() as connection:
            for indexed in articles:
                provenance.keep_version(connection, indexed)
                tables.delete(connection, indexed.article.id)
                tables.insert(connection, indexed)

    def remove(self, ids: Collection[str]) -> list[str]:
        with self._next_generation() as connection:
            return _remove(connection, ids)

    def note(self, receipts: Collection[Receipt]) -> None:
        with self._database.transaction() as connection:
            provenance.write_receipts(connection, receipts)

    def forget(self, receipts: Collection[Receipt]) -> list[str]:
        with self._next_generation() as connection:
            return _remove(connection, provenance.drop_receipts(connection, receipts))

    def publish(self) -> None:
        self._current_vectors()

    @contextmanager
    def _next_generation(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction that ends in a new generation, or in nothing at all."""
        with self._database.transaction() as connection:
            yield connection
            # Drawn, not counted: what goes on from a backup or a copy, or without a commit that was
            # lost with the power, would count up to the same number with other contents.
            connection.execute(
                "UPDATE manifest SET value = random() & 0x7fffffffffffffff WHERE key = 'generation'"
            )

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
        query = f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE url = ? ORDER BY number"
        return [article_from(row) for row in self._database.read(query, [url])]

    def history(self, article_id: str) -> list[Version]:
        return provenance.read_history(self._database, self.article(article_id))

    def cuts(self, article_id: str) -> tuple[Cut, ...]:
        return provenance.read_cuts(self._database, self.article(article_id).id)

    def article(self, article_id: str) -> Article:
        rows = self._database.read(
            f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE id = ?", [article_id]
        )
        if not rows:
            raise ArticleUnknown(
                f"There is no article {article_id!r} in the index; fundstelle list shows the ids."
            )
        return article_from(rows[0])

    def articles(self) -> Iterator[Article]:
        # By key, not by cursor: the caller may take its time without holding a snapshot open.
        last = ""
        query = f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE id > ? ORDER BY id LIMIT 200"
        while rows := self._database.read(query, [last]):
            yield from map(article_from, rows)
            last = rows[-1][0]

    def summary(self) -> Summary:
        languages = self._database.read(
            "SELECT language, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC"
        )
        sources = self._database.read(
            "SELECT coalesce(source, ''), count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        (first, last, reprints) = self._database.read(
            "SELECT min(published), max(published), count(original) FROM articles"
        )[0]
        (count, sentences) = self._database.read(
            "SELECT coalesce(sum(passages), 0), coalesce(sum(sentences), 0) FROM languages"
        )[0]
        size = sum(file.stat().st_size for file in self._folder.iterdir() if file.is_file())
        return Summary(
            sum(n for _, n in languages), count, sentences,
            dict(languages), dict(sources), first, last, size, reprints,
        )  # fmt: skip

    # Finding passages

    def languages(self) -> dict[str, LanguageShare]:
        rows = self._database.read(
            "SELECT language, passages, vector_sum FROM languages WHERE passages > 0"
        )
        return {
            language: LanguageShare(
                count, (np.frombuffer(unseal(total)) / count).astype(np.float32)
            )
            for language, count, total in rows
        }

    def nearest(self, vector: Vectors, k: int, language: str, allowed: Filter) -> list[int]:
        numbers = None
        if allowed:
            where, values = condition(allowed)
            rows = self._database.read(
                "SELECT p.number FROM passages p JOIN articles a ON a.number = p.article"
                f" WHERE {where}",
                values,
            )
            numbers = np.array([row[0] for row in rows], dtype=np.int64)
        return self._current_vectors().search(vector, k, language, numbers)

    def matching(self, stems: Collection[str], k: int, allowed: Filter) -> list[int]:
        if not stems or k < 1:
            return []
        where, values = condition(allowed)
        rows = self._database.read(
            "SELECT lexicon.rowid FROM lexicon"
            " JOIN passages p ON p.number = lexicon.rowid JOIN articles a ON a.number = p.article"
            f" WHERE lexicon MATCH ? AND {where} ORDER BY bm25(lexicon) LIMIT ?",
            [" OR ".join(f'"{stem}"' for stem in stems), *values, k],
        )
        return [row[0] for row in rows]

    def terms(self, prefix: str) -> list[str]:
        query = "SELECT term FROM vocabulary WHERE term >= ? AND term < ?"
        return [row[0] for row in self._database.read(query, [prefix, f"{prefix}\U0010ffff"])]

    def lexicon(self, stems: Collection[str]) -> Lexicon:
        frequencies = self._database.read(
            "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))",
            [json.dumps(list(stems))],
        )
        (count, words) = self._database.read(
            "SELECT coalesce(sum(passages), 0), coalesce(sum(stems), 0) FROM languages"
        )[0]
        return Lexicon(count, words / max(count, 1), dict(frequencies))

    def candidates(self, numbers: Collection[int]) -> list[Candidate]:
        return passages.read_candidates(self._database, numbers, self._config.dimension)

    def word_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        return passages.read_word_vectors(self._database, numbers)

    def context_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        return passages.read_context_vectors(self._database, numbers, self._config.dimension)

    def chunks(self, numbers: Collection[int]) -> dict[int, tuple[Article, Chunk]]:
        return passages.read_chunks(self._database, numbers)

    # The vector file

    def _stamp(self) -> Stamp:
        rows = self._database.read("SELECT value FROM manifest WHERE key = 'generation'")
        try:
            return Stamp(self._id, int(rows[0][0]))
        except (IndexError, TypeError, ValueError) as error:
            raise damage("The generation") from error

    def _current_vectors(self) -> VectorIndex:
        return self._vectors.current(self._stamp(), self._build_vectors)

    def _build_vectors(self) -> VectorIndex:
        with self._database.snapshot():
            stamp = self._stamp()
            rows = self._database.read(
                "SELECT a.language, p.number, p.vector"
                " FROM passages p JOIN articles a ON a.number = p.article ORDER BY 1, 2"
            )
        parts = {}
        for language in {row[0] for row in rows}:
            own = [row for row in rows if row[0] == language]
            matrix = np.stack([vectors_from(row[2]) for row in own])
            parts[language] = np.array([row[1] for row in own], dtype=np.int64), matrix
        return VectorIndex.build(stamp, parts)


def _remove(connection: sqlite3.Connection, ids: Collection[str]) -> list[str]:
    removed = [article_id for article_id in ids if tables.delete(connection, article_id)]
    for article_id in removed:
        provenance.forget(connection, article_id)
    return removed
