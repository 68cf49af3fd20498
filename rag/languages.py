"""What is known of each language: a folder of word lists a language, in ``data/languages``.

Adding a language is adding a folder. Where a language has none, what rests on such words is left
out, and answers are put in English.
"""

import tomllib
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from index.language import detect_question_language
from index.words import split_words

Table = dict[str, Any]

# So many words of one language that the other has none of tell more than n-grams do.
_TELLING = 2


def tell_question_language(question: str, expected: Collection[str]) -> str:
    """Return the language of a question, which may be a word or two.

    Of the languages that have a folder, function words and those that ask decide where they speak
    for one alone: "who is the boss of samsung" is taken for German by its n-grams.

    Args:
        question: The question as typed.
        expected: The languages that are likely here, such as those of the index.
    """
    told = detect_question_language(question, expected)
    words = set(split_words(question))
    counts = {one: len(words.intersection(_common_words(one))) for one in known()}
    if counts.get(told, 1):
        return told
    speaking = [one for one, count in counts.items() if count]
    return speaking[0] if len(speaking) == 1 and counts[speaking[0]] >= _TELLING else told


@cache
def _common_words(language: str) -> frozenset[str]:
    return function_words(language).union(table(language, "words").get("asking", ()))


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the commonest words of a language; none where it has no folder."""
    return frozenset(table(language, "words").get("function", ()))


@cache
def words_beside_names(language: str) -> frozenset[str]:
    """Return the words that stand beside a name and are no part of it: function words, titles."""
    return function_words(language).union(table(language, "words").get("titles", ()))


def capitalises_nouns(language: str) -> bool:
    """Tell whether all nouns of a language are written with a capital, not names alone."""
    return bool(table(language, "words").get("nouns_are_capital", False))


def table(language: str, name: str) -> Table:
    """Return one of a language's files, such as ``phrases``; ``{}`` if it has no folder."""
    return read_table(f"languages/{language}/{name}") if language in known() else {}


@cache
def known() -> tuple[str, ...]:
    """Return the languages that have a folder, as ISO 639-1 codes."""
    folders = files("rag").joinpath("data/languages").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir()))


@cache
def read_table(path: str) -> Table:
    """Return a TOML file below ``data``, its fractions exact."""
    text = files("rag").joinpath(f"data/{path}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)
