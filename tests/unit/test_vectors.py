from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from index.local.vectors import parts
from index.local.vectors.base import Base, Head, load, read_head
from index.local.vectors.parts import Index, Numbers
from index.local.vectors.rows import Slice
from index.local.vectors.view import Change, View
from index.records import Vectors

DIMENSION = 8
STORE, TOKEN = "store-1", "-7"


def unit_vectors(count: int, seed: int) -> Vectors:
    """Return vectors as the database holds them: of unit length, rounded to float16."""
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return np.asarray(drawn.astype(np.float16), np.float32)


GERMAN: tuple[Numbers, Vectors] = np.arange(10, 30), unit_vectors(20, 1)
ENGLISH: tuple[Numbers, Vectors] = np.arange(100, 105), unit_vectors(5, 2)
QUERY = unit_vectors(1, 3)[0]


def flat(numbers: Numbers, vectors: Vectors) -> Index:
    part = parts.flat_part(DIMENSION)
    parts.add(part, numbers, vectors)
    return part


def filed(numbers: Numbers, vectors: Vectors, lists: int) -> Index:
    part = parts.filed_part(vectors, lists)
    parts.add(part, numbers, vectors)
    return part


def mask(*numbers: int) -> parts.Mask:
    meant = np.zeros(max(numbers, default=-1) + 1, np.bool_)
    meant[list(numbers)] = True
    return meant


def nearest_by_hand(part: tuple[Numbers, Vectors], k: int) -> list[int]:
    numbers, matrix = part
    return [int(number) for number in numbers[np.argsort(-(matrix @ QUERY))][:k]]


@pytest.fixture
def base() -> Base:
    head = Head(STORE, int(TOKEN), 104, ("de", "en"))
    return Base(head, {"de": flat(*GERMAN), "en": flat(*ENGLISH)})


@pytest.fixture
def view(base: Base) -> View:
    return View.of(base, TOKEN, Change(1, int(TOKEN)))


@pytest.fixture
def saved(base: Base, tmp_path: Path) -> Path:
    path = tmp_path / "vectors.faiss"
    save(base, path)
    return path


def save(base: Base, path: Path) -> None:
    with base.draft(path) as draft:
        draft.replace(path)


# Parts


def test_a_filed_part_finds_what_a_flat_one_does_where_all_lists_are_read() -> None:
    numbers, vectors = np.arange(500) * 3, unit_vectors(500, 4)
    part = filed(numbers, vectors, 20)
    assert parts.lists_of(part) == 20
    assert parts.lists_of(flat(numbers, vectors)) == 0
    near, found = parts.search(part, QUERY, 50, None, 1.0)
    assert found.tolist() == nearest_by_hand((numbers, vectors), 50)
    assert near == pytest.approx(np.sort(vectors @ QUERY)[::-1][:50], abs=1e-6)


def test_more_lists_are_read_the_fewer_passages_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_PROBES", 2)
    numbers, vectors = np.arange(3000), unit_vectors(3000, 5)
    part = filed(numbers, vectors, 40)
    found = [len(parts.search(part, QUERY, 3000, None, share)[1]) for share in (1, 0.1, 0.001)]
    assert 0 < found[0] < found[1] / 2 < found[1] < found[2] == 3000
    meant = np.arange(3000) % 600 == 0
    _, near = parts.search(part, QUERY, 100, meant, float(meant.mean()))
    assert near.tolist() == nearest_by_hand((numbers[meant], vectors[meant]), 100)


@pytest.mark.parametrize("lists", [0, 7])
def test_what_is_taken_out_of_a_part_is_gone(lists: int) -> None:
    numbers, vectors = np.arange(100, 200), unit_vectors(100, 6)
    part = filed(numbers, vectors, lists) if lists else flat(numbers, vectors)
    parts.remove(part, np.array([], np.int64))
    parts.remove(part, np.array([100, 150, 199, 4_000], np.int64))
    left = np.setdiff1d(numbers, [100, 150, 199])
    assert np.array_equal(np.sort(parts.numbers_in(part)), left)
    _, found = parts.search(part, QUERY, 100, None, 1.0)
    assert found.tolist() == nearest_by_hand((left, vectors[left - 100]), 100)


def test_a_clone_is_a_part_of_its_own() -> None:
    part = flat(*GERMAN)
    parts.add(parts.clone(part), *ENGLISH)
    assert np.array_equal(parts.numbers_in(part), GERMAN[0])


def test_lists_are_for_parts_that_are_large() -> None:
    assert parts.count_lists(parts.MOST_FLAT) == 0
    assert parts.count_lists(parts.MOST_FLAT + 1) > 600
    assert parts.count_lists(1_000_000) == 2000
    assert parts.count_samples(2000) < 100_000


# A view


def test_the_nearest_come_first(view: View) -> None:
    assert view.search(QUERY, 6, "de", None) == nearest_by_hand(GERMAN, 6)


def test_each_language_is_searched_by_itself(view: View) -> None:
    assert view.search(QUERY, 99, "en", None) == nearest_by_hand(ENGLISH, 5)
    assert view.search(QUERY, 5, "fr", None) == []


@pytest.mark.parametrize("k", [0, -1])
def test_none_are_asked_for(view: View, k: int) -> None:
    assert view.search(QUERY, k, "de", None) == []


