"""The names in a question, and whether a text mentions them.

A name is what an answer may not get wrong: a sentence on Alibaba's investments does not answer a
question about Tencent's, however alike the two are to an encoder.
"""

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import pairwise

from babel import Locale

from index.dictionary import is_known
from index.records import Span
from rag.given_names import find_persons
from rag.languages import known, table

WORD = re.compile(r"\w+(?:[-.&’']\w+)*")
"""Matches a word as names have it: "Müller-Meier", "AT&T", "O’Neill"."""

# How alike two spellings of one name are at least, such as "Brazil" and "Brasilien".
_ALIKE = 0.8
_VOWELS = "aeiouyäöü"
_LOST = ("a", "e", "y", "en", "el")  # what a name may lose before such an ending
_GENITIVE = re.compile(r"['’]s?$")
# Where another language puts an apostrophe before an ending: "Linz'in". "O'Neill" has no ending.
_ENDING = re.compile(r"['’](?![^\W\d_]*[A-ZÀ-ÖØ-Þ])\w*$")


@cache
def no_names() -> frozenset[str]:
    """Return the words of all languages that are capitalised by habit, and are names of nothing."""
    return frozenset(
        word for language in known() for word in table(language, "words").get("no_names", ())
    )


def names_in(question: str, language: str) -> tuple[str, ...]:
    """Return the names in a question, in order, without genitive endings.

    In English every capitalised word but the first belongs to a name. German capitalises all
    nouns, so there it is one that no dictionary lists, one after a bare preposition, or part of a
    person's full name. Words that follow each other are one name, "Hong Kong", and so are a
    person's with what stands between them. In German they are one by themselves, as a verb's object
    may follow: "Wann besucht Ursula von der Leyen Templow?".
    """
    names: list[str] = []
    persons = find_persons(question, language)
    goes_on, last = False, -1
    for before, match in pairwise(WORD.finditer(question)):
        written = match.group()
        word = (_GENITIVE if language in known() else _ENDING).sub("", written)
        person = next((n for n, one in enumerate(persons) if _is_within(match.start(), [one])), -1)
        if person < 0 and language == "de":
            found = _german_names(word, before.group())
        else:
            found = [word] if _is_capital(word) else []
        within = person == last >= 0
        apart = language == "de" and person != last
        if goes_on and not apart and (found == [word] or within):
            names[-1] += f" {word}"
        else:
            names += found
        goes_on = found == [written] or (goes_on and within)
        last = person
    return tuple(dict.fromkeys(names))


@cache
def countries() -> frozenset[str]:
    """Return what countries are called in any language, folded to lower case."""
    locales = map(Locale, known())
    return frozenset(name.casefold() for one in locales for name in one.territories.values())


def is_name(word: str, language: str) -> bool:
    """Tell whether a word is capitalised, and not as every German noun is.

    The first word of a sentence is capitalised in any case; this does not know which that is.
    """
    return word[0].isupper() and not (language == "de" and is_german(word))


@lru_cache(maxsize=4096)
def is_german(word: str) -> bool:
    """Tell whether a German dictionary lists a word; it lists few names."""
    return is_known(word, "de")


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


def _is_within(place: int, spans: Iterable[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _is_capital(word: str) -> bool:
    digit_led = word[0].isdigit() and any(character.isupper() for character in word)
    return (word[0].isupper() or digit_led) and word not in no_names()


def _german_names(word: str, before: str) -> list[str]:
    """Return the names in a German word: "Alibaba-Aktie" holds one, "KI-Modell" none."""
    parts = [part for part in word.split("-") if len(part) > 1 and _is_capital(part)]
    if before.casefold() in _before_names("de") and len(parts) == 1:
        return parts
    return [part for part in parts if any(c.isdigit() for c in part) or not is_german(part)]


@cache
def _before_names(language: str) -> frozenset[str]:
    return frozenset(table(language, "words").get("before_names", ()))
