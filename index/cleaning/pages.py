"""HTML pages to plain text: the article's main text, its headline, its captions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from index.cleaning.authors import read_byline, read_names
from index.cleaning.blocks import lay_out
from index.cleaning.boilerplate import match_line
from index.cleaning.boxes import BoxNamer
from index.cleaning.captions import measure_caption
from index.cleaning.declarations import read_body, read_facts
from index.cleaning.facts import fill
from index.cleaning.layout import Block, Layout
from index.cleaning.leftovers import is_markup, unescape
from index.cleaning.maintext import KEEP, mark_blocks
from index.cleaning.manuscript import Manuscript, Strike
from index.cleaning.metadata import read_meta_line
from index.cleaning.outlets import take_outlet
from index.cleaning.plaintext import normalise, squash, to_line
from index.cleaning.prose import count_prose
from index.datelines import read_dateline
from index.errors import SourceUnreadable
from index.rows import UNKNOWN, Known

_UNREADABLE = "its HTML cannot be read; save the page again or as text"
_TOO_MUCH = "too many elements in its HTML; save the article's text alone"
# Bounds against pages made to keep a parser busy; articles stay far below them.
_PAGE_ELEMENTS = 100_000
_BYLINE_BLOCKS = 10
_ABOVE = 2
_LONGEST_OUTLET = 60
_CAPTIONS = ("caption", "legende", "bildunterschrift", "bildtext")


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart.

    Attributes:
        sheet: Its visible text; what is not the article's is struck out.
        declared: What the page declares of itself.
        observed: What it shows without declaring it, in bylines and time tags.
    """

    sheet: Manuscript
    declared: Known
    observed: Known


def read_page(content: str) -> Page:
    """Read the article on a page, or in a fragment of one.

    Raises:
        SourceUnreadable: The page cannot be parsed, or is out of all proportion.
    """
    tree = _parse(content)
    declared, observed = read_facts(tree)
    layout = lay_out(tree)
    marks, headline = mark_blocks(layout, declared.title or "")
    title = _choose_title(declared, layout, headline)
    shown = fill(
        _read_bylines(layout, marks, headline),
        Known(source=_find_outlet(declared, layout, headline)),
        observed,
    )
    if match_line(title):  # What stands there may be "Advertisement" as well.
        title = ""
    sheet = _write(layout, marks, headline)
    if not any(count_prose(b) for b, mark in zip(layout.blocks, marks, strict=True) if not mark):
        sheet = _write_body(read_body(tree)) or sheet
    return Page(sheet, replace(declared, title=title or None), shown)


def strip_tags(markup: str) -> str:
    """Return the text of a piece of HTML, on one line.

    Raises:
        SourceUnreadable: It cannot be parsed.
    """
    # In an element of its own, as a comment alone is no document.
    return " ".join(to_line(block.text) for block in lay_out(_parse(f"<div>{markup}</div>")).blocks)


def _parse(content: str) -> Any:
    """Parse a page or a fragment of one; pages out of all proportion are refused."""
    # lxml refuses text with an encoding declaration.
    content = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", normalise(content))
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        tree = etree.fromstring(content.encode(), parser)
    except etree.LxmlError as error:
        raise SourceUnreadable(_UNREADABLE) from error
    if tree is None:
        raise SourceUnreadable(_UNREADABLE)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceUnreadable(_TOO_MUCH)  # Nested too deep: what is further in would be lost.
    if sum(1 for _ in tree.iter()) > _PAGE_ELEMENTS:
        raise SourceUnreadable(_TOO_MUCH)
    return tree


# --- headline ------------------------------------------------------------------------------------


def _choose_title(declared: Known, layout: Layout, headline: int | None) -> str:
    """Return the headline as readers see it, or as the page declares it, without the outlet's name.

    What is declared counts where the headline on the page says something else, as where the first
    heading is the outlet's name.
    """
    seen = "" if headline is None else _text_of(layout, layout.blocks[headline])
    if not declared.title:
        return seen
    if seen and squash(seen) in squash(declared.title):
        return seen
    return take_outlet(declared.title, declared.source, None)[0]


