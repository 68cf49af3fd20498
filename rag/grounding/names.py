"""Names: each one of a sentence has to be in what it cites, or to be whom that speaks of.

A quote often says "the company" or "it". So a name may also stand before the quote, or in the
title, but only where the quote names nobody else, or says "the company", and where the name is the
first in the nearest sentence before it that has any (in the title, if none has). Elsewhere in the
article it does not count: a sentence on Alibaba's investments backs nothing on Tencent's.

Inflection, transliteration and what places are called in other languages are allowed for.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from index.chunking import split_sentences
from index.compounds import split_compound
from index.dictionary import is_known
from index.words import split_words
from rag.grounding.exchanges import exchanged_nouns
from rag.grounding.places import find_places, places_in
from rag.grounding.readings import Reading
from rag.grounding.recognition import Name, is_english, names_of
from rag.grounding.spelling import stands_among
from rag.languages import capitalises_nouns, function_words, table
from rag.names import mentions
from rag.patterns import either

# What may be cut off a name, and what has to be left: "anatol" of "Anatolia".
_ENDING, _CORE = 2, 6
_UMLAUT = "\u0308"


def stray_names(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield the names of a sentence that no quote vouches for."""
    names = names_of(sentence)
    for name in names:
        if not any(vouches(quote, name, names, sentence.language) for quote in quotes):
            yield name.text
    yield from exchanged_nouns(sentence, quotes)
    if capitalises_nouns(sentence.language):
        yield from _exchanged(sentence, quotes)
    elif not any(not name.place for name in names):
        yield from _exchanged_opening(sentence, quotes)


def vouches(quote: Reading, name: Name, said: Sequence[Name], language: str) -> bool:
    """Tell whether a quote names someone, or speaks of whom its context names.

    Args:
        quote: The quote.
        name: The name.
        said: All names of the sentence.
        language: The sentence's language.
    """
    if has_name(quote.text, quote.language, name.text, language):
        return True
    if any(part in quote.words for part in split_words(name.text)):  # "Wu", "Eddie Wu" before
        return has_name(f"{quote.before} {quote.title}", quote.language, name.text, language)
    others = [
        one
        for one in names_of(quote)
        if (name.place or not one.place) and not _among(one, quote.language, said, language)
    ]
    return (not others or _refers(quote)) and _is_topic(name, quote, language)


def shared_places(quote: Reading, sentence: Reading) -> list[Name]:
    """Return nouns of a dictionary that both have after the same word: "in Rotterdam"."""
    if quote.language != sentence.language or not capitalises_nouns(quote.language):
        return []
    known, led = {name.start for name in names_of(quote)}, _led(quote.language)
    said = {_folded(match) for match in led.finditer(sentence.text)}
    return [
        Name(match["word"], match.start("word"), place=True)
        for match in led.finditer(quote.text)
        if match["preposition"] and _folded(match) in said and match.start("word") not in known
    ]


@cache
def _led(language: str) -> re.Pattern[str]:
    """Match what stands before a capitalised word without an article: "nach", "Ines" of a Vogt."""
    prepositions = either(table(language, "grounding").get("before_places", ()))
    return re.compile(
        rf"\b(?P<lead>(?P<preposition>(?i:{prepositions}))|[A-ZÄÖÜ]\w+)\s(?=(?P<word>[A-ZÄÖÜ]\w+))"
    )


def _folded(match: re.Match[str]) -> tuple[str, str]:
    return match["lead"].casefold(), match["word"]


def nearest_name(names: Sequence[Name], at: int) -> Name | None:
    """Return whom a figure at an offset is about: the last name before it, or the first after it.

    A place counts only where nothing else is named.
    """
    who = [name for name in names if not name.place] or list(names)
    return max(
        who,
        key=lambda name: (name.start < at, name.start if name.start < at else -name.start),
        default=None,
    )


