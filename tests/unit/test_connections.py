import socket
import threading
import time
from collections.abc import Iterable

import pytest
from httpcore2 import (
    ConnectError,
    ConnectionPool,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
)

from index.errors import SourceUnreadable
from index.sources.web.addresses import PUBLIC_ONLY
from index.sources.web.connections import CheckedBackend, Meter, Resolver, resolve


def test_ip_addresses_resolve_to_themselves() -> None:
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]


class Wire(NetworkStream):
    """A connection that answers emptily and remembers what TLS was asked to verify."""

    def __init__(self) -> None:
        self.verified: object = None

    def read(self, max_bytes: int, *_: object) -> bytes:
        return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"[:max_bytes]

    def write(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass

    def start_tls(self, _: object, server_hostname: object = None, *__: object) -> NetworkStream:
        self.verified = server_hostname
        return self


class Network(NetworkBackend):
    """Remembers which addresses it was to connect to, and refuses some of them."""

    def __init__(self, *, down: Iterable[str] = ()) -> None:
        self.asked: list[str] = []
        self.down = list(down)
        self.wire = Wire()

    def connect_tcp(self, host: str, *_: object) -> NetworkStream:
        self.asked.append(host)
        if host in self.down:
            raise ConnectError("down")
        return self.wire


def connect(resolver: Resolver, network: Network, seconds: float = 1) -> NetworkStream:
    meter = Meter()
    meter.start(5)
    meter.grant(1000)
    backend = CheckedBackend(PUBLIC_ONLY, meter, resolver, network)
    return backend.connect_tcp("news.example", 443, seconds)


def test_the_address_that_was_checked_is_connected_to() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])  # the name is pointed elsewhere meanwhile
    network = Network()
    connect(lambda *_: next(answers), network)
    assert network.asked == ["8.8.8.8"]
    with pytest.raises(SourceUnreadable, match=r"leads to 127\.0\.0\.1"):
        connect(lambda *_: next(answers), network)
    assert network.asked == ["8.8.8.8"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_one_private_answer_spoils_the_others(address: str) -> None:
    network = Network()
    with pytest.raises(SourceUnreadable, match="no public address"):
        connect(lambda *_: ["8.8.8.8", address, "1.1.1.1"], network)
    assert network.asked == []


def test_the_next_address_is_tried_if_one_is_down() -> None:
    network = Network(down=["8.8.8.8"])
    connect(lambda *_: ["8.8.8.8", "1.1.1.1"], network)
    assert network.asked == ["8.8.8.8", "1.1.1.1"]
    with pytest.raises((ConnectError, ConnectTimeout)):
        connect(lambda *_: ["8.8.8.8"], network)


def fail(*_: object) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


@pytest.mark.parametrize("resolver", [fail, lambda *_: [], lambda *_: ["nonsense"]])
def test_a_name_that_leads_nowhere_is_told(resolver: Resolver) -> None:
    with pytest.raises(SourceUnreadable, match=r"its host .*check the address"):
        connect(resolver, Network())


def test_tls_verifies_the_name_and_not_the_address() -> None:
    network, meter = Network(), Meter()
    meter.start(5)
    meter.grant(1000)
    backend = CheckedBackend(PUBLIC_ONLY, meter, lambda *_: ["8.8.8.8"], network)
    with ConnectionPool(network_backend=backend) as pool:
        assert pool.request("GET", "https://news.example/").status == 200
    assert network.asked == ["8.8.8.8"]
    assert network.wire.verified == "news.example"


def stream_over(meter: Meter) -> NetworkStream:
    backend = CheckedBackend(PUBLIC_ONLY, meter, lambda *_: ["8.8.8.8"], Network())
    return backend.connect_tcp("news.example", 80)


def test_a_connection_ends_with_the_bytes_granted() -> None:
    meter = Meter()
    meter.start(30)
    meter.grant(20)
    stream = stream_over(meter)
    assert len(stream.read(15)) == 15
    with pytest.raises(SourceUnreadable, match="more than any article"):
        stream.read(15)


def test_a_connection_ends_with_the_time() -> None:
    meter = Meter()
    meter.start(30)
    meter.grant(20)
    stream = stream_over(meter)
    meter.start(0.05)
    time.sleep(0.06)
    with pytest.raises(SourceUnreadable, match=r"longer than 0\.05 s"):
        stream.read(1)


def test_a_rest_takes_no_time_from_the_connection() -> None:
    meter = Meter()
    meter.start(0.05)
    meter.rest(0.06)
    assert 0 < meter.bound(None) <= 0.05
    assert meter.bound(0.001) == 0.001


def test_a_name_that_is_not_found_in_time_is_told() -> None:
    found = threading.Event()

    def dawdle(*_: object) -> list[str]:
        found.wait(5)
        return ["8.8.8.8"]

    began = time.monotonic()
    with pytest.raises(SourceUnreadable, match=r"its host news\.example cannot be found"):
        connect(dawdle, Network(), seconds=0.05)
    assert time.monotonic() - began < 1
    found.set()


def test_who_allows_a_host_is_told_how() -> None:
    with pytest.raises(SourceUnreadable, match=r"your own, allow it with --allow-host news\.exam"):
        connect(lambda *_: ["10.0.0.7"], Network())
