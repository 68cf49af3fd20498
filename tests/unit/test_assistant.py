"""How an assistant is opened and closed: nothing is left open, whatever fails."""

from pathlib import Path

import pytest
from store_suite import CONFIG

import rag.assistant
from index.encoding import Encoder, encoder_named
from index.errors import FundstelleError, IndexMismatch, IndexMissing
from index.local import LocalStore
from index.weights import DEFAULT_ENCODER
from rag.assistant import Assistant
from rag.config import Settings
from rag.generation import ExtractiveGenerator


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was closed, in order: a language model is opened where one is set."""
    names: list[str] = []

    class Model:
        def close(self) -> None:
            names.append("model")

    close = LocalStore.close

    def note(store: LocalStore) -> None:
        names.append("store")
        close(store)

    monkeypatch.setattr(rag.assistant, "open_model", lambda _: Model())
    monkeypatch.setattr(LocalStore, "close", note)
    return names


@pytest.fixture
def index(tmp_path: Path) -> Path:
    LocalStore.create(tmp_path / "an index", CONFIG).close()
    return tmp_path / "an index"


@pytest.fixture
def encoder() -> Encoder:
    return encoder_named(DEFAULT_ENCODER)


def test_an_index_of_another_encoder_is_let_go_of_with_the_model(
    index: Path, closed: list[str]
) -> None:
    settings = Settings(index, DEFAULT_ENCODER, llm="http://localhost:1/v1")
    with pytest.raises(IndexMismatch):
        Assistant.open(settings=settings)
    assert closed == ["store", "model"]


def test_where_there_is_no_index_the_model_is_let_go_of(tmp_path: Path, closed: list[str]) -> None:
    with pytest.raises(IndexMissing):
        Assistant.open(settings=Settings(tmp_path, llm="http://localhost:1/v1"))
    assert closed == ["model"]


def test_the_index_is_let_go_of_even_if_the_model_cannot_be(
    index: Path, encoder: Encoder, closed: list[str]
) -> None:
    class Stuck(ExtractiveGenerator):
        def close(self) -> None:
            raise FundstelleError("stuck")

    assistant = Assistant(LocalStore.open(index), encoder, generator=Stuck())
    with pytest.raises(FundstelleError, match="stuck"):
        assistant.close()
    assert closed == ["store"]
