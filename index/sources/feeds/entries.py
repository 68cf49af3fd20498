"""The entries of a feed: their pages, and what is told of each article."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]

from index.cleaning.plaintext import to_line
from index.fields import parse_language, parse_url
from index.rows import Known
from index.sources.feeds.markup import (
    BASE,
    LANGUAGE,
    TAG,
    Fields,
    parse_feed,
    read_contents,
    read_fields,
    read_texts,
)
from index.sources.feeds.moments import read_moment
from index.sources.feeds.outlets import name_outlet

_PUBLISHED = ("pubDate", "published", "issued", "dcterms:issued", "dc:date")
_DATES = (*_PUBLISHED, "updated", "modified", "dcterms:modified")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# Bounds against feeds made to keep us busy; real ones stay far below them.
_MOST_ENTRIES = 10_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    Attributes:
        url: Where its page is, or None.
        known: What the feed tells of the article.
        content: The article in HTML where the feed has it, else ``""``. An entry without a page
            has its summary here if it has nothing better.
    """

    url: str | None
    known: Known
    content: str


def read_feed(content: bytes, base: str = "", most: int = 200) -> list[Entry]:
    """Read the entries of a feed, the newest first and each page once.

    Entries without a date come last; entries with neither a page nor content are left out.

    Args:
        content: The feed.
        base: Its address, which relative addresses in it refer to.
        most: How many entries to return at most.

    Raises:
        SourceUnreadable: It is no feed, or is broken beyond mending.
    """
    root = parse_feed(content)
    feed = _read_about(root, base)
    nodes = islice(root.iter("{*}item", "{*}entry"), _MOST_ENTRIES)
    found = [(node, read_fields(node)) for node in nodes]
    found.sort(key=lambda pair: _moment(pair[1], _DATES) or _LONG_AGO, reverse=True)
    entries: dict[str | Entry, Entry] = {}
    for node, fields in found:
        if len(entries) == most:
            break
        if entry := _read_entry(node, fields, feed):
            entries.setdefault(entry.url or entry, entry)
    return list(entries.values())


# --- the feed itself ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed says of itself.

    Attributes:
        base: What relative addresses in it refer to.
        title: Its title, which names sections and slogans as well.
        url: The site that it is of.
        language: The language of its entries, if it tells.
        publisher: The outlet, if it tells.
        authors: Who wrote the entries that name nobody.
    """

    base: str
    title: str
    url: str
    language: str | None
    publisher: str | None
    authors: tuple[str, ...]


def _read_about(root: etree._Element, base: str) -> _Feed:
    channel = next(root.iterchildren("{*}channel"), root)
    fields = read_fields(channel)
    for element in dict.fromkeys((root, channel)):  # in Atom the two are one
        base = _join(base, element.get(BASE, ""))
    url = _link(fields, base) or base
    return _Feed(
        base=base or url,
        title=_title(fields)[:_LONGEST_NAME],
        url=url,
        language=_language(fields, channel) or _language({}, root),
        publisher=_publisher(fields),
        authors=tuple(_authors(fields)),
    )


# --- entries -----------------------------------------------------------------------------------


def _read_entry(node: etree._Element, fields: Fields, feed: _Feed) -> Entry | None:
    url = _link(fields, _join(feed.base, node.get(BASE, "")))
    content = next(read_contents(fields, "content:encoded", "content"), "")
    if url is None:
        content = content or next(read_contents(fields, "description", "summary"), "")
        if not content:
            return None
    outlet = _outlet(fields, feed, url)
    authors = [
        name
        for name in _authors(fields) or feed.authors
        if name.casefold() != (outlet or "").casefold()
    ]
    # Collections of the pages of others write "Dam breached - Harbour Ledger".
    title = _title(fields).removesuffix(f" - {outlet}" if outlet else "")
    moment = _moment(fields, _PUBLISHED)
    known = Known(
        title=title or None,
        url=url,
        source=outlet,
        published=moment.date() if moment else None,
        language=_language(fields, node) or feed.language,
        author=", ".join(dict.fromkeys(authors)) or None,
    )
    return Entry(url, known, content)


def _title(fields: Fields) -> str:
    """Return the title as plain text, whichever way it was written."""
    for element in fields.get("title", ()):
        text = "".join(element.itertext())
        if element.get("type") not in ("text", "xhtml"):
            text = html.unescape(TAG.sub("", text))
        return to_line(text)
    return ""


def _link(fields: Fields, base: str) -> str | None:
    """Return the address of the page: not of the feed, a comment form or a sound file."""
    found = [
        *read_texts(fields, "feedburner:origLink"),
        *(
            element.get("href") or element.text or ""
            for element in fields.get("link", ())
            if element.get("rel", "alternate") == "alternate"
        ),
        *(
            element.text or ""
            for element in fields.get("guid", ())
            if element.get("isPermaLink", "true").lower() == "true"
            and parse_url(element.text or "")
        ),
    ]
    addresses = (parse_url(_join(base, text)) for text in found if text.strip())
    return next(filter(None, addresses), None)


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip().replace(" ", "%20"))
    except ValueError:
        return ""


_PERSON_IN_BRACKETS = re.compile(r"[^\s()]+@[^\s()]+\s*\(([^()]+)\)")


def _authors(fields: Fields) -> list[str]:
    """Return the names of the authors; an address to write to is none."""
    found = list(read_texts(fields, "dc:creator"))
    for element in fields.get("author", ()):
        # In Atom a person has a name and more, in RSS it is just text.
        person = read_fields(element) or {"author": [element]}
        found += read_texts(person, "name", "author")
    lines = (to_line(text[:_LONGEST_NAME]) for text in found)
    names = (match[1] if (match := _PERSON_IN_BRACKETS.fullmatch(line)) else line for line in lines)
    return [name for name in names if name and "@" not in name and not parse_url(name)]


def _outlet(fields: Fields, feed: _Feed, url: str | None) -> str | None:
    """Return who published an entry: its named source, else whoever runs the feed."""
    for element in fields.get("source", ()):
        if name := _title(read_fields(element)) or to_line(element.text or ""):
            return name
    return _publisher(fields) or feed.publisher or name_outlet(feed.title, url or feed.url)


def _publisher(fields: Fields) -> str | None:
    return next((to_line(text) for text in read_texts(fields, "dc:publisher")), None)


def _language(fields: Fields, element: etree._Element) -> str | None:
    named = next(read_texts(fields, "language", "dc:language"), "") or element.get(LANGUAGE, "")
    return parse_language(named)


def _moment(fields: Fields, names: Sequence[str]) -> datetime | None:
    return next(
        (found for text in read_texts(fields, *names) if (found := read_moment(text))), None
    )
