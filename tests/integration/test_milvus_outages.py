"""A Milvus that is down, slow, full, another's or none: one clear line, and it recovers."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from milvus_server import MilvusServer, milvus_server
from store_suite import ALL, ARTICLES, CONFIG, FAIR, LINZ, check_statistics, indexed, vector_of

from index.errors import (
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    StoreError,
    StoreUnreachable,
)
from index.milvus import MilvusStore, connection, manifest, opening
from index.places import TOKEN_VARIABLE, MilvusPlace

pytestmark = pytest.mark.integration

_TOKEN = "root:not-to-be-shown"  # noqa: S105


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MilvusServer]:
    with milvus_server(tmp_path / "milvus.db") as running:
        yield running


@pytest.fixture
def store(server: MilvusServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MilvusStore]:
    monkeypatch.setenv(TOKEN_VARIABLE, _TOKEN)
    with closing(MilvusStore.create(server.place(), CONFIG)) as made:
        made.add([indexed(article) for article in ARTICLES])
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "CONNECTING", 1.0)
    monkeypatch.setattr(connection, "READING", 1.0)
    monkeypatch.setattr(connection, "WRITING", 1.5)


def calls(store: MilvusStore) -> list[Callable[[], object]]:
    """Return one call of each kind."""
    return [
        lambda: store.nearest(vector_of("Linz"), 3, "de", ALL),
        lambda: store.matching(["linz"], 3, ALL),
        lambda: store.article("linz"),
        lambda: list(store.articles()),
        store.summary,
        lambda: store.add([indexed(FAIR)]),
        lambda: store.remove(["fair"]),
        store.publish,
    ]


def check_line(error: BaseException, *, within: float, since: float) -> None:
    """Make sure that an error is one line that keeps the token, and came in time."""
    assert time.monotonic() - since < within
    line = str(error)
    assert "\n" not in line
    assert len(line) < 300
    assert "not-to-be-shown" not in line
    assert line.endswith((".", "…"))


def test_a_server_that_is_killed_and_comes_back(
    server: MilvusServer, store: MilvusStore, capfd: pytest.CaptureFixture[str]
) -> None:
    found = store.nearest(vector_of("Linz"), 3, "de", ALL)
    server.kill()
    for call in calls(store):
        began = time.monotonic()
        with pytest.raises(StoreUnreachable, match=r"milvus://127.0.0.1:\d+/news; check") as told:
            call()
        check_line(told.value, within=12, since=began)
    with pytest.raises(StoreUnreachable):
        MilvusStore.open(server.place())
    with pytest.raises(StoreUnreachable):
        MilvusStore.exists(server.place())
    server.start()
    assert store.nearest(vector_of("Linz"), 3, "de", ALL) == found
    assert {article.id for article in store.articles()} == {one.id for one in ARTICLES}
    store.add([indexed(FAIR)])
    check_statistics(store)
    assert capfd.readouterr() == ("", "")


def test_a_server_that_restarts_unnoticed(server: MilvusServer, store: MilvusStore) -> None:
    server.kill()
    server.start()
    assert store.article("linz") == LINZ
    server.kill()
    server.start()
    store.add([indexed(FAIR)])
    check_statistics(store)


@pytest.mark.usefixtures("impatient")
def test_a_server_that_hangs(
    server: MilvusServer, store: MilvusStore, capfd: pytest.CaptureFixture[str]
) -> None:
    server.suspend()
    for call in (calls(store)[0], calls(store)[5]):
        began = time.monotonic()
        with pytest.raises(StoreUnreachable) as told:
            call()
        check_line(told.value, within=4, since=began)
    began = time.monotonic()
    with pytest.raises(StoreUnreachable) as told:
        MilvusStore.open(server.place())
    check_line(told.value, within=5, since=began)
    server.resume()
    assert store.article("linz") == LINZ
    store.add([indexed(FAIR)])
    assert store.article("fair") == FAIR
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("impatient")
def test_another_server_at_the_port() -> None:
    """One that takes every connection and says nothing that Milvus would say."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        done = threading.Event()

        def take() -> None:
            deaf.settimeout(0.1)
            held = []
            while not done.is_set():
                try:
                    held.append(deaf.accept()[0])
                    held[-1].sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                except OSError:
                    continue
            for one in held:
                one.close()

        taking = threading.Thread(target=take)
        taking.start()
        began = time.monotonic()
        try:
            with pytest.raises(StoreUnreachable) as told:
                MilvusStore.open(MilvusPlace(f"http://127.0.0.1:{deaf.getsockname()[1]}"))
        finally:
            done.set()
            taking.join()
        check_line(told.value, within=5, since=began)


def test_an_index_that_is_not_there(server: MilvusServer) -> None:
    assert not MilvusStore.exists(server.place("nowhere"))
    with pytest.raises(IndexMissing, match=r"no index at milvus://.*/nowhere; .*fundstelle add"):
        MilvusStore.open(server.place("nowhere"))


