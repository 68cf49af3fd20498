"""EPUB 2 and 3 become chapters, in reading order.

Read with ``zipfile`` and lxml, as the usual library for it, EbookLib, is under the AGPL, which an
MIT-licensed package cannot ask of its users. The format: EPUB 3.3 (W3C), OPF 2.0.1 (IDPF).
"""

import contextlib
import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from lxml import etree, html  # type: ignore[import-untyped]

from index.cleaning.decoding import decode
from index.errors import SourceUnreadable
from index.rows import Known
from index.scripts import WIDE_STOPS
from index.sources.archives import member_path, open_zip, read_member
from index.sources.documents import Limits
from index.sources.epub_package import (
    BROKEN,
    attribute,
    ncx_links,
    parse_xml,
    read_metadata,
    refuse_encrypted,
    toc_links,
)

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_CONTENTS = "application/x-dtbncx+xml"
# What is no chapter, by the names of EPUB 2's guide and EPUB 3's structural semantics.
_FRONT_AND_BACK = (
    *("cover", "title-page", "titlepage", "halftitlepage", "copyright-page", "imprint"),
    *("toc", "landmarks", "page-list", "index", "loi", "lot"),
)
_SENTENCE_LENGTH = 20
_SENTENCE_END = re.compile(
    rf"(?<!\d)[.!?…](?!\w)|[{WIDE_STOPS}]"
)  # neither "3. Mai" nor "talbote.at"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a book, an article of a newspaper's issue.

    Attributes:
        path: Where it is in the EPUB.
        html: Its page, or why it cannot be read.
        known: What the book tells of itself and of this chapter: its title in the table of
            contents, author, publisher, day of publication, language.
    """

    path: str
    html: bytes | SourceUnreadable
    known: Known


def read_epub(data: bytes, limits: Limits) -> Iterator[Chapter]:
    """Take an EPUB apart into its chapters, in reading order.

    Covers, title pages, tables of contents and pages without a sentence are passed over. Nothing
    outside the EPUB is asked for.

    Args:
        data: The EPUB.
        limits: What is too large or too much.

    Raises:
        SourceUnreadable: It is no EPUB, encrypted, out of bounds, or without any text.
    """
    with open_zip(io.BytesIO(data), limits) as archive:
        book = _Book(archive, limits)
        found = False
        for path in book.reading_order():
            chapter = book.chapter(path)
            if chapter is not None:
                found = True
                yield chapter
    if not found:
        raise SourceUnreadable("no text in it, only pictures of pages; give the articles as text")


class _Book:
    """An EPUB's package: what is in it, in which order, and what it tells of itself."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self._members = {member_path(info): info for info in archive.infolist()}
        refuse_encrypted(self._parse("META-INF/encryption.xml"))
        package = self._package_path()
        self._folder = posixpath.dirname(package)
        self._package = self._parse(package)
        if self._package is None:
            raise SourceUnreadable(BROKEN)
        self._items = {item.get("id"): item for item in self._package.iter("{*}item")}
        self._known = read_metadata(self._package)
        self._titles = self._read_contents()
        self._passed_over = self._read_guide()

    def reading_order(self) -> list[str]:
        """Return the paths of the book's pages that may be chapters, each once."""
        items = [self._items.get(ref.get("idref")) for ref in self._package.iter("{*}itemref")]
        pages = [
            self._resolve(self._folder, item.get("href", ""))
            for item in items
            if item is not None
            and item.get("media-type") in _PAGES
            and "nav" not in item.get("properties", "").split()
        ]
        paths = [path for path in dict.fromkeys(pages) if path not in self._passed_over]
        sizes = [self._members[path].file_size for path in paths if path in self._members]
        if sum(size for size in sizes if size <= self._limits.file_bytes) > (
            self._limits.archive_bytes
        ):
            size = self._limits.archive_bytes / 1e6
            raise SourceUnreadable(f"unpacks to more than {size:g} MB; save its articles as text")
        return paths

    def chapter(self, path: str) -> Chapter | None:
        """Read a page; None where it is no chapter."""
        known = replace(self._known, title=self._titles.get(path))
        try:
            data = self._read(path)
            text = decode(data)
        except SourceUnreadable as error:
            return Chapter(path, error, known)
        return Chapter(path, data, known) if _is_chapter(text) else None

    def _read(self, path: str) -> bytes:
        if path not in self._members:
            raise SourceUnreadable("missing in its EPUB; download that again")
        return read_member(self._archive, self._members[path], self._limits.file_bytes)

    def _parse(self, path: str) -> Any:
        """Return the root of an XML file in the book, or None where there is none."""
        return parse_xml(self._read(path)) if path in self._members else None

    def _package_path(self) -> str:
        container = self._parse("META-INF/container.xml")
        roots = [] if container is None else container.iter("{*}rootfile")
        return next((self._resolve("", root.get("full-path", "")) for root in roots), "")

    @staticmethod
    def _resolve(folder: str, href: str) -> str:
        return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))

    def _read_guide(self) -> set[str]:
        return {
            self._resolve(self._folder, reference.get("href", ""))
            for reference in self._package.iter("{*}reference")
            if reference.get("type", "").lower() in _FRONT_AND_BACK
        }

    def _read_contents(self) -> dict[str, str]:
        """Return the pages' titles by the table of contents; one that has several has no title."""
        entries: list[tuple[str, str]] = []
        for item in self._items.values():
            path = self._resolve(self._folder, item.get("href", ""))
            links: list[tuple[str, str]] = []
            with contextlib.suppress(SourceUnreadable):  # A book is readable without its contents.
                if "nav" in item.get("properties", "").split():
                    links = toc_links(self._parse(path))
                elif item.get("media-type") == _CONTENTS:
                    links = ncx_links(self._parse(path))
            folder = posixpath.dirname(path)
            found = [(self._resolve(folder, href), title) for href, title in links if title]
            entries = entries or found
        times = Counter(path for path, _ in entries)
        return {path: title for path, title in entries if times[path] == 1}


def _is_chapter(page: str) -> bool:
    """Tell whether a page says anything by itself: links and headings do not."""
    parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        tree = html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", page), parser=parser)
    except (etree.LxmlError, ValueError):
        return False
    body = tree.find("body")
    if body is None:
        return False
    outer = (body, *(body if len(body) == 1 else ()))
    kinds = {kind for element in outer for kind in attribute(element, "type").split()}
    said = body.xpath(".//text()[not(ancestor::a or ancestor::script or ancestor::style)]")
    sentences = _SENTENCE_END.split("".join(said))[:-1]
    return kinds.isdisjoint(_FRONT_AND_BACK) and any(
        len(" ".join(sentence.split())) >= _SENTENCE_LENGTH for sentence in sentences
    )
