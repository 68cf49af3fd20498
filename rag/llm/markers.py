"""Citation markers as language models write them: "[1]", "[1,2]", "[1-3]", "(1)", "[Source 1]".

What a marker points to is found elsewhere; here it is told which numbers a sentence names, and the
sentence is left without them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rag.languages import known, table
from rag.patterns import either

_BRACKETS = {"[", "【"}
_LARGEST = 99  # what is larger is a year or a sum, not a marker
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TO = either(word for one in known() for word in table(one, "quantities")["range"])
_RANGE = re.compile(rf"(\d+)\s*(?:[-–—]|{_TO})\s*(\d+)")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence and what it points to.

    Attributes:
        text: The sentence without markers.
        numbers: The numbers it names, in order, each once; some may point to nothing.
    """

    text: str
    numbers: tuple[int, ...]


def read_markers(sentence: str, language: str, most: int = _LARGEST) -> Marked:
    """Take the markers out of a sentence.

    A marker that takes the place of a noun, as in "According to [1], …", leaves one there.

    Args:
        sentence: As a model wrote it.
        language: The language it is in.
        most: How many sources there are. A larger number is a marker in square brackets only, which
            may be invented; "(112)" is a telephone number then.
    """
    numbers: dict[int, None] = {}

    def take(match: re.Match[str]) -> str:
        found = [*_numbers_in(match["marker"])]
        if match["marker"][0] not in _BRACKETS and not 0 < max(found, default=0) <= most:
            return match.group()
        numbers.update(dict.fromkeys(found))
        reading = table(language, "prompt").get("reading", {})
        return f"{match['leading']} {reading['standing_in']}" if match["leading"] else ""

    text = _pattern(language).sub(take, sentence)
    text = re.sub(r"\s+([.,;:!?])", r"\1", re.sub(r"\s+", " ", text))
    return Marked(re.sub(r"([.!?])\.+$", r"\1", text).strip(), tuple(numbers))


def starts_with_marker(text: str) -> int:
    """Return how many characters of markers, and white space, a text starts with."""
    match = _leading_markers().match(text)
    return match.end() if match else 0


def _numbers_in(marker: str) -> Iterator[int]:
    marker = marker.translate(_SUPERSCRIPTS)
    for first, last in _RANGE.findall(marker):
        if int(last) - int(first) <= _LARGEST:
            yield from range(int(first), int(last) + 1)
    for number in _NUMBER.findall(_RANGE.sub(" ", marker)):
        yield int(number)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Return what matches a marker, and a word before it that needs a noun."""
    leading = table(language, "prompt").get("reading", {}).get("leading", ())
    words = either(leading)
    # At the end of a sentence, "siehe [1]" is a marker too.
    before = rf"\b(?P<leading>{words})\s+(?={_marker()}\s*,?\s*\w)"
    return re.compile(rf"(?:{before})?\s*(?P<marker>{_marker()})", re.IGNORECASE)


@cache
def _leading_markers() -> re.Pattern[str]:
    return re.compile(rf"(?:\s*{_marker()})+(?:\s*\.)?", re.IGNORECASE)


@cache
def _marker() -> str:
    readings = [table(language, "prompt")["reading"] for language in known()]
    naming, joining, spoken = (
        "|".join(re.escape(word) for one in readings for word in one[key])
        for key in ("marking", "joining", "spoken")
    )
    number = r"[#^†S]?\s?\d{1,3}(?!\d)"
    named = rf"(?:(?:{naming})\b\.?:?\s*)*{number}"
    listed = rf"{named}(?:\s*(?:[,;/&+–—-]|{joining})\s*{named})*"
    target = r"(?:\([^)\s]*\))?"  # "[1](#source-1)"
    forms = (
        rf"\[{listed}\]{target}",
        rf"【{listed}(?:†[^】]*)?】",
        rf"\({listed}\)(?=\W*(?:$|[.,;:!?\[(【]))",  # "Mia (7) won": an age
        rf"\b(?:{spoken})\s+{listed}",
        r"(?<!\d)(?<!\b\w)(?<!\b\w\w)[⁰¹²³⁴-⁹]+",  # "10⁶", "5 km²", "mc²"
    )
    return f"(?:{'|'.join(forms)})"
