"""One request and its answer: what is sent, and in words what goes wrong on the way."""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version

import httpcore2
from httpx2 import URL, DecodingError, Response, SyncByteStream

from index.errors import SourceUnreadable
from index.sources.web.connections import Meter
from index.sources.web.responses import CODINGS, SAVE_PAGE
from index.sources.web.robots import PRODUCT

try:
    _VERSION = version("fundstelle")
except PackageNotFoundError:  # run from a checkout
    _VERSION = "0"
USER_AGENT = f"{PRODUCT}/{_VERSION} (news reader for question answering)"

Header = tuple[str, str]

_HEADERS: tuple[Header, ...] = (
    ("User-Agent", USER_AGENT),
    ("Accept", "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"),
    ("Accept-Encoding", ", ".join(CODINGS)),
)
_OVERHEAD_BYTES = 1_000_000  # for headers and the framing of chunks
_ENDED = (httpcore2.ReadError, httpcore2.WriteError, httpcore2.RemoteProtocolError)
_FAILURES = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    DecodingError,
)


class Client:
    """Sends requests over connections that it keeps open. For one thread at a time.

    It keeps no cookies, logs in nowhere, and uses no proxy: that would look up the names itself.
    """

    def __init__(
        self,
        backend: httpcore2.NetworkBackend,
        meter: Meter,
        *,
        step_seconds: float,
        most_bytes: int,
    ) -> None:
        """Set what makes connections, and how long a step and how large a page may be."""
        self._meter = meter
        self._timeouts = dict.fromkeys(("connect", "read", "write", "pool"), step_seconds)
        self._most_bytes = most_bytes
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=8,
            keepalive_expiry=15,
            network_backend=backend,
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    @contextmanager
    def get(self, url: URL, conditions: Sequence[Header] = ()) -> Iterator[Response]:
        """Ask for a page, and give its answer, the body of which has not been read yet.

        Raises:
            SourceUnreadable: There is no answer, or reading it fails.
        """
        self._meter.grant(self._most_bytes + _OVERHEAD_BYTES)
        try:
            with ExitStack() as stack:
                sent = self._send(stack, url, conditions)
                body = _Body(sent.iter_stream())
                response = Response(sent.status, headers=sent.headers, stream=body)
                yield response
                _finish(response)
        except _FAILURES as error:
            self._meter.bound()  # says so if there simply was no time left
            raise SourceUnreadable(_explain(error)) from error

    def _send(self, stack: ExitStack, url: URL, conditions: Sequence[Header]) -> httpcore2.Response:
        """Send a request, a second time if the site has just ended the connection that was kept.

        Sites end idle connections when they like to; a request may meet that on its way, and is
        then sent over a new one (RFC 9112, section 9.3.1).
        """
        address = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        headers = [("Host", url.netloc.decode("ascii")), *_HEADERS, *conditions]
        ask = partial(
            self._pool.stream,
            "GET",
            address,
            headers=headers,
            extensions={"timeout": self._timeouts},
        )
        kept = any(
            one.is_idle() and one.can_handle_request(address.origin)
            for one in self._pool.connections
        )
        try:
            return stack.enter_context(ask())
        except _ENDED:
            if not kept:
                raise
            return stack.enter_context(ask())


@cache
def _trusted() -> ssl.SSLContext:
    # Reading the certificates that the machine trusts takes longer than most pages.
    return httpcore2.default_ssl_context()


class _Body(SyncByteStream):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks


def _finish(response: Response) -> None:
    """Read a short body that nobody wanted: only then can the connection be used again."""
    length = response.headers.get("content-length", "")
    if length.isdecimal() and len(length) < 6 and not response.is_stream_consumed:
        for _ in response.iter_raw():
            pass


def _explain(error: Exception) -> str:
    """Return what went wrong on the way, as a phrase."""
    cause = error.__context__  # the pool drops the __cause__
    if isinstance(error, httpcore2.TimeoutException):
        return "the site does not answer in time; try again later"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the site's certificate is not valid ({cause.verify_message}); {SAVE_PAGE}"
    if isinstance(cause, ssl.SSLError):
        reason = (cause.reason or "no TLS").replace("_", " ").lower()
        return f"no safe connection to the site can be made ({reason}); check the address"
    if isinstance(error, httpcore2.ConnectError):
        reason = (isinstance(cause, OSError) and cause.strerror) or "no connection"
        return f"the site cannot be reached ({reason}); check the address or try again later"
    return "the site's answer breaks off or makes no sense; try again later"
