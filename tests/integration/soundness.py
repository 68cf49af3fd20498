"""Whether an index is sound: each article in it is complete, and is found by all there is."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.local import LocalStore
from index.records import Article, Chunk, Cut, Filter
from index.store import Candidate
from index.stored_records import Receipt
from index.words import stems_of

_ALL, _MANY = Filter(), 1_000_000


@dataclass(frozen=True, slots=True)
class Stored:
    """All that an index holds of one article, the vectors as bytes; but not what it reprints."""

    article: Article
    content_hash: str | None
    cuts: tuple[Cut, ...]
    receipts: tuple[Receipt, ...]
    history: tuple[Article, ...]
    passages: tuple["StoredPassage", ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """All that an index holds of one passage."""

    chunk: Chunk
    stems: tuple[str, ...]
    vectors: tuple[bytes, ...]


def check_sound(folder: Path, store: LocalStore) -> dict[str, Stored]:
    """Make sure that all articles of an index are complete, counted and found; return them."""
    _check_database(folder)
    candidates = {
        candidate.number: candidate
        for language in store.languages()
        for candidate in store.candidates(_numbers(store, language))
    }
    stored = _read(store, candidates)
    assert stored.keys() == {article.id for article in store.articles()}
    for one in stored.values():
        _check_article(one)
    _check_sums(store, stored, candidates.values())
    _check_found(store, candidates.values())
    return stored


def _numbers(store: LocalStore, language: str) -> list[int]:
    return store.nearest(np.ones(store.config.dimension, np.float32), _MANY, language, _ALL)


def _read(store: LocalStore, candidates: Mapping[int, Candidate]) -> dict[str, Stored]:
    contexts, words = store.context_vectors(candidates), store.word_vectors(candidates)
    passages: dict[str, list[StoredPassage]] = defaultdict(list)
    articles = {}
    for number, (article, chunk) in store.chunks(candidates).items():
        articles[article.id] = article
        own = candidates[number]
        arrays = (own.vector, own.sentence_vectors, contexts[number], words[number])
        vectors = tuple(array.tobytes() for array in arrays)
        passages[article.id].append(StoredPassage(chunk, own.stems, vectors))
    receipts: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in store.receipts("/"):
        receipts[receipt.article_id].append(receipt)
    assert receipts.keys() == articles.keys()
    hashes = store.content_hashes()
    return {
        article_id: Stored(
            replace(article, reprint_of=None),
            hashes[article_id],
            store.cuts(article_id),
            tuple(receipts[article_id]),
            tuple(version.article for version in store.history(article_id)),
            tuple(sorted(passages[article_id], key=lambda one: one.chunk.passage.ordinal)),
        )
        for article_id, article in articles.items()
    }


def _check_article(stored: Stored) -> None:
    article = stored.article
    assert stored.content_hash == article.content_hash
    for ordinal, one in enumerate(stored.passages):
        passage = one.chunk.passage
        assert passage.ordinal == ordinal
        assert passage.text == article.text[passage.start : passage.end] != ""
        for sentence in one.chunk.sentences:
            assert sentence.text == article.text[sentence.start : sentence.end] != ""
        assert one.stems == stems_of(passage.text, article.language)
    sentences = [one.text for passage in stored.passages for one in passage.chunk.sentences]
    assert "".join("".join(sentences).split()) == "".join(article.text.split())


def _check_sums(
    store: LocalStore, stored: Mapping[str, Stored], candidates: Collection[Candidate]
) -> None:
    """Compare the running sums with what there is to be summed."""
    languages = Counter(candidate.language for candidate in candidates)
    for language, share in store.languages().items():
        own = [c.vector.astype(np.float64) for c in candidates if c.language == language]
        assert share.passages == len(own) == languages[language]
        assert np.array_equal(share.mean, (np.sum(own, axis=0) / len(own)).astype(np.float32))
    frequencies = Counter(stem for candidate in candidates for stem in set(candidate.stems))
    statistics = store.statistics(frequencies)
    assert (statistics.passages, statistics.frequencies) == (len(candidates), frequencies)
    length = sum(len(candidate.stems) for candidate in candidates)
    assert statistics.average_length == length / max(1, len(candidates))
    summary = store.summary()
    sentences = sum(len(candidate.sentence_vectors) for candidate in candidates)
    assert (summary.articles, summary.passages) == (len(stored), len(candidates))
    assert summary.sentences == sentences
    assert summary.languages == Counter(one.article.language for one in stored.values())


def _check_found(store: LocalStore, candidates: Collection[Candidate]) -> None:
    """Make sure that every passage is found by its vector and by the rarest of its stems."""
    holders: dict[str, set[int]] = defaultdict(set)
    for candidate in candidates:
        nearest = store.nearest(candidate.vector, 1, candidate.language, _ALL)
        assert nearest == [candidate.number]
        for stem in candidate.stems:
            holders[stem].add(candidate.number)
    rarest = {min(c.stems, key=lambda stem: len(holders[stem])) for c in candidates}
    for stem in rarest:
        assert set(store.matching([stem], _MANY, _ALL)) == holders[stem]


def _check_database(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "index.sqlite")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO lexicon (lexicon, rank) VALUES ('integrity-check', 1)")
        connection.rollback()
