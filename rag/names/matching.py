"""Whether a text mentions a name, however it is inflected, joined or spelled."""

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache

from index.dictionary import is_known
from rag.languages import known, table
from rag.names.finding import countries

# How alike two spellings of one name are at least, such as "Brazil" and "Brasilien".
_ALIKE = 0.8
_VOWELS = "aeiouyäöü"
_LOST = ("a", "e", "y", "en", "el")  # what a name may lose before the ending of another word


def mentions(name: str, words: Iterable[str]) -> bool:
    """Tell whether a name is among words, allowing for inflection, compounds and transliteration.

    Args:
        name: The name as the question spells it.
        words: Words folded to lower case, as :func:`index.words.split_words` gives them.
    """
    parts = [part for part in re.split(r"\W+", name.casefold()) if part]
    candidates = set(words)
    joined = "".join(parts)
    return any(_same_name(joined, word) for word in candidates) or all(
        any(_same_name(part, word) for word in candidates) for part in parts
    )


def lacking(names: Iterable[str], words: Collection[str]) -> list[str]:
    """Return the names that are not among words; see :func:`mentions`."""
    return [name for name in names if not mentions(name, words)]


def _same_name(name: str, word: str) -> bool:
    if name == word:
        return True
    if name[-1:].isdigit() and word[len(name) : len(name) + 1].isdigit():  # "2000", "20000"
        return False
    if len(name) >= 4 and word.startswith(name):
        return True
    if name[:2] != word[:2] or min(len(name), len(word)) < 4 or any(c.isdigit() for c in name):
        return False
    # A German genitive in the question: "Alibabas".
    if name.endswith("s") and word == name[:-1]:
        return True
    matcher = SequenceMatcher(None, name, word[: len(name)])
    if matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return False
    return _is_derived(name, word) or not (_ends_otherwise(name, word) or _is_another_word(word))


def _ends_otherwise(name: str, word: str) -> bool:
    """Tell whether a word lacks the last letter of a name alone: "Schwede" is none of "Schwedt".

    A vowel goes where a name is inflected: "Ukraine", "Ukrainian".
    """
    return name[-1] not in _VOWELS and name[:-1] == word[: len(name) - 1]


@lru_cache(maxsize=4096)
def _is_another_word(word: str) -> bool:
    """Tell whether a dictionary lists a word that is no country: "Bremse" is none of "Bremen"."""
    return word not in countries() and any(is_known(word, code) for code in known())


def _is_derived(name: str, word: str) -> bool:
    """Tell whether a word is made of a name: "Bremer", "Ukrainian"."""
    bases = {name, name[:-1], name[:-2]} if name.endswith(_LOST) else {name}
    return any(
        re.fullmatch(f"{base}(?:{_derived()})", word) is not None for base in map(re.escape, bases)
    )


@cache
def _derived() -> str:
    """Return what matches the endings that make other words of names, in all languages."""
    return "|".join(one for code in known() for one in table(code, "words").get("derived", ()))
