"""A model hub that cannot be reached is told at once."""

import socket
import time

import pytest
from huggingface_hub import constants

from index.engines.hub import check_hub
from index.errors import EncoderUnavailable


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{port}")  # nobody listens


@pytest.mark.usefixtures("nowhere")
def test_a_hub_that_does_not_answer_is_not_waited_for() -> None:
    started = time.monotonic()
    with pytest.raises(
        EncoderUnavailable, match=r"'some/model'.*cannot be reached; give the folder"
    ):
        check_hub("some/model")
    assert time.monotonic() - started < 5


@pytest.mark.usefixtures("nowhere")
def test_it_is_not_asked_where_a_user_forbids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderUnavailable, match="HF_HUB_OFFLINE is set"):
        check_hub("some/model")


@pytest.mark.usefixtures("nowhere")
def test_what_is_no_name_of_a_model_is_not_looked_for_there() -> None:
    check_hub("no such/folder at/all")
