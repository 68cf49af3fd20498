"""What a store of indexed articles promises, whatever engine keeps it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.catalogue import CataloguePage, CatalogueQuery, Counts
from index.config import IndexConfig
from index.records import Article, Chunk, Cut, Filter, Vectors
from index.stored_records import Holding, IndexedArticle, Receipt, Version

WordCounts = npt.NDArray[np.int32]
"""How many words each sentence of a passage has, shape ``(sentences,)``."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """What is needed to score one passage.

    Attributes:
        number: The store's number for the passage; never used twice.
        language: Its article's language.
        vector: Its unit vector, shape ``(dimension,)``.
        sentence_vectors: Its sentences' unit vectors, shape ``(sentences, dimension)``.
        stems: Its stems, in order.
        word_counts: How many words (:func:`index.words.word_spans`) each of its sentences has.
    """

    number: int
    language: str
    vector: Vectors
    sentence_vectors: Vectors
    stems: tuple[str, ...]
    word_counts: WordCounts


@dataclass(frozen=True, slots=True)
class CollectionStatistics:
    """The collection statistics that BM25 asks for.

    Attributes:
        passages: How many passages there are.
        average_length: Their mean length in stems.
        frequencies: In how many passages each stem asked about occurs; absent means none.
    """

    passages: int
    average_length: float
    frequencies: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class LanguageShare:
    """How much of the index is in one language, and where its vectors lie.

    Attributes:
        passages: Number of passages.
        mean: Mean of their vectors, shape ``(dimension,)``; not of unit length.
    """

    passages: int
    mean: Vectors


@dataclass(frozen=True, slots=True)
class Summary:
    """What is in an index.

    Attributes:
        articles: Number of articles.
        passages: Number of passages.
        sentences: Number of sentences.
        languages: Articles per language.
        sources: Articles per outlet; ``""`` counts those without one.
        first: Earliest known day of publication, ISO 8601, or None.
        last: Latest known day of publication, ISO 8601, or None.
        bytes: Size on disk.
        reprints: How many of the articles are reprints of others.
        engines: Articles by what made their vectors, where that is known.
    """

    articles: int
    passages: int
    sentences: int
    languages: Mapping[str, int]
    sources: Mapping[str, int]
    first: str | None
    last: str | None
    bytes: int
    reprints: int = 0
    engines: Mapping[str, int] = field(default_factory=dict)


class Store(Protocol):
    """Keeps articles, their passages and their vectors, and finds candidates among them.

    Reading methods may be called from several threads at once.
    """

    @property
    def config(self) -> IndexConfig:
        """What the index was built with."""

    def add(self, articles: Sequence[IndexedArticle]) -> None:
        """Store articles: all or, on an error, none.

        One that is there already is replaced; what it said before goes into its history. Reprints
        are told from originals (see :mod:`index.reprints`).
        """

    def remove(self, ids: Collection[str]) -> list[str]:
        """Remove articles with their history; return the ids that were there."""

    def note(self, receipts: Collection[Receipt]) -> None:
        """Remember where articles that are stored already have been met again."""

    def forget(self, receipts: Collection[Receipt]) -> list[str]:
        """Forget receipts, remove the articles that none is left of; return their ids."""

    def restore(self, holdings: Sequence[Holding]) -> None:
        """Store articles as another store held them: all or, on an error, none.

        What is there of them already is replaced. Reprints are not looked for: what an article
        reprints is told with it, and is stored before it or with it.
        """

    def publish(self) -> None:
        """Bring what is derived up to date on disk; searching never waits for this."""

    def content_hashes(self) -> dict[str, str]:
        """Return every article's id with the hash of its content."""

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash of an article's content, or None where there is no such article."""

    def receipt(self, origin: str) -> Receipt | None:
        """Return what is remembered of an origin."""

    def receipts(self, within: str) -> list[Receipt]:
        """Return what is remembered of a file or folder and of all within it."""

    def article(self, article_id: str) -> Article:
        """Return one article.

        Raises:
            ArticleUnknown: There is none of that id.
        """

    def articles_at(self, url: str) -> list[Article]:
        """Return the articles of an address."""

    def history(self, article_id: str) -> list[Version]:
        """Return what an article was before, the latest version first.

        Raises:
            ArticleUnknown: There is none of that id.
        """

    def cuts(self, article_id: str) -> tuple[Cut, ...]:
        """Return what was cut out of an article's document, in its order.

        Raises:
            ArticleUnknown: There is none of that id.
        """

    def articles(self) -> Iterator[Article]:
        """Yield all articles, in the order of their ids."""

    def catalogue(self, query: CatalogueQuery) -> CataloguePage:
        """Return a part of the list of articles; no article's text is read for it."""

    def counts(self, query: CatalogueQuery) -> Counts:
        """Return how many articles a query finds, by month, outlet and language."""

    def summary(self) -> Summary:
        """Return what is in the index, counted."""

    def languages(self) -> dict[str, LanguageShare]:
        """Return the languages of the index; empty for an empty index."""

    def nearest(self, vector: Vectors, k: int, language: str, allowed: Filter) -> list[int]:
        """Return the ``k`` passages of one language nearest to a vector, best first."""

    def matching(self, stems: Collection[str], k: int, allowed: Filter) -> list[int]:
        """Return the ``k`` passages that match the stems best by BM25, best first."""

    def terms(self, prefix: str) -> list[str]:
        """Return the stems of the index that begin with a prefix, in alphabetical order."""

    def statistics(self, stems: Collection[str]) -> CollectionStatistics:
        """Return collection statistics for these stems."""

    def candidates(self, numbers: Collection[int]) -> list[Candidate]:
        """Return what is needed to score these passages; those gone by now are left out."""

    def word_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        """Return the vectors of their titles' and their words, ``(words, WORD_DIMENSION)`` each."""

    def context_vectors(self, numbers: Collection[int]) -> dict[int, Vectors]:
        """Return the vectors of their sentences in context, each ``(sentences, dimension)``."""

    def chunks(self, numbers: Collection[int]) -> dict[int, tuple[Article, Chunk]]:
        """Return these passages with their articles; those gone by now are left out."""

    def holdings(self, ids: Collection[str]) -> list[Holding]:
        """Return all that is held of articles, in the order of their ids.

        Those that are not there are left out. Vectors have the precision that they are stored with,
        so that copying them again changes nothing.
        """

    def close(self) -> None:
        """Let go of files; the store is not used after this."""
