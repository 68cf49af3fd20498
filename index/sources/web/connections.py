"""Connections that lead where they may and nowhere else, and that take no more than is granted.

Every address that a host name stands for is checked when a connection is made, and the connection
goes to the very address that was checked: the name is not looked up again.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any

from httpcore2 import (
    SOCKET_OPTION,
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    SyncBackend,
)

from index.errors import SourceUnreadable
from index.sources.web.addresses import AddressPolicy

Resolver = Callable[[str, int], Sequence[str]]
"""Looks up a host name and a port; returns IP addresses, raises OSError where there are none."""


def resolve(host: str, port: int) -> list[str]:
    """Look up a host name with the system's resolver; IP addresses come back as they are."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


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

    def bound(self, seconds: float | None = None) -> float:
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
        for address in self._find(host, port, self._meter.bound(timeout)):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._meter.bound(timeout), local_address, socket_options
                )
            except (ConnectError, ConnectTimeout) as error:
                failure = error
            else:
                return _MeteredStream(stream, self._meter)
        raise failure or SourceUnreadable(f"its host {host} leads nowhere; check the address")

    def _find(self, host: str, port: int, seconds: float) -> list[str]:
        try:
            found = _look_up(self._resolver, host, port, seconds)
            addresses = [ipaddress.ip_address(address) for address in found]
        except (OSError, ValueError) as error:
            raise SourceUnreadable(
                f"its host {host} cannot be found; check the address and the network"
            ) from error
        # One forbidden answer spoils the others: whoever mixes them is up to something.
        for address in addresses:
            if not self._policy.permits(host, address):
                raise SourceUnreadable(
                    f"its host leads to {address}, which is no public address; if the site is your"
                    f" own, allow it with --allow-host {host}"
                )
        return [str(address) for address in addresses]


def _look_up(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """Look up a host in a thread, which can be left behind: the system sets no time for it.

    Raises:
        OSError: There is no such host, or no answer in time.
    """
    answer = Future[Sequence[str]]()

    def ask() -> None:
        try:
            answer.set_result(resolver(host, port))
        except (OSError, ValueError) as error:
            answer.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return answer.result(seconds)


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
