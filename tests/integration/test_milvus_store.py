"""The store in Milvus, through gRPC to a server of its own: the suite of every store."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest
from catalogue_suite import CatalogueSuite
from lexicon_suite import LexiconSuite
from milvus_server import MilvusServer, milvus_server
from quick_encoder import QuickEncoder
from store_suite import (
    CONFIG,
    FAIR,
    LINZ,
    PORT,
    StoreSuite,
    check_statistics,
    indexed,
    numbers_of,
)

from index.catalogue import CatalogueQuery
from index.milvus import MilvusStore, census
from index.milvus.connection import Connection
from index.places import MilvusPlace

pytestmark = pytest.mark.integration

_names = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as running:
        yield running


@pytest.fixture
def place(server: MilvusServer) -> MilvusPlace:
    return server.place(f"index_{next(_names)}")


class TestStore(StoreSuite):
    pass


class TestCatalogue(CatalogueSuite):
    @pytest.fixture
    def encoder(self) -> QuickEncoder:
        return QuickEncoder()


class TestLexicon(LexiconSuite):
    pass


class TestLargeStore:
    """An index of more passages than are counted one by one."""

    @pytest.fixture
    def store(self, place: MilvusPlace, monkeypatch: pytest.MonkeyPatch) -> Iterator[MilvusStore]:
        # Half of them are drawn, by chance: with fewer the mean is now and then not that near.
        monkeypatch.setattr(census, "MOST_COUNTED", 60)
        with closing(MilvusStore.create(place, CONFIG)) as made:
            articles = [
                replace(LINZ, id=f"linz{n}", text=f"{LINZ.text} Teil{n}.") for n in range(60)
            ]
            made.add([indexed(article) for article in articles])
            made.add([indexed(PORT)])
            yield made

    def test_what_is_counted_is_exact(self, store: MilvusStore) -> None:
        candidates = store.candidates(numbers_of(store))
        stems = {stem for candidate in candidates for stem in candidate.stems}
        counted = store.statistics([*stems, "niemals"])
        assert counted.passages == len(candidates)
        assert counted.frequencies == {
            stem: sum(stem in candidate.stems for candidate in candidates) for stem in stems
        }
        shares = {language: share.passages for language, share in store.languages().items()}
        assert shares == Counter(candidate.language for candidate in candidates)

    def test_what_is_sampled_is_near(self, store: MilvusStore) -> None:
        candidates = store.candidates(numbers_of(store))
        length = np.mean([len(candidate.stems) for candidate in candidates])
        assert store.statistics([]).average_length == pytest.approx(length, rel=0.3)
        own = [candidate.vector for candidate in candidates if candidate.language == "de"]
        mean, exact = store.languages()["de"].mean, np.mean(own, axis=0)
        assert mean @ exact > 0.9 * np.linalg.norm(mean) * np.linalg.norm(exact)

    def test_a_language_is_there_at_once_and_gone_with_its_last_article(
        self, store: MilvusStore, place: MilvusPlace
    ) -> None:
        assert set(store.languages()) == {"de", "en"}
        dutch = indexed(replace(FAIR, language="nl"))
        store.add([dutch])
        assert store.languages()["nl"].passages == len(dutch.passages)
        store.remove(["port", "fair"])
        assert set(store.languages()) == {"de"}
        store.publish()
        with closing(MilvusStore.open(place)) as reader:
            assert reader.languages()["de"].passages == store.languages()["de"].passages

    def test_terms_are_those_that_were_written(self, store: MilvusStore) -> None:
        assert store.terms("151") == ["151_3"]
        assert store.terms("strassenbahn") == ["strassenbahn"]
        assert "teil7" in store.terms("")

    def test_its_catalogue_looks_for_words(self, store: MilvusStore) -> None:
        assert [one.id for one in store.catalogue(CatalogueQuery("teil7")).entries] == ["linz7"]


def test_what_was_published_is_not_counted_again(
    place: MilvusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("it was counted again")

    with closing(MilvusStore.create(place, CONFIG)) as store:
        store.add([indexed(LINZ), indexed(PORT)])
        store.publish()
        with monkeypatch.context() as patch, closing(MilvusStore.open(place)) as reader:
            patch.setattr(census.Census, "_count", refuse)
            check_statistics(reader)
        store.add([indexed(FAIR)])
        check_statistics(store)


def test_only_what_is_new_is_read_after_a_change(
    place: MilvusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(MilvusStore.create(place, CONFIG)) as store:
        store.add([indexed(LINZ), indexed(PORT)])
        check_statistics(store)
        fresh = indexed(FAIR)
        store.add([fresh])
        read, counted_from = [], census.counted_from
        monkeypatch.setattr(
            census, "counted_from", lambda row: read.append(row) or counted_from(row)
        )
        store.languages()
        assert len(read) == len(fresh.passages)


class Outrun:
    """A client of Milvus that is always late: another makes each first index that it is to make."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def create_index(self, collection: str, wanted: Sequence[Any], **options: Any) -> None:
        first = self._client.prepare_index_params()
        first.append(wanted[0])
        self._client.create_index(collection, first, **options)
        self._client.create_index(collection, wanted, **options)


def test_whoever_is_late_finds_the_index_that_another_makes(
    place: MilvusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = Connection._connected
    with monkeypatch.context() as late:
        late.setattr(Connection, "_connected", lambda self: Outrun(connected(self)))
        MilvusStore.create(place, CONFIG).close()
    with closing(MilvusStore.open(place)) as store:
        store.add([indexed(LINZ)])
        assert store.content_hashes().keys() == {"linz"}
