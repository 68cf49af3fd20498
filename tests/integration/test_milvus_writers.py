"""Writers of one index in Milvus: killed at any step, several at once, and with odd articles."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from milvus_server import MilvusServer, milvus_server
from store_suite import (
    ALL,
    ARTICLES,
    CONFIG,
    FAIR,
    LINZ,
    PORT,
    ROOT,
    WRITER,
    check_statistics,
    count_words,
    found_articles,
    index_passage,
    indexed,
    numbers_of,
    vector_of,
)

from index.chunking import chunk
from index.errors import ArticleUnknown
from index.milvus import MilvusStore, writing
from index.milvus.connection import Connection
from index.places import MilvusPlace
from index.records import Article, Cut, Filter
from index.reprints import sign
from index.stored_records import IndexedArticle, Receipt, Validators
from index.words import stems_of

pytestmark = pytest.mark.integration

_names = count()
REPORT = " ".join(
    f"Der Rat von Ort{n} hat am Abend über den Haushalt {n} beraten und ihn gebilligt."
    for n in range(12)
)
CHANGED = replace(LINZ, text="Das Werk schließt. Linz ist traurig. Der Rat schweigt dazu.")


class Killed(BaseException):
    """Stands for SIGKILL: nothing that catches errors catches it."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as running:
        yield running


@pytest.fixture
def place(server: MilvusServer) -> MilvusPlace:
    return server.place(f"index_{next(_names)}")


@pytest.fixture
def store(place: MilvusPlace) -> Iterator[MilvusStore]:
    with closing(MilvusStore.create(place, CONFIG)) as made:
        made.add([indexed(article) for article in ARTICLES])
        yield made


def strike(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Have the writer killed before its write of that number."""
    writes = count()
    for name in ("insert", "upsert", "delete"):
        whole = getattr(Connection, name)

        def write(self: Connection, *given: object, whole=whole) -> None:  # type: ignore[no-untyped-def]
            if next(writes) == step:
                raise Killed
            whole(self, *given)

        monkeypatch.setattr(Connection, name, write)


def report(name: str, day: int) -> IndexedArticle:
    article = Article(name, "", REPORT, published=LINZ.published, language="de")
    dated = replace(article, published=article.published and article.published.replace(day=day))
    receipt = Receipt(f"/news/{name}", name, "f", Validators(etag="x"))
    return replace(indexed(dated), bands=sign(REPORT).bands(), receipt=receipt)


def check_whole(store: MilvusStore) -> None:
    """Make sure that what is found is what is there, and all of it."""
    there = {article.id: article for article in store.articles()}
    numbers = numbers_of(store)
    chunks = store.chunks(numbers)
    assert {candidate.number for candidate in store.candidates(numbers)} == chunks.keys()
    for article in there.values():
        own = [one for held, one in chunks.values() if held == article]
        ordered = sorted(own, key=lambda one: one.passage.ordinal)
        assert ordered == [passage.chunk for passage in indexed(article).passages]
    assert {held.id for held, _ in chunks.values()} == there.keys()


STEPS = range(16)


@pytest.mark.parametrize("step", STEPS)
def test_a_writer_killed_while_adding(
    step: int, store: MilvusStore, place: MilvusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([report("late", 5)])
    batch = [indexed(CHANGED), report("early", 2), report("latest", 9)]
    with monkeypatch.context() as patch, closing(MilvusStore.open(place)) as doomed:
        strike(patch, step)
        try:
            doomed.add(batch)
        except Killed:
            done = False
        else:
            done = True
    texts = {article.id: article.text for article in store.articles()}
    assert (texts["linz"] == CHANGED.text) == ("early" in texts) == ("latest" in texts)
    assert done <= ("early" in texts)
    assert ("early" in texts) >= (store.receipt("/news/early") is not None)
    check_whole(store)
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", -1.0)
    store.publish()  # the next writer clears what the other one left behind
    check_whole(store)
    check_statistics(store)
    if "early" in texts:
        assert store.article("late").reprint_of == store.article("latest").reprint_of == "early"
    assert [one.article for one in store.history("linz")] == [LINZ] * ("early" in texts)
    store.add(batch)
    check_whole(store)
    check_statistics(store)
    assert [one.article for one in store.history("linz")] == [LINZ]
    assert store.article("late").reprint_of == store.article("latest").reprint_of == "early"
    assert store.receipt("/news/early") == batch[1].receipt
    assert store.article("early").reprint_of is None


@pytest.mark.parametrize("step", range(9))
def test_a_writer_killed_while_removing(
    step: int, store: MilvusStore, place: MilvusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([report("early", 2), report("late", 5), report("latest", 9)])
    with monkeypatch.context() as patch, closing(MilvusStore.open(place)) as doomed:
        strike(patch, step)
        with suppress(Killed):
            doomed.remove(["early", "linz"])
    ids = set(store.content_hashes())
    assert ({"early", "linz"} <= ids) != (not {"early", "linz"} & ids)
    check_whole(store)
    assert "early" in ids or store.receipt("/news/early") is None
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", -1.0)
    store.publish()
    check_statistics(store)
    store.remove(["early", "linz"])
    check_whole(store)
    check_statistics(store)
    assert store.article("late").reprint_of is None
    assert store.article("latest").reprint_of == "late"
    with pytest.raises(ArticleUnknown):
        store.article("linz")


def test_what_a_live_writer_writes_is_not_swept(
    store: MilvusStore, place: MilvusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer replaces the same article, and publishes, just before this one commits."""
    whole, reached = Connection.upsert, []

    def upsert(self: Connection, collection: str, rows: list[dict[str, object]]) -> None:
        if collection.endswith("_articles") and not reached:
            reached.append(True)
            with closing(MilvusStore.open(place)) as other:
                other.add([indexed(replace(LINZ, text="Linz baut um."))])
                other.publish()
        whole(self, collection, rows)

    monkeypatch.setattr(Connection, "upsert", upsert)
    store.add([indexed(CHANGED)])
    assert store.article("linz") == CHANGED
    check_whole(store)
    store.add([indexed(LINZ)])
    check_whole(store)
    check_statistics(store)


def test_a_process_that_is_killed(place: MilvusPlace) -> None:
    script = WRITER.replace("range(10)", "range(10_000)")
    config = '{"encoder": "words", "fingerprint": "f00d", "dimension": 16}'
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(place), "one", config], cwd=ROOT
        )
        time.sleep(3)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with closing(MilvusStore.open(place)) as store:
        assert len(store.content_hashes()) > 5
        store.add([indexed(PORT)])
        assert len(store.candidates(numbers_of(store))) == len(store.chunks(numbers_of(store)))
        assert store.article("one-0").text == "Regen in Graz."


