"""Connections: one a thread, none longer than its thread."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_suite import ARTICLES, CONFIG, indexed

from index import own_crew
from index.errors import StoreError
from index.local import LocalStore
from index.local.database import Database
from index.report import Timings


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Every connection that is opened, in order."""
    connections: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def note(*args: Any, **options: Any) -> sqlite3.Connection:
        connections.append(connect(*args, **options))
        return connections[-1]

    monkeypatch.setattr(sqlite3, "connect", note)
    return connections


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "some.sqlite")) as made:
        yield made


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def read_in_threads(database: Database, threads: int = 4) -> None:
    """Read in that many threads at once, each of which ends."""
    together = threading.Barrier(threads)

    def read() -> None:
        together.wait(10)
        database.read("SELECT 1")

    with ThreadPoolExecutor(threads) as pool:
        for one in [pool.submit(read) for _ in range(threads)]:
            one.result()


def test_a_thread_that_ends_leaves_no_connection(
    database: Database, opened: list[sqlite3.Connection]
) -> None:
    database.read("SELECT 1")
    for _ in range(3):
        read_in_threads(database)
    own, *others = opened
    assert len(others) == 12
    assert not any(map(is_open, others))
    assert is_open(own)


def test_a_thread_that_lives_keeps_its_connection_in_mid_statement(database: Database) -> None:
    counting = "SELECT 1 AS n UNION ALL SELECT n + 1 FROM counted LIMIT 1000"
    rows = database.stream(f"WITH RECURSIVE counted AS ({counting}) SELECT n FROM counted")  # noqa: S608
    assert next(rows) == (1,)
    read_in_threads(database)
    assert len(list(rows)) == 999


def test_closing_closes_every_threads_connection_from_any_thread(
    database: Database, opened: list[sqlite3.Connection]
) -> None:
    database.read("SELECT 1")
    told, done = threading.Event(), threading.Event()

    def read_and_stay() -> None:
        database.read("SELECT 1")
        told.set()
        done.wait(10)

    staying = threading.Thread(target=read_and_stay)
    staying.start()
    assert told.wait(10)
    closer = threading.Thread(target=database.close)
    closer.start()
    closer.join()
    assert [is_open(one) for one in opened] == [False, False]
    done.set()
    staying.join()
    database.close()


def test_what_is_opened_after_closing_is_closed_by_the_next_time(
    database: Database, opened: list[sqlite3.Connection]
) -> None:
    database.close()
    database.read("SELECT 1")
    database.close()
    assert not is_open(opened[-1])


def test_nobodys_database_leaves_no_connection(
    tmp_path: Path, opened: list[sqlite3.Connection]
) -> None:
    Database(tmp_path / "some.sqlite").read("SELECT 1")
    assert [is_open(one) for one in opened] == [False]


def test_adding_again_and_again_leaves_no_connections(
    tmp_path: Path, opened: list[sqlite3.Connection]
) -> None:
    with closing(LocalStore.create(tmp_path / "an index", CONFIG)) as store:
        store.add([indexed(article) for article in ARTICLES])
        for _ in range(3):
            asked = (store.receipt(article.id) for article in ARTICLES)
            made = own_crew._run_ahead(([] for _ in asked), Timings())
            assert len(list(made)) == len(ARTICLES)
        assert len(opened) == 4
        assert sum(map(is_open, opened)) == 1


def _put_text(file: Path) -> None:
    file.write_text("Die Brücke bleibt gesperrt. " * 100, encoding="utf-8")


def _put_another_version(file: Path) -> None:
    LocalStore.create(file.parent, CONFIG).close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE manifest SET value = 99 WHERE key = 'schema'")


@pytest.mark.parametrize("put", [_put_text, _put_another_version])
@pytest.mark.parametrize(
    "attempt", [LocalStore.open, lambda folder: LocalStore.create(folder, CONFIG)]
)
def test_an_index_that_cannot_be_opened_is_let_go_of(
    tmp_path: Path,
    opened: list[sqlite3.Connection],
    put: Callable[[Path], None],
    attempt: Callable[[Path], object],
) -> None:
    put(tmp_path / "index.sqlite")
    with pytest.raises(StoreError) as refused:
        attempt(tmp_path)
    assert opened
    assert not any(map(is_open, opened)), refused  # whoever keeps the error keeps no file open