def _text_of(layout: Layout, block: Block) -> str:
    """Return a headline without the kicker in it."""
    text = block.text
    for strike in reversed(list(_strike_stretches(layout, block, 0, ("kicker",)))):
        text = text[: strike.start] + text[strike.end :]
    return to_line(text)


def _find_outlet(declared: Known, layout: Layout, headline: int | None) -> str | None:
    """Return what the page's title holds beside the headline, if it stands above that as well."""
    if headline is None or not declared.title:
        return None
    parts = {squash(part) for part in re.split(r" [|:·–—-] ", declared.title)}
    parts.discard(squash(layout.blocks[headline].text))
    above = (block.text for block in layout.blocks[:headline] if len(block.text) <= _LONGEST_OUTLET)
    return next((text for text in above if "\n" not in text and squash(text) in parts), None)


# --- byline --------------------------------------------------------------------------------------


def _read_bylines(layout: Layout, marks: list[str], headline: int | None) -> Known:
    """Read author and day off the boxes around the headline that are made for them.

    Also off the lines right above it, in the same box; the head of a page shows the day as well on
    which it was saved.
    """
    known, start = UNKNOWN, 0 if headline is None else max(0, headline - _BYLINE_BLOCKS)
    for place, block in enumerate(layout.blocks[start : start + 2 * _BYLINE_BLOCKS], start):
        named = marks[place] == "byline"
        if not named and (headline is None or not _is_above(layout, place, headline)):
            continue
        for line in block.text.split("\n"):
            dateline = read_dateline(line)
            author = read_names(line) if named else read_byline(line)
            known = fill(known, Known(author=author))
            if dateline:
                known = fill(known, Known(published=dateline.published, source=dateline.source))
            elif meta := read_meta_line(line):
                known = fill(known, Known(published=meta.published))
    return known


def _is_above(layout: Layout, place: int, headline: int) -> bool:
    boxes = [layout.blocks[number].element for number in (place, headline)]
    parents = [layout.elements[box].parent for box in boxes]
    same = boxes[0] == boxes[1] or parents[0] == parents[1]
    return same and headline - _ABOVE <= place < headline


# --- the page as a manuscript --------------------------------------------------------------------


def _write(layout: Layout, marks: list[str], headline: int | None) -> Manuscript:
    """Write all blocks one below the other, and strike what is no part of the article."""
    strikes, start = list[Strike](), 0
    for place, block in enumerate(layout.blocks):
        mark = "title" if place == headline else marks[place]
        if mark != KEEP:
            strikes += _strike(block.text, start, 0, len(block.text), mark)
        elif _is_caption(layout, block):
            said = measure_caption(block.text)
            strikes += _strike(block.text, start, said, len(block.text), "image credit")
        else:
            strikes += _strike_stretches(layout, block, start, ("image credit",))
        start += len(block.text) + 1
    return Manuscript("\n".join(block.text for block in layout.blocks)).strike(strikes)


def _write_body(body: str) -> Manuscript | None:
    """Write down the text that a page declares, where a script would have shown it."""
    if is_markup(body):
        return Manuscript("\n".join(block.text for block in lay_out(_parse(body)).blocks))
    text = normalise(unescape(body))
    return Manuscript(text) if re.search(r"\w", text) else None


def _strike(text: str, offset: int, start: int, end: int, reason: str) -> Iterator[Strike]:
    """Yield what strikes a stretch of a block, line by line."""
    while start < end:
        break_ = text.find("\n", start, end)
        stop = end if break_ < 0 else break_
        yield Strike(offset + start, offset + stop, reason)
        start = stop + 1


def _is_caption(layout: Layout, block: Block) -> bool:
    names = layout.elements[block.element].names.lower()
    return block.kind == "figcaption" or any(name in names for name in _CAPTIONS)


def _strike_stretches(
    layout: Layout, block: Block, offset: int, reasons: tuple[str, ...]
) -> Iterator[Strike]:
    """Yield what strikes the inline elements of a block that are named for one of the reasons."""
    namer, done = BoxNamer(), 0
    for start, end, place in block.stretches:
        element = layout.elements[place]
        if start < done:
            continue
        if namer.name(element.tag, element.names, end - start, 0) in reasons:
            yield from _strike(block.text, offset, start, end, reasons[0])
            done = end
