"""Pages and feeds from the web: one at a time, politely, within bounds, public addresses only."""

import codecs
import math
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import httpcore2
from httpx2 import URL, DecodingError, InvalidURL, Response, SyncByteStream

from index.cleaning.decoding import EMPTY, UTF16_MARKS
from index.errors import SourceUnreadable
from index.records import NO_VALIDATORS, Validators
from index.sources.addresses import (
    PUBLIC_ONLY,
    AddressPolicy,
    CheckedBackend,
    Meter,
    Resolver,
    check_url,
    resolve,
)
from index.sources.robots import PRODUCT, Manners, Rules, read_rules

try:
    _VERSION = version("fundstelle")
except PackageNotFoundError:  # run from a checkout
    _VERSION = "0"
USER_AGENT = f"{PRODUCT}/{_VERSION} (news reader for question answering)"


@dataclass(frozen=True, slots=True)
class WebLimits:
    """How much is taken from the web, and with how much patience.

    Attributes:
        bytes: Bytes of one page, unpacked.
        seconds: Time for one page with its redirects and its site's robots.txt, pauses aside.
        step_seconds: Time for each single step: connecting, waiting for the next bytes.
        redirects: Redirects that are followed.
        robots_bytes: Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB.
        pause: Seconds between two requests to one host.
        longest_pause: The most that a robots.txt can make of it.
        longest_wait: Seconds that a server may ask to be waited for, once a page.
    """

    bytes: int = 10_000_000
    seconds: float = 60
    step_seconds: float = 15
    redirects: int = 5
    robots_bytes: int = 512_000
    pause: float = 0.5
    longest_pause: float = 10
    longest_wait: float = 20


