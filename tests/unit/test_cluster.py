"""What goes to a cluster and comes back: in order, and no more ahead than keeps it busy."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from index.batches import Pending
from index.changes import Attempt
from index.cluster import ClusterUnavailable, Terms, opened_cluster, terms_for
from index.cluster.connection import connected
from index.cluster.crew import ClusterCrew
from index.cluster.roster import Roster
from index.cluster.terms import which_cleaning
from index.cluster.worker import Worker
from index.config import IndexConfig
from index.encoding import Encoder, ModelEncoder
from index.errors import EncoderUnavailable, IndexMismatch, SettingInvalid, SourceUnreadable
from index.local import LocalStore
from index.preparation import prepare
from index.sources import DEFAULT_LIMITS, Document, Problem, Unmodified
from index.stored_records import IndexedArticle, Receipt
from ui.cli import main

TEXT = "Der Deich bei Moorfurt braucht zwei Kräne. Der Rat entscheidet am Montag darüber."


class Unloadable(ModelEncoder):
    """An encoder whose model is not there."""

    def load(self) -> None:
        raise EncoderUnavailable("no model")


class FakeJob:
    """A job whose answer is there at once, or only when it is collected."""

    def __init__(self, answer: Sequence[object], quick: bool) -> None:
        self.answer = answer
        self._quick = quick

    def is_done(self) -> bool:
        return self._quick


class FakeRoster:
    """Two workers who do what they are told to, and count what lies before them."""

    def __init__(self, work: Callable[[Any], object], quick: bool = False) -> None:
        self._work = work
        self._quick = quick
        self.given = self.open = self.most_open = 0

    def __len__(self) -> int:
        return 2

    def give(self, task: str, load: Sequence[object]) -> FakeJob:
        assert task in {"prepare", "index"}
        assert load
        self.given += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        return FakeJob([self._work(one) for one in load], self._quick)

    def collect(self, job: FakeJob) -> Sequence[object]:
        self.open -= 1
        return job.answer


def crew_of(roster: FakeRoster) -> ClusterCrew:
    return ClusterCrew(cast("Roster", roster))


def document(number: int, size: int = 0) -> Document:
    return Document(f"/n/{number}.txt", str(number), "text", TEXT + " " * size)


def pending(number: int, text: str) -> Pending:
    ready = prepare(document(number))
    article = replace(ready.article, text=text)
    return Pending(replace(ready, article=article), Receipt(f"/n/{number}.txt", article.id, "f"))


def test_what_came_of_documents_comes_in_their_order_between_all_else() -> None:
    items: list[Document | Problem | Unmodified] = []
    for number in range(60):
        items += [document(number), Problem(f"/n/{number}.pdf", "is damaged")]
        items += [Unmodified(f"/n/{number}", f"a{number}")]
    bad = SourceUnreadable("no text")
    roster = FakeRoster(lambda one: bad if one.name == "7" else one.name)
    found = list(crew_of(roster).prepare(items))
    assert len(found) == len(items)
    for one, item in zip(found, items, strict=True):
        if isinstance(item, Document):
            assert one == Attempt(item, bad if item.name == "7" else cast("Any", item.name))
        else:
            assert one is item
    assert 1 < roster.given < 60


def test_what_has_no_documents_asks_for_no_worker() -> None:
    items = [Unmodified(f"/n/{number}", f"a{number}") for number in range(100)]
    roster = FakeRoster(lambda _: pytest.fail("there is nothing to do"))
    assert list(crew_of(roster).prepare(items)) == items
    assert roster.given == 0


def test_no_more_is_read_ahead_than_workers_can_take() -> None:
    read = 0

    def reading() -> Iterator[Document]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield document(number, size=500_000)

    roster = FakeRoster(lambda one: one.name)
    found = crew_of(roster).prepare(reading())
    next(found)
    assert read == roster.most_open == 9
    for _ in range(20):
        next(found)
    assert read == 29
    assert roster.most_open == 9


def test_batches_are_given_out_until_each_worker_has_two_and_come_in_order() -> None:
    roster = FakeRoster(lambda one: one.receipt.origin)
    articles = [pending(number, "x" * 12_000) for number in range(60)]
    found = list(crew_of(roster).index(articles))
    assert [origin for batch in found for origin in batch] == [
        cast("Any", one.receipt.origin) for one in articles
    ]
    assert {len(batch) for batch in found} == {3}
    assert roster.most_open == 5


def test_the_first_batch_does_not_wait_for_a_slow_source() -> None:
    read: list[int] = []

    def slowly() -> Iterator[Pending]:
        for number in range(10):
            read.append(number)
            yield pending(number, "x" * 40_000)

    found: Iterator[list[IndexedArticle]] = crew_of(FakeRoster(lambda one: one, quick=True)).index(
        slowly()
    )
    next(found)
    assert read == [0]


@pytest.fixture
def terms(encoder: Encoder) -> Terms:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    return Terms(lambda: encoder, config, DEFAULT_LIMITS, which_cleaning())


def test_a_worker_indexes_as_it_is_done_elsewhere(terms: Terms) -> None:
    worker = Worker(terms)
    assert worker.arrive() is None
    one = pending(1, TEXT)
    indexed = worker.index([one])
    assert isinstance(indexed, list)
    assert indexed[0].article == one.prepared.article
    assert indexed[0].receipt == one.receipt
    assert [passage.chunk.passage.text for passage in indexed[0].passages] == [TEXT]


def test_a_worker_says_what_keeps_it_from_working(terms: Terms) -> None:
    other = Worker(replace(terms, cleaning="0123"))
    assert "another version of Fundstelle" in str(other.arrive())
    foreign = replace(terms.config, fingerprint="beef")
    assert isinstance(Worker(replace(terms, config=foreign)).arrive(), IndexMismatch)

    missing = replace(terms, open_encoder=Unloadable)
    assert isinstance(Worker(missing).arrive(), EncoderUnavailable)


def test_the_terms_of_an_index_open_its_encoder() -> None:
    config = IndexConfig("some-model", "f00d", 32)
    encoder = terms_for(config, DEFAULT_LIMITS).open_encoder()
    assert encoder.name == "some-model"


@pytest.mark.parametrize("address", ["", "host", "ray://", "http://host:80", "host:port", "a b:1"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(SettingInvalid, match="no address of a Ray cluster"), connected(address):
        pass


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1"])
def test_a_cluster_that_is_not_there_is_one_sentence(
    address: str, terms: Terms, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dict(os.environ)
    with (
        pytest.raises(ClusterUnavailable, match=r"^There is no Ray cluster .*10001\.$"),
        opened_cluster(address, terms),
    ):
        pass
    assert capsys.readouterr() == ("", "")
    assert dict(os.environ) == before


def test_another_version_of_ray_is_one_sentence(
    terms: Terms, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Version mismatch: The cluster was started with:\n    Ray: 2.9.0\n    Python: 3.10.1"

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError(said)

    monkeypatch.setattr("index.cluster.connection._answers", lambda _: True)
    monkeypatch.setattr("ray.init", refuse)
    with (
        pytest.raises(ClusterUnavailable, match=r"another version of Ray or Python .*Ray: 2\.9\.0"),
        opened_cluster("host:6379", terms),
    ):
        pass


def test_ray_that_is_not_installed_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, terms: Terms
) -> None:
    for name in [name for name in sys.modules if name.startswith("index.cluster.")]:
        if name.endswith((".connection", ".crew", ".roster", ".worker")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(ClusterUnavailable, match=r"pip install 'fundstelle\[ray\]'"),
        opened_cluster("auto", terms),
    ):
        pass


def test_the_command_line_tells_a_mistaken_address(
    tmp_path: Path,
    terms: Terms,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    LocalStore.create(tmp_path / "index", terms.config).close()
    monkeypatch.setattr("index.ingest.encoder_named", lambda *_: terms.open_encoder())
    code = main(["add", "--index", str(tmp_path / "index"), "--ray", "nowhere", str(tmp_path)])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.startswith("fundstelle: 'nowhere' is no address of a Ray cluster")
    assert said.err.count("\n") == 1
