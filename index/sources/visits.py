"""Addresses are visited: a page is an article, a feed points to its articles, a file is a file."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from index.cleaning.decoding import decode
from index.cleaning.identity import normalise_url
from index.errors import SourceUnreadable
from index.fields import parse_url
from index.rows import UNKNOWN, Known
from index.sources.contents import File, Found, Link, look_into
from index.sources.documents import Document, Limits, Problem, Tally, Unmodified
from index.sources.mapping import ColumnMap
from index.sources.sniffing import kind_of
from index.stored_records import NO_VALIDATORS, Receipt

if TYPE_CHECKING:
    from index.sources.web import Fetched, Fetcher

Remember = Callable[[str], Receipt | None]
"""Returns what is remembered of an origin."""


def is_address(place: str) -> bool:
    """Tell whether a place is an address rather than a path: it has a scheme, such as ``https:``.

    A scheme of one letter is a drive.
    """
    return re.match(r"[a-z][a-z0-9+.-]+://", place, re.IGNORECASE) is not None


class Visits:
    """What is read from the web in one run, each address once; connects when it first has to."""

    def __init__(
        self, limits: Limits, columns: ColumnMap, tally: Tally, allowed_hosts: Sequence[str]
    ) -> None:
        """Set what is too large, what columns hold, what counts, and who may be asked besides."""
        self._limits, self._columns, self._tally = limits, columns, tally
        self._allowed_hosts = allowed_hosts
        self._connections = ExitStack()
        self._fetcher: Fetcher | None = None
        self._seen: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connections.close()

    def visit(
        self, url: str, remember: Remember, known: Known = UNKNOWN
    ) -> Iterator[Found | Unmodified]:
        """Yield what is at an address.

        Args:
            url: The address.
            remember: Tells what it gave before.
            known: What is known of an article there.
        """
        origin = name_address(url)
        if origin in self._seen:
            return
        self._seen.add(origin)
        receipt = remember(origin)
        try:
            fetched = self._fetch(origin, receipt)
        except SourceUnreadable as error:
            yield Problem(origin, str(error))
            return
        self._tally.pages_read += 1
        if fetched is not None:
            yield from self._look_into(fetched, origin, known)
        elif receipt is not None:
            yield Unmodified(origin, receipt.article_id)

    def follow(self, link: Link, remember: Remember) -> Iterator[Document | Problem | Unmodified]:
        """Yield the article that a feed points to, or else as much of it as the feed holds.

        What was made of the page itself is not replaced by that: the page may be there tomorrow.
        """
        receipt = remember(name_address(link.url))
        read_before = receipt is not None and receipt.validators.url is not None
        for found in self.visit(link.url, remember, link.known):
            if isinstance(found, Link):
                yield Problem(link.origin, f"points to another feed; give that one: {link.url}")
                return
            if isinstance(found, Problem) and link.content and not read_before:
                origin = name_address(link.url)
                yield Document(origin, _name(origin), "html", link.content, link.known)
            else:
                yield found

    def _fetch(self, url: str, receipt: Receipt | None) -> "Fetched | None":
        if self._fetcher is None:
            # Imported here: it takes long, and few need the web.
            from index.sources.web import AddressPolicy, Fetcher  # noqa: PLC0415

            policy = AddressPolicy.allowing(self._allowed_hosts)
            self._fetcher = self._connections.enter_context(Fetcher(policy=policy))
        return self._fetcher.fetch(url, receipt.validators if receipt else NO_VALIDATORS)

    def _look_into(self, fetched: "Fetched", origin: str, known: Known) -> Iterator[Found]:
        form = kind_of(fetched.content, fetched.media_type, urlsplit(fetched.url).path)
        known = replace(known, url=fetched.url)
        file = File(origin, _name(origin), form, io.BytesIO(fetched.content), known)
        for found in look_into(file, self._limits, self._columns):
            if isinstance(found, Document) and found.origin == origin:
                text = _decode(found.content, fetched.charset) if form in _TEXTS else found.content
                yield replace(found, content=text, validators=fetched.validators)
            else:
                yield found


_TEXTS = ("html", "text", "markdown")


def name_address(url: str) -> str:
    """Return what names the article of an address: without trackers, fragment and case of host."""
    address = parse_url(url)
    return normalise_url(address) if address else url.strip()


def _name(url: str) -> str:
    """Return the last part of an address's path, without its suffix."""
    parts = urlsplit(parse_url(url) or "")
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return re.sub(r"\.\w{1,5}$", "", last) or parts.netloc or "page"


def _decode(content: str | bytes, charset: str | None) -> str | bytes:
    """Return the text in the encoding that the server names, unless it is wrong."""
    if isinstance(content, bytes) and charset:
        try:
            return decode(content, charset)
        except SourceUnreadable:
            return content
    return content
