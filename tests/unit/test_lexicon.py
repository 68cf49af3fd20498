"""Stems of the local store: how frequent they are, and what matches them where many match."""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lexicon_suite import ALL, DIMENSION, FILTERS, STEMS, LexiconSuite, article

from index.config import IndexConfig
from index.local import LocalStore, lexicon
from index.local.facets import allowed_passages
from index.records import Filter


class TestLexicon(LexiconSuite):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        return tmp_path / "an index"


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


def test_a_stem_with_vowel_signs_is_one(tmp_path: Path) -> None:
    signs = replace(article(1, random.Random(7)), passages=())  # noqa: S311
    with closing(LocalStore.create(tmp_path, IndexConfig("none", "f00d", DIMENSION))) as made:
        passage = article(1, random.Random(7)).passages[0]  # noqa: S311
        made.add([replace(signs, passages=(replace(passage, stems=("पुलों", "ที่")),))])
        assert len(made.matching(["पुलों"], 5, ALL)) == len(made.matching(["ที่"], 5, ALL)) == 1
        assert made.matching(["पल"], 5, ALL) == made.matching(["ल"], 5, ALL) == []


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
    frequencies = store.statistics(STEMS).frequencies
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
    held = store.statistics(STEMS)
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


@pytest.mark.parametrize("allowed", FILTERS)
def test_a_filter_is_a_mask_of_its_passages(store: LocalStore, allowed: Filter) -> None:
    vector = np.ones(DIMENSION, np.float32)
    found = {n for code in ("de", "en") for n in store.nearest(vector, 1000, code, allowed)}
    mask = allowed_passages(store._database, allowed)
    assert {*np.flatnonzero(mask).tolist()} == found
    assert len(mask) == max(found, default=-1) + 2
