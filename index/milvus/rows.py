"""Articles and passages as rows of Milvus, and back."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date
from typing import Any

import numpy as np

from index.catalogue import GLIMPSE, CatalogueEntry
from index.milvus.values import (
    NOTHING,
    from_pieces,
    from_sealed,
    key_of,
    to_dimensions,
    to_pieces,
    to_sealed,
    to_words,
)
from index.projection import from_bytes, to_bytes
from index.records import Article, Chunk, Cut, Vectors
from index.sealing import chunk_from, damage, places_of, seal, word_counts_from
from index.store import Candidate
from index.stored_records import IndexedArticle, IndexedPassage

Row = dict[str, Any]

DESCRIBED = ("id", "number", "language", "url", "source", "published", "head")
"""The fields that an article is described by, without its text."""

ARTICLE = (*DESCRIBED, "text")
"""The fields of an article."""

LOTS = 1_000_000
"""The passages draw one of so many lots each: those below a bound are a sample of them all."""


def article_row(indexed: IndexedArticle, number: int) -> Row:
    """Return the row of an article, whose revision is that number."""
    article, passages = indexed.article, indexed.passages
    head = {"title": article.title, "author": article.author, "glimpse": article.text[:GLIMPSE]}
    rest = {"cuts": [astuple(cut) for cut in indexed.cuts], "bands": indexed.bands}
    return {
        "key": key_of(article.id),
        "id": article.id,
        "number": number,
        "content_hash": indexed.content_hash,
        "url": article.url,
        "source": article.source,
        **_facets(article),
        "engine": indexed.engine,
        "passages": len(passages),
        "sentences": sum(len(passage.chunk.sentences) for passage in passages),
        "head": to_pieces(json.dumps(head, ensure_ascii=False)),
        "text": to_pieces(article.text),
        "rest": to_pieces(json.dumps(rest, ensure_ascii=False)),
        "bands": to_dimensions(indexed.bands),
    }


def passage_row(article: Article, indexed: IndexedPassage, number: int, revision: int) -> Row:
    """Return the row that a passage is found by; it belongs to a revision of its article."""
    return {
        "number": number,
        "article": article.id,
        "revision": revision,
        "lot": secrets.randbelow(LOTS),
        **_facets(article),
        "stems": to_pieces(" ".join(indexed.stems)),
        "words": to_words(indexed.stems),
        "vector": indexed.vector.astype(np.float16).astype(np.float32).tolist(),
    }


def content_row(article: Article, indexed: IndexedPassage, number: int, revision: int) -> Row:
    """Return the row with what is read of a passage, under the number that it is found by."""
    passage = indexed.chunk.passage
    # The passage's own vector comes first: both are read to score it.
    vectors = np.concatenate([indexed.vector[None], indexed.sentence_vectors])
    return {
        "number": number,
        "article": article.id,
        "revision": revision,
        "language": article.language,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "end": passage.end,
        "stems": to_pieces(" ".join(indexed.stems)),
        "spans": to_sealed(places_of(indexed.chunk)),
        "sentences": to_sealed(vectors.astype(np.float16).tobytes()),
        "contexts": to_sealed(indexed.context_vectors.astype(np.float16).tobytes()),
        "word_vectors": to_sealed(to_bytes(indexed.word_vectors)),
        "nothing": NOTHING,
    }


def _facets(article: Article) -> Row:
    return {
        "language": article.language,
        "outlet": article.source.casefold() if article.source is not None else None,
        "published": article.published.isoformat() if article.published else None,
    }


def article_from(row: Row, original: str | None) -> Article:
    """Return the article in a row with the fields of :data:`ARTICLE`, and what it reprints.

    Raises:
        IndexDamaged: It cannot be read.
    """
    head = _read_head(row)
    return Article(
        row["id"],
        head["title"],
        from_pieces(row["text"]),
        row["url"],
        row["source"],
        _read_day(row),
        row["language"],
        head["author"],
        original,
    )


def entry_from(row: Row, original: str | None) -> CatalogueEntry:
    """Return the catalogue's entry for a row with the fields of :data:`DESCRIBED`.

    Raises:
        IndexDamaged: It cannot be read.
    """
    head = _read_head(row)
    return CatalogueEntry(
        row["id"],
        head["title"],
        head["glimpse"],
        row["url"],
        row["source"],
        _read_day(row),
        row["language"],
        original is not None,
    )


def title_of(row: Row) -> str:
    """Return the title in a row that has the field ``head``."""
    return str(_read_head(row)["title"])


def cuts_from(row: Row) -> tuple[Cut, ...]:
    """Return what was cut out of the article in a row with the field ``rest``.

    Raises:
        IndexDamaged: It cannot be read.
    """
    return tuple(Cut(reason, text) for reason, text in _read_rest(row)["cuts"])


def bands_from(row: Row) -> tuple[int, ...]:
    """Return the bands of the article in a row with the field ``rest``.

    Raises:
        IndexDamaged: They cannot be read.
    """
    return tuple(_read_rest(row)["bands"])


def candidate_from(row: Row, dimension: int) -> Candidate:
    """Return what is needed to score the passage in a row.

    Raises:
        IndexDamaged: Its vectors have changed since they were written.
    """
    scored = _vectors_from(row["sentences"], dimension)
    stems = tuple(from_pieces(row["stems"]).split())
    counts = word_counts_from(_places_from(row))
    return Candidate(row["number"], row["language"], scored[0], scored[1:], stems, counts)


def contexts_from(row: Row, dimension: int) -> Vectors:
    """Return the vectors of a passage's sentences in context, ``(sentences, dimension)``."""
    return _vectors_from(row["contexts"], dimension)


def words_from(row: Row) -> Vectors:
    """Return the vectors of a passage's title's and its own words, ``(words, WORD_DIMENSION)``."""
    return from_bytes(from_sealed(row["word_vectors"]))


def passage_from(row: Row, article: Article) -> Chunk:
    """Return the passage of an article with its sentences.

    Raises:
        IndexDamaged: They are not where they were.
    """
    return chunk_from(article, row["ordinal"], row["start"], row["end"], _places_from(row))


def _places_from(row: Row) -> bytes:
    """Return where a passage's sentences are, sealed as :mod:`index.sealing` reads it."""
    return seal(bytes(from_sealed(row["spans"])))


def indexed_from(row: Row, article: Article, dimension: int) -> IndexedPassage:
    """Return all that is stored of a passage.

    Raises:
        IndexDamaged: It has changed since it was written.
    """
    candidate = candidate_from(row, dimension)
    return IndexedPassage(
        passage_from(row, article),
        candidate.vector,
        candidate.sentence_vectors,
        contexts_from(row, dimension),
        words_from(row),
        candidate.stems,
    )


def _vectors_from(pieces: list[str], dimension: int) -> Vectors:
    halves = np.frombuffer(from_sealed(pieces), np.float16)
    return halves.astype(np.float32).reshape(-1, dimension)


def _read_day(row: Row) -> date | None:
    try:
        return date.fromisoformat(row["published"]) if row["published"] else None
    except ValueError as error:
        raise damage(f"The article {row['id']!r}") from error


def _read_head(row: Row) -> Mapping[str, Any]:
    return _read_json(row, "head")


def _read_rest(row: Row) -> Mapping[str, Any]:
    return _read_json(row, "rest")


def _read_json(row: Row, field: str) -> Mapping[str, Any]:
    try:
        value = json.loads(from_pieces(row[field]))
    except ValueError as error:
        raise damage("An article") from error
    if not isinstance(value, dict):
        raise damage("An article")
    return value
