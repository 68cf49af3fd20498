"""An index that grows by copies: distinct, whole or cut, and still one that answers."""

import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from eval.speed.enlarging import CUT_WORDS, bytes_needed, endless, grow, perturb, read_articles
from eval.speed.ingest import add
from index.config import IndexConfig
from index.encoding import Encoder
from index.local import LocalStore
from index.preparation import prepare
from index.stored_records import IndexedArticle
from rag.assistant import Assistant
from rag.config import Settings

TEXTS = {
    "weir": (
        "The weir of Ollerby has leaked since the flood of last spring, say its keepers. "
        "Repairs would cost 40,000 pounds. Nobody wants to pay for them: neither the parish, which "
        "owns the bank on one side, nor the angling club, which has leased the other until 2031."
    ),
    "inn": "The inn of Ollerby is shut.",
}


@pytest.fixture
def source(tmp_path: Path, encoder: Encoder) -> Iterator[LocalStore]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in TEXTS.items():
        (corpus / f"{name}.md").write_text(f"# The {name} of Ollerby\n\n{text}\n")
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    LocalStore.create(tmp_path / "source", config).close()
    add([corpus], tmp_path / "source", encoder, prepare=prepare)
    store = LocalStore.open(tmp_path / "source")
    yield store
    store.close()


@pytest.fixture
def real(source: LocalStore) -> list[IndexedArticle]:
    return list(read_articles(source, sorted(source.content_hashes())))


@pytest.fixture
def grown(tmp_path: Path, source: LocalStore) -> Iterator[LocalStore]:
    store = LocalStore.create(tmp_path / "grown", source.config)
    yield store
    store.close()


def test_what_is_read_is_what_was_stored(
    real: list[IndexedArticle], source: LocalStore, grown: LocalStore
) -> None:
    assert {one.article.text for one in real} == set(TEXTS.values())
    assert list(grow(grown, iter(real), 2)) == [2]
    again = list(read_articles(grown, sorted(grown.content_hashes())))
    for one, other in zip(real, again, strict=True):
        assert (one.article, one.content_hash) == (other.article, other.content_hash)
        for a, b in zip(one.passages, other.passages, strict=True):
            assert (a.chunk, a.stems) == (b.chunk, b.stems)
            assert a.vector == pytest.approx(b.vector)
            assert a.word_vectors == pytest.approx(b.word_vectors, abs=0.02)
    assert source.summary().passages == 2


def test_vectors_are_turned_by_the_angle_and_keep_their_length() -> None:
    rng = np.random.default_rng(1)
    vectors = 3 * rng.standard_normal((50, 64), np.float32)
    turned = perturb(vectors, rng, 20)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.linalg.norm(turned, axis=1) == pytest.approx(lengths, rel=1e-4)
    cosines = (vectors * turned).sum(axis=1) / lengths**2
    assert cosines == pytest.approx(np.full(50, math.cos(math.radians(20))), abs=1e-4)
    assert perturb(vectors[0], rng).shape == (64,)
    assert not perturb(np.zeros((2, 8), np.float32), rng).any()


def test_copies_follow_the_real_articles_and_differ(real: list[IndexedArticle]) -> None:
    given = list(islice(endless(lambda: real), 6))
    assert [one.passages for one in given[:2]] == [one.passages for one in real]
    assert [len(one.bands) for one in given[:2]] == [0, 64]  # the inn's is too short to be told
    assert len({one.article.id for one in given}) == 6
    for copy, original in zip(given[2:], real * 2, strict=True):
        assert copy.article.text == original.article.text
        assert copy.bands == ()
        assert copy.content_hash == copy.article.content_hash
        assert copy.passages[0].chunk.passage.article_id == copy.article.id
        assert set(copy.passages[0].stems) <= set(original.passages[0].stems)
    assert (given[2].passages[0].vector != given[4].passages[0].vector).any()


def test_beyond_a_number_copies_are_cut(real: list[IndexedArticle]) -> None:
    cut = list(islice(endless(lambda: real, whole=3), 5))[3:]
    assert len({one.article.id for one in cut}) == 2
    for one in cut:
        (passage,) = one.passages
        (sentence,) = passage.chunk.sentences
        text = passage.chunk.passage.text
        assert one.article.title == ""
        assert one.article.text.startswith(text)
        assert sentence.text == text
        assert passage.sentence_vectors.shape == passage.context_vectors.shape == (1, 64)
        assert len(passage.word_vectors) == min(CUT_WORDS, len(text.split()))
    assert {one.passages[0].chunk.passage.text for one in cut} == {
        "The inn of Ollerby is shut",
        "The weir of Ollerby has leaked since the",
    }


def test_an_index_grows_to_the_passage_and_answers(
    source: LocalStore, grown: LocalStore, encoder: Encoder
) -> None:
    ids = sorted(source.content_hashes())
    articles = endless(lambda: read_articles(source, ids), whole=30)
    for size in (1, 20, 50):
        assert list(grow(grown, articles, size)) == [size]
        assert grown.summary().passages == size
    grown.publish()
    assert grown.summary().reprints == 0
    assistant = Assistant(grown, encoder, Settings(threshold=0.0))
    assert len(assistant.retrieve("What is with the weir of Ollerby?", 30)) == 30
    assert assistant.ask("What would repairs of the weir cost?").statements


def test_room_is_reckoned_by_what_is_stored() -> None:
    assert bytes_needed(1000) < 1e8
    assert bytes_needed(1_000_000) > bytes_needed(100_000) + 5e9
