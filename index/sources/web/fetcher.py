"""The fetcher: a page with its redirects, as its site's robots.txt and the limits allow."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from httpx2 import URL, Response

from index.errors import SourceUnreadable
from index.sources.web.addresses import PUBLIC_ONLY, AddressPolicy, check_url
from index.sources.web.client import Client, Header
from index.sources.web.connections import CheckedBackend, Meter, Resolver, resolve
from index.sources.web.media_types import parse_content_type
from index.sources.web.responses import (
    SAVE_PAGE,
    explain_status,
    read_lines,
    read_page,
    read_redirect,
    read_wait,
)
from index.sources.web.robots import Manners, Rules, read_rules
from index.stored_records import NO_VALIDATORS, Validators


@dataclass(frozen=True, slots=True)
class WebLimits:
    """How much is taken from the web, and with how much patience.

    Attributes:
        bytes: Bytes of one page, unpacked.
        seconds: Time for one page with its redirects and its site's robots.txt, pauses aside.
        step_seconds: Time for each single step: looking up a name, connecting, waiting for the
            next bytes.
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
    """Fetches pages; a context manager that closes its connections. For one thread at a time."""

    def __init__(
        self,
        limits: WebLimits = DEFAULT_WEB_LIMITS,
        policy: AddressPolicy = PUBLIC_ONLY,
        resolver: Resolver = resolve,
    ) -> None:
        """Set the bounds, which addresses may be asked, and how host names are looked up."""
        self._limits = limits
        self._meter = Meter()
        self._client = Client(
            CheckedBackend(policy, self._meter, resolver),
            self._meter,
            step_seconds=limits.step_seconds,
            most_bytes=limits.bytes,
        )
        self._manners = Manners(self._ask_for_rules, limits.pause, limits.longest_pause)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

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
            raise SourceUnreadable(
                f"redirects more than {self._limits.redirects} times; {SAVE_PAGE}"
            )
        return answer

    def _visit(self, url: URL, known: Validators) -> Fetched | URL | None:
        """Return the page, or where it is instead, or None if it has not changed."""
        self._meter.rest(self._manners.check(url))
        conditions = _conditions(known, url)
        with self._client.get(url, conditions) as response:
            wait = read_wait(response)
            if wait is None or wait > self._limits.longest_wait:
                return self._read(response, url, conditions)
        self._meter.rest(wait)
        with self._client.get(url, conditions) as response:
            return self._read(response, url, conditions)

    def _read(
        self, response: Response, url: URL, conditions: Sequence[Header]
    ) -> Fetched | URL | None:
        status, headers = response.status_code, response.headers
        if status == 304 and conditions:
            return None
        if target := read_redirect(response, url):
            return target
        if status not in (200, 203):
            raise SourceUnreadable(explain_status(status))
        declared, charset = parse_content_type(headers.get("content-type", ""))
        content, media_type = read_page(response, declared, self._limits.bytes)
        validators = Validators(
            etag=_clean(headers.get("etag")),
            last_modified=_clean(headers.get("last-modified")),
            url=str(url),
        )
        return Fetched(str(url), content, media_type, charset, validators)

    def _ask_for_rules(self, url: URL) -> Rules:
        """Return the rules in the robots.txt at an address."""
        for _ in range(self._limits.redirects + 1):
            with self._client.get(url) as response:
                target = read_redirect(response, url)
                if target is None:
                    return self._read_rules(response)
                url = target
        return Rules()  # RFC 9309, 2.3.1.2: as if there were none

    def _read_rules(self, response: Response) -> Rules:
        status = response.status_code
        found = read_lines(response, self._limits.robots_bytes) if status == 200 else b""
        return read_rules(status, found)


def _conditions(known: Validators, url: URL) -> list[Header]:
    """Return the headers that ask for a page only if it has changed."""
    if known.url != str(url):
        return []
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return [(name, value) for name, given in named.items() if (value := _clean(given))]


def _clean(value: str | None) -> str | None:
    """Return a validator, or None for one that no server should send."""
    return value if value and re.fullmatch(r"[\x20-\x7e]{1,500}", value) else None
