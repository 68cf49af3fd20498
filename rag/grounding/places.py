"""What countries, large cities and languages are called, mostly from Unicode's CLDR.

"Brasilien" and "Brazil" are one code, so are "Hongkong" and "Hong Kong". A language stands for the
country that mostly speaks it: "deutsche" for Germany, "Chinese" for China.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from index.words import split_words, stem
from rag.languages import table

_LONGEST = 4  # words of "Vereinigte Staaten von Amerika"
_WORLD = "001"
# Of languages spoken in many countries, the one that their adjective stands for.
_HOMES = {"en": "GB", "pt": "PT"}
# Short forms that are told from words ("us", "who") by their capitals; most are in CLDR too.
_SHORT = {"EU": "EU", "UK": "GB", "UN": "UN", "UNO": "UN", "US": "US", "USA": "US", "WHO": "who"}
_CAPITALS = re.compile(r"\b[A-Z]{2,3}\b|\b[A-Z]\.[A-Z]\b")


@lru_cache(maxsize=4096)
def places_in(text: str, language: str) -> frozenset[str]:
    """Return the codes of the places that a text mentions, inflected or as an adjective."""
    return frozenset(code for _, codes in find_places(text, language) for code in codes)


def called_in(name: str, language: str, others: Iterable[str]) -> set[str]:
    """Return what a place is called in other languages: "München" for "Munich", "Britain" for "UK".

    Args:
        name: A name; one that is not all of it a place has no other names here.
        language: Its language.
        others: The other languages; its own may be among them.
    """
    whole = " ".join(split_words(name))
    codes = {
        code for place, found in find_places(name, language) if place == whole for code in found
    }
    return {form for other in others for code in codes for form in _forms(other).get(code, ())}


def find_places(text: str, language: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each place that a text mentions, in lower case, with its codes; the longest first."""
    for match in _CAPITALS.finditer(text):
        short = match.group().replace(".", "")
        if short in _SHORT:
            yield match.group().casefold(), frozenset({_SHORT[short]})
    words = split_words(text)
    stems = [_stem(word, language) for word in words]
    named = _gazetteer(language)
    at = 0
    while at < len(stems):
        for size in range(min(_LONGEST, len(stems) - at), 0, -1):
            codes = named.get(" ".join(stems[at : at + size]))
            if codes:
                yield " ".join(words[at : at + size]), codes
                at += size - 1
                break
        at += 1


@lru_cache(maxsize=8)
def _gazetteer(language: str) -> dict[str, frozenset[str]]:
    """Return the codes of each place by the stems of its name in a language."""
    named: dict[str, set[str]] = {}
    for name, code in _names(language):
        key = " ".join(_stem(word, language) for word in split_words(name))
        named.setdefault(key, set()).add(code)
    return {key: frozenset(codes) for key, codes in named.items()}


@lru_cache(maxsize=8)
def _forms(language: str) -> dict[str, set[str]]:
    """Return the names of each place in a language by its code."""
    forms: dict[str, set[str]] = {}
    for name, code in _names(language):
        forms.setdefault(code, set()).add(name)
    return forms


def _names(language: str) -> Iterator[tuple[str, str]]:
    likely: Mapping[str, Any] = get_global("likely_subtags")
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    for code, name in locale.territories.items():
        if code != _WORLD:
            yield name, code
    for zone in map(str, Locale("de").time_zones):  # all whose German name is not the code's own
        yield zone.rpartition("/")[2].replace("_", " "), zone
    for zone, forms in locale.time_zones.items():
        if "city" in forms:
            yield forms["city"], str(zone)
    for code, forms in table(language, "grounding").get("names", {}).items():
        yield from ((form, code) for form in forms)
    for code, name in locale.languages.items():
        if code in likely and len(code) == 2:
            yield name, _HOMES.get(code) or str(likely[code]).rpartition("_")[2]


def _stem(word: str, language: str) -> str:
    return stem([word], language)[0]
