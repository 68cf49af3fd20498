"""Words and stems per language: the lexical side of retrieval."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

import Stemmer

from index.compounds import base_form, has_compounds, split_compound
from index.records import Span
from index.scripts import DIGITS, IDEOGRAPH, MARKS, SYLLABLE, UNIT, UNSPACED

# What changes the stems of a text changes this: an index keeps the number it was built with.
STEMMING = 4

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip

# A number with its separators is one word; so is a run of letters and digits. A space separates
# thousands: many languages write "14 000".
_WORD = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,٫]\d+)?(?!\d)|\d+(?:[.,'’٫٬]\d+)+" rf"|\w[\w{MARKS}]*")
_SEPARATOR = re.compile(r"[.,'’٫٬ ]")
# Chinese and Japanese put no spaces between words, nor do Thai and its neighbours: pairs of
# characters or syllables stand in for them.
_UNITS = re.compile(f"(?:{UNIT.pattern})+")
_SPACED = rf"[^\W{IDEOGRAPH}{UNSPACED}]"
_SPAN = re.compile(rf"[{IDEOGRAPH}]|(?:{SYLLABLE}){{1,2}}|{_SPACED}(?:{_SPACED}|[{MARKS}])*")
# Folding leaves a dot above the "i" of "İstanbul".
_DOTTED = "i\u0307"


def split_words(text: str) -> list[str]:
    """Return the text's words in order: folded to lower case, hyphenated compounds apart.

    "KI-Infrastruktur" gives ``ki`` and ``infrastruktur``. Numbers are written alike whatever
    their separators, so that "151,3" meets "151.3": both give ``151_3``.
    """
    words: list[str] = []
    folded = unicodedata.normalize("NFKC", text).casefold().replace(_DOTTED, "i")
    for match in _WORD.finditer(folded.translate(DIGITS)):
        word = match.group()
        if UNIT.search(word):
            words += _pair_up(word)
        else:
            words.append(_SEPARATOR.sub("_", word))
    return words


def has_word(text: str, word: str, stems: Collection[str], language: str) -> bool:
    """Tell whether a text has a word, in whichever form its stem allows.

    A text without spaces has it wherever its characters stand together.

    Args:
        text: The text.
        word: One of those that :func:`word_spans` finds.
        stems: The text's stems.
        language: The language of both.
    """
    if not {*stems_of(word, language)[:1]}.isdisjoint(stems):
        return True
    return UNIT.match(word) is not None and word in text


def word_spans(text: str) -> list[Span]:
    """Return where the words of a text start and end.

    Every ideograph counts as a word, and so do two syllables of a script without spaces.
    """
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
    """Cut a word without spaces into overlapping pairs of units, other characters kept together."""
    pieces: list[str] = []
    at = 0
    for run in _UNITS.finditer(word):
        if run.start() > at:
            pieces.append(word[at : run.start()])
        units = UNIT.findall(run.group())
        pieces += ["".join(units[i : i + 2]) for i in range(max(1, len(units) - 1))]
        at = run.end()
    if at < len(word):
        pieces.append(word[at:])
    return pieces


@lru_cache(maxsize=len(_SNOWBALL) + 1)
def _stemmer(language: str) -> "Stemmer.Stemmer | None":
    name = _SNOWBALL.get(language)
    return Stemmer.Stemmer(name) if name else None
