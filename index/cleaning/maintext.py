"""Which blocks of an HTML page are its article, and what the others are taken for.

Boxes are told by their names and by what is in them; the article is what is left around the page's
prose. Where neither tells, a block stays: a stray line is preferred to a lost sentence.
"""

import re

from index.cleaning.boilerplate import match_line
from index.cleaning.boxes import BoxNamer
from index.cleaning.layout import Block, Element, Layout
from index.cleaning.plaintext import squash
from index.cleaning.prose import add_up, count_prose, find_main, is_linked
from index.cleaning.sentence_ends import holds_sentence

KEEP = ""
"""The mark of a block of the article; other marks are what a block is taken for."""
OTHER = "not in the article"

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_LABEL = 60
_LABELLED = 250
# A box of this size around a form or a service is all about it.
_SMALL_BOX = 400
_SMALL_SHARE = 0.2
_NESTED = 8
_SERVICES = frozenset(
    ("newsletter", "paywall", "cookies", "embedded content", "feedback", "service")
)
_LABELLED_BLOCKS = 6
# What a label that is no heading may stand above.
_LISTED = frozenset(
    ("link", "button", "related articles", "comments", "newsletter", "advert", "keywords")
)
_PARTS = re.compile(r" [|–—·-] ")


def mark_blocks(layout: Layout, title: str) -> tuple[list[str], int | None]:
    """Mark each block of a page.

    Args:
        layout: The page.
        title: The headline that the page declares, or ``""``.

    Returns:
        For each block :data:`KEEP` or what it is taken for; and the place of the headline's block.
    """
    if not layout.blocks:
        return [], None
    headline = find_headline(layout.blocks, title)
    marks = [KEEP] * len(layout.blocks)
    _mark_boxes(layout, marks, headline)
    _mark_lines(layout, marks, headline)
    _mark_small_boxes(layout, marks, headline)
    _mark_outside(layout, marks, headline)
    _mark_links(layout, marks, headline)
    _mark_labels(layout, marks, headline)
    return marks, headline


def find_headline(blocks: list[Block], title: str) -> int | None:
    """Return the place of the headline: what says the declared title, or the first heading."""
    said, part = squash(title), squash(max(_PARTS.split(title), key=len))
    best: tuple[int, int] | None = None
    for place, block in enumerate(blocks):
        rank = _rank_headline(block, said, part)
        if rank and (best is None or rank > best[0]):
            best = (rank, place)
    if best is None and not title and blocks[0].kind in _HEADINGS and " " in blocks[0].text:
        return 0
    return best[1] if best else None


def _rank_headline(block: Block, said: str, part: str) -> int:
    own = squash(block.text)
    level = 1 if block.kind == "h1" else 0
    if not own or len(block.text) > 300:
        return 0
    if said and own in (said, part):  # "Werk wächst | Muster-Blatt"
        return 4 + level
    alike = said and len(own) >= 12 and (own in said or said in own) and 2 * len(own) > len(said)
    if alike and 2 * len(said) > len(own):
        return 2 + level
    return level


# --- boxes ---------------------------------------------------------------------------------------


