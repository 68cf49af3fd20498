"""The store in Milvus, through gRPC to a server of its own: the suite of every store."""

from collections.abc import Iterator
from itertools import count

import pytest
from catalogue_suite import CatalogueSuite
from milvus_server import MilvusServer, milvus_server
from quick_encoder import QuickEncoder
from store_suite import StoreSuite

from index.places import MilvusPlace

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
