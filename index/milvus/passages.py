"""Passages: found by their vectors and stems, and read back by their numbers.

Searching may lag behind what is written by some seconds (bounded staleness). What is true is asked
without any lag (strong consistency) of the articles' rows: a passage whose revision is not its
article's is passed over.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from index.milvus import rows
from index.milvus.articles import Articles
from index.milvus.connection import MOST_FOUND, Connection, Row
from index.milvus.expressions import allows, among, both, equals
from index.milvus.layout import Names
from index.milvus.values import to_words
from index.records import Article, Chunk, Filter, Vectors
from index.sealing import damage
from index.store import Candidate
from index.stored_records import IndexedPassage

_READ_AT_ONCE = 200  # of some 50 KB
_ARTICLES_AT_ONCE = 200
# How many HNSW holds in view for each that is asked for (at least as many), and at least.
_LEAST_VIEW, _MOST_VIEW = 256, 32_768
_OWNED = ("number", "article", "revision")
_WHERE = ("ordinal", "start", "end", "spans")
_SCORED = ("language", "stems", "spans", "sentences")


class Passages:
    """The passages of an index."""

    def __init__(
        self, connection: Connection, names: Names, articles: Articles, dimension: int
    ) -> None:
        self._connection = connection
        self._names = names
        self._articles = articles
        self._dimension = dimension

    def nearest(self, vector: Vectors, k: int, language: str, allowed: Filter) -> list[int]:
        """Return the ``k`` passages of one language nearest to a vector, best first."""
        view = min(max(2 * k, _LEAST_VIEW), _MOST_VIEW)
        where = both(equals("language", language), allows(allowed))
        params = {"metric_type": "IP", "params": {"ef": view}}
        return self._search("vector", vector.tolist(), k, where, params)

    def matching(self, stems: Collection[str], k: int, allowed: Filter) -> list[int]:
        """Return the ``k`` passages that match the stems best by BM25, best first."""
        if not stems:
            return []
        words = to_words(dict.fromkeys(stems)).strip()
        return self._search("lexical", words, k, allows(allowed), {"metric_type": "BM25"})

    def _search(
        self, field: str, wanted: object, k: int, where: str, params: Mapping[str, object]
    ) -> list[int]:
        if k < 1:
            return []
        (found,) = self._connection.search(
            self._names.passages,
            field,
            [wanted],
            min(k, MOST_FOUND),
            where,
            key="number",
            params=params,
        )
        # Those that score alike in the order of their numbers. How the others are ordered is left
        # to Milvus: to Milvus Lite the best by BM25 is the least.
        alike = groupby(found, key=itemgetter(1))
        return [number for _, hits in alike for number, _ in sorted(hits)]

    def candidates(self, numbers: Collection[int]) -> list[Candidate]:
        """Return what is needed to score these passages; those gone by now are left out."""
        read = self._read(numbers, (*_OWNED, *_SCORED))
        revisions = self._articles.revisions({row["article"] for row in read})
        current = [row for row in read if revisions.get(row["article"]) == row["revision"]]
        current.sort(key=lambda row: row["number"])
        return [rows.candidate_from(row, self._dimension) for row in current]

    def word_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        """Return the vectors of their titles' and their words."""
        read = self._read(numbers, ("number", "word_vectors"))
        return {row["number"]: rows.words_from(row) for row in read}

    def context_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        """Return the vectors of their sentences in context."""
        read = self._read(numbers, ("number", "contexts"))
        return {row["number"]: rows.contexts_from(row, self._dimension) for row in read}

    def chunks(self, numbers: Collection[int]) -> dict[int, tuple[Article, Chunk]]:
        """Return these passages with their articles; those gone by now are left out.

        Raises:
            IndexDamaged: An article does not say what it said when it was stored.
        """
        read = self._read(numbers, (*_OWNED, *_WHERE))
        versions = self._articles.versions({row["article"] for row in read})
        found = {}
        for row in read:
            version = versions.get(row["article"])
            if version is None or version.number != row["revision"]:
                continue
            if version.article.content_hash != version.content_hash:
                raise damage(f"The article {version.article.id!r}")
            found[row["number"]] = version.article, rows.passage_from(row, version.article)
        return found

    def of_articles(self, articles: Sequence[tuple[Article, int]]) -> dict[str, list[Row]]:
        """Return all that is stored of the passages of these articles at these revisions."""
        fields = (*dict.fromkeys((*_OWNED, *_WHERE, *_SCORED)), "contexts", "word_vectors")
        found: dict[str, list[Row]] = {article.id: [] for article, _ in articles}
        for at in range(0, len(articles), _ARTICLES_AT_ONCE):
            some = articles[at : at + _ARTICLES_AT_ONCE]
            where = both(
                among("article", [article.id for article, _ in some]),
                among("revision", [revision for _, revision in some]),
            )
            pages = self._connection.scan(
                self._names.contents, where, fields, strong=True, at_once=_READ_AT_ONCE
            )
            for row in (row for page in pages for row in page):
                found[row["article"]].append(row)
        return found

    def indexed(self, article: Article, read: Sequence[Row]) -> tuple[IndexedPassage, ...]:
        """Return the passages of an article in their order."""
        ordered = sorted(read, key=lambda row: row["ordinal"])
        return tuple(rows.indexed_from(row, article, self._dimension) for row in ordered)

    def _read(self, numbers: Collection[int], fields: Sequence[str]) -> list[Row]:
        return self._connection.look_up(
            self._names.contents, "number", numbers, fields, at_once=_READ_AT_ONCE
        )
