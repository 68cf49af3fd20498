"""The words of a language that follow-up questions are told and made whole by.

They are in ``data/languages``, a file per language; another language is another file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from index.dictionary import lemmatize
from rag.languages import table

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of a language, each kind of them one pattern; those it lacks match nothing."""

    language: str
    verb_last: bool
    belonging: str
    genitive: str
    articles: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]] = field(repr=False)

    def __getitem__(self, kind: str) -> re.Pattern[str]:
        return self.patterns.get(kind, _NEVER)

    def opens_question(self, word: str) -> bool:
        """Tell whether a word is a verb that a question can begin with."""
        if self["preposition"].fullmatch(word):
            return False  # "gegen" looks like an infinitive
        lemma = lemmatize(word, self.language) if word.islower() else ""
        return bool(self["auxiliary"].fullmatch(word) or self["infinitive"].fullmatch(lemma))

    def is_verb(self, word: str) -> bool:
        """Tell whether a word seems to be a verb, in any place."""
        return self.opens_question(word) or bool(self["verb"].fullmatch(word))


@cache
def grammar_of(language: str) -> Grammar | None:
    """Return the grammar of a language, None where there is none."""
    words = table(language, "conversation")
    return _read_grammar(language, words) if words else None


def _read_grammar(language: str, words: Mapping[str, Any]) -> Grammar:
    groups = (words, words["questions"], words["things"], words["pointers"])
    lists = {key: value for group in groups for key, value in group.items()}
    return Grammar(
        language,
        words["verb_last"],
        words["things"]["belonging"],
        words["things"]["genitive"],
        words["articles"],
        {key: _words(value) for key, value in lists.items() if isinstance(value, list)},
    )


def _words(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
