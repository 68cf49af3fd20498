"""A raw document becomes an article, and an account of what was cut out of it."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from index.cleaning.authors import drop_outlet, read_names
from index.cleaning.boilerplate import cut_boilerplate, cut_stretches, find_outlet
from index.cleaning.decoding import mend
from index.cleaning.drafts import Draft, read_draft, text_of
from index.cleaning.facts import fill
from index.cleaning.identity import hash_text, name_article
from index.cleaning.leftovers import unescape
from index.cleaning.manuscript import Manuscript
from index.cleaning.menus import cut_menu
from index.cleaning.metadata import drop_title, read_head
from index.cleaning.openings import read_opening
from index.cleaning.outlets import take_outlet
from index.cleaning.plaintext import normalise, to_line
from index.cleaning.preamble import read_preamble
from index.cleaning.repeats import drop_repeats
from index.cleaning.signatures import cut_tail, find_copy_day, read_foot
from index.errors import SourceUnreadable
from index.fields import parse_url
from index.records import Article, CleanArticle, Cut
from index.rows import Known
from index.sources.documents import Document

_MOST_CUTS = 500
_LONGEST_CUT = 5000


def clean(document: Document) -> CleanArticle:
    """Turn a raw document into a clean article, and tell what was cut.

    What the document does not tell stays unknown. Where several places tell the same thing:

    - A row's own fields outrank its text.
    - Elsewhere the document outranks what is known from beside it, such as a feed's entry: its
      headline, day, outlet and author are the article's, a feed's are often shortened, those of
      an update, the feed's, or a desk's. What it merely shows (a first line, a lone time stamp)
      comes last.
    - The address is the one the page declares, if its host is the one it was fetched from; what it
      was fetched from, if not.

    Raises:
        SourceUnreadable: No article text is left, or the document's markup cannot be read.
    """
    sheet, known = _read(document, read_draft(document))
    text = sheet.read()
    if not re.search(r"\w", text):
        raise SourceUnreadable("no article text in it; give a file that holds the article itself")
    article = Article(
        id=to_line(document.known.id or "") or _name(document),
        title=to_line(known.title or ""),
        text=text,
        url=known.url,
        source=to_line(known.source or "") or None,
        published=known.published,
        language=known.language or "und",
        author=to_line(known.author or "") or None,
    )
    return CleanArticle(article, _bound(sheet.cuts()))


def _read(document: Document, draft: Draft) -> tuple[Manuscript, Known]:
    """Strike what is no part of the article, and gather what is known of it."""
    sheet, fields = read_preamble(draft.sheet)
    sheet = cut_boilerplate(cut_menu(sheet))
    if document.kind == "row":
        known = fill(_mend_fields(document.known), fields, draft.declared)
    else:
        known = fill(draft.declared, fields, _trust(document.known))
    sheet, head = read_head(sheet, titled=known.title is not None, labelled=not draft.boxed)
    marks = Known(source=find_outlet(sheet), published=find_copy_day(sheet))
    known = fill(known, draft.observed, head, marks)
    url = _choose_url(known.url, document.known.url)
    sheet, known = _take_outlet(drop_title(sheet, known.title or ""), known, url)
    sheet, foot = read_foot(sheet, known.author)
    sheet = sheet if draft.boxed else cut_tail(sheet)
    sheet, known = drop_repeats(cut_stretches(sheet)), fill(known, foot)
    sheet, day = read_opening(sheet, known.published)
    known = fill(known, Known(published=day))
    author = known.author if document.kind == "row" and document.known.author else None
    return sheet, replace(
        known,
        url=_choose_url(known.url, document.known.url),
        author=author or drop_outlet(known.author, known.source),
    )


def _take_outlet(sheet: Manuscript, known: Known, url: str | None) -> tuple[Manuscript, Known]:
    """Take the outlet's name off the title, which the text may say again without it."""
    title, outlet = take_outlet(known.title or "", known.source, url)
    if outlet is None:
        return sheet, known
    return drop_title(sheet, title), replace(known, title=title, source=known.source or outlet)


def _bound(cuts: tuple[Cut, ...]) -> tuple[Cut, ...]:
    """Return the cuts, very long ones shortened and very many counted."""
    listed = [
        replace(cut, text=f"{cut.text[:_LONGEST_CUT]} …") if len(cut.text) > _LONGEST_CUT else cut
        for cut in cuts[:_MOST_CUTS]
    ]
    more = len(cuts) - len(listed)
    return (*listed, *([Cut("not listed", f"{more} more")] if more else []))


def _mend_fields(known: Known) -> Known:
    """Return what the cells of a row say, with the letters that were meant."""
    title, source, author = (
        None if field is None else unescape(mend(field))
        for field in (known.title, known.source, known.author)
    )
    return replace(known, title=title, source=source, author=author)


def _trust(known: Known) -> Known:
    """Return what is known beside a document, without an author that is no person."""
    author = read_names(known.author) if known.author else None
    return replace(known, author=author, title=known.title or None)


def _choose_url(declared: str | None, fetched: str | None) -> str | None:
    """Return the address that a page declares, unless it was fetched from another host."""
    declared, fetched = parse_url(declared or ""), parse_url(fetched or "")
    if declared and fetched and _host_of(declared) != _host_of(fetched):
        return fetched
    return declared or fetched


def _host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _name(document: Document) -> str:
    url = to_line(document.known.url or "")
    if document.kind == "row":
        return hash_text(url or normalise(text_of(document)))[:16]
    return name_article(document.origin, document.name, url)