def test_only_allowed_numbers_are_found(view: View) -> None:
    allowed = [12, 17, 29, 101, 4_000]
    ranked = nearest_by_hand(GERMAN, 20)
    expected = [number for number in ranked if number in allowed]
    assert view.search(QUERY, 10, "de", mask(*allowed)) == expected
    assert view.search(QUERY, 1, "de", mask(*allowed)) == expected[:1]
    assert view.search(QUERY, 10, "de", mask(12, 17)) == [n for n in expected if n != 29]
    assert view.search(QUERY, 10, "de", mask()) == []


def test_a_later_view_has_what_was_added_and_not_what_was_removed(view: View) -> None:
    numbers, vectors = np.array([120, 121, 130]), unit_vectors(3, 7)
    piece = Slice(numbers, ("de", "fr", "de"), vectors)
    later = view.advance(Change(2, 5), [piece], np.array([15, 130, 999]))
    assert (later.change, later.last, later.base) == (Change(2, 5), 130, TOKEN)
    german = np.append(GERMAN[0], 120), np.vstack([GERMAN[1], vectors[:1]])
    there = german[0] != 15
    expected = nearest_by_hand((german[0][there], german[1][there]), 99)
    assert later.search(QUERY, 99, "de", None) == expected
    assert later.search(QUERY, 99, "fr", None) == [121]
    assert later.search(QUERY, 9, "de", mask(15, 29, 120, 130)) == [
        number for number in expected if number in {29, 120}
    ]
    again = later.advance(Change(3, 9), [Slice(np.array([140]), ("fr",), vectors[:1])], numbers[:1])
    assert set(again.search(QUERY, 99, "fr", None)) == {121, 140}
    assert 120 not in again.search(QUERY, 99, "de", None)
    # The views before are as they were.
    assert later.search(QUERY, 99, "fr", None) == [121]
    assert view.search(QUERY, 99, "de", None) == nearest_by_hand(GERMAN, 99)


# The file


def test_what_was_saved_is_loaded(base: Base, view: View, saved: Path) -> None:
    loaded = load(saved, STORE, TOKEN)
    assert loaded is not None
    assert loaded.head == base.head == read_head(saved)
    again = View.of(loaded, TOKEN, None)
    for language in ("de", "en", "fr"):
        assert again.search(QUERY, 5, language, None) == view.search(QUERY, 5, language, None)


def test_a_filed_part_is_saved_with_its_lists(tmp_path: Path) -> None:
    numbers, vectors = np.arange(500), unit_vectors(500, 4)
    part = filed(numbers, vectors, 20)
    path = tmp_path / "vectors.faiss"
    save(Base(Head(STORE, 1, 499, ("de",)), {"de": part}), path)
    loaded = load(path, STORE, "1")
    assert loaded is not None
    assert parts.lists_of(loaded.parts["de"]) == 20
    assert np.array_equal(np.sort(parts.numbers_in(loaded.parts["de"])), numbers)
    _, found = parts.search(loaded.parts["de"], QUERY, 50, None, 1.0)
    assert found.tolist() == nearest_by_hand((numbers, vectors), 50)


def test_saving_replaces_the_file_and_leaves_nothing_beside_it(base: Base, saved: Path) -> None:
    (saved.parent / ".vectors-left-behind").touch()
    save(base, saved)
    assert list(saved.parent.iterdir()) == [saved]


def test_a_draft_that_is_not_wanted_goes(base: Base, tmp_path: Path) -> None:
    with base.draft(tmp_path / "vectors.faiss") as draft:
        assert draft.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_disk_being_full_is_told_as_such(base: Base, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    path = tmp_path / "vectors.faiss"
    with full.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        base._write(file)
    assert not path.exists()


def test_an_empty_base_is_saved_too(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    save(Base(Head(STORE, 1, 0, ()), {}), path)
    loaded = load(path, STORE, "1")
    assert loaded is not None
    assert View.of(loaded, "1", None).search(QUERY, 5, "de", None) == []


@pytest.mark.parametrize(("store", "token"), [("store-2", "-7"), (STORE, "7"), ("", "-7")])
def test_a_file_of_another_state_is_not_taken(saved: Path, store: str, token: str) -> None:
    assert load(saved, store, token) is None


def test_a_missing_file_is_not_taken(tmp_path: Path) -> None:
    for path in (tmp_path / "vectors.faiss", tmp_path):
        assert load(path, STORE, TOKEN) is None
        assert read_head(path) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"[]\n", b"null", b"{}\n{}", b"\xff\xfe\n", b"7"])
def test_a_foreign_file_is_not_taken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(content)
    assert load(path, STORE, TOKEN) is None
    assert read_head(path) is None


def test_a_truncated_file_is_not_taken(saved: Path) -> None:
    whole = saved.read_bytes()
    for size in range(0, len(whole), 37):
        saved.write_bytes(whole[:size])
        assert load(saved, STORE, TOKEN) is None


def check_flipped_bits(saved: Path, places: Iterable[int]) -> None:
    """Flip bits, one at a time: the file must then not be taken."""
    whole = saved.read_bytes()
    for at in places:
        for bit in (0, 5, 7):
            saved.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
            assert load(saved, STORE, TOKEN) is None


def test_a_flipped_bit_in_the_vectors_is_noticed(saved: Path) -> None:
    size = saved.stat().st_size
    check_flipped_bits(saved, range(saved.read_bytes().index(b"\n"), size, 53))


def test_a_flipped_bit_in_the_head_is_noticed(saved: Path) -> None:
    check_flipped_bits(saved, range(saved.read_bytes().index(b"\n") + 1))
