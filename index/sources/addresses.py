"""Which addresses of the web may be fetched, and connections that lead there and nowhere else.

A page's address may come from a feed or from another server's redirect, and a host name leads
wherever its owner says. So that nobody makes this machine ask its own neighbours, every address
that a name stands for is checked when the connection is made, and the connection goes to the very
address that was checked: the name is not looked up again.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from httpcore2 import (
    SOCKET_OPTION,
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    SyncBackend,
)
from httpx2 import URL, InvalidURL

from index.errors import SettingInvalid, SourceUnreadable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""Looks up a host name and a port; returns IP addresses, raises OSError where there are none."""

# --- addresses as they are written -------------------------------------------------------------

_LONGEST_URL = 8_000
_HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
# Below this port other services than the web's are at home, and some of them can be made to take
# a request for orders.
_FIRST_FREE_PORT = 1024


def check_url(text: str) -> URL:
    """Return an address of the web, normalised and without its fragment.

    Only the spelling is looked at: where a host name leads is checked on connecting.

    Raises:
        SourceUnreadable: It is no http or https address, holds a user name, or writes its host or
            port in a way that no link needs and that only serves to deceive.
    """
    try:
        url = URL(text.strip())
        if len(str(url)) > _LONGEST_URL:
            raise SourceUnreadable("its address is out of all proportion; give a shorter one")
    except (InvalidURL, ValueError) as error:
        raise SourceUnreadable(
            "not an address of the web; write it as https://host/path"
        ) from error
    if url.scheme not in ("http", "https"):
        raise SourceUnreadable("not an http or https address; give one that is")
    if url.userinfo:
        raise SourceUnreadable("its address holds a user name; give it without")
    if url.port not in (None, 80, 443) and not _FIRST_FREE_PORT <= url.port <= 65535:
        raise SourceUnreadable(f"port {url.port} is no port of a web server; give another address")
    host = _check_host(url.raw_host.decode("ascii"))
    return url.copy_with(host=host, raw_path=url.raw_path, fragment=None)


def _check_host(host: str) -> str:
    if ":" in host:  # the parser lets nothing but IPv6 addresses have colons
        if "%" not in host:
            return host
    else:
        host = host.removesuffix(".")
        ends_in_number = _NUMBER.fullmatch(host.rpartition(".")[2])
        if _HOST_NAME.fullmatch(host) and (not ends_in_number or _parse_ip(host)):
            return host
    raise SourceUnreadable("its host is no usual name or IP address; check the address")


def _parse_ip(text: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


# --- addresses as they are reached -------------------------------------------------------------

# What the special-purpose registries of IANA (RFC 6890) do not call globally reachable, and what
# has been withdrawn. Written out, as the standard library's view of it changes between versions.
_CLOSED_IPV4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a public number under which Azure's machines find their host
    )
)
# Everything else of IPv6 is local, multicast, reserved or a way to write IPv4 addresses. The
# tunnels Teredo (in 2001::/23) and 6to4 (2002::/16) end at an IPv4 address of the sender's choice.
_OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_IPV6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# Where a network has IPv6 alone, this is how it reaches IPv4 addresses (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is one of the public internet's."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        return address in _OPEN_IPV6 and not any(address in closed for closed in _CLOSED_IPV6)
    return not any(address in closed for closed in _CLOSED_IPV4)


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which machines may be asked: public ones, and those that are named here.

    Attributes:
        hosts: Host names that may lead anywhere, such as an intranet's.
        networks: Networks any of whose addresses may be asked.
    """

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPNetwork, ...] = ()

    @classmethod
    def allowing(cls, places: Iterable[str]) -> Self:
        """Return a policy for public addresses and the host names, IPs and networks given.

        Raises:
            SettingInvalid: One of them is neither.
        """
        hosts, networks = set[str](), list[IPNetwork]()
        for place in places:
            try:
                networks.append(ipaddress.ip_network(place, strict=False))
            except ValueError:
                hosts.add(_read_host(place))
        return cls(frozenset(hosts), tuple(networks))

    def permits(self, host: str, address: IPAddress) -> bool:
        """Tell whether an address may be asked that a host name stands for."""
        mapped = getattr(address, "ipv4_mapped", None) or address
        named = host in self.hosts or any(mapped in network for network in self.networks)
        return named or is_public(address)


def _read_host(place: str) -> str:
    try:
        if "/" not in place:
            return check_url(f"http://{place}/").raw_host.decode("ascii")
    except SourceUnreadable:
        pass
    raise SettingInvalid(
        f"{place!r} is no host name, IP address or network; write it as intranet.example or"
        " 10.0.0.0/8"
    )


PUBLIC_ONLY = AddressPolicy()


def resolve(host: str, port: int) -> list[str]:
    """Look up a host name with the system's resolver; IP addresses come back as they are."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


