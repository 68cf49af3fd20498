"""Words broken at the ends of lines made whole."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from index.dictionary import is_known

_WORD = re.compile(r"\w+(?:[-‐]\w+)*")
_LONGEST_TAIL = 100  # Nothing is searched from the start of a line that may be very long.
_TAIL = re.compile(r"(\w+)[-‐]$")
_HEAD = re.compile(r"\w+")
_SOFT_HYPHEN = "\xad"
# "Vor- und Nachteile": what may follow a hyphen that stands for a word.
_LINKS = frozenset(("und", "oder", "bzw", "beziehungsweise", "bis", "sowie"))
_ENGLISH_LINKS = frozenset(("and", "or", "to"))
# "state-of-the-art": small words that are followed by a hyphen are part of a chain.
_CHAIN = re.compile(r"(?:and|by|for|in|of|off|on|out|the|to|und|up)-", re.IGNORECASE)


def count_words(lines: Sequence[str]) -> Counter[str]:
    """Count the words that stand whole within a line, in small letters."""
    words = Counter[str]()
    torn = False
    for line in lines:
        found = [word.casefold().replace("‐", "-") for word in _WORD.findall(line)]
        start, torn = int(torn), is_torn(line)
        words.update(found[start : len(found) - torn])
    return words


def join_lines(lines: Sequence[str], words: Mapping[str, int]) -> str:
    """Join the lines of a paragraph; hyphens that only broke a word are dropped.

    Args:
        lines: The lines.
        words: How often the document has a word in one piece, see :func:`count_words`. Where a
            line ends in "long-" or "data-", they tell whether the hyphen is the word's own.
    """
    parts = [_lead_on(line, after, words) for line, after in pairwise(lines)]
    return "".join((*parts, *lines[-1:])).replace(_SOFT_HYPHEN, "")


def is_torn(line: str) -> bool:
    """Tell whether a line ends within a word, as far as can be seen from the line alone."""
    return line.endswith(_SOFT_HYPHEN) or bool(_find_tail(line))


def stands_for_a_word(after: str) -> bool:
    """Tell whether a hyphen stands for a word, by what follows it: "Vor- und Nachteile"."""
    head = _HEAD.match(after)
    return head is not None and head[0] in (_LINKS | _ENGLISH_LINKS)


def _find_tail(line: str) -> str:
    """Return what stands before the hyphen that a line ends in, or ``""``."""
    tail = _TAIL.search(line, max(0, len(line) - _LONGEST_TAIL))
    return tail[1] if tail else ""


def _lead_on(line: str, after: str, words: Mapping[str, int]) -> str:
    """Return a line as it stands before the next one: with a space, with its hyphen, without."""
    if not is_torn(line):
        return f"{line} "
    tail, head = _find_tail(line), _HEAD.match(after)
    if not tail or not head:
        return line
    english = words.get("the", 0) > words.get("der", 0)
    if head[0] in (_ENGLISH_LINKS if english else _LINKS) and not _CHAIN.match(after):
        return f"{line} "
    keeps = _CHAIN.match(after) or _keeps_hyphen(tail, head[0], words, english=english)
    return line if keeps else line[:-1]


def _keeps_hyphen(tail: str, head: str, words: Mapping[str, int], *, english: bool) -> bool:
    """Tell whether a hyphen is the word's own: "KI-Infrastruktur", "50-jährig", "EU-weit"."""
    written = f"{tail}-{head}".casefold()
    joined, hyphenated = words.get(written.replace("-", ""), 0), words.get(written, 0)
    if not head[0].islower():
        return not (joined and head.isupper())
    if len(tail) == 1 or tail[-1].isdigit() or tail.isupper():
        return True
    if joined or hyphenated or not english:
        return hyphenated > joined
    return is_known(written, "en")
