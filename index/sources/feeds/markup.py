"""The markup of feeds: bytes to elements, elements by their names, and what they hold as HTML.

Feeds come from anywhere, so libxml2 reads them: it expands no entities, bounds depth and sizes,
takes linear time, and mends what is broken.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html.entities import html5

from lxml import etree  # type: ignore[import-untyped]

from index.cleaning.decoding import UTF16_MARKS, decode
from index.errors import SourceUnreadable

BASE = "{http://www.w3.org/XML/1998/namespace}base"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
"""A tag, as it is told from text that has no markup but may have a ``<``."""

# --- bytes to elements -------------------------------------------------------------------------

_BEGINNING = 8_192
# What may stand before the first element: a byte order mark, declarations, comments.
_PROLOG = re.compile(
    rb"[\xef\xbb\xbf\s]+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>",
    re.IGNORECASE | re.DOTALL,
)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?P<name>rss|feed|rdf)\b(?P<attributes>[^>]*)", re.IGNORECASE)
# By what in their attributes the first elements of feeds are told from others of that name.
_MARKS = {b"rss": (b"",), b"feed": (b"/atom",), b"rdf": (b"/rss/", b"netscape.com/rdf")}
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,30});")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#x?[0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{0,30});)")


def parse_feed(content: bytes) -> etree._Element:
    """Return the root of a feed.

    Raises:
        SourceUnreadable: It is no feed, or is broken beyond mending.
    """
    data, encoding = _settle_encoding(content)
    root = _parse_from(data, _find_root(data), encoding)
    if root is None:
        raise SourceUnreadable("the feed is broken; give the addresses of its pages instead")
    return root


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of any XML, read as safely as a feed.

    Raises:
        SourceUnreadable: It is broken beyond mending.
    """
    data, encoding = _settle_encoding(content)
    root = _parse_from(data, _skip_prolog(data), encoding)
    if root is None:
        raise SourceUnreadable("its XML is broken; save it again, or its text alone")
    return root


def _parse_from(data: bytes, start: int, encoding: str) -> etree._Element | None:
    # With what stands before the root, declarations of entities go, and their bombs.
    data = _CONTROL.sub(b"", data[start:])
    # XML does not know the entities of HTML, and forgets its own once something is broken. By
    # their numbers both are known, in CDATA sections too, which hold HTML.
    data = _ENTITY.sub(_to_numbers, data)
    root = _parse(data, encoding, mend=False)
    if root is None:
        root = _parse(_BARE_AMPERSAND.sub(b"&#38;", data), encoding, mend=True)
    return root


def _parse(data: bytes, encoding: str, *, mend: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding=encoding,
        recover=mend,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _find_root(data: bytes) -> int:
    """Return where the first element starts, even if something was printed before it."""
    start = _skip_prolog(data)
    root = _ROOT.match(data, start, _BEGINNING) or _ROOT.search(data, 0, _BEGINNING)
    if root is None or not _is_feed(root):
        raise SourceUnreadable(
            "not a feed that can be read; give the addresses of its pages instead"
        )
    return root.start()


def _skip_prolog(data: bytes) -> int:
    start = 0
    while match := _PROLOG.match(data, start, _BEGINNING):
        start = match.end()
    return start


def _is_feed(root: re.Match[bytes]) -> bool:
    attributes = root["attributes"].lower()
    return any(mark in attributes for mark in _MARKS[root["name"].lower()])


def _settle_encoding(content: bytes) -> tuple[bytes, str]:
    """Return the feed in an encoding that ASCII is part of, and that encoding's name.

    What is valid UTF-8 is hardly ever anything else, whatever it claims to be.
    """
    for start, encoding in _UTF16_STARTS.items():
        if content.startswith(start):
            return content.decode(encoding, "replace").encode(), "utf-8"
    try:
        content.decode()
    except UnicodeDecodeError:
        declared = _DECLARED.match(content)
        if declared and _is_known(name := declared[1].decode().lower()):
            return content, name
        return decode(content).encode(), "utf-8"
    return content, "utf-8"


_UTF16_STARTS = {
    **dict.fromkeys(UTF16_MARKS, "utf-16"),
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


def _is_known(encoding: str) -> bool:
    """Tell whether the parser knows an encoding that ASCII is part of."""
    if encoding.startswith(("utf", "ucs")):
        return False  # as UTF-8 it would have been read, and in the others no ASCII is
    try:
        etree.XMLParser(encoding=encoding)
    except LookupError:
        return False
    return True


def _to_numbers(entity: re.Match[bytes]) -> bytes:
    characters = html5.get(f"{entity[1].decode()};")
    if characters is None:
        return b"&#38;%b;" % entity[1]
    return b"".join(b"&#%d;" % ord(character) for character in characters)


# --- elements by name --------------------------------------------------------------------------

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
_MOST_ALIKE = 50  # against feeds made to keep us busy; real ones stay far below

Fields = Mapping[str, Sequence[etree._Element]]
"""An element's children by name."""


def read_fields(element: etree._Element) -> Fields:
    """Return an element's children by name."""
    fields = defaultdict[str, list[etree._Element]](list)
    for child in element.iterchildren(etree.Element):
        # A prefix that nothing declares stays in the name, as which it is just as good.
        space, _, name = child.tag.rpartition("}")
        prefix = _PREFIXES.get(space.removeprefix("{").rstrip("/"))
        if prefix is not None and len(same := fields[prefix + name]) < _MOST_ALIKE:
            same.append(child)
    return fields


def read_texts(fields: Fields, *names: str) -> Iterator[str]:
    """Yield the texts of the fields of these names that have any."""
    for name in names:
        for element in fields.get(name, ()):
            if text := "".join(element.itertext()).strip():
                yield text


# --- elements as HTML --------------------------------------------------------------------------

_READABLE = re.compile(r"text|x?html|text/(?:plain|html)|application/xhtml\+xml")


def read_contents(fields: Fields, *names: str) -> Iterator[str]:
    """Yield as HTML what the fields of these names hold, as far as that is text."""
    for name in names:
        for element in fields.get(name, ()):
            # Atom's content is plain text unless it says otherwise.
            if markup := _to_html(element, "text" if name == "content" else "html"):
                yield markup


def _to_html(element: etree._Element, default: str) -> str:
    """Return what an element holds as HTML; ``""`` for pictures and what lies elsewhere."""
    kind = element.get("type", default).lower()
    if element.get("src") or element.get("mode") == "base64" or not _READABLE.fullmatch(kind):
        return ""
    if next(element.iterchildren(etree.Element), None) is not None:
        return _serialise(element)
    text = "".join(element.itertext()).strip()
    if not kind.endswith(("text", "plain")) or TAG.search(text):
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