def _mark_boxes(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark the blocks of all boxes that are named as something beside the article."""
    namer = BoxNamer()
    sizes = add_up(len(block.text) for block in layout.blocks)
    prose = add_up(map(count_prose, layout.blocks))
    done = 0  # Blocks before this one are in boxes already.
    for element in layout.elements:
        first, last = element.first, element.last
        if first < done or first == last or (headline is not None and first <= headline < last):
            continue
        share = (prose[last] - prose[first]) / (prose[-1] or 1)
        reason = OTHER if element.tag == "aside" and _is_promotion(layout, element) else KEEP
        if reason := reason or namer.name(
            element.tag, element.names, sizes[last] - sizes[first], share
        ):
            marks[first:last] = [reason] * (last - first)
            done = last
    for place, block in enumerate(layout.blocks):
        for start, end, inline in block.stretches:
            if marks[place] == KEEP and place != headline and end - start == len(block.text):
                element = layout.elements[inline]
                marks[place] = namer.name(element.tag, element.names, end - start, 0)


def _is_promotion(layout: Layout, aside: Element) -> bool:
    """Tell what leads away from an article from what adds to it, such as a box of facts."""
    blocks = layout.blocks[aside.first : aside.last]
    prose = sum(map(count_prose, blocks))
    return any(b.linked or b.kind == "button" for b in blocks) or 2 * prose < sum(
        len(block.text) for block in blocks
    )


def _mark_lines(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark blocks that the rules for lines describe, and what an advert's label stands above."""
    for place, block in enumerate(layout.blocks):
        if marks[place] != KEEP or place == headline or "\n" in block.text:
            continue
        marks[place] = match_line(block.text)
        if marks[place] == "advert" and len(block.text) <= _LONGEST_LABEL:
            for below in _below_label(layout, place):
                marks[below] = marks[below] or "advert"


def _mark_small_boxes(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark the small boxes around form fields; around buttons and services, all but prose."""
    sizes = add_up(len(block.text) for block in layout.blocks)
    prose = add_up(map(count_prose, layout.blocks))
    asking = [(place, "form") for place, element in enumerate(layout.elements) if element.asks]
    for place, block in enumerate(layout.blocks):
        if block.kind == "button" or marks[place] in _SERVICES:
            asking.append((block.element, marks[place] or "button"))
    for inner, reason in asking:
        around, box = inner, None
        for _ in range(_NESTED):
            if around < 0:
                break
            element = layout.elements[around]
            first, last = element.first, element.last
            share = prose[last] - prose[first]
            if share >= _SMALL_SHARE * prose[-1] or sizes[last] - sizes[first] > _SMALL_BOX:
                break
            if headline is not None and first <= headline < last:
                break
            box, around = element, element.parent
        for place in range(box.first, box.last) if box else ():
            # An entry of a live blog may have a button; what stands in a form is a form's.
            if reason == "form" or not count_prose(layout.blocks[place]):
                marks[place] = marks[place] or reason


def _below_label(layout: Layout, place: int) -> range:
    """Return the places of what stands below the first line of a small box."""
    box = layout.elements[layout.blocks[place].element]
    while box.last == place + 1 and box.parent >= 0:
        box = layout.elements[box.parent]
    below = range(place + 1, box.last)
    if box.first != place or len(below) > _LABELLED_BLOCKS:
        return range(0)
    return below if sum(len(layout.blocks[n].text) for n in below) <= _LABELLED else range(0)


# --- what stands around the article --------------------------------------------------------------


def _mark_outside(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark what stands outside the part of the page that its prose stands in."""
    kept = [mark == KEEP for mark in marks]
    first, last = find_main(layout, kept, headline)
    if headline is not None and headline < last:
        first = headline
    for place in (*range(first), *range(last, len(marks))):
        marks[place] = marks[place] or OTHER


def _mark_links(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark blocks that are buttons, or links as a whole."""
    for place, block in enumerate(layout.blocks):
        if marks[place] != KEEP or place == headline:
            continue
        if block.kind == "button":
            marks[place] = "button"
        elif is_linked(block):
            marks[place] = "link"


def _mark_labels(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark headings of what is marked."""
    below = len(marks)  # the next block that stays
    for place in range(len(marks) - 1, -1, -1):
        block = layout.blocks[place]
        if marks[place] != KEEP:
            continue
        if place != headline and place + 1 < len(marks) and marks[place + 1] != KEEP:
            listed = block.kind in _HEADINGS or marks[place + 1] in _LISTED
            if listed and _is_orphan(layout, place, below):
                marks[place] = marks[place + 1]
                continue
        below = place


def _is_orphan(layout: Layout, place: int, below: int) -> bool:
    """Tell whether a heading or a short label stands above nothing that stays.

    Args:
        layout: The page.
        place: The block in question; the next one is marked.
        below: The next block that stays.
    """
    block = layout.blocks[place]
    if block.kind in _HEADINGS:
        level = _HEADINGS.index(block.kind)
        return below == len(layout.blocks) or layout.blocks[below].kind in _HEADINGS[: level + 1]
    if len(block.text) > _LONGEST_LABEL or holds_sentence(block.text.rstrip(":")):
        return False
    box = layout.elements[block.element]
    if box.last == place + 1 and box.parent >= 0:
        box = layout.elements[box.parent]
    return place + 1 < box.last <= below
