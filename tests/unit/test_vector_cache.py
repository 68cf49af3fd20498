import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path

import pytest

from index.vector_cache import KEY_BYTES, VectorCache

MEGABYTE = 1_000_000
NAME = "vectors.sqlite"
VALUE = bytes(range(256))


def key(number: int) -> bytes:
    return blake2b(b"%d" % number, digest_size=KEY_BYTES).digest()


def change(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / NAME)) as connection, connection:
        connection.execute(statement, values)


def count(folder: Path) -> int:
    with closing(sqlite3.connect(folder / NAME)) as connection:
        return int(connection.execute("SELECT count(*) FROM kept").fetchone()[0])


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    with VectorCache(MEGABYTE, tmp_path / "deep") as cache:
        cache.put({key(1): VALUE, key(2): b""})
        assert cache.get([key(1), key(3)]) == {key(1): VALUE}
    with VectorCache(MEGABYTE, tmp_path / "deep") as cache:
        cache.put({key(1): b"other"})
        assert cache.get([key(2), key(1), key(1)]) == {key(1): b"other", key(2): b""}
    assert cache.get([key(1)]) == {}


def test_nothing_is_kept_where_nothing_may_be(tmp_path: Path) -> None:
    with VectorCache(0, tmp_path) as cache:
        cache.put({key(1): VALUE})
        assert cache.get([key(1)]) == {}
    assert list(tmp_path.iterdir()) == []


def test_it_is_kept_in_the_folder_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(tmp_path))
    VectorCache(MEGABYTE).close()
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("UPDATE kept SET value = ? WHERE key = ?", [b"x" + VALUE, key(1)]),
        ("UPDATE kept SET value = ? WHERE key = ?", [12, key(1)]),
        ("UPDATE kept SET value = (SELECT value FROM kept WHERE key = ?) WHERE key = ?",
         [key(2), key(1)]),
    ],
    ids=["changed", "no bytes", "another's"],
)  # fmt: skip
def test_what_is_not_as_it_was_put_counts_as_not_there(
    tmp_path: Path, statement: str, values: list[object]
) -> None:
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put({key(1): VALUE, key(2): VALUE})
        change(tmp_path, statement, *values)
        assert cache.get([key(1), key(2)]) == {key(2): VALUE}
        cache.put({key(1): VALUE})
        assert cache.get([key(1)]) == {key(1): VALUE}


def test_a_flipped_bit_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    values = {key(n): bytes([n]) * 300 for n in range(100)}
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put(values)
    whole = (tmp_path / NAME).read_bytes()
    for place in range(0, len(whole), len(whole) // 25):
        (tmp_path / NAME).write_bytes(
            whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]
        )
        with VectorCache(MEGABYTE, tmp_path) as cache:
            found = cache.get(values)
            assert found.items() <= values.items()
            cache.put(values)
            assert cache.get(values).items() <= values.items()


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put({key(n): bytes(3000) for n in range(100)})
        change(tmp_path, "UPDATE kept SET used = used - 100000")
        assert cache.get([key(0)])  # used today, if longest ago put there
        for n in range(100, 300):
            cache.put({key(n): bytes(3000)})
        found = cache.get([key(n) for n in range(300)])
        assert [n for n in range(100, 300) if key(n) not in found] == []
        assert key(0) in found
        assert key(1) not in found
        assert 220 < len(found) < 250
    assert 0.9 * MEGABYTE < (tmp_path / NAME).stat().st_size <= 1.05 * MEGABYTE


def test_a_lower_bound_gives_room_back(tmp_path: Path) -> None:
    with VectorCache(10 * MEGABYTE, tmp_path) as cache:
        cache.put({key(n): bytes(20_000) for n in range(200)})
    assert (tmp_path / NAME).stat().st_size > 4 * MEGABYTE
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put({key(1000): VALUE})
        assert cache.get([key(1000)]) == {key(1000): VALUE}
    assert (tmp_path / NAME).stat().st_size <= MEGABYTE


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE kept (number, key, used, value)")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"This is no database at all." * 400),
        foreign,
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(3 * 4096)),
    ],
    ids=["no database", "another's", "cut off", "zeros"],
)
def test_a_file_that_is_not_its_own_or_damaged_is_begun_anew(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    values = {key(n): VALUE for n in range(50)}
    with VectorCache(MEGABYTE, tmp_path) as cache:
        if spoil is not foreign:
            cache.put(values)
    if spoil is foreign:
        (tmp_path / NAME).unlink()
    spoil(tmp_path / NAME)
    with VectorCache(MEGABYTE, tmp_path) as cache:
        assert cache.get(values) == {}
        cache.put(values)
        assert cache.get(values) == values


def test_damage_that_is_met_on_the_way_is_survived(tmp_path: Path) -> None:
    values = {key(n): VALUE for n in range(50)}
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put(values)
        change(tmp_path, "DROP TABLE kept")
        cache.put(values)
        assert cache.get(values) == {}
        cache.put(values)
        assert cache.get(values) == values


def test_a_folder_that_cannot_be_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with VectorCache(MEGABYTE, tmp_path / "file") as cache:
        cache.put({key(1): VALUE})
        assert cache.get([key(1)]) == {}


def test_what_another_holds_is_read_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vector_cache._PATIENCE_SECONDS", 0.01)
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put({key(1): VALUE})
        with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            cache.put({key(2): VALUE})
            assert cache.get([key(1), key(2)]) == {key(1): VALUE}
        cache.put({key(2): VALUE})
        assert cache.get([key(1), key(2)]) == {key(1): VALUE, key(2): VALUE}


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let no file grow beyond a number of bytes, as if the disk were full."""
    resource = pytest.importorskip("resource")
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


def test_on_a_full_disk_what_is_there_is_still_found(tmp_path: Path) -> None:
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put({key(1): VALUE})
    with VectorCache(MEGABYTE, tmp_path) as cache:
        with no_file_above(60_000):
            cache.put({key(n): bytes(10_000) for n in range(2, 30)})
            assert cache.get([key(1), key(2)]) == {key(1): VALUE}
        cache.put({key(2): VALUE})  # nothing more in this run
        assert cache.get([key(1), key(2)]) == {key(1): VALUE}
    with VectorCache(MEGABYTE, tmp_path) as cache:
        cache.put({key(2): VALUE})
        assert len(cache.get([key(1), key(2)])) == 2


def test_many_share_a_file(tmp_path: Path) -> None:
    VectorCache(MEGABYTE, tmp_path).close()

    def fill(worker: int) -> None:
        with VectorCache(MEGABYTE, tmp_path) as cache:
            for n in range(20):
                cache.put({key(n): VALUE, key(100 * worker + n): VALUE})
                assert cache.get([key(n)]) == {key(n): VALUE}

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, range(1, 5)))
    assert count(tmp_path) == 20 + 4 * 20
