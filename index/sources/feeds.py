"""RSS and Atom feeds become entries: where the articles are, and what the feed knows of them.

All dialects are read alike, by the names of their elements: RSS 0.9x and 2.0, RSS 1.0 (RDF), Atom
0.3 and 1.0 (RFC 4287), with Dublin Core. Feeds come from anywhere, so libxml2 reads them: it
expands no entities, bounds depth and sizes, takes linear time, and mends what is broken.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from html.entities import html5
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from index.cleaning.decoding import UTF16_MARKS, decode
from index.cleaning.plaintext import to_line
from index.dates import parse_date
from index.errors import SourceUnreadable
from index.fields import parse_language, parse_url
from index.rows import Known

# Everything that is read; the names without a prefix are those of RSS and Atom, in which the same
# name never means two things.
_PREFIXES = {
    "": "",
    "http://backend.userland.com/rss2": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PUBLISHED = ("pubDate", "published", "issued", "dcterms:issued", "dc:date")
_DATES = (*_PUBLISHED, "updated", "modified", "dcterms:modified")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# Bounds against feeds made to keep us busy; real ones stay far below them.
_MOST_ENTRIES = 10_000
_MOST_ALIKE = 50
_LONGEST_NAME = 200
_UNREADABLE = "not a feed that can be read; give the addresses of its pages instead"


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


_BEGINNING = 8_192
_FEED_TYPE = re.compile(r"\b(?:rss|atom|rdf)\+xml\b")
_ROOT = re.compile(
    rb"(?P<element><(?:[\w.-]+:)?(?P<name>rss|feed|rdf)\b(?P<attributes>[^>]*))", re.IGNORECASE
)
# What may stand before the first element: a byte order mark, declarations, comments.
_TOP = re.compile(
    rb"[\xef\xbb\xbf\xfe\xff\s]*+"
    rb"(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^>\[]|(?>\[.*?\]))*+>)\s*+)*+" + _ROOT.pattern,
    re.IGNORECASE | re.DOTALL,
)
_MARKS = {b"rss": (b"",), b"feed": (b"/atom",), b"rdf": (b"/rss/", b"netscape.com/rdf")}


def is_feed(content: bytes, media_type: str = "") -> bool:
    """Tell whether a document is an RSS or Atom feed, by its first element.

    The media type alone decides nothing: feeds are served as all sorts of things, and pages as
    feeds. Where it names a feed, though, what is no XML may stand before it.
    """
    beginning = content[:_BEGINNING].replace(b"\0", b"")  # without them UTF-16 reads as ASCII
    root = _TOP.match(beginning)
    if root is None and _FEED_TYPE.search(media_type):
        root = _ROOT.search(beginning)
    return root is not None and _is_feed_element(root)


def _is_feed_element(root: re.Match[bytes]) -> bool:
    attributes = root["attributes"].lower()
    return any(mark in attributes for mark in _MARKS[root["name"].lower()])


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
    root = _parse(content)
    feed = _read_about(root, base)
    nodes = islice(root.iter("{*}item", "{*}entry"), _MOST_ENTRIES)
    found = [(node, _fields(node)) for node in nodes]
    found.sort(key=lambda pair: _moment(pair[1], _DATES) or _LONG_AGO, reverse=True)
    entries: dict[object, Entry] = {}
    for node, fields in found:
        if len(entries) == most:
            break
        if entry := _read_entry(node, fields, feed):
            entries.setdefault(entry.url or entry, entry)
    return list(entries.values())


# --- XML ---------------------------------------------------------------------------------------

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,30});")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#x?[0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{0,30});)")


def _parse(content: bytes) -> etree._Element:
    data, encoding = _settle_encoding(content)
    top = _TOP.match(data, 0, _BEGINNING) or _ROOT.search(data, 0, _BEGINNING)
    if top is None or not _is_feed_element(top):
        raise SourceUnreadable(_UNREADABLE)
    # With what stands before the first element, declarations of entities go, and their bombs.
    data = _CONTROL.sub(b"", data[top.start("element") :])
    # XML does not know the entities of HTML, and forgets its own once something is broken. By
    # their numbers both are known, in CDATA sections too, which hold HTML.
    data = _ENTITY.sub(_to_numbers, data)
    for mend in (False, True):
        parser = etree.XMLParser(
            encoding=encoding,
            recover=mend,
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        data = _BARE_AMPERSAND.sub(b"&#38;", data) if mend else data
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            continue
        if root is not None:
            return root
    raise SourceUnreadable(_UNREADABLE)


def _settle_encoding(content: bytes) -> tuple[bytes, str]:
    """Return the feed in an encoding that ASCII is part of, and that encoding's name.

    What is valid UTF-8 is hardly ever anything else, whatever it claims to be.
    """
    if content.startswith((*UTF16_MARKS, b"<\0", b"\0<")):
        order = "" if content.startswith(UTF16_MARKS) else "-le" if content[1] == 0 else "-be"
        return content.decode(f"utf-16{order}", "replace").encode(), "utf-8"
    try:
        content.decode()
    except UnicodeDecodeError:
        declared = _DECLARED.match(content)
        if declared is None or declared[1].lower().startswith((b"utf", b"ucs")):
            return decode(content).encode(), "utf-8"
        try:
            etree.XMLParser(encoding=declared[1].decode())
        except LookupError:
            return decode(content).encode(), "utf-8"
        return content, declared[1].decode()
    return content, "utf-8"


def _to_numbers(entity: re.Match[bytes]) -> bytes:
    characters = html5.get(f"{entity[1].decode()};")
    if characters is None:
        return b"&#38;%b;" % entity[1]
    return b"".join(b"&#%d;" % ord(character) for character in characters)


Fields = Mapping[str, Sequence[etree._Element]]


def _fields(element: etree._Element) -> Fields:
    """Return an element's children by name."""
    fields = defaultdict[str, list[etree._Element]](list)
    for child in element.iterchildren(etree.Element):
        # A prefix that nothing declares stays in the name, as which it is just as good.
        space, _, name = child.tag.rpartition("}")
        prefix = _PREFIXES.get(space.removeprefix("{").rstrip("/"))
        if prefix is not None and len(same := fields[prefix + name]) < _MOST_ALIKE:
            same.append(child)
    return fields


