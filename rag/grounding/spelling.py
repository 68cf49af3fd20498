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
# And this long, where it heads a compound: "Bergmann" is no mann of Berg's.
_HEADING = 5
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
        name == word
        or _differ_by_ending(name, word)
        or _heads(name, word)
        or (abroad and _is_alike(name, word))
        for word in words
    )


def _differ_by_ending(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short in _stripped(long)


@lru_cache(maxsize=65536)
def _heads(name: str, word: str) -> bool:
    """Tell whether a German compound starts with a name: "Hadrianswall"."""
    tail = word.removeprefix(name)
    if len(name) < _HEADING or len(tail) == len(word):
        return False
    return any(
        len(one) >= _SHORTEST and is_known(one.capitalize(), "de")
        for one in (tail, tail.removeprefix("s"))
    )


@lru_cache(maxsize=65536)
def _is_alike(name: str, word: str) -> bool:
    """Tell whether two words of different languages are spellings of one name."""
    if min(len(name), len(word)) < _SHORTEST or not (name.isalpha() and word.isalpha()):
        return False
    if {*map(_sound, _stripped(name))} & {*map(_sound, _stripped(word))}:
        return True
    listed = any(
        is_english(one) and is_known(other.capitalize(), "de")
        for one, other in ((name, word), (word, name))
    )
    return listed and SequenceMatcher(None, name, word).ratio() >= _ALIKE


@lru_cache(maxsize=65536)
def _stripped(word: str) -> frozenset[str]:
    """Return a word, and without each ending that names take in any language.

    That of a text may not be its name's: "Norman" and "Normannen" are in two.
    """
    if not word.isalpha():
        return frozenset({word})
    stems = {word.removesuffix(ending) for ending in _endings()}
    return frozenset({word, *(one for one in stems if len(one) >= _SHORTEST)})


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = re.sub(written, heard, word)
    return word


@cache
def _endings() -> frozenset[str]:
    tables = (table(code, "grounding") for code in known())
    return frozenset(ending for one in tables for ending in one.get("endings", ()))