def test_two_writers_replace_the_same_article(place: MilvusPlace) -> None:
    def write(writer: int) -> None:
        with closing(MilvusStore.create(place, CONFIG)) as own:
            for n in range(8):
                text = f"Das Werk {writer} wächst um {n}.\nEs kostet {n} Euro."
                own.add([indexed(replace(LINZ, text=text))])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(2)))
    with closing(MilvusStore.open(place)) as store:
        check_whole(store)
        assert store.history("linz")  # a version that both replaced stands in it once
        store.add([indexed(LINZ)])
        check_whole(store)
        check_statistics(store)


# Articles that are out of the ordinary


@pytest.mark.parametrize(
    "odd",
    [
        'a"b',
        "a'b",
        "a\\b",
        "a\\",
        'x" or id != "',
        "a\nb\r\tc",
        "100 %_",
        "é😀ß",
        "\u2028\x0b",
        "{id}",
        "$meta",
        " ",
        "a" * 3000,
    ],
)
def test_a_name_is_never_read_as_an_expression(odd: str, store: MilvusStore) -> None:
    article = replace(LINZ, id=odd, url=f"https://x.example/{odd}", source=odd)
    receipts = [Receipt(f"/{odd}/{odd}", odd, odd), Receipt(f"/{odd}x", odd, odd)]
    store.add([replace(indexed(article), receipt=receipts[0])])
    store.note(receipts[1:])
    assert store.article(odd) == article
    assert store.articles_at(f"https://x.example/{odd}") == [article]
    assert store.content_hash(odd) == article.content_hash
    for only in (Filter(articles=(odd,)), Filter(sources=(odd,))):
        found = store.matching(stems_of(LINZ.text, "de"), 99, only)
        assert set(found_articles(store, found)) == {odd}
        assert store.nearest(vector_of(LINZ.text), 99, "de", only)
    assert store.receipts(f"/{odd}") == receipts[:1]
    assert store.receipt(f"/{odd}x") == receipts[1]
    assert store.history(odd) == []
    assert {one.indexed.article.id for one in store.holdings([odd, "linz"])} == {odd, "linz"}
    assert store.forget(receipts) == [odd]
    assert {one.id for one in store.articles()} == {one.id for one in ARTICLES}
    assert store.receipts(f"/{odd}") == []
    check_statistics(store)


def test_an_article_of_a_megabyte_and_a_passage_of_600_words(store: MilvusStore) -> None:
    rng = np.random.default_rng(1)
    words = [f"wört{n}" for n in rng.integers(0, 5000, 600)]
    text = f"{' '.join(words)}.\n" + "Straße 😀 " * 120_000
    article = replace(FAIR, id="long", title="t" * 70_000, text=text)
    cuts = (Cut("menu", "ü" * 100_000),)
    vectors = rng.normal(size=(600, 192)).astype(np.float32)
    (own,) = chunk(replace(article, text=f"{' '.join(words)}."), count_words, passage_tokens=1000)
    passage = index_passage(own, article.language)
    whole = IndexedArticle(
        article, (replace(passage, word_vectors=vectors),), article.content_hash, cuts
    )
    store.add([whole])
    assert store.article("long") == article
    assert store.cuts("long") == cuts
    (number,) = store.matching(stems_of(words[0], "de"), 9, ALL)
    (candidate,) = store.candidates([number])
    assert candidate.stems == passage.stems
    step = np.abs(vectors).max() / 127
    np.testing.assert_allclose(store.word_vectors([number])[number], vectors, atol=step)
    assert store.chunks([number]) == {number: (article, own)}
