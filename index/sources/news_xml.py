"""What agencies send as XML: NITF, and NewsML-G2 with NITF, XHTML or plain text in it (IPTC).

An article is handed on as HTML, so that it is cleaned like any other page; what is no text, such as
pictures and sounds, is passed over.
"""

import html
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from index.cleaning.facts import fill
from index.cleaning.plaintext import to_line
from index.errors import SourceUnreadable
from index.fields import parse_language
from index.rows import Known
from index.sources.feeds.markup import LANGUAGE, parse_xml
from index.sources.feeds.moments import read_moment

_MOST_ITEMS = 10_000
_LONGEST_NAME = 200
# Elements of NITF by what HTML calls them; what is called nothing gives way to what is in it.
_TAGS = {
    **{name: name for name in ("p", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th")},
    "hl1": "h1",
    "hl2": "h2",
    "block": "div",
    "pre": "pre",
    "bq": "blockquote",
    "br": "br",
    "media": "figure",
    "media-caption": "figcaption",
    "caption": "caption",
    "sup": "sup",
    "nitf-table": "div",
    "media-producer": "small",
    "sub": "sub",
    "note": "div",
}
_NOTHING = "span"
# Elements and their attributes that tell the day, the likeliest first.
_NITF_DAYS = (
    *(("date.issue", "norm"), ("pubdata", "date.publication"), ("story.date", "norm")),
    ("date.release", "norm"),
)
_DROPPED = ("media-reference", "media-object", "media-metadata")


@dataclass(frozen=True, slots=True)
class Item:
    """An article of such a file.

    Attributes:
        known: What its head tells.
        content: It, in HTML.
    """

    known: Known
    content: str


def read_news(content: bytes) -> list[Item]:
    """Read the articles of a file in NITF or NewsML-G2.

    Raises:
        SourceUnreadable: It is neither, is broken beyond mending, or holds no text.
    """
    root = parse_xml(content)
    name = _name(root)
    if name == "nitf":
        items = [_read_nitf(root)]
    elif name in ("newsItem", "newsMessage", "knowledgeItem"):
        nodes = [root] if name == "newsItem" else list(root.iter("{*}newsItem"))
        items = [item for node in nodes[:_MOST_ITEMS] if (item := _read_item(node))]
    else:
        raise SourceUnreadable(
            "XML that is no page or feed; give the addresses of its articles, or their text"
        )
    if not any(item.content for item in items):
        raise SourceUnreadable("an XML file without an article's text; save its text alone")
    return [item for item in items if item.content]


# --- NITF --------------------------------------------------------------------------------------


def _read_nitf(root: Any) -> Item:
    data = next(root.iter("{*}pubdata"), None)
    moments = (
        _moment(element.get(name))
        for tag, name in _NITF_DAYS
        for element in root.iter(f"{{*}}{tag}")
    )
    known = Known(
        title=_text(root, "hl1") or _text(root, "title"),
        source=(data is not None and to_line(data.get("name") or "")) or _text(root, "distributor"),
        published=next(filter(None, moments), None),
        language=parse_language(root.get(LANGUAGE) or root.get("lang") or ""),
        author=_text(root, "person", within="byline"),
    )
    return Item(known, _to_page(_body_of(root)))


def _body_of(root: Any) -> Iterator[str]:
    """Yield the parts of a text in HTML: what stands above it, and it."""
    for tag in ("hl2", "dateline", "abstract", "body.content", "tagline"):
        for element in root.iter(f"{{*}}{tag}"):
            inner = _to_html(element)
            yield inner if inner.lstrip().startswith("<") else f"<p>{inner}</p>"


def _to_html(element: Any) -> str:
    """Return what is in an element of NITF as HTML."""
    copied = deepcopy(element)
    etree.strip_elements(copied, *(f"{{*}}{tag}" for tag in _DROPPED), with_tail=False)
    for node in list(copied.iterdescendants(etree.Element)):
        node.tag = _TAGS.get(_name(node), _NOTHING)
        node.attrib.clear()
    etree.strip_tags(copied, _NOTHING)
    etree.cleanup_namespaces(copied)
    parts = [html.escape(copied.text or "")]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in copied]
    return "".join(parts)


# --- NewsML-G2 ---------------------------------------------------------------------------------


def _read_item(node: Any) -> Item | None:
    """Return a news item that has text; None for a picture, a video, a planning entry."""
    told = _read_metadata(node)
    for inner in node.iter("{*}inlineXML"):
        for child in inner.iterchildren(etree.Element):
            if _name(child) == "nitf":
                item = _read_nitf(child)
                return Item(fill(told, item.known), item.content)
            return Item(told, _to_page([_to_html(body) for body in child.iter("{*}body")]))
    for data in node.iter("{*}inlineData"):
        if text := "".join(data.itertext()).strip():
            return Item(told, _to_page(_paragraphs(text)))
    return None


def _read_metadata(node: Any) -> Known:
    moments = (
        _moment("".join(element.itertext()))
        for tag in ("firstCreated", "contentCreated", "versionCreated")
        for element in node.iter(f"{{*}}{tag}")
    )
    language = next(node.iter("{*}language"), None)
    return Known(
        title=_text(node, "headline"),
        source=_text(node, "name", within="provider") or _text(node, "copyrightHolder"),
        published=next(filter(None, moments), None),
        language=parse_language(
            (language is not None and language.get("tag")) or node.get(LANGUAGE) or ""
        ),
        author=_text(node, "name", within="creator"),
    )


def _paragraphs(text: str) -> Iterator[str]:
    for part in text.split("\n\n"):
        yield f"<p>{html.escape(part)}</p>"


# --- both --------------------------------------------------------------------------------------


def _to_page(parts: Iterator[str] | list[str]) -> str:
    inner = "\n".join(parts).strip()
    return f"<html><body><article>{inner}</article></body></html>" if inner else ""


def _name(element: Any) -> str:
    """Return an element's name without its namespace, whatever it is made of."""
    return str(element.tag).rpartition("}")[2]


def _text(root: Any, tag: str, within: str = "") -> str | None:
    """Return the text of the first element of that name, if it has any."""
    holders = root.iter(f"{{*}}{within}") if within else [root]
    for holder in holders:
        for element in holder.iter(f"{{*}}{tag}"):
            if text := to_line("".join(element.itertext()))[:_LONGEST_NAME]:
                return text
    return None


def _moment(text: str | None) -> Any:
    moment = read_moment(text or "")
    return moment.date() if moment else None
