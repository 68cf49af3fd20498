"""Which words of a text are names, told by their capitals and by what dictionaries list."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from babel import Locale

from index.compounds import split_compound
from index.dictionary import is_known
from index.records import Span
from index.words import stems_of
from rag.languages import known, table
from rag.names.compounds import is_common
from rag.names.given_names import find_persons

WORD = re.compile(r"\w+(?:[-.&’']\w+)*")
"""Matches a word as names have it: "Müller-Meier", "AT&T", "O’Neill"."""

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
    may follow: "Wann besucht Ursula von der Leyen Templow?". So is a compound, as it may be none:
    see :func:`proper_names_in`.
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
        within = person == last >= 0  # further on in one person's name
        apart = language == "de" and (person != last or bool(split_compound(word.casefold(), "de")))
        if goes_on and not apart and (found == [word] or within):
            names[-1] += f" {word}"
        else:
            names += found
        goes_on = found == [written] or (goes_on and within)  # a genitive ends a name
        last = person
    return tuple(dict.fromkeys(names))


def proper_names_in(question: str, language: str, found: str) -> tuple[str, ...]:
    """Return the names in a question but for compounds that are none.

    Args:
        question: The question.
        language: Its language.
        found: What may answer it; see :func:`rag.names.compounds.is_common`.
    """
    names, said = names_in(question, language), frozenset(stems_of(found, language))
    return tuple(
        name
        for name in names
        if not is_common(name, question[: question.find(name)], names, said, language)
    )


def names_anywhere(text: str, language: str) -> tuple[str, ...]:
    """Return the names in a text, its first word among them if it is one wherever it stands."""
    return names_in(f"x {text}", language)  # it leaves the first word out


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