def _texts(fields: Fields, *names: str) -> Iterator[str]:
    """Yield the texts of the fields of these names that have any."""
    for name in names:
        for element in fields.get(name, ()):
            if text := "".join(element.itertext()).strip():
                yield text


# --- the feed itself ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed says of itself; ``base`` is what relative addresses in it refer to."""

    base: str
    title: str
    url: str
    language: str | None
    publisher: str | None
    authors: tuple[str, ...]


def _read_about(root: etree._Element, base: str) -> _Feed:
    channel = next(root.iterchildren("{*}channel"), root)
    fields, base = _fields(channel), _join(_join(base, root.get(_BASE, "")), channel.get(_BASE, ""))
    url = _link(fields, base) or base
    return _Feed(
        base=base or url,
        title=_title(fields)[:_LONGEST_NAME],
        url=url,
        language=_language(fields, channel) or _language({}, root),
        publisher=next((to_line(text) for text in _texts(fields, "dc:publisher")), None),
        authors=tuple(_authors(fields)),
    )


_TITLE_PARTS = re.compile(r"\s+[-–—|·•»›>:/]+\s+|:\s+")
_ABOUT_FEEDS = re.compile(r"(?:\s+\(?(?:RSS|Atom|Feed|Newsfeed|RSS-Feed)\)?)+$", re.IGNORECASE)
_SECOND_LEVELS = ("ac", "co", "com", "gov", "gv", "net", "or", "org")
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def name_outlet(title: str, url: str) -> str | None:
    """Return the part of a feed's title that names the outlet of a page, if there is one.

    Titles name sections, searches and slogans as well ("Harbour Ledger - Politics", "Latest
    stories"), and a feed may collect the pages of others. So a part counts only if it resembles
    the name of the page's site: has it in it, begins it, or abbreviates to it.
    """
    site = _site_name(url)
    parts = [_ABOUT_FEEDS.sub("", part.strip()) for part in _TITLE_PARTS.split(title)]
    return min((part for part in parts if _resembles(part, site)), key=len, default=None)


def _site_name(url: str) -> str:
    """Return "example" for https://www.example.co.uk/."""
    *names, _ = (urlsplit(url).hostname or "").split(".")
    if len(names) > 1 and names[-1] in _SECOND_LEVELS:
        names.pop()
    return names[-1].replace("-", "") if names else ""


def _resembles(part: str, site: str) -> bool:
    words = re.findall(r"\w+", part.casefold().translate(_FOLDED))
    name, initials = "".join(words), "".join(word[0] for word in words)
    if len(site) < 2 or len(name) < 2:
        return False
    # A short name is in many words: "ft" is in "Wirtschaft".
    holds = site in name if len(site) > 3 else any(word.startswith(site) for word in words)
    return holds or initials == site or (len(name) > 2 and site.startswith(name))


# --- entries -----------------------------------------------------------------------------------


