"""Which names a text has: people, firms, products, places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.compounds import split_compound
from index.dictionary import dictionary, is_known
from rag.grounding.places import find_places
from rag.grounding.readings import Reading
from rag.languages import capitalises_nouns, function_words, table
from rag.names import WORD, names_in
from rag.quantities import Quantity

_GENITIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text.

    Attributes:
        text: The name as written, without a genitive's apostrophe.
        start: Where it starts.
        place: Whether it is that of a place that CLDR knows.
    """

    text: str
    start: int
    place: bool


def names_of(reading: Reading) -> tuple[Name, ...]:
    """Return the names in a text, in order; words of its quantities ("Mrd.", "Mai") are none."""
    return _names(reading.text, reading.language, tuple(reading.quantities))


@lru_cache(maxsize=1024)
def _names(text: str, language: str, quantities: tuple[Quantity, ...]) -> tuple[Name, ...]:
    found: dict[int, Name] = {}
    taken = [(one.start, one.end) for one in quantities]
    for name, place in (*_places(text, language), *_others(text, language)):
        match = re.search(rf"\b{re.escape(name)}", text)
        if match is None or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        taken.append(match.span())
        found[match.start()] = Name(name, match.start(), place)
    return tuple(found[start] for start in sorted(found))


def _places(text: str, language: str) -> Iterator[tuple[str, bool]]:
    for place, _ in find_places(text, language):
        pattern = r"\W+".join(map(re.escape, place.split()))
        match = re.search(rf"\b{pattern}\b", text, re.IGNORECASE)
        if match and match.group()[0].isupper():
            yield match.group(), True


def _others(text: str, language: str) -> Iterator[tuple[str, bool]]:
    if capitalises_nouns(language):
        yield from _among_nouns(text, language)
        return
    first = WORD.search(text)
    opening = _GENITIVE.sub("", first.group()) if first else ""
    plain = is_english(opening) or language != "en"
    for name in names_in(text if plain else f"x {text}", language):  # it leaves the first word out
        words = name.split()
        while words and _is_opening(words[0], text, language):
            words = words[1:]
        if words:
            yield " ".join(words), False


def _among_nouns(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """Yield the names where all nouns have a capital: what no dictionary lists as a noun."""
    for name in names_in(f"x {text}", language):
        compound = name.isalpha() and split_compound(name.casefold(), language)
        if not is_known(name, language) and not compound:
            yield name, False
    for match in WORD.finditer(text):
        if _is_foreign_name(match.group(), language):
            yield match.group(), False


@lru_cache(maxsize=4096)
def _is_foreign_name(word: str, language: str) -> bool:
    """Tell whether an English dictionary has a word with a capital only: "Dresden", "Microsoft"."""
    english, own = dictionary("en"), dictionary(language)
    capital = word[0].isupper() and not word.isupper() and word in english
    if not capital or word.lower() in english or word.lower() in own:
        return False
    return word not in table(language, "grounding").get("no_names", ())


def _is_opening(word: str, text: str, language: str) -> bool:
    """Tell whether a word has its capital by grammar, or as the first of a quotation."""
    if word.casefold() in function_words(language):
        return True
    quoted = re.search(rf"[\"“„‘«:(]\s*{re.escape(word)}\b", text)
    return bool(quoted) and is_english(word)


@lru_cache(maxsize=4096)
def is_english(word: str) -> bool:
    """Tell whether an English dictionary has a word without a capital."""
    return word.casefold() in dictionary("en")
