"""What the styles of a Word file make of its paragraphs."""

from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of a Word file's elements and attributes."""

_STYLE_CHAIN = 10  # A style may be based on itself in a broken file.
_RANKS = {"title": "title", "titel": "title", "heading 1": "heading", "überschrift 1": "heading"}


@dataclass(frozen=True, slots=True)
class Style:
    """What a style makes of its paragraphs: their rank, and whether they are items of a list."""

    rank: str = ""
    listed: bool = False


PLAIN = Style()


def read_styles(document: WordDocument) -> dict[str, Style]:
    """Return the styles by id, each with what it takes over from those it is based on."""
    root: Any = document.styles.element
    elements = {style.get(f"{WORD}styleId"): style for style in root.iter(f"{WORD}style")}
    styles: dict[str, Style] = {}
    for name, element in elements.items():
        chain = [element]
        while (base := value_of(chain[-1], "basedOn")) in elements and len(chain) < _STYLE_CHAIN:
            chain.append(elements[base])
        ranks = (_rank(value_of(style, "name").casefold()) for style in chain)
        listed = any(value_of(style, "pPr", "numPr", "numId") for style in chain)
        styles[name] = Style(next(filter(None, ranks), ""), listed)
    return styles


def _rank(name: str) -> str:
    is_heading = name.startswith(("heading", "überschrift"))
    return _RANKS.get(name, "subheading" if is_heading else "")


def value_of(element: Any, *path: str) -> str:
    """Return the value of what lies below an element; ``""`` if there is none."""
    found = element.find("/".join(f"{WORD}{name}" for name in path))
    return "" if found is None else found.get(f"{WORD}val", "")
