"""Stems: how frequent they are, and what matches them best; exactly, and where many match."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from index import lexicon
from index.config import IndexConfig
from index.facets import allowed_passages
from index.local import LocalStore
from index.records import Article, Chunk, Filter, IndexedArticle, IndexedPassage, Passage, Sentence

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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    folder: Path = tmp_path_factory.mktemp("lexicon")
    dice = random.Random(7)  # noqa: S311 - the same every time
    with closing(LocalStore.create(folder, IndexConfig("none", "f00d", DIMENSION))) as made:
        made.add([article(number, dice) for number in range(100)])
        made.remove(["a50"])
        yield made


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take so small an index for one in which too many passages match."""
    monkeypatch.setattr(lexicon, "_MOST_SCORED", 3)


FILTERS = [
    ALL,
    Filter(since=date(2025, 2, 1), until=date(2025, 3, 10)),
    Filter(sources=("BLATT 3",), languages=("de",)),
    Filter(articles=("a7", "a50")),
    Filter(sources=("Blatt 9",)),
]


@pytest.mark.parametrize("allowed", FILTERS)
def test_where_many_match_the_best_are_found_all_the_same(
    store: LocalStore, allowed: Filter, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = store.matching(STEMS, 1000, allowed)
    monkeypatch.setattr(lexicon, "_MOST_SCORED", 3)
    assert store.matching(STEMS, 1000, allowed) == exact
    assert store.matching(STEMS, 5, allowed) == exact[:5]
    assert (len(exact) > 150) == (allowed == ALL)


@pytest.mark.usefixtures("many")
def test_the_rarest_stems_are_listed_first(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    frequencies = store.lexicon(STEMS).frequencies
    rare = frequencies["seltsam"] + frequencies["kran"]
    monkeypatch.setattr(lexicon, "_MOST_LISTED", rare + 1)
    found = store.matching(STEMS, 1000, ALL)
    assert len(found) <= rare
    stems = {one.number: one.stems for one in store.candidates(found)}
    assert all({"seltsam", "kran"} & {*stems[number]} for number in found)
    # What was not listed counts in the scores.
    alone = store.matching(["seltsam", "kran"], 1000, ALL)
    assert sorted(alone) == sorted(found)
    assert alone != found
    monkeypatch.setattr(lexicon, "_MOST_LISTED", 0)  # one stem is listed in any case
    assert len(store.matching(STEMS, 1000, ALL)) == frequencies["seltsam"]


def test_of_frequent_stems_it_is_only_asked_what_has_a_rarer_one_too(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = store.lexicon(STEMS)
    by_rarity = sorted(STEMS, key=lambda stem: held.frequencies[stem])
    rare = sum(held.frequencies[stem] for stem in by_rarity[:2])
    monkeypatch.setattr(lexicon, "_MOST_LISTED", rare)
    lists = [{*numbers.tolist()} for numbers, _ in lexicon._list(store._database, held, None)]
    listed = lists[0] | lists[1]
    for stem, numbers in zip(by_rarity, lists, strict=True):
        assert numbers == {n.number for n in store.candidates(listed) if stem in n.stems}
    monkeypatch.setattr(lexicon, "_MOST_SOUGHT", rare)
    assert len([*lexicon._list(store._database, held, None)]) == 2


@pytest.mark.usefixtures("many")
def test_only_so_many_are_read(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = store.matching(STEMS, 20, ALL)
    monkeypatch.setattr(lexicon, "_LEAST_READ", 10)
    found = store.matching(STEMS, 20, ALL)  # of 4 * 20
    assert len(found) == 20
    assert len({*found} & {*exact}) >= 15


@pytest.mark.usefixtures("many")
def test_a_stem_is_counted_as_a_word() -> None:
    rarities = {"kran": 1.0}
    assert lexicon._bm25("kranbau hafen", rarities, 2.0) == 0
    once, twice = (lexicon._bm25(stems, rarities, 2.0) for stems in ("kran und", "kran kran"))
    assert 0 < once < twice < 2 * once


def test_frequencies_follow_what_is_there(store: LocalStore) -> None:
    held = store.candidates(range(1, 400))
    for stem in STEMS:
        count = sum(stem in one.stems for one in held)
        assert store.lexicon([stem, "niemals"]).frequencies == {stem: count}
    assert store.terms("") == sorted({*STEMS, "reg"})
    assert store.terms("ha") == ["hafen"]


def test_a_filter_allows_the_passages_of_its_articles(store: LocalStore) -> None:
    chunks = store.chunks(range(1, 400))
    for allowed in FILTERS:
        expected = {
            number
            for number, (held, _) in chunks.items()
            if (not allowed.since or (held.published and held.published >= allowed.since))
            and (not allowed.until or (held.published and held.published <= allowed.until))
            and (not allowed.sources or str(held.source).casefold() in _folded(allowed.sources))
            and (not allowed.languages or held.language in allowed.languages)
            and (not allowed.articles or held.id in allowed.articles)
        }
        mask = allowed_passages(store._database, allowed)
        assert {*np.flatnonzero(mask).tolist()} == expected
        assert len(mask) == max(expected, default=-1) + 2


def _folded(names: tuple[str, ...]) -> set[str]:
    return {name.casefold() for name in names}


def test_an_answer_to_a_filter_is_not_kept_beyond_a_change(tmp_path: Path) -> None:
    dice = random.Random(8)  # noqa: S311
    with closing(LocalStore.create(tmp_path, IndexConfig("none", "f00d", DIMENSION))) as store:
        allowed, vector = Filter(articles=("a1", "a2")), np.ones(DIMENSION, np.float32)
        for number in (1, 2, 3):
            store.add([article(number, dice)])
            found = [n for code in ("de", "en") for n in store.nearest(vector, 9, code, allowed)]
            assert len(found) == min(6, 3 * number)
        store.remove(["a1"])
        assert len(store.nearest(vector, 9, "de", allowed)) == 3
