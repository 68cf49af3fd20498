"""Where on an HTML page its prose stands."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from index.cleaning.layout import Block, Element, Layout
from index.cleaning.sentence_ends import holds_sentence

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What is shorter may be a caption, a teaser or a button.
_PROSE = 40
_CARD_BLOCKS = 4
# Of how many parts of the prose one has to stand neither in cards nor in captions.
_OWN = 8
_LINKED = 0.8


def count_prose(block: Block) -> int:
    """Return how many characters of prose a block has."""
    text = block.text
    if block.kind in _HEADINGS or len(text) < _PROSE or not holds_sentence(text):
        return 0
    return len(text) - block.linked


def add_up(numbers: Iterable[int]) -> list[int]:
    """Return the sums of the first 0, 1, 2… numbers."""
    return [0, *accumulate(numbers)]


def find_main(layout: Layout, kept: list[bool], headline: int | None) -> tuple[int, int]:
    """Return the places of the first block of the main part and of the one after its last.

    Goes down from the whole page as long as one box holds most of the prose and nothing that may
    be the article's stands below it. What stands between the headline and that box is kept anyway.
    """
    elements = layout.elements
    paragraphs, prose = _add_up_prose(layout, kept)
    children = _boxes_in(elements)
    main, inside = elements[0], children[0]
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


def _add_up_prose(layout: Layout, kept: list[bool]) -> tuple[list[int], list[int]]:
    """Return the sums, block by block, of whole paragraphs and of the amount of prose."""
    sizes = [count_prose(b) if keep else 0 for b, keep in zip(layout.blocks, kept, strict=True)]
    cards = [size > 0 and _is_in_card(layout, place) for place, size in enumerate(sizes)]
    paragraphs = add_up(
        int(size >= _PROSE and not card) for size, card in zip(sizes, cards, strict=True)
    )
    own = [
        0 if card or block.kind == "figcaption" else size
        for block, size, card in zip(layout.blocks, sizes, cards, strict=True)
    ]
    # Where hardly anything else stands, what looks like teasers and captions is the article.
    return paragraphs, add_up(own if _OWN * sum(own) >= sum(sizes) else sizes)


def _boxes_in(elements: Sequence[Element]) -> list[list[int]]:
    """Return the places of each element's children that hold more than one block."""
    children = [list[int]() for _ in elements]
    for place, element in enumerate(elements[1:], 1):
        if element.last - element.first > 1:
            children[element.parent].append(place)
    return children


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
    return any(is_linked(other) for other in layout.blocks[box.first : box.last])


def is_linked(block: Block) -> bool:
    """Tell whether a block is a link, or links with hardly anything between them."""
    if block.kind == "tr" and any(map(str.isdigit, block.text)):
        return False  # A table of results, its teams linked.
    return block.linked >= _LINKED * len(block.text.replace(" ", ""))
