"""An HTML page as two lists: its elements, and the blocks of text in them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Element:
    """An element of a page.

    Attributes:
        tag: Its name.
        names: Its class, id, role and the like, as they are written.
        parent: The place of the element that it stands in; the root's is -1.
        first: The place of the first block in it.
        last: The place after the last block in it.
        asks: Whether a reader may fill something in, right in it.
    """

    tag: str
    names: str
    parent: int
    first: int
    last: int = 0
    asks: bool = False


@dataclass(slots=True)
class Block:
    """A piece of text that stands by itself.

    Attributes:
        text: The text, normalised; a line break is one on the page as well.
        element: The place of the element whose text it is.
        kind: The element that says what it is: ``p``, ``h1`` to ``h6``, ``li``, ``figcaption``,
            ``td``; ``tr`` for a row of a table of figures, its cells parted by ``|``.
        linked: How many of its characters are links, spaces aside.
        stretches: Where in the text inline elements stand that have a class: start, end, place.
        cell: Row and column, where it stands in a table; rows are counted throughout the page.
    """

    text: str
    element: int
    kind: str
    linked: int = 0
    stretches: tuple[tuple[int, int, int], ...] = ()
    cell: tuple[int, int] | None = None


@dataclass(slots=True)
class Layout:
    """A page's elements and blocks, both in the order of the page."""

    elements: list[Element] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
