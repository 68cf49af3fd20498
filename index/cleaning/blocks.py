"""An HTML page laid out: its visible text, block by block.

Done in one pass, in linear time, whatever the page.
"""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from index.cleaning.layout import Block, Element, Layout
from index.cleaning.plaintext import normalise, plain, raise_figures
from index.cleaning.tables import join_cells, join_terms


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp"
    " small span strike strong sub sup time tt u var wbr"
)
_INVISIBLE = _names(
    "applet area audio base basefont canvas datalist embed head iframe img input link map math meta"
    " noscript object option param picture script select source style svg template textarea title"
    " track video amp-img amp-analytics amp-pixel"
)
# Between two words that such elements part, a page leaves room even where its source does not.
_APART = _names("a button label small span time")
_KINDS = _names("h1 h2 h3 h4 h5 h6 li figcaption dt dd blockquote button th td")
_FIELDS = _names("input select textarea")
_LOOSE = frozenset(("p", "td", "th"))
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \n]+")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_NUMBER = re.compile(r"\s*\[?[0-9]{1,3}\]?\s*")
_LONGEST_NAMES = 400
_DEEPEST_INLINE = 10


def lay_out(tree: Any) -> Layout:
    """Return the elements and blocks of a page as lxml parsed it."""
    writer = _Writer()
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if _is_unseen(node):
            if event == "start":
                writer.skip(node)
                walk.skip_subtree()
                continue
        elif event == "start":
            writer.open(node)
            continue
        else:
            writer.close(node)
        if node is not tree and node.tail:
            writer.write(node.tail)
    return writer.layout


def _is_unseen(node: Any) -> bool:
    if not isinstance(node.tag, str) or node.tag in _INVISIBLE or node.get("hidden") is not None:
        return True
    style = node.get("style")
    return (style is not None and _UNSEEN.search(style) is not None) or _is_note(node)


def _is_note(node: Any) -> bool:
    """Tell a raised link to a note on the same page: in "12 Mio. Euro¹", nothing is squared."""
    if node.tag != "a" or not (node.get("href") or "").startswith("#"):
        return False
    if len(node) == 0 and _NUMBER.fullmatch(node.text or "") and "note" in _names_of(node):
        return True
    parent = node.getparent()
    inside = len(node) == 1 and not node.text and not node[0].tail and node[0].tag == "sup"
    return inside or (parent is not None and parent.tag == "sup")


def _is_link(node: Any) -> bool:
    """Tell a link from an old page's anchor, which may hold a whole article."""
    return node.tag == "a" and (node.get("href") is not None or not (node.keys()))


def _names_of(node: Any) -> str:
    names = map(node.get, ("class", "id", "role", "itemprop", "rel", "data-component"))
    return " ".join(name[:_LONGEST_NAMES] for name in names if name)


def _begins(text: str) -> bool:
    return text[0].isupper() or text[0].isdigit()