def _read_entry(node: etree._Element, fields: Fields, feed: _Feed) -> Entry | None:
    url = _link(fields, _join(feed.base, node.get(_BASE, "")))
    content = next(_contents(fields, ("content:encoded", "content")), "")
    if url is None:
        content = content or next(_contents(fields, ("description", "summary")), "")
        if not content:
            return None
    outlet = _outlet(fields, feed, url)
    authors = [
        name
        for name in _authors(fields) or feed.authors
        if name.casefold() != (outlet or "").casefold()
    ]
    # Collections of the pages of others write "Dam breached - Harbour Ledger".
    title = _title(fields).removesuffix(f" - {outlet or ''}")
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


_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def _title(fields: Fields) -> str:
    """Return the title as plain text, whichever way it was written."""
    for element in fields.get("title", ()):
        text = "".join(element.itertext())
        if element.get("type") not in ("text", "xhtml"):
            text = html.unescape(_TAG.sub("", text))
        return to_line(text)
    return ""


def _link(fields: Fields, base: str) -> str | None:
    """Return the address of the page: not of the feed, a comment form or a sound file."""
    found = [
        *_texts(fields, "feedburner:origLink"),
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
    found = list(_texts(fields, "dc:creator"))
    for element in fields.get("author", ()):
        inner = _fields(element)
        found += _texts(inner or {"author": [element]}, "name", "author")
    lines = (to_line(text[:_LONGEST_NAME]) for text in found)
    names = (match[1] if (match := _PERSON_IN_BRACKETS.fullmatch(line)) else line for line in lines)
    return [name for name in names if name and "@" not in name and not parse_url(name)]


def _outlet(fields: Fields, feed: _Feed, url: str | None) -> str | None:
    """Return who published an entry: its named source, else whoever runs the feed."""
    for element in fields.get("source", ()):
        if name := _title(_fields(element)) or to_line(element.text or ""):
            return name
    named = next((to_line(text) for text in _texts(fields, "dc:publisher")), feed.publisher)
    return named or name_outlet(feed.title, url or feed.url)


def _language(fields: Fields, element: etree._Element) -> str | None:
    named = next(_texts(fields, "language", "dc:language"), "") or element.get(_LANGUAGE, "")
    return parse_language(named)


def _moment(fields: Fields, names: Sequence[str]) -> datetime | None:
    return next((found for text in _texts(fields, *names) if (found := read_moment(text))), None)


def read_moment(text: str) -> datetime | None:
    """Return a moment as feeds write them: ISO 8601, RFC 822, or just a day; UTC where none says.

    Its day is the day as written: a time zone does not move an article to another day.
    """
    text = text.strip()[:_LONGEST_NAME]
    for read in (datetime.fromisoformat, parsedate_to_datetime, _read_day):
        try:
            moment = read(text)
        except (OverflowError, ValueError):
            continue
        # Who knows of none writes the first moment of a calendar, that of computers or the usual.
        known = moment.year > 1970
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) if known else None
    return None


def _read_day(text: str) -> datetime:
    if (day := parse_date(text)) is None:
        raise ValueError(text)
    return datetime.combine(day, time())


_READABLE = re.compile(r"text|x?html|text/(?:plain|html)|application/xhtml\+xml")


def _contents(fields: Fields, names: Sequence[str]) -> Iterator[str]:
    """Yield the texts of these fields as HTML."""
    for name in names:
        for element in fields.get(name, ()):
            if markup := _to_html(element, is_text=name == "content"):
                yield markup


def _to_html(element: etree._Element, *, is_text: bool) -> str:
    """Return what an element holds as HTML; ``""`` for pictures and what lies elsewhere.

    Args:
        element: One that holds text, escaped HTML or XHTML.
        is_text: Whether it is plain text if it does not say what it is, as in Atom.
    """
    kind = element.get("type", "text" if is_text else "html").lower()
    if element.get("src") or element.get("mode") == "base64" or not _READABLE.fullmatch(kind):
        return ""
    if next(element.iterchildren(etree.Element), None) is not None:
        return _serialise(element)
    text = "".join(element.itertext()).strip()
    if not kind.endswith(("text", "plain")) or _TAG.search(text):
        return text
    return "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part)


def _serialise(element: etree._Element) -> str:
    for node in element.iterdescendants(etree.Element):
        if "}" in node.tag:
            node.tag = etree.QName(node).localname
    block = etree.Element("div")
    block.text = element.text
    block.extend(list(element))
    etree.cleanup_namespaces(block)
    return str(etree.tostring(block, encoding="unicode", method="html"))
