"""Words and stems per language: the lexical side of retrieval."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

from index.compounds import base_form, has_compounds, split_compound
from index.records import Span

# What changes the stems of a text changes this: an index keeps the number it was built with.
STEMMING = 3

_SNOWBALL = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip

# A number with its separators is one word; so is a run of letters and digits. A space separates
# thousands: many languages write "14 000".
_WORD = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,'’]\d+)+|\w+")
_SEPARATOR = re.compile(r"[.,'’ ]")
# Chinese and Japanese put no spaces between words: pairs of characters stand in for them.
_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_IDEOGRAPHS = re.compile(f"[{_IDEOGRAPH}]+")
_SPAN = re.compile(rf"[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+")


def split_words(text: str) -> list[str]:
    """Return the text's words in order: folded to lower case, hyphenated compounds apart.

    "KI-Infrastruktur" gives ``ki`` and ``infrastruktur``. Numbers are written alike whatever
    their separators, so that "151,3" meets "151.3": both give ``151_3``.
    """
    words: list[str] = []
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        word = match.group()
        if _IDEOGRAPHS.search(word):
            words += _pair_up(word)
        else:
            words.append(_SEPARATOR.sub("_", word))
    return words


def word_spans(text: str) -> list[Span]:
    """Return where the words of a text start and end; every ideograph counts as a word."""
    return [match.span() for match in _SPAN.finditer(text)]


def stem(words: list[str], language: str) -> list[str]:
    """Return the Snowball stems of words; in a language without a stemmer, the words.

    German words are brought to their base forms first, and compounds are followed by the stems of
    their parts: "rechenzentren" gives those of ``rechenzentrum``, ``rechen`` and ``zentrum``.
    """
    stemmer = _stemmer(language)
    if stemmer is None:
        return list(words)
    if has_compounds(language):
        words = [form for word in words for form in (word, *split_compound(word, language))]
        words = [base_form(word, language) for word in words]
    return list(stemmer.stemWords(words))


def stems_of(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of a text in order (Porter 2001, "Snowball")."""
    return tuple(stem(split_words(text), language))


def _pair_up(word: str) -> list[str]:
    """Cut a word with ideographs into overlapping pairs of them, other characters kept together."""
    pieces: list[str] = []
    at = 0
    for run in _IDEOGRAPHS.finditer(word):
        if run.start() > at:
            pieces.append(word[at : run.start()])
        characters = run.group()
        pieces += [characters[i : i + 2] for i in range(max(1, len(characters) - 1))]
        at = run.end()
    if at < len(word):
        pieces.append(word[at:])
    return pieces


@lru_cache(maxsize=len(_SNOWBALL) + 1)
def _stemmer(language: str) -> "Stemmer.Stemmer | None":
    name = _SNOWBALL.get(language)
    return Stemmer.Stemmer(name) if name else None
