"""The headline: what a file's properties declare, or the one line set larger than the rest."""

import re
from collections import Counter
from collections.abc import Sequence

from index.cleaning.pdf.paragraphs import Paragraph
from index.cleaning.plaintext import to_line

_TOP_PARAGRAPHS = 8
_LONGEST_TITLE = 200
_LARGER = 1.25
_WORDS = re.compile(r"\w+")
_OUTLET = re.compile(r" [|–—-] [^|–—]+$")
_FILE_NAME = re.compile(r"\.(?:docx?|html?|indd|odt|pdf|rtf|txt)$|^Microsoft \w+ -", re.IGNORECASE)


def match_title(declared: str, paragraphs: Sequence[Paragraph]) -> str:
    """Return the title of a file's properties, without the outlet's name, if the text has it too.

    Properties alone do not tell: many name a template, or what the file was made of.
    """
    top = " ".join(_to_words(*(paragraph.text for paragraph in paragraphs[:_TOP_PARAGRAPHS])))
    title, longer = to_line(declared[: 2 * _LONGEST_TITLE]), ""
    while title != longer and not _FILE_NAME.search(title) and len(words := _to_words(title)) > 1:
        if f" {' '.join(words)} " in f" {top} ":
            return title
        longer, title = title, _OUTLET.sub("", title)
    return ""


def find_title(paragraphs: Sequence[Paragraph]) -> str:
    """Return the one paragraph that stands out by its size at the top of the first page, if any.

    One or two words may as well be an outlet's name.
    """
    sizes = Counter[float]()
    for paragraph in paragraphs:
        sizes[paragraph.size] += len(paragraph.text)
    body = sizes.most_common(1)[0][0]
    top = [paragraph for paragraph in paragraphs[:_TOP_PARAGRAPHS] if paragraph.page == 0]
    largest = max((paragraph.size for paragraph in top), default=0.0)
    titles = [paragraph.text for paragraph in top if paragraph.size == largest]
    stands_out = len(titles) == 1 and largest >= _LARGER * body and len(titles[0]) <= _LONGEST_TITLE
    return titles[0] if stands_out and len(_to_words(titles[0])) > 2 else ""


def _to_words(*texts: str) -> list[str]:
    return [word for text in texts for word in _WORDS.findall(text.casefold())]
