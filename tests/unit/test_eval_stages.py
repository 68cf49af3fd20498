"""A question's time by stage, and what an index of some size takes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.speed.ingest import add
from eval.speed.scale import ROUNDS, measure
from eval.speed.stages import STAGES, Stopwatch, WatchedAssistant
from index.config import IndexConfig
from index.encoding import Encoder
from index.local import LocalStore
from index.preparation import prepare
from rag.config import Settings

QUESTION = "Why is the inn of Ollerby shut?"


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    corpus = tmp_path / "inn.txt"
    corpus.write_text("The inn of Ollerby is shut. Its roof has fallen in, say neighbours.\n")
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    LocalStore.create(tmp_path / "index", config).close()
    add([corpus], tmp_path / "index", encoder, prepare=prepare)
    return tmp_path / "index"


@pytest.fixture
def store(folder: Path) -> Iterator[LocalStore]:
    opened = LocalStore.open(folder)
    yield opened
    opened.close()


def test_a_stage_lasts_until_the_next_begins() -> None:
    watch = Stopwatch()
    watch.start()
    watch.enter("words")
    time.sleep(0.02)
    watch.enter("hits")
    seen = watch.stop()
    assert tuple(seen) == STAGES
    assert seen["words"] >= 20
    assert seen["hits"] > seen["BM25"] == 0
    watch.start()
    assert watch.stop()["words"] == 0


def test_every_stage_of_a_retrieval_is_seen(store: LocalStore, encoder: Encoder) -> None:
    watched = WatchedAssistant(store, encoder, Settings())
    timed = watched.time(QUESTION)
    assert all(timed.stages[stage] > 0 for stage in STAGES)
    assert sum(timed.stages.values()) == pytest.approx(timed.retrieval)
    assert timed.answer > 0


def test_one_that_is_watched_finds_the_same(store: LocalStore, encoder: Encoder) -> None:
    watched = WatchedAssistant(store, encoder, Settings()).assistant
    (hit,) = watched.retrieve(QUESTION)
    assert hit.article.text.startswith("The inn of Ollerby is shut.")
    assert watched.ask(QUESTION).statements


def test_a_size_is_measured_and_left_as_it_was(folder: Path, encoder: Encoder) -> None:
    store = LocalStore.open(folder)
    (article,) = store.content_hashes()
    store.close()
    taken = measure(lambda: LocalStore.open(folder), encoder, [QUESTION] * 2, article, Settings())
    assert (taken.articles, taken.passages, len(taken.questions)) == (1, 1, 2)
    assert 0 < taken.encoder_bytes <= taken.warm_bytes * 1.5
    assert len(taken.changes) == ROUNDS
    assert all(min(one.adding, one.asking, one.removing) > 0 for one in taken.changes)
    assert {one.passages for one in taken.changes} == {1}
    store = LocalStore.open(folder)
    assert list(store.content_hashes()) == [article]
    store.close()