def _exchanged(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield nouns of a dictionary that stand where the quotes have others.

    "Nach Stralsund" where the quote has "nach Rostock", "Ines Voss" where it has "Ines Vogt".
    """
    quoted = " ".join(quote.text for quote in quotes)
    led = _led(sentence.language)
    leads = {_folded(match)[0] for match in led.finditer(quoted)}
    figures = [(one.qualified_start, one.end) for one in sentence.quantities]
    for match in led.finditer(sentence.text):
        word = match["word"]
        counted = any(start < match.end() and match.start() < end for start, end in figures)
        listed = is_known(word, sentence.language)
        plain = listed and not split_compound(word.casefold(), sentence.language)
        if plain and not counted and _folded(match)[0] in leads:
            spoken = sentence.language
            if not any(_has_noun(quote, word, spoken) for quote in quotes):
                yield word


def _has_noun(quote: Reading, word: str, spoken: str) -> bool:
    if mentions(word, quote.words):
        return True
    return quote.language != spoken and has_name(quote.text, quote.language, word, spoken)


def _exchanged_opening(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield a sentence's first word, where it is in no quote and each starts with another name.

    "Apple invests" citing "Alibaba invests": a dictionary does not know that this is no fruit.
    """
    opening = sentence.text.partition(" ")[0]
    common = function_words(sentence.language)
    if not opening.isalpha() or opening.casefold() in common:
        return
    for quote in quotes:
        lead = next(iter(names_of(quote)), None)
        if quote.language != sentence.language or lead is None or lead.start or lead.place:
            return
        if mentions(opening, quote.words):
            return
    yield opening


def _is_topic(name: Name, quote: Reading, language: str) -> bool:
    """Tell whether a name comes first in the nearest text before a quote that has any.

    A text that names only whom the quote names too, such as a heading above it, tells nothing.
    """
    spans = split_sentences(quote.before, quote.language)
    for text in (*(quote.before[start:end] for start, end in reversed(spans)), quote.title):
        found = names_of(Reading(text, quote.language))
        first = next((one for one in found if not one.place), None)
        upto = text[: first.start + len(first.text)] if first else text
        if has_name(upto, quote.language, name.text, language):
            return True
        if not all(has_name(quote.text, quote.language, one.text, quote.language) for one in found):
            return False
    return False


def _refers(quote: Reading) -> bool:
    """Tell whether a quote says "the company"."""
    described = table(quote.language, "conversation").get("pointers", {}).get("description", ())
    return any(re.search(rf"\b(?:{form})\b", quote.text, re.IGNORECASE) for form in described)


def _among(one: Name, language: str, said: Iterable[Name], other: str) -> bool:
    return any(
        has_name(name.text, other, one.text, language)
        or has_name(one.text, language, name.text, other)
        for name in said
    )


@lru_cache(maxsize=4096)
def has_name(text: str, language: str, name: str, spoken: str) -> bool:
    """Tell whether a text has a name that is written as in another language.

    Of a name of several words, those that are in an English dictionary may be missing:
    "Harlow Foundation" is "Harlow-Stiftung" in German.
    """
    text, name = _plain(text), _plain(name)
    abroad = language != spoken
    places = places_in(name, spoken)
    if places & places_in(text, language):
        return True
    if name.isupper() and name.casefold() in function_words(language):  # "WHO", "IT"
        return name in re.findall(r"\w+", text)
    words = frozenset(split_words(text)) - _words_of_others(text, language, places)
    if stands_among(name, words, abroad=abroad):
        return True
    if not abroad or places:
        return False
    proper = [part for part in split_words(name) if not is_english(part)]
    several = len(split_words(name)) > len(proper) > 0
    return _is_part(name, words) or (
        several and all(stands_among(part, words, abroad=True) for part in proper)
    )


def _words_of_others(text: str, language: str, places: frozenset[str]) -> set[str]:
    """Return the words that name other places than these: "Guinea" in "Equatorial Guinea"."""
    if not places:
        return set()
    found = find_places(text, language)
    return {word for place, codes in found if not codes & places for word in place.split()}


def _is_part(name: str, words: Iterable[str]) -> bool:
    """Tell whether a name is within a word, its ending aside: "Anatolia" in "Ostanatolien"."""
    core = name.casefold()[:-_ENDING]
    return len(core) >= _CORE and any(core in word for word in words)


def _plain(text: str) -> str:
    """Take accents away: "Béthencourt" is "Bethencourt" to some. Umlauts stay."""
    letters = unicodedata.normalize("NFD", text)
    kept = [one for one in letters if not unicodedata.combining(one) or one == _UMLAUT]
    return unicodedata.normalize("NFC", "".join(kept))