def test_an_index_that_goes_away_under_a_reader(server: MilvusServer, store: MilvusStore) -> None:
    from pymilvus import MilvusClient  # noqa: PLC0415 - slow

    with closing(MilvusClient(server.place().uri)) as client:
        for name in client.list_collections():
            client.drop_collection(name)
    with pytest.raises(IndexMissing, match="no index at"):
        store.article("linz")
    with closing(MilvusStore.create(server.place(), CONFIG)) as fresh:
        fresh.add([indexed(LINZ)])
    assert store.article("linz") == LINZ


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("name", ["layout", "stemming", "signing"])
def test_an_index_of_another_version(
    name: str, server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(manifest._VERSIONS, name, 99)
    for attempt in (MilvusStore.open, MilvusStore.exists):
        with pytest.raises(IndexMismatch, match=r"another version of Fundstelle; build it anew"):
            attempt(server.place())
    with pytest.raises(IndexMismatch):
        MilvusStore.create(server.place(), CONFIG)


def test_collections_of_somebody_else(server: MilvusServer) -> None:
    from pymilvus import MilvusClient  # noqa: PLC0415

    with closing(MilvusClient(server.place().uri)) as client:
        client.create_collection("news_records", dimension=4)
    for attempt in (MilvusStore.open, lambda place: MilvusStore.create(place, CONFIG)):
        with pytest.raises(StoreError, match="news") as told:
            attempt(server.place())
        check_line(told.value, within=60, since=time.monotonic())


def test_a_manifest_that_cannot_be_read(server: MilvusServer, store: MilvusStore) -> None:
    from index.milvus.records import entry_row  # noqa: PLC0415

    store._records.write([entry_row("config", {**manifest._VERSIONS, "dimension": "many"})])
    with pytest.raises(IndexDamaged, match="manifest"):
        MilvusStore.open(server.place())


def test_making_that_was_stopped_is_taken_up_again(server: MilvusServer) -> None:
    from pymilvus import MilvusClient  # noqa: PLC0415

    with closing(MilvusStore.create(server.place(), CONFIG)):
        pass
    with closing(MilvusClient(server.place().uri)) as client:
        client.drop_collection("news_records")
        client.release_collection("news_passages")
        client.drop_index("news_passages", "vector")
    assert not MilvusStore.exists(server.place())
    with closing(MilvusStore.create(server.place(), CONFIG)) as again:
        again.add([indexed(article) for article in ARTICLES])
        check_statistics(again)


@pytest.mark.usefixtures("impatient")
def test_a_file_that_another_process_has_open(server: MilvusServer) -> None:
    place = MilvusPlace(str(server.folder))
    with pytest.raises(StoreUnreachable, match=r"cannot be opened; end the other process") as told:
        MilvusStore.create(place, CONFIG)
    assert "\n" not in str(told.value)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    place = MilvusPlace(str(tmp_path / "news.db"))
    assert not MilvusStore.exists(place)
    with pytest.raises(IndexMissing):
        MilvusStore.open(place)
    assert not (tmp_path / "news.db").exists()
    with closing(MilvusStore.create(place, CONFIG)) as store:
        store.add([indexed(article) for article in ARTICLES])
        check_statistics(store)
        assert store.summary().bytes > 0
    with closing(MilvusStore.open(place)) as store:
        assert store.article("linz") == LINZ
    with pytest.raises(IndexMissing, match=r"no folder .*gone.*--index"):
        MilvusStore.create(MilvusPlace(str(tmp_path / "gone" / "news.db")), CONFIG)


def test_a_file_that_is_opened_twice_at_once(tmp_path: Path) -> None:
    place = MilvusPlace(str(tmp_path / "news.db"))

    def look(_: int) -> str:
        with closing(MilvusStore.create(place, CONFIG)) as store:
            return store.config.encoder

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(look, range(4))) == {CONFIG.encoder}


def test_a_disk_that_is_full(
    server: MilvusServer, store: MilvusStore, capfd: pytest.CaptureFixture[str]
) -> None:
    server.limit_files(200_000)
    rng = np.random.default_rng(1)
    long = [
        indexed(LINZ.__class__(f"n{n}", "", " ".join(map(str, rng.integers(0, 10**9, 90)))))
        for n in range(40)
    ]
    with pytest.raises(StoreError, match=r"takes nothing more .* more room") as told:
        store.add(long)
    assert "\n" not in str(told.value)
    assert {article.id for article in store.articles()} == {one.id for one in ARTICLES}
    server.limit_files(None)
    server.kill()
    server.start()
    store.add(long)
    assert len(store.content_hashes()) == len(ARTICLES) + len(long)
    check_statistics(store)
    assert capfd.readouterr() == ("", "")
