from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.batches import Pending, cut, encode
from index.cached_encoding import CachedEncoder, _pack_passage, _unpack_passage
from index.encoding import Encoder, PassageVectors, QuestionVectors
from index.local.columns import passage_row
from index.preparation import prepare
from index.projection import WORD_DIMENSION, to_bytes
from index.records import Article, Chunk, Vectors
from index.sources import Document
from index.stored_records import Receipt
from index.vector_cache import VectorCache

TEXT = (
    "Die Fähre nach Norderinsel kostet ab Mai 14,50 Euro. Das teilte die Reederei mit. "
    "Bisher waren es 12 Euro.\n\nDer Rat von Wiek hat nichts dagegen. Er tagt wieder im Juni."
)


class Counting:
    """Passes on what is asked of an encoder, and counts it."""

    def __init__(self, encoder: Encoder, fingerprint: str = "1") -> None:
        self.name, self.fingerprint, self.engine = "counting", fingerprint, "quick full"
        self.asked: list[Sequence[str]] = []
        self._encoder = encoder

    @property
    def dimension(self) -> int:
        self.asked.append(["dimension"])
        return self._encoder.dimension

    def load(self) -> None:
        self.asked.append(["load"])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self.asked.append(texts)
        return self._encoder.count_tokens(texts)

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        self.asked.append(texts)
        return self._encoder.encode_questions(texts)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(texts)
        return self._encoder.encode_texts(texts)

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        self.asked.append([chunk.passage.text for chunk in chunks])
        return self._encoder.encode_passages(chunks, titles)


@pytest.fixture
def inner(encoder: Encoder) -> Counting:
    return Counting(encoder)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[VectorCache]:
    with VectorCache(10_000_000, tmp_path) as cache:
        yield cache


def pend(text: str = TEXT, title: str = "Die Fähre", passage_tokens: int = 15) -> Pending:
    document = Document("/n/a.txt", "a", "text", text)
    article = Article("a", title, text, language="de")
    prepared = prepare(document)
    whole = Pending(
        type(prepared)(article, prepared.cuts, prepared.bands), Receipt("/n/a.txt", "a", "f")
    )

    class Words:
        @staticmethod
        def count_tokens(texts: Sequence[str]) -> list[int]:
            return [len(one.split()) for one in texts]

    return cut(whole, Words(), passage_tokens)  # type: ignore[arg-type]


def rows(one: Pending, encoder: Encoder) -> list[tuple[object, ...]]:
    (indexed,) = encode([one], encoder)
    return [
        (*passage_row(1, passage), passage.vector.astype(np.float16).tobytes())
        for passage in indexed.passages
    ]


def test_fresh_and_found_are_stored_as_the_same_bytes(
    encoder: Encoder, inner: Counting, kept: VectorCache
) -> None:
    plain = rows(pend(), encoder)
    assert len(plain) > 1
    assert rows(pend(), CachedEncoder(inner, kept, "full")) == plain
    inner.asked.clear()
    assert rows(pend(), CachedEncoder(inner, kept, "full")) == plain
    assert inner.asked == []


numbers = st.floats(-1, 1, width=32).map(lambda number: number or 0.0)


@settings(max_examples=30, deadline=None)
@given(
    sentences=arrays(np.float32, (2, 3), elements=numbers),
    words=arrays(np.float32, (2, WORD_DIMENSION), elements=numbers),
)
def test_any_vectors_are_stored_as_the_same_bytes(sentences: Vectors, words: Vectors) -> None:
    made = PassageVectors(sentences[0], sentences, words)
    found = _unpack_passage(_pack_passage(made), 2)
    np.testing.assert_array_equal(found.passage, made.passage.astype(np.float16))
    np.testing.assert_array_equal(found.sentences, made.sentences.astype(np.float16))
    assert to_bytes(found.words) == to_bytes(made.words)


def test_the_scale_of_words_keeps_its_last_bit() -> None:
    made = np.zeros((1, WORD_DIMENSION), np.float32)
    for largest in np.random.default_rng(0).random(3000, np.float32):
        made[0, :2] = largest, -largest
        vectors = PassageVectors(made[0, :3], made[:0, :3], made)
        assert to_bytes(_unpack_passage(_pack_passage(vectors), 0).words) == to_bytes(made)