DEFAULT_WEB_LIMITS = WebLimits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave.

    Attributes:
        url: Where it was in the end, after redirects.
        content: The bytes, unpacked.
        media_type: Such as ``text/html``, in lower case: what the bytes plainly are, else what the
            server says, else what they look like.
        charset: The encoding that the server names, in lower case, or None.
        validators: To be given when it is fetched again.
    """

    url: str
    content: bytes
    media_type: str
    charset: str | None
    validators: Validators


class Fetcher:
    """Fetches pages; a context manager that closes its connections. For one thread at a time.

    It keeps no cookies, logs in nowhere, and uses no proxy: that would look up the names itself.
    """

    def __init__(
        self,
        limits: WebLimits = DEFAULT_WEB_LIMITS,
        policy: AddressPolicy = PUBLIC_ONLY,
        resolver: Resolver = resolve,
    ) -> None:
        """Set the bounds, which addresses may be asked, and how host names are looked up."""
        self._limits = limits
        self._meter = Meter()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=8,
            keepalive_expiry=15,
            network_backend=CheckedBackend(policy, self._meter, resolver),
        )
        self._manners = Manners(self._ask_for_rules, limits.pause, limits.longest_pause)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def fetch(self, url: str, known: Validators = NO_VALIDATORS) -> Fetched | None:
        """Fetch a page, a feed or a file.

        Args:
            url: Its address.
            known: What an earlier fetch gave, if its content is still at hand.

        Returns:
            What the server gave, or None if it has not changed since.

        Raises:
            SourceUnreadable: It cannot or may not be fetched, or cannot be an article.
        """
        self._meter.start(self._limits.seconds)
        asked = check_url(url)
        known = replace(known, url=known.url or str(asked))
        answer = self._visit(asked, known)
        for _ in range(self._limits.redirects):
            if not isinstance(answer, URL):
                return answer
            try:
                answer = self._visit(answer, known)
            except SourceUnreadable as error:
                raise SourceUnreadable(f"redirects to {str(answer)[:200]}: {error}") from error
        if isinstance(answer, URL):
            raise SourceUnreadable(f"redirects more than {self._limits.redirects} times; {_SAVE}")
        return answer

    def _visit(self, url: URL, known: Validators) -> Fetched | URL | None:
        """Return the page, or where it is instead, or None if it has not changed."""
        self._meter.rest(self._manners.check(url))
        headers = _conditions(known, url)
        with self._open(url, headers) as response:
            wait = _asked_wait(response)
            if wait > self._limits.longest_wait:
                return self._judge(url, response, conditional=bool(headers))
        self._meter.rest(wait)
        with self._open(url, headers) as response:
            return self._judge(url, response, conditional=bool(headers))

    def _judge(self, url: URL, response: Response, *, conditional: bool) -> Fetched | URL | None:
        status, headers = response.status_code, response.headers
        if status == 304 and conditional:
            return None
        if status in _REDIRECTS and "location" in headers:
            return follow(url, headers["location"])
        if status not in (200, 203):
            raise SourceUnreadable(explain_status(status))
        declared, charset = parse_content_type(headers.get("content-type", ""))
        content, media_type = self._read(response, declared)
        validators = Validators(
            etag=_clean(headers.get("etag")),
            last_modified=_clean(headers.get("last-modified")),
            url=str(url),
        )
        return Fetched(str(url), content, media_type, charset, validators)

    def _read(self, response: Response, declared: str) -> tuple[bytes, str]:
        """Return the content and its media type; what cannot be an article is not read on."""
        recognise(declared)
        content, judged = bytearray(), False
        for chunk in _unpack(response):
            content += chunk
            if len(content) > self._limits.bytes:
                raise SourceUnreadable(f"larger than {self._limits.bytes / 1e6:g} MB; {_SAVE}")
            if not judged and len(content) >= _BEGINNING:
                recognise(declared, bytes(content))
                judged = True
        if not content.strip():
            raise SourceUnreadable(EMPTY)
        return bytes(content), recognise(declared, bytes(content[:_BEGINNING]))

    # --- one request ---------------------------------------------------------------------------

    def _ask_for_rules(self, url: URL) -> Rules:
        for _ in range(self._limits.redirects + 1):
            with self._open(url, []) as response:
                status = response.status_code
                if status not in _REDIRECTS or "location" not in response.headers:
                    return read_rules(status, self._read_rules(response) if status == 200 else b"")
                url = follow(url, response.headers["location"])
        return Rules()  # RFC 9309, 2.3.1.2: as if there were none

    def _read_rules(self, response: Response) -> bytes:
        """Return a robots.txt up to the bound, without the line that the bound goes through."""
        content, most = bytearray(), self._limits.robots_bytes
        for chunk in _unpack(response):
            content += chunk
            if len(content) > most:
                return bytes(content[:most]).rpartition(b"\n")[0]
        return bytes(content)

    @contextmanager
    def _open(self, url: URL, conditions: list[tuple[str, str]]) -> Iterator[Response]:
        """Send a request; whatever goes wrong until the answer is read is a SourceUnreadable."""
        self._meter.grant(self._limits.bytes + _OVERHEAD_BYTES)
        address = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        headers = [("Host", url.netloc.decode("ascii")), *_HEADERS, *conditions]
        steps = dict.fromkeys(("connect", "read", "write", "pool"), self._limits.step_seconds)
        try:
            with self._pool.stream(
                "GET", address, headers=headers, extensions={"timeout": steps}
            ) as answer:
                body = _Body(answer.iter_stream())
                response = Response(answer.status, headers=answer.headers, stream=body)
                yield response
                _finish(response)
        except _FAILURES as error:
            self._meter.bound(None)  # says so if there simply was no time left
            raise SourceUnreadable(_explain(error)) from error


# --- requests ----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    # Reading the certificates that the machine trusts takes longer than most pages.
    return httpcore2.default_ssl_context()


class _Body(SyncByteStream):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks


_OVERHEAD_BYTES = 1_000_000  # for headers and the framing of chunks
# Only codings that never expand unboundedly at once, whatever else is installed.
_CODINGS = ("gzip", "deflate")
_HEADERS = [
    ("User-Agent", USER_AGENT),
    ("Accept", "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"),
    ("Accept-Encoding", ", ".join(_CODINGS)),
]
_FAILURES = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    DecodingError,
)


def _explain(error: Exception) -> str:
    """Return what went wrong on the way, as a phrase."""
    cause = error.__cause__
    if isinstance(error, httpcore2.TimeoutException):
        return "the site does not answer in time; try again later"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the site's certificate is not valid ({cause.verify_message}); {_SAVE}"
    if isinstance(error, httpcore2.ConnectError):
        reason = (isinstance(cause, OSError) and cause.strerror) or "no connection"
        return f"the site cannot be reached ({reason}); check the address or try again later"
    return "the site's answer breaks off or makes no sense; try again later"


def _unpack(response: Response) -> Iterator[bytes]:
    """Yield the body; one that is packed twice, or in a way not asked for, is refused."""
    named = response.headers.get_list("content-encoding", split_commas=True)
    codings = {coding.lower() for coding in named} - {"", "identity"}
    if len(named) > 1 or not codings.issubset(_CODINGS):
        raise SourceUnreadable(f"packed as {', '.join(named)[:80]}, unasked; {_SAVE}")
    yield from response.iter_bytes()


def _finish(response: Response) -> None:
    """Read a short body that nobody wanted: only then can the connection be used again."""
    length = response.headers.get("content-length", "")
    if length.isdecimal() and len(length) < 6 and not response.is_stream_consumed:
        for _ in response.iter_raw():
            pass


def _asked_wait(response: Response) -> float:
    """Return the seconds after which a busy site may be asked again; infinity if it names none."""
    if response.status_code not in (429, 503):
        return math.inf
    text = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (OverflowError, ValueError):
        return math.inf


def _conditions(known: Validators, url: URL) -> list[tuple[str, str]]:
    """Return the headers that ask for a page only if it has changed."""
    if known.url != str(url):
        return []
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return [(name, value) for name, given in named.items() if (value := _clean(given))]


def _clean(value: str | None) -> str | None:
    """Return a validator, or None for one that no server should send."""
    return value if value and re.fullmatch(r"[\x20-\x7e]{1,500}", value) else None


# --- answers as they are judged ----------------------------------------------------------------

_REDIRECTS = (301, 302, 303, 307, 308)
_SAVE = "save the page in a browser and give the file"
_STATUSES = {
    **dict.fromkeys((404, 410), "not there ({}); check the address"),
    **dict.fromkeys((401, 402, 403, 451), f"needs a login or is forbidden ({{}}); {_SAVE}"),
    **dict.fromkeys((429, 503), "the site asks to come back later ({}); try again in a while"),
}


def explain_status(status: int) -> str:
    """Return why an answer with such a status is no page, as a phrase."""
    failed = "the site failed ({}); try again later"
    other = f"the site answered {{}} instead of giving the page; {_SAVE}"
    return _STATUSES.get(status, failed if status >= 500 else other).format(status)


def follow(url: URL, location: str) -> URL:
    """Return where a redirect leads.

    Raises:
        SourceUnreadable: It leads out of the web, or from https to http: what was asked for on a
            connection that nobody can tamper with is not taken from one that anybody can, and
            whoever trusts the site all the same may give the http address.
    """
    try:
        target = check_url(str(url.join(location)))
    except (InvalidURL, ValueError, SourceUnreadable) as error:
        raise SourceUnreadable(
            f"redirects to {location[:200]!r}, which is no address of the web; check the address"
        ) from error
    if (url.scheme, target.scheme) == ("https", "http"):
        raise SourceUnreadable(
            f"redirects from https to http, which anybody on the way can alter; give"
            f" {str(target)[:200]} itself if you trust it"
        )
    return target


# What servers say when they do not know.
_UNNAMED = re.compile(
    r"|(?:application|binary)/(?:(?:x-|force-)?download|octet-stream|(?:x-)?unknown)"
)
_ARTICLE = re.compile(
    r"text/(?!css|calendar|vcard|.*script).+"
    r"|application/(?:(?:.+\+)?(?:xml|json)|(?:x-nd|x-)?jsonl?|(?:x-)?pdf|epub\+zip"
    r"|(?:x-)?zip(?:-compressed)?|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)"
)
_ZIP = re.compile(r"application/(?:.*zip.*|vnd\.openxmlformats-.*)")
# Of the text encodings that Python knows, those that the web uses; the others are its own, and
# some of those take quadratic time.
_CHARSET = re.compile(
    r"(?:utf|us-|ascii|iso|latin|windows|cp|koi|mac|gb|big5|hz|euc|shift|sjis|ks)"
)
_BEGINNING = 1_024


def parse_content_type(value: str) -> tuple[str, str | None]:
    """Return the media type of a Content-Type header, or ``""``, and its charset, or None."""
    media_type = re.split("[;,]", value, maxsplit=1)[0].strip().lower()
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", value, re.ASCII | re.IGNORECASE)
    return (
        media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type) else "",
        charset[1].lower() if charset and _is_charset(charset[1].lower()) else None,
    )


def _is_charset(name: str) -> bool:
    try:
        return bool(_CHARSET.match(name) and codecs.lookup(name))
    except LookupError:
        return False


def recognise(declared: str, beginning: bytes = b"") -> str:
    """Return the media type of an answer.

    Args:
        declared: The type that the server declares, or ``""``.
        beginning: The first bytes; none as long as nothing has been read.

    Raises:
        SourceUnreadable: No article is of such a type.
    """
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(b"PK\x03\x04"):
        return declared if _ZIP.fullmatch(declared) else "application/zip"
    if not _UNNAMED.fullmatch(declared):
        if _ARTICLE.fullmatch(declared):
            return declared
        raise SourceUnreadable(f"not an article but {declared}; give the address of a page")
    binary = b"\0" in beginning and not beginning.startswith(UTF16_MARKS)
    if beginning and (declared or binary):
        raise SourceUnreadable("neither text nor PDF nor an archive; give the address of a page")
    if start.startswith(b"<"):
        return "application/xml" if start.startswith(b"<?xml") else "text/html"
    return "text/plain"