# --- connections -------------------------------------------------------------------------------


class Meter:
    """The time and the bytes that may still be taken; the connections of one fetcher share it."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._deadline = 0.0
        self._bytes = 0

    def start(self, seconds: float) -> None:
        """Grant the time for one page."""
        self._seconds, self._deadline = seconds, time.monotonic() + seconds

    def grant(self, count: int) -> None:
        """Grant the bytes for one answer."""
        self._bytes = count

    def rest(self, seconds: float) -> None:
        """Wait, which does not count as time taken."""
        time.sleep(seconds)
        self._deadline += seconds

    def bound(self, seconds: float | None) -> float:
        """Return the seconds that a step may take: those given, or fewer if time runs out.

        Raises:
            SourceUnreadable: No time is left.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise SourceUnreadable(f"takes longer than {self._seconds:g} s; try again later")
        return left if seconds is None else min(seconds, left)

    def spend(self, count: int) -> None:
        """Take note of bytes that came in.

        Raises:
            SourceUnreadable: They are more than granted.
        """
        self._bytes -= count
        if self._bytes < 0:
            raise SourceUnreadable("sends more than any article holds; save the page as a file")


class _MeteredStream(NetworkStream):
    def __init__(self, stream: NetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._meter.bound(timeout))
        self._meter.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._meter.bound(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        seconds = self._meter.bound(timeout)
        return _MeteredStream(
            self._stream.start_tls(ssl_context, server_hostname, seconds), self._meter
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(NetworkBackend):
    """Connects to addresses that the policy permits, within what the meter grants.

    httpcore asks it for a connection by host name and then verifies the certificate for that very
    name, so that TLS does not notice that the connection is made to an IP address.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        meter: Meter,
        resolver: Resolver = resolve,
        backend: NetworkBackend | None = None,
    ) -> None:
        """Set what is permitted; ``backend`` makes the connections, to IP addresses only."""
        self._policy = policy
        self._meter = meter
        self._resolver = resolver
        self._backend = backend or SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """Connect to the first of a host's addresses that answers.

        Raises:
            SourceUnreadable: The host is unknown, or one of its addresses is not permitted.
            ConnectError: None of them can be connected to.
            ConnectTimeout: The last of them does not answer.
        """
        failure: ConnectError | ConnectTimeout | None = None
        for address in self._find(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._meter.bound(timeout), local_address, socket_options
                )
            except (ConnectError, ConnectTimeout) as error:
                failure = error
            else:
                return _MeteredStream(stream, self._meter)
        raise failure or SourceUnreadable("its host leads nowhere; check the address")

    def _find(self, host: str, port: int) -> list[str]:
        try:
            found = self._resolver(host, port)
            addresses = [ipaddress.ip_address(address) for address in found]
        except (OSError, ValueError) as error:
            raise SourceUnreadable(
                "its host cannot be found; check the address and the network"
            ) from error
        # One forbidden answer spoils the others: whoever mixes them is up to something.
        for address in addresses:
            if not self._policy.permits(host, address):
                raise SourceUnreadable(
                    f"its host leads to {address}, which is no public address;"
                    " save the page and give the file"
                )
        return [str(address) for address in addresses]