def test_a_passage_without_words_is_kept() -> None:
    made = PassageVectors(
        np.ones(3, np.float32),
        np.ones((1, 3), np.float32),
        np.zeros((0, WORD_DIMENSION), np.float32),
    )
    assert _unpack_passage(_pack_passage(made), 1).words.shape == (0, WORD_DIMENSION)


def test_sentences_are_known_again_in_other_passages(inner: Counting, kept: VectorCache) -> None:
    encoder = CachedEncoder(inner, kept, "full")
    encode([pend()], encoder)
    inner.asked.clear()
    longer = pend(f"Vorab ein neuer Satz. {TEXT}", passage_tokens=100)
    encode([longer], encoder)
    assert inner.asked == [[longer.chunks[0].passage.text], ["Vorab ein neuer Satz."]]


def test_only_what_is_missing_is_asked_for_in_one_call_and_order(
    inner: Counting, kept: VectorCache, encoder: Encoder
) -> None:
    cached = CachedEncoder(inner, kept, "full")
    cached.encode_texts(["zwei", "vier"])
    inner.asked.clear()
    texts = ["eins", "zwei", "drei", "eins", "vier", "drei"]
    found = cached.encode_texts(texts)
    assert [sorted(asked) for asked in inner.asked] == [["drei", "eins"]]
    np.testing.assert_allclose(found, encoder.encode_texts(texts), atol=1e-3)


def test_the_same_passage_is_asked_for_once(inner: Counting, kept: VectorCache) -> None:
    one = pend(passage_tokens=100)
    both = CachedEncoder(inner, kept, "full").encode_passages(one.chunks * 2, ["Titel"] * 2)
    assert inner.asked == [[one.chunks[0].passage.text]]
    np.testing.assert_array_equal(both[0].words, both[1].words)


@pytest.mark.parametrize(
    ("title", "precision", "fingerprint", "calls"),
    [
        ("Die Fähre", "full", "1", 0),
        ("Ein anderer Titel", "full", "1", 1),
        ("Die Fähre", "int8", "1", 2),
        ("Die Fähre", "full", "2", 2),
    ],
)
def test_what_shapes_a_vector_tells_it_apart(
    title: str, precision: str, fingerprint: str, calls: int, encoder: Encoder, kept: VectorCache
) -> None:
    encode([pend()], CachedEncoder(Counting(encoder), kept, "full"))
    inner = Counting(encoder, fingerprint)
    encode([pend(title=title)], CachedEncoder(inner, kept, precision))
    assert len(inner.asked) == calls


def test_tokens_and_dimension_are_known_without_the_encoder(
    inner: Counting, kept: VectorCache
) -> None:
    texts = ["Drei Wörter hier.", "", "Eins."]
    for _ in range(2):
        encoder = CachedEncoder(inner, kept, "full")
        assert encoder.count_tokens(texts) == [3, 0, 1]
        assert (encoder.dimension, encoder.encode_texts([]).shape) == (64, (0, 64))
        assert encoder.encode_passages([], []) == []
    assert inner.asked == [texts, ["dimension"]]
    assert (encoder.name, encoder.fingerprint, encoder.engine) == ("counting", "1", "quick full")


def test_an_encoder_is_told_to_load_and_asked_questions(inner: Counting, kept: VectorCache) -> None:
    for _ in range(2):
        encoder = CachedEncoder(inner, kept, "full")
        encoder.load()
        assert len(encoder.encode_questions(["Was kostet die Fähre?"])) == 1
    assert inner.asked == 2 * [["load"], ["Was kostet die Fähre?"]]


def test_without_a_place_to_keep_anything_all_is_encoded(inner: Counting, encoder: Encoder) -> None:
    nowhere = VectorCache(0)
    for _ in range(2):
        inner.asked.clear()
        assert rows(pend(), CachedEncoder(inner, nowhere, "full")) == rows(pend(), encoder)
        assert len(inner.asked) == 2


def test_texts_that_are_no_unicode_have_keys_too(inner: Counting, kept: VectorCache) -> None:
    texts = ["\ud800 kaputt", "'; \\ud800 kaputt"]
    first = CachedEncoder(inner, kept, "full").encode_texts(["heil"])
    assert CachedEncoder(inner, kept, "full").count_tokens(texts) == [2, 3]
    assert CachedEncoder(inner, kept, "full").count_tokens(texts) == [2, 3]
    assert first.shape == (1, 64)
