"""What the boxes of an HTML page are, told by the names that their developers gave them."""

import re
from collections.abc import Iterator

from index.cleaning.rules import Box, load_boxes

# A box that holds a larger share of the page's prose is no box beside the article.
_LARGEST_BOX = 0.34
# Of boxes that go by these names, a page may well have more than of the article.
_SURE = frozenset(("comments", "cookies", "footer", "navigation"))
_LARGEST_SURE_BOX = 0.9
_SEPARATORS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+(?![a-zäöüß])|\d+")
# What blogs put into an article's class because it is filed there, as in "tag-newsletter".
_TOPIC = re.compile(r"(?:tag|category)-")


class BoxNamer:
    """Tells by its name what an element is."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Box, ...]] = {}

    def name(self, tag: str, names: str, size: int, share: float) -> str:
        """Return what an element is taken for, or ``""``.

        Args:
            tag: Its tag.
            names: Its class, id and role.
            size: The characters in it.
            share: Its share of the page's prose, from 0 to 1.
        """
        named = (tag, names)
        boxes = self._known.get(named)
        if boxes is None:
            boxes = self._known[named] = tuple(_find_boxes(*named))
        for box in boxes:
            largest = _LARGEST_SURE_BOX if box.reason in _SURE else _LARGEST_BOX
            if size <= box.longest and share <= largest:
                return box.reason
        return ""


def _find_boxes(tag: str, names: str) -> Iterator[Box]:
    classes = [name for name in names.split() if not _TOPIC.match(name)]
    words = {word.lower() for name in classes for word in _WORD.findall(name)}
    words |= {_SEPARATORS.sub("", name.lower()) for name in classes}
    for box in load_boxes():
        if (
            tag in box.tags
            or not words.isdisjoint(box.words)
            or any(part in word for word in words for part in box.parts)
        ):
            yield box
