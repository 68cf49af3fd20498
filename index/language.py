"""Which language a text or a question is in, by lingua's n-gram models.

lingua has two sets of models: quick ones of trigrams, which suffice for a paragraph, and thorough
ones, which tell short questions apart but take long to load. So the quick ones make a shortlist,
and only the shortlist's thorough ones are ever loaded.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from lingua import (
    ConfidenceValue,
    IsoCode639_1,
    Language,
    LanguageDetector,
    LanguageDetectorBuilder,
)

UNKNOWN = "und"
"""ISO 639-2's code for an undetermined language."""

LANGUAGES = (
    *("ar", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hi", "it", "ja"),
    *("ko", "nl", "pl", "pt", "ro", "ru", "th", "tr", "uk", "vi", "zh"),
)
"""The languages told apart by default."""

# From this many characters on the quick models are as good as the thorough ones, and beyond the
# second number more text does not change the verdict.
_PARAGRAPH, _ENOUGH = 200, 1500
_SHORTLIST = 3
# Below this confidence a short question says too little on its own: the likelier languages decide.
_SURE = 0.6
# But not one that is less likely than this share of the likeliest one.
_RIVAL = 0.33

# No other language has them, names aside, and a question too short for n-grams has them, too.
_MARKS = {"es": "¿¡", "ro": "șț"}
_LATIN = re.compile(r"[\dA-Za-zÀ-ɏḀ-ỿＡ-Ｚａ-ｚ]+")
_OTHER_SCRIPT = re.compile(r"[^\W\d_A-Za-z\u00aa-ɏḀ-ỿＡ-Ｚａ-ｚ]")


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, or :data:`UNKNOWN` for no language."""
    quick = _rank(text, frozenset(LANGUAGES), thorough=False)
    if not quick or quick[0].value == 0:
        return UNKNOWN
    if len(text) >= _PARAGRAPH:
        return _code(quick[0])
    return _code(_rank(text, _shortlist(quick), thorough=True)[0])


def detect_question_language(question: str, expected: Collection[str]) -> str:
    """Return the language of a question, which may be a word or two.

    Args:
        question: The question as typed.
        expected: The languages that are likely here, such as those of the index. They decide
            where the question alone does not: "CEO Tesla" could be anything.
    """
    words = _own_words(question)
    for language, marks in _MARKS.items():
        if any(mark in words for mark in marks):
            return language
    quick = _rank(words, frozenset(LANGUAGES) | frozenset(expected), thorough=False)
    among = _shortlist(quick) | frozenset(expected) | {"de", "en"}
    ranked = [value for value in _rank(words, among, thorough=True) if value.value > 0]
    if not ranked:
        return next(iter(expected), UNKNOWN)
    best = ranked[0]
    rivals = [value for value in ranked if value.value >= _RIVAL * best.value]
    likely = [value for value in rivals if _code(value) in expected]
    return _code(likely[0] if best.value < _SURE and likely else best)


def _own_words(question: str) -> str:
    """Leave out the names: "Who runs Nordglut?" is in English, though most of it is German.

    Among words of another script, what is written in Latin is names: "глава Siemens".
    """
    words = question.split()
    latin = [word for word in words if not _OTHER_SCRIPT.search(word)]
    if sum(map(_is_plain, latin), latin[:1] == words[:1]) <= len(words) - len(latin):
        words = [kept for word in words if _OTHER_SCRIPT.search(kept := _LATIN.sub(" ", word))]
    first, *others = words or [""]
    plain = [word for word in others if _is_plain(word)]
    return " ".join([first, *plain] if plain else words)


def _is_plain(word: str) -> bool:
    return word.islower() and not any(map(str.isdigit, word))


def _shortlist(ranked: Collection[ConfidenceValue]) -> frozenset[str]:
    return frozenset(_code(value) for value in list(ranked)[:_SHORTLIST])


def _rank(text: str, languages: frozenset[str], *, thorough: bool) -> Sequence[ConfidenceValue]:
    return _rank_anew(text[:_ENOUGH], languages, thorough)


@lru_cache(maxsize=512)  # a question is looked at by whoever deals with it: a follow-up, its search
def _rank_anew(text: str, languages: frozenset[str], thorough: bool) -> tuple[ConfidenceValue, ...]:
    return tuple(_detector(languages, thorough).compute_language_confidence_values(text))


def _code(value: ConfidenceValue) -> str:
    return value.language.iso_code_639_1.name.lower()


@lru_cache(maxsize=64)
def _detector(languages: frozenset[str], thorough: bool) -> LanguageDetector:
    # Cheap: the models themselves are loaded once per process, whichever detector asks first.
    codes = [getattr(IsoCode639_1, c.upper()) for c in sorted(languages) if c in _supported()]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return (builder if thorough else builder.with_low_accuracy_mode()).build()


@lru_cache(maxsize=1)
def _supported() -> frozenset[str]:
    return frozenset(language.iso_code_639_1.name.lower() for language in Language.all())
