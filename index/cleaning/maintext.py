"""Which blocks of an HTML page are its article, and what the others are taken for.

Boxes are told by their names and by what is in them; the article is what is left around the page's
prose. Where neither tells, a block stays: a stray line is preferred to a lost sentence.
"""

import re
from collections.abc import Iterable
from itertools import accumulate

from index.cleaning.boilerplate import match_line
from index.cleaning.boxes import BoxNamer
from index.cleaning.layout import Block, Element, Layout

KEEP = ""
"""The mark of a block of the article; other marks are what a block is taken for."""
OTHER = "not in the article"

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SENTENCE = re.compile(r"[.!?…:][\"'”“»«’)\]]*(?:\s|$)")
# What is shorter may be a caption, a teaser or a button.
_PROSE = 40
_LINKED = 0.8
_LONGEST_LABEL = 60
_LABELLED = 250
_LABELLED_BLOCKS = 6
_CARD_BLOCKS = 4
_CARD_LINKS = 5
# What a label that is no heading may stand above.
_LISTED = frozenset(
    ("link", "button", "related articles", "comments", "newsletter", "advert", "keywords")
)
_WORDS = re.compile(r"\w+")
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
    _mark_outside(layout, marks, headline)
    _mark_links(layout, marks, headline)
    _mark_labels(layout, marks, headline)
    return marks, headline


def find_headline(blocks: list[Block], title: str) -> int | None:
    """Return the place of the headline: what says the declared title, or the first heading."""
    said, part = _squash(title), _squash(max(_PARTS.split(title), key=len))
    best: tuple[int, int] | None = None
    for place, block in enumerate(blocks):
        rank = _rank_headline(block, said, part)
        if rank and (best is None or rank > best[0]):
            best = (rank, place)
    if best is None and not title and blocks[0].kind in _HEADINGS and " " in blocks[0].text:
        return 0
    return best[1] if best else None


def _rank_headline(block: Block, said: str, part: str) -> int:
    own = _squash(block.text)
    level = 1 if block.kind == "h1" else 0
    if not own or len(block.text) > 300:
        return 0
    if said and own in (said, part):  # "Werk wächst | Muster-Blatt"
        return 4 + level
    alike = said and len(own) >= 12 and (own in said or said in own) and 2 * len(own) > len(said)
    if alike and 2 * len(said) > len(own):
        return 2 + level
    return level


def _squash(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))


# --- boxes ---------------------------------------------------------------------------------------


def _mark_boxes(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark the blocks of all boxes that are named as something beside the article."""
    namer = BoxNamer()
    sizes = _add_up(len(block.text) for block in layout.blocks)
    prose = _add_up(map(_prose_of, layout.blocks))
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
    prose = sum(map(_prose_of, blocks))
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


def _below_label(layout: Layout, place: int) -> range:
    """Return the places of what stands below the first line of a small box."""
    box = layout.elements[layout.blocks[place].element]
    while box.last == place + 1 and box.parent >= 0:
        box = layout.elements[box.parent]
    below = range(place + 1, box.last)
    if box.first != place or len(below) > _LABELLED_BLOCKS:
        return range(0)
    return below if sum(len(layout.blocks[n].text) for n in below) <= _LABELLED else range(0)


def _prose_of(block: Block) -> int:
    """Return how many characters of prose a block has."""
    text = block.text
    if block.kind in _HEADINGS or len(text) < _PROSE or not _SENTENCE.search(text):
        return 0
    return len(text) - block.linked


def _add_up(numbers: Iterable[int]) -> list[int]:
    """Return the sums of the first 0, 1, 2… numbers."""
    return [0, *accumulate(numbers)]


# --- what stands around the article --------------------------------------------------------------


def _mark_outside(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark what stands outside the part of the page that its prose stands in."""
    first, last = _find_main(layout, marks, headline)
    if headline is not None and headline < last:
        first = headline
    for place in (*range(first), *range(last, len(marks))):
        marks[place] = marks[place] or OTHER


def _find_main(layout: Layout, marks: list[str], headline: int | None) -> tuple[int, int]:
    """Return the places of the first block of the main part and of the one after its last.

    Goes down from the whole page as long as one box holds most of the prose and nothing that may
    be the article's stands below it. What stands between the headline and that box is kept anyway.
    """
    elements = layout.elements
    kept = [_prose_of(b) if m == KEEP else 0 for b, m in zip(layout.blocks, marks, strict=True)]
    prose = _add_up(kept)
    paragraphs = _add_up(
        int(size >= _PROSE and not _is_in_card(layout, place)) for place, size in enumerate(kept)
    )
    children = [list[int]() for _ in elements]
    for place, element in enumerate(elements[1:], 1):
        if element.last - element.first > 1:
            children[element.parent].append(place)
    main = elements[0]
    inside = children[0]
    while inside:
        place = max(inside, key=lambda place: _count(prose, elements[place]))
        inner = elements[place]
        after = paragraphs[main.last] - paragraphs[inner.last]
        before = paragraphs[inner.first] - paragraphs[main.first]
        share = _count(prose, inner)
        if after or not share or 2 * share < _count(prose, main):
            break
        if before and (headline is None or headline >= inner.last):
            break
        main, inside = inner, children[place]
    return main.first, main.last


def _count(sums: list[int], element: Element) -> int:
    """Return what the blocks of an element add up to."""
    return sums[element.last] - sums[element.first]


def _is_in_card(layout: Layout, place: int) -> bool:
    """Tell whether a block stands in a small box together with a link, as a teaser does."""
    block = layout.blocks[place]
    box = layout.elements[block.element]
    if box.parent >= 0:
        box = layout.elements[box.parent]
    if box.last - box.first > _CARD_BLOCKS:
        return False
    blocks = layout.blocks[box.first : box.last]
    return _CARD_LINKS * sum(b.linked for b in blocks) > sum(len(b.text) for b in blocks)


def _mark_links(layout: Layout, marks: list[str], headline: int | None) -> None:
    """Mark blocks that are buttons, or links as a whole."""
    for place, block in enumerate(layout.blocks):
        if marks[place] != KEEP or place == headline:
            continue
        if block.kind == "button":
            marks[place] = "button"
        elif _is_linked(block):
            marks[place] = "link"


def _is_linked(block: Block) -> bool:
    if block.kind == "tr" and any(map(str.isdigit, block.text)):
        return False  # A table of results, its teams linked.
    return block.linked >= _LINKED * len(block.text.replace(" ", ""))


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
    if len(block.text) > _LONGEST_LABEL or _SENTENCE.search(block.text.rstrip(":")):
        return False
    box = layout.elements[block.element]
    if box.last == place + 1 and box.parent >= 0:
        box = layout.elements[box.parent]
    return place + 1 < box.last <= below
