"""Whether a word is a name, as a case, an adjective or another language spells it.

Stricter than :func:`rag.names.mentions`, which finds what a question may mean: one letter makes
another person of "Johnson", another country of "Niger".
"""

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache

from index.dictionary import is_known
from rag.grounding.recognition import is_english
from rag.languages import known, table

# A name is this long at least before something may be cut off it.
_SHORTEST = 4
# How alike a word of both dictionaries is to itself in the other language: "Parliament".
_ALIKE = 0.8
# What alphabets and languages write in more than one way, and the way it is compared in.
_SOUNDS = (
    (r"sch|sh|ch|tsch|zh|š|č|ž", "s"), (r"tz|ts|z|c(?=[eiy])", "s"), (r"ph", "f"),
    (r"[ckq]+", "k"), (r"x", "ks"), (r"w", "v"), (r"[yj]|ie", "i"), (r"ae|ä", "a"),
    (r"oe|ö", "o"), (r"ue|ü|ou", "u"), (r"th", "t"), (r"(.)\1+", r"\1"),
)  # fmt: skip


def stands_among(name: str, words: Collection[str], *, abroad: bool) -> bool:
    """Tell whether a name is among words.

    Args:
        name: The name.
        words: Words as :func:`index.words.split_words` gives them.
        abroad: Whether name and words are of different languages.
    """
    parts = [part for part in re.split(r"\W+", name.casefold()) if part]
    return bool(parts) and (
        _is_among("".join(parts), words, abroad=abroad)
        or all(_is_among(part, words, abroad=abroad) for part in parts)
    )


def _is_among(name: str, words: Iterable[str], *, abroad: bool) -> bool:
    return any(
        name == word or _differ_by_ending(name, word) or (abroad and _is_alike(name, word))
        for word in words
    )


def _differ_by_ending(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or not short.isalpha():
        return False
    return bool(_endings().fullmatch(long.removeprefix(short))) if long.startswith(short) else False


@lru_cache(maxsize=65536)
def _is_alike(name: str, word: str) -> bool:
    """Tell whether two words of different languages are spellings of one name."""
    if min(len(name), len(word)) < _SHORTEST or not (name.isalpha() and word.isalpha()):
        return False
    if _sound(name) == _sound(word):
        return True
    listed = any(
        is_english(one) and is_known(other.capitalize(), "de")
        for one, other in ((name, word), (word, name))
    )
    return listed and SequenceMatcher(None, name, word).ratio() >= _ALIKE


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = re.sub(written, heard, word)
    return word


@cache
def _endings() -> re.Pattern[str]:
    """Return what names take as endings in any language: that of a text may not be its name's."""
    endings = {one for code in known() for one in table(code, "grounding").get("endings", ())}
    return re.compile("|".join(map(re.escape, sorted(endings))) or r"(?!)")
