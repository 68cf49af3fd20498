"""Listening, and saying clearly why not."""

import socket

import pytest
from fastapi import FastAPI

from index.errors import SettingInvalid
from ui.server import run


def test_a_port_that_is_taken_is_a_mistake_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingInvalid, match=f"127.0.0.1:{port}"):
            run(FastAPI(), "127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 99999), ("::1", -1)])
def test_so_is_a_place_that_does_not_exist(host: str, port: int) -> None:
    with pytest.raises(SettingInvalid, match="choose"):
        run(FastAPI(), host, port)
