import socket
import time
from collections.abc import Iterable
from ipaddress import ip_address

import pytest
from httpcore2 import (
    ConnectError,
    ConnectionPool,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
)
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SettingInvalid, SourceUnreadable
from index.sources.addresses import (
    PUBLIC_ONLY,
    AddressPolicy,
    CheckedBackend,
    Meter,
    Resolver,
    check_url,
    is_public,
    resolve,
)

# --- addresses as they are written ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.com", "https://example.com/"),
        (" HTTPS://Example.COM/A?b=c#d ", "https://example.com/A?b=c"),
        ("http://example.com./a", "http://example.com/a"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("https://käse.example/über uns", "https://xn--kse-qla.example/%C3%BCber%20uns"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://127.0.0.1/", "http://127.0.0.1/"),  # where it leads is not a matter of spelling
        ("http://a_b.example/", "http://a_b.example/"),
    ],
)
def test_addresses_are_normalised(text: str, url: str) -> None:
    assert str(check_url(text)) == url


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.com/a", "//example.com/a", "http:///a", "http://", "https:a", "/etc/passwd"),
        *("file:///etc/passwd", "ftp://example.com/", "javascript:alert(1)", "data:text/html,a"),
        *("http://user:secret@example.com/", "http://user@example.com/", "http://a\\@b.example/"),
        *("http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"),
        *("http://0x7f.1/", "http://1.2.3/", "http://256.1.1.1/", "http://1.2.3.4.5/"),
        *(
            "http://１２７.０.０.１/",
            "http://127.0.0.①/",
            "http://ⓛocalhost/",
            "http://ex%61mple.com/",
        ),
        *("http://[fe80::1%25eth0]/", "http://[::1/", "http://[::g]/", "http://a..example/"),
        *("http://a b.example/", "http://a\tb.example/", "http://a.example\r\nHost: b/"),
        *("http://example.com:0/", "http://example.com:22/", "http://example.com:99999/"),
        *("http://example.com:-1/", "http://example.com:x/", f"http://{'a' * 64}.example/"),
        *(f"http://{'a.' * 200}example/", f"http://example.com/{'a' * 9000}", "http://a/\udc80"),
    ],
)
def test_what_no_link_needs_is_refused(text: str) -> None:
    with pytest.raises(SourceUnreadable, match=r"; .*(give|write|check)"):
        check_url(text)


@given(st.text() | st.text().map("http://{}".format))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        url = check_url(text)
    except SourceUnreadable:
        return
    assert url.scheme in ("http", "https")
    assert check_url(str(url)) == url


# --- addresses as they are reached ---------------------------------------------------------------

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - refused, not bound to
    *("0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1"),
    *("192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254"),
    *("fd20:ce::254", "ff02::1", "100::1", "2001:db8::1", "2001:10::1", "3fff::1", "4000::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "5f00::1"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "169.253.0.1"),
    *("2606:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888", "::ffff:8.8.8.8"),
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_the_public_internet_is_told(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not PUBLIC_ONLY.permits("news.example", ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_told(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_nothing_is_public_that_the_standard_library_calls_private(address: object) -> None:
    found = ip_address(str(address))
    embedded = getattr(found, "ipv4_mapped", None) or found
    if is_public(found) and not str(found).startswith("64:ff9b::"):
        assert embedded.is_global
        assert not embedded.is_multicast


def test_a_policy_opens_hosts_and_networks() -> None:
    policy = AddressPolicy.allowing(["Intranet.example.", "10.1.2.3/16", "::1", "192.168.0.7"])
    assert policy.permits("intranet.example", ip_address("127.0.0.1"))
    assert policy.permits("other.example", ip_address("10.1.255.1"))
    assert policy.permits("other.example", ip_address("::ffff:10.1.0.1"))
    assert policy.permits("other.example", ip_address("::1"))
    assert policy.permits("other.example", ip_address("8.8.8.8"))
    for address in ("10.2.0.1", "192.168.0.8", "127.0.0.1"):
        assert not policy.permits("other.example", ip_address(address))


@pytest.mark.parametrize("place", ["", "a b", "http://a.example", "10.0.0.0/64", "user@a.example"])
def test_a_policy_of_nonsense_is_refused(place: str) -> None:
    with pytest.raises(SettingInvalid, match="intranet"):
        AddressPolicy.allowing([place])


def test_ip_addresses_resolve_to_themselves() -> None:
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]


# --- connections ---------------------------------------------------------------------------------


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


def connect(resolver: Resolver, network: Network, host: str = "news.example") -> NetworkStream:
    meter = Meter()
    meter.start(5)
    meter.grant(1000)
    return CheckedBackend(PUBLIC_ONLY, meter, resolver, network).connect_tcp(host, 443, 1)


def test_the_address_that_was_checked_is_connected_to() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])  # the name is pointed elsewhere meanwhile
    network = Network()
    connect(lambda *_: next(answers), network)
    assert network.asked == ["8.8.8.8"]
    with pytest.raises(SourceUnreadable, match=r"leads to 127\.0\.0\.1"):
        connect(lambda *_: next(answers), network)
    assert network.asked == ["8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
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


def test_a_connection_ends_with_the_time_and_the_bytes_granted() -> None:
    meter = Meter()
    meter.start(0.05)
    meter.grant(20)
    stream = CheckedBackend(PUBLIC_ONLY, meter, lambda *_: ["8.8.8.8"], Network()).connect_tcp(
        "news.example", 80
    )
    assert len(stream.read(15)) == 15
    with pytest.raises(SourceUnreadable, match="more than any article"):
        stream.read(15)
    time.sleep(0.06)
    with pytest.raises(SourceUnreadable, match=r"longer than 0\.05 s"):
        stream.read(1)


def test_a_rest_takes_no_time_from_the_connection() -> None:
    meter = Meter()
    meter.start(0.05)
    meter.rest(0.06)
    assert 0 < meter.bound(None) <= 0.05
    assert meter.bound(0.001) == 0.001
