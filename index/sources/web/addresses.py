"""Which addresses of the web may be asked: how they are written, and where they lead.

A page's address may come from a feed or from another server's redirect, and a host name leads
wherever its owner says. So that nobody makes this machine ask its own neighbours, what a name
leads to has to be public, or allowed by name.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from httpx2 import URL, InvalidURL

from index.errors import SettingInvalid, SourceUnreadable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

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
        length = len(str(url))
    except (InvalidURL, ValueError) as error:
        raise SourceUnreadable(
            "not an address of the web; write it as https://host/path"
        ) from error
    if length > _LONGEST_URL:
        raise SourceUnreadable("its address is out of all proportion; give a shorter one")
    if url.scheme not in ("http", "https"):
        raise SourceUnreadable("neither http nor https; write it as https://host/path")
    if url.userinfo:
        raise SourceUnreadable("its address holds a user name; give it without")
    if url.port not in (None, 80, 443) and not _FIRST_FREE_PORT <= url.port <= 65535:
        raise SourceUnreadable(f"port {url.port} is no port of a web server; give another address")
    host = _check_host(url.raw_host.decode("ascii"))
    return url.copy_with(host=host, raw_path=url.raw_path, fragment=None)


def _check_host(host: str) -> str:
    """Return a host without the dot that it may end in."""
    if ":" in host:  # the parser lets nothing but IPv6 addresses have colons
        usual = "%" not in host
    else:
        host = host.removesuffix(".")
        ends_in_number = _NUMBER.fullmatch(host.rpartition(".")[2])
        usual = bool(_HOST_NAME.fullmatch(host)) and (not ends_in_number or _is_ip(host))
    if not usual:
        raise SourceUnreadable("its host is no usual name or IP address; check the address")
    return host


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


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
        plain = getattr(address, "ipv4_mapped", None) or address
        allowed = host in self.hosts or any(plain in network for network in self.networks)
        return allowed or is_public(address)


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
