"""Stems and filters of every store, in an index of some hundred passages."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import numpy as np
import pytest

from index.config import IndexConfig
from index.places import Place
from index.records import Article, Chunk, Filter, Passage, Sentence
from index.store import Store
from index.stored_records import IndexedArticle, IndexedPassage
from index.stores import create_store

DIMENSION = 4
ALL = Filter()
# How many of 300 passages have each stem, roughly.
STEMS = {"seltsam": 4, "kran": 20, "hafen": 60, "stadt": 110, "und": 250}


def article(number: int, dice: random.Random) -> IndexedArticle:
    """Return an article of three passages, in some of which there are the stems."""
    held = Article(
        f"a{number}",
        "",
        "Regen.",
        source=f"Blatt {number % 7}",
        published=date(2025, 1, 1) + timedelta(days=number) if number % 5 else None,
        language="de" if number % 3 else "en",
    )
    sentences = (Sentence(held.id, 0, 0, 6, "Regen."),)
    vector = np.eye(DIMENSION, dtype=np.float32)[:1]
    passages = []
    for ordinal in range(3):
        stems = ["reg"] * dice.randrange(1, 40)
        for stem, frequency in STEMS.items():
            if dice.randrange(300) < frequency:
                stems += [stem] * dice.choice([1, 1, 2])
        chunk = Chunk(Passage(held.id, ordinal, 0, 6, "Regen."), sentences)
        words = np.zeros((1, 192), np.float32)
        passages.append(IndexedPassage(chunk, vector[0], vector, vector, words, tuple(stems)))
    return IndexedArticle(held, tuple(passages), held.content_hash)


FILTERS = [
    ALL,
    Filter(since=date(2025, 2, 1), until=date(2025, 3, 10)),
    Filter(sources=("BLATT 3",), languages=("de",)),
    Filter(articles=("a7", "a50")),
    Filter(sources=("Blatt 9",)),
]


class LexiconSuite:
    """The tests; a subclass gives the fixture ``place``, where there is nothing yet."""

    @pytest.fixture
    def empty(self, place: Place) -> Iterator[Store]:
        with closing(create_store(place, IndexConfig("none", "f00d", DIMENSION))) as made:
            yield made

    @pytest.fixture
    def store(self, empty: Store) -> Store:
        dice = random.Random(7)  # noqa: S311 - the same every time
        empty.add([article(number, dice) for number in range(100)])
        empty.remove(["a50"])
        return empty

    def numbers(self, store: Store, allowed: Filter = ALL) -> list[int]:
        """Return the numbers of the passages that a filter allows."""
        vector = np.ones(DIMENSION, np.float32)
        return [n for code in ("de", "en") for n in store.nearest(vector, 1000, code, allowed)]

    def test_frequencies_follow_what_is_there(self, store: Store) -> None:
        held = store.candidates(self.numbers(store))
        for stem in STEMS:
            count = sum(stem in one.stems for one in held)
            assert store.statistics([stem, "niemals"]).frequencies == {stem: count}
        assert store.terms("") == sorted({*STEMS, "reg"})
        assert store.terms("ha") == ["hafen"]

    @pytest.mark.parametrize("allowed", FILTERS)
    def test_a_filter_allows_the_passages_of_its_articles(
        self, store: Store, allowed: Filter
    ) -> None:
        chunks = store.chunks(self.numbers(store))
        expected = {
            number
            for number, (held, _) in chunks.items()
            if (not allowed.since or (held.published and held.published >= allowed.since))
            and (not allowed.until or (held.published and held.published <= allowed.until))
            and (not allowed.sources or str(held.source).casefold() in _folded(allowed.sources))
            and (not allowed.languages or held.language in allowed.languages)
            and (not allowed.articles or held.id in allowed.articles)
        }
        assert len(chunks) == 297
        assert {*self.numbers(store, allowed)} == expected
        matching = {one.number for one in store.candidates(expected) if {*one.stems} & STEMS.keys()}
        assert {*store.matching(STEMS, 1000, allowed)} == matching

    def test_the_rarest_stem_weighs_most(self, store: Store) -> None:
        rare = store.statistics(["seltsam"]).frequencies["seltsam"]
        best = store.candidates(store.matching(["seltsam", "und"], rare, ALL))
        having = [one for one in best if "seltsam" in one.stems]
        assert len(having) >= 0.7 * rare

    def test_an_answer_to_a_filter_is_not_kept_beyond_a_change(self, empty: Store) -> None:
        dice = random.Random(8)  # noqa: S311
        allowed, vector = Filter(articles=("a1", "a2")), np.ones(DIMENSION, np.float32)
        for number in (1, 2, 3):
            empty.add([article(number, dice)])
            found = [n for code in ("de", "en") for n in empty.nearest(vector, 9, code, allowed)]
            assert len(found) == min(6, 3 * number)
        empty.remove(["a1"])
        assert len(empty.nearest(vector, 9, "de", allowed)) == 3


def _folded(names: tuple[str, ...]) -> set[str]:
    return {name.casefold() for name in names}