class _Writer:
    """Writes down the text of elements as they open and close."""

    def __init__(self) -> None:
        self.layout = Layout()
        self._open: list[int] = []
        self._owners: list[int] = []  # those open that are no inline elements
        self._kinds = ["p"]
        self._inline: list[tuple[int, int]] = []  # inline ones open that have a class, their start
        self._tables: list[bool] = []  # those open: whether a table stands in them
        self._cell = (0, 0)
        self._links = 0
        self._begin_block()

    def _begin_block(self) -> None:
        self._pieces: list[str] = []
        self._size = self._linked = 0
        self._last = ""
        self._apart = False
        self._stretches: list[tuple[int, int, int]] = []
        self._inline = [(place, 0) for place, _ in self._inline]

    def open(self, node: Any) -> None:
        tag, blocks = node.tag, self.layout.blocks
        if tag == "br":
            self._break_line()
        elif tag not in _INLINE:
            self._end_block()
            self._owners.append(len(self.layout.elements))
            self._kinds.append(tag if tag in _KINDS else self._kinds[-1])
            self._open_table(tag)
        self._apart |= tag in _APART
        self._links += _is_link(node)
        parent = self._open[-1] if self._open else -1
        element = Element(tag, _names_of(node), parent, len(blocks), len(blocks))
        self._open.append(len(self.layout.elements))
        self.layout.elements.append(element)
        if tag in _INLINE and element.names and len(self._inline) < _DEEPEST_INLINE:
            self._inline.append((self._open[-1], self._size))
        self.write(node.text or "")

    def skip(self, node: Any) -> None:
        if node.tag in _FIELDS and node.get("type") != "hidden" and self._owners:
            self.layout.elements[self._owners[-1]].asks = True

    def _open_table(self, tag: str) -> None:
        row, column = self._cell
        if tag == "table":
            self._tables = [True] * len(self._tables) + [False]
        elif tag == "tr":
            self._cell = (row + 1, 0)
        elif tag in ("td", "th"):
            self._cell = (row, column + 1)

    def close(self, node: Any) -> None:
        place = self._open.pop()
        element = self.layout.elements[place]
        self._links -= _is_link(node)
        self._apart |= element.tag in _APART
        if element.tag not in _INLINE and element.tag != "br":
            self._end_block()
            self._owners.pop()
            self._kinds.pop()
        elif self._inline and self._inline[-1][0] == place:
            self._stretches.append((self._inline.pop()[1], self._size, place))
        element.last = len(self.layout.blocks)
        if element.tag == "table" and not self._tables.pop():
            join_cells(self.layout, place)
        elif element.tag == "dl" and not self._tables:
            join_terms(self.layout, place)

    def write(self, text: str) -> None:
        first, *others = _BLANK_LINE.split(text) if self._is_preformatted() else [text]
        self._append(first)
        for paragraph in others:
            self._end_block()
            self._append(paragraph)

    def _append(self, text: str) -> None:
        text = _SPACES.sub(" ", plain(text))
        if self._last in ("", " ", "\n"):
            text = text.lstrip(" ")
        if not text:
            return
        before = self._last
        if self._is_raised() and (raised := raise_figures("".join(self._pieces[-2:]), text)):
            text, self._apart = raised, False
        if self._apart and _begins(text) and (before.islower() or before in (*".!?:",)):
            text = f" {text}"
        self._apart = False
        self._pieces.append(text)
        self._size += len(text)
        self._linked += len(text.replace(" ", "")) if self._links else 0
        self._last = text[-1]

    def _is_preformatted(self) -> bool:
        return bool(self._owners) and self.layout.elements[self._owners[-1]].tag == "pre"

    def _is_raised(self) -> bool:
        return bool(self._open) and self.layout.elements[self._open[-1]].tag == "sup"

    def _break_line(self) -> None:
        if self._kinds[-1] in _LOOSE and self.layout.elements[self._owners[-1]].tag != "p":
            # Where a page has no paragraphs, its line breaks part them.
            self._end_block()
            return
        if self._last == " ":
            self._pieces[-1] = self._pieces[-1][:-1]
            self._size -= 1
        if self._last not in ("", "\n"):
            self._pieces.append("\n")
            self._size += 1
            self._last = "\n"

    def _end_block(self) -> None:
        text = "".join(self._pieces).rstrip()
        if text:
            inline = [(start, self._size, place) for place, start in self._inline]
            stretches = [
                (start, min(end, len(text)), place)
                for start, end, place in sorted(self._stretches + inline)
                if start < end
            ]
            whole = normalise(text)
            if whole != text:  # Space before a line break, marks that meet over elements.
                text, stretches = whole, []
            cell = self._cell if self._tables else None
            kind, element = self._kinds[-1], self._owners[-1]
            linked = min(self._linked, len(text))
            self.layout.blocks.append(Block(text, element, kind, linked, tuple(stretches), cell))
        self._begin_block()
