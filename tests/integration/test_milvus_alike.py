"""Over Milvus everything is as over the local store: what is held, found, told and answered."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from copies import checksums_of
from milvus_server import MilvusServer, milvus_server
from pressroom import REMOVABLE, Files, today, tomorrow, write_folder, yesterday
from quick_encoder import QuickEncoder

from index.catalogue import CatalogueQuery
from index.checksums import checksum
from index.config import IndexConfig
from index.local import LocalStore
from index.milvus import MilvusStore
from index.records import Filter
from index.sources import Sources
from index.store import Store
from index.sync import sync
from rag import Assistant

pytestmark = pytest.mark.integration

ENCODER = QuickEncoder()
CONFIG = IndexConfig(ENCODER.name, ENCODER.fingerprint, ENCODER.dimension)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as running:
        yield running


@pytest.fixture
def stores(server: MilvusServer, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """The local store, and one in Milvus."""
    with (
        closing(LocalStore.create(tmp_path / "index", CONFIG)) as local,
        closing(MilvusStore.create(server.place(tmp_path.name[-60:]), CONFIG)) as remote,
    ):
        yield local, remote


def refresh(folder: Path, files: Files, store: Store) -> dict[str, list[str]]:
    write_folder(folder, files)
    report = sync(Sources([folder]), folder, store, ENCODER)
    lists = (report.added, report.replaced, report.unchanged, report.removed)
    return dict(zip(("added", "replaced", "unchanged", "removed"), map(sorted, lists), strict=True))


def held(store: Store) -> dict[str, bytes]:
    """Return a checksum of all that is held of each article, but for when it was replaced."""
    return {
        one.indexed.article.id: checksum(
            replace(one, versions=tuple(replace(v, replaced="") for v in one.versions))
        )
        for one in store.holdings(sorted(store.content_hashes()))
    }


def answers(store: Store) -> list[object]:
    """Return what there is to be seen of an index."""
    assistant = Assistant(store, ENCODER)
    asked = [Filter(), Filter(languages=("en",)), Filter(sources=("DONAUBOTE", "Uferblatt"))]
    ids = sorted(store.content_hashes())
    seen: list[object] = []
    for question in ("Was baut der Rat am Hafen?", "Who opens the bridge?", "p005x", "p012x"):
        for only in asked:
            answer = assistant.ask(question, only=only)
            hits = [(hit.article, hit.passage, round(hit.score, 5)) for hit in answer.hits]
            seen.append((answer.text, answer.abstained, hits))
            seen.append([(one.article, one.start, one.end) for one in answer.citations])
    for words in ("", "p005x", "donaubote"):
        query = CatalogueQuery(words, sort="title")
        page = store.catalogue(query)
        # Those alike are in the order in which they came in, which another store does not know.
        seen += [sorted(page.entries, key=lambda one: one.id), page.total, store.counts(query)]
    seen += [[store.article(one), store.cuts(one)] for one in ids]
    seen += [[version.article for version in store.history(one)] for one in ids]
    seen.append(sorted(store.receipts("/"), key=lambda one: one.origin))
    seen += [store.articles_at(f"https://quellbote.example/{one}") for one in ids]
    seen += [
        store.terms("p0"),
        store.statistics(store.terms("p")),
        replace(store.summary(), bytes=0),
    ]
    return seen


def test_three_days_of_news_are_alike(stores: tuple[Store, Store], tmp_path: Path) -> None:
    folder = tmp_path / "news"
    for files in (yesterday(), today(), tomorrow()):
        told = [refresh(folder, files, store) for store in stores]
        assert told[0] == told[1]
        assert held(stores[0]) == held(stores[1])
        assert answers(stores[0]) == answers(stores[1])


def test_what_is_removed_leaves_the_same_families(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    for store in stores:
        refresh(tmp_path / "news", today(), store)
    for gone in REMOVABLE:
        removed = [store.remove([gone, "nowhere"]) for store in stores]
        assert removed == [[gone], [gone]]
        assert held(stores[0]) == held(stores[1])
    assert answers(stores[0]) == answers(stores[1])


def test_what_one_held_the_other_holds(stores: tuple[Store, Store], tmp_path: Path) -> None:
    local, remote = stores
    for files in (yesterday(), today()):
        refresh(tmp_path / "news", files, local)
    before = checksums_of(local)
    for _ in range(2):
        remote.restore(local.holdings(list(before)))
        assert checksums_of(remote) == before
    assert answers(remote) == answers(local)
