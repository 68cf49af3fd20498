from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from index.records import Vectors
from index.vectors import Numbers, Stamp, VectorIndex

STAMP = Stamp("store-1", 7)
DIMENSION = 8


def unit_vectors(count: int, seed: int) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


GERMAN: tuple[Numbers, Vectors] = np.arange(10, 30), unit_vectors(20, 1)
ENGLISH: tuple[Numbers, Vectors] = np.arange(100, 105), unit_vectors(5, 2)
QUERY = unit_vectors(1, 3)[0]


@pytest.fixture
def vectors() -> VectorIndex:
    return VectorIndex.build(STAMP, {"de": GERMAN, "en": ENGLISH})


@pytest.fixture
def saved(vectors: VectorIndex, tmp_path: Path) -> Path:
    path = tmp_path / "vectors.faiss"
    vectors.save(path)
    return path


def nearest_by_hand(part: tuple[Numbers, Vectors], k: int) -> list[int]:
    numbers, matrix = part
    return [int(number) for number in numbers[np.argsort(-(matrix @ QUERY))][:k]]


def test_the_nearest_come_first(vectors: VectorIndex) -> None:
    assert vectors.search(QUERY, 6, "de") == nearest_by_hand(GERMAN, 6)


def test_each_language_is_searched_by_itself(vectors: VectorIndex) -> None:
    assert vectors.search(QUERY, 99, "en") == nearest_by_hand(ENGLISH, 5)
    assert vectors.search(QUERY, 5, "fr") == []


@pytest.mark.parametrize("k", [0, -1])
def test_none_are_asked_for(vectors: VectorIndex, k: int) -> None:
    assert vectors.search(QUERY, k, "de") == []


def test_only_allowed_numbers_are_found(vectors: VectorIndex) -> None:
    allowed = np.array([12, 17, 29, 101, 4_000_000_000], dtype=np.int64)
    ranked = nearest_by_hand(GERMAN, 20)
    assert vectors.search(QUERY, 10, "de", allowed) == [n for n in ranked if n in allowed]
    assert vectors.search(QUERY, 1, "de", allowed) == [n for n in ranked if n in allowed][:1]
    assert vectors.search(QUERY, 10, "de", allowed[:0]) == []


def test_what_was_saved_is_loaded(vectors: VectorIndex, saved: Path) -> None:
    loaded = VectorIndex.load(saved, STAMP)
    assert loaded is not None
    assert loaded.stamp == STAMP
    for language in ("de", "en", "fr"):
        assert loaded.search(QUERY, 5, language) == vectors.search(QUERY, 5, language)


def test_saving_replaces_the_file_and_leaves_nothing_beside_it(
    vectors: VectorIndex, saved: Path
) -> None:
    vectors.save(saved)
    assert list(saved.parent.iterdir()) == [saved]


def test_an_empty_index_is_saved_too(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    VectorIndex.build(STAMP, {}).save(path)
    loaded = VectorIndex.load(path, STAMP)
    assert loaded is not None
    assert loaded.search(QUERY, 5, "de") == []


@pytest.mark.parametrize("expected", [Stamp("store-2", 7), Stamp("store-1", 6), Stamp("", 7)])
def test_a_file_of_another_state_is_not_taken(saved: Path, expected: Stamp) -> None:
    assert VectorIndex.load(saved, expected) is None


def test_a_missing_file_is_not_taken(tmp_path: Path) -> None:
    assert VectorIndex.load(tmp_path / "vectors.faiss", STAMP) is None
    assert VectorIndex.load(tmp_path, STAMP) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"[]\n", b"null", b"{}\n{}", b"\xff\xfe\n", b"7"])
def test_a_foreign_file_is_not_taken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(content)
    assert VectorIndex.load(path, STAMP) is None


def test_a_truncated_file_is_not_taken(saved: Path) -> None:
    whole = saved.read_bytes()
    for size in range(0, len(whole), 37):
        saved.write_bytes(whole[:size])
        assert VectorIndex.load(saved, STAMP) is None


def check_flipped_bits(vectors: VectorIndex, saved: Path, places: Iterable[int]) -> None:
    """Flip bits, one at a time: the file must then not be taken, or find what it should."""
    whole = saved.read_bytes()
    expected = [vectors.search(QUERY, 5, language) for language in ("de", "en")]
    for at in places:
        for bit in (0, 5, 7):
            saved.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
            loaded = VectorIndex.load(saved, STAMP)
            if loaded is not None:
                assert [loaded.search(QUERY, 5, language) for language in ("de", "en")] == expected


def test_a_flipped_bit_in_the_vectors_is_noticed(vectors: VectorIndex, saved: Path) -> None:
    size = saved.stat().st_size
    check_flipped_bits(vectors, saved, range(saved.read_bytes().index(b"\n"), size, 53))


def test_a_flipped_bit_in_the_header_is_noticed(vectors: VectorIndex, saved: Path) -> None:
    check_flipped_bits(vectors, saved, range(saved.read_bytes().index(b"\n") + 1))
