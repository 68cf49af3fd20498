"""The parts of an EPUB's package, and what they tell of the book."""

import re
from datetime import date
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from index.dates import parse_date
from index.errors import SourceUnreadable
from index.fields import parse_language
from index.rows import Known

BROKEN = "not a whole EPUB; download it again or save it as text"
"""Why one cannot be read."""

# Obfuscated fonts are no protection of the text.
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
# What programs write where a book names nobody.
_NOBODY = ("", "calibre", "unknown", "unbekannt", "unbekannter autor")
# Calibre writes the year 101 for no date.
_EARLIEST_YEAR = 1450


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML file; nothing outside it is asked for, however it is broken.

    Raises:
        SourceUnreadable: It is no XML at all.
    """
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise SourceUnreadable(BROKEN) from error


def refuse_encrypted(encryption: Any) -> None:
    """Check what a book says of its encryption, None where it says nothing.

    Raises:
        SourceUnreadable: Its text is protected.
    """
    methods = () if encryption is None else encryption.iter("{*}EncryptionMethod")
    if any(method.get("Algorithm") not in _FONT_METHODS for method in methods):
        raise SourceUnreadable("protected against copying (DRM); give an unprotected copy")


def read_metadata(package: Any) -> Known:
    """Return what a package tells of its book: publisher, day, language, authors."""
    publisher = next(map(_text, package.iter("{*}publisher")), "")
    language = next(map(_text, package.iter("{*}language")), "")
    return Known(
        source=None if publisher.lower() in _NOBODY else publisher,
        published=_read_day(package),
        language=parse_language(language),
        author=_read_authors(package),
    )


def _read_authors(package: Any) -> str | None:
    """Return the creators that are authors, which they are if the book does not say."""
    roles = {
        meta.get("refines", "").removeprefix("#"): _text(meta)
        for meta in package.iter("{*}meta")
        if meta.get("property") == "role"
    }
    names = [
        _text(creator)
        for creator in package.iter("{*}creator")
        if (attribute(creator, "role") or roles.get(creator.get("id"), "aut")) == "aut"
    ]
    return ", ".join(name for name in names if name.lower() not in _NOBODY) or None


def _read_day(package: Any) -> date | None:
    """Return the day of publication: the one called so, or the only one that is called nothing."""
    days: dict[str, set[date]] = {}
    for element in package.iter("{*}date"):
        day = parse_date(_text(element))
        if day and day.year >= _EARLIEST_YEAR:
            days.setdefault(attribute(element, "event").lower(), set()).add(day)
    candidates = days.get("publication") or days.get("") or set()
    return next(iter(candidates)) if len(candidates) == 1 else None


def toc_links(nav: Any) -> list[tuple[str, str]]:
    """Return addresses and titles of EPUB 3's table of contents, from its root."""
    tables = [] if nav is None else nav.iter("{*}nav")
    table = next((table for table in tables if "toc" in attribute(table, "type").split()), None)
    links = [] if table is None else table.iter("{*}a")
    return [(link.get("href", ""), _text(link)) for link in links]


def ncx_links(ncx: Any) -> list[tuple[str, str]]:
    """Return addresses and titles of EPUB 2's table of contents, from its root."""
    points = [] if ncx is None else ncx.iter("{*}navPoint")
    return [
        (content.get("src", ""), _text(label))
        for point in points
        if (label := point.find("{*}navLabel")) is not None
        and (content := point.find("{*}content")) is not None
    ]


def attribute(element: Any, name: str) -> str:
    """Return an attribute whatever its namespace, which many books leave out or get wrong."""
    return next((value for key, value in element.items() if re.sub(r".*[}:]", "", key) == name), "")


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
