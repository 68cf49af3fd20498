"""The words that questions are made with, in each language's ``suggestions.toml``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from index.dictionary import lemmatize
from rag.languages import known, table
from rag.patterns import CAPITAL

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Frame:
    """A question that needs nothing but a name, and the verbs of the sentences that answer it."""

    kind: str
    verbs: re.Pattern[str]
    question: str


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How a language turns statements into questions.

    Attributes:
        language: The language.
        verb_second: Whether the finite verb stays as it is, in the second place.
        asking: By kind of figure, what asks for it, by the word before the figure.
        changing: The one of these words that leads to a change.
        tails: By kind of figure, what is asked for along with it; only where nouns are told by
            their capitals.
        unit: The end of a measure, as a question has it.
        listed_names: A subject of three names or more.
        noun_phrase: A subject that stands behind its verb.
        doing: What asks with a verb's dictionary form, by the ending it had; "" for irregular ones.
        irregular: Dictionary forms by irregular past forms.
        frames: By name, the questions that need only a name.
        who: Asks for a person, to be filled in.
        runs: Asks for the head of something, to be filled in.
        runs_female: The same of a woman.
        post: Asks for the holder of a post.
        who_does: Asks for who does something.
        follow_ups: By kind, what is asked next.
        patterns: Kinds of words.
    """

    language: str
    verb_second: bool
    asking: Mapping[str, Mapping[str, str]]
    changing: str
    tails: Mapping[str, re.Pattern[str]]
    unit: re.Pattern[str]
    listed_names: re.Pattern[str]
    noun_phrase: re.Pattern[str]
    doing: Mapping[str, str]
    irregular: Mapping[str, str]
    frames: Mapping[str, Frame]
    who: str
    runs: str
    runs_female: str
    post: str
    who_does: str
    follow_ups: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]] = field(repr=False)

    def __getitem__(self, kind: str) -> re.Pattern[str]:
        return self.patterns.get(kind, _NEVER)

    def is_a(self, kind: str, word: str) -> bool:
        """Tell whether a word is of a kind."""
        return bool(self[kind].fullmatch(word))

    def base_of(self, verb: str) -> tuple[str, str]:
        """Return the dictionary form of a finite verb and what to ask with; two ``""`` for others.

        In English "paid" is asked with "did", "pays" with "does".
        """
        if verb in self.irregular:
            return self.irregular[verb], self.doing[""]
        base = lemmatize(verb, self.language) if verb.islower() else verb
        if base == verb or not self.is_a("verbs", base):
            return "", ""
        regular = ((end, asks) for end, asks in self.doing.items() if end)
        return next(((base, asks) for end, asks in regular if verb.endswith(end)), ("", ""))


@cache
def wording_of(language: str) -> Wording | None:
    """Return the wording of a language; None where there is none."""
    words = table(language, "suggestions")
    return _read(language, words) if words else None


def worded() -> tuple[str, ...]:
    """Return the languages that questions can be made in, and of."""
    return tuple(language for language in known() if wording_of(language))


def _read(language: str, words: Mapping[str, Any]) -> Wording:
    people, follow_ups = words["people"], words["follow_ups"]
    frames = {
        name: Frame(one["kind"], _words(one["verbs"]), one["question"])
        for name, one in words["frames"].items()
    }
    return Wording(
        language,
        words["verb_second"],
        words["asking"],
        words.get("changing", ""),
        {kind: _pattern(tail) for kind, tail in words.get("tails", {}).items()},
        _pattern(words["unit"]),
        _pattern(words["listed_names"]),
        _pattern(words["noun_phrase"]) if "noun_phrase" in words else _NEVER,
        words.get("doing", {}),
        words.get("irregular", {}),
        frames,
        people["who"],
        people["runs"],
        people["runs_female"],
        people["post"],
        people["who_does"],
        {key: value for key, value in follow_ups.items() if isinstance(value, str)},
        _kinds_in(words, words.get("words", {}), people, follow_ups),
    )


def _kinds_in(*tables: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    """Return what finds the kinds of words in some tables: all that are lists."""
    return {
        kind: _words(words, exact=kind in _EXACT)
        for one in tables
        for kind, words in one.items()
        if isinstance(words, list)
    }


# A role in capitals is none, and "Sie" begins a sentence.
_EXACT = frozenset({"role", "title", "verbs", "head", "verb_forms", "whole"})
_NAME, _NOUN = rf"{CAPITAL}[\w-]*", rf"{CAPITAL}[\w-]*\w"


def _words(alternatives: list[str], *, exact: bool = False) -> re.Pattern[str]:
    flags = re.NOFLAG if exact else re.IGNORECASE
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", flags)


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written.replace("{noun}", _NOUN).replace("{name}", _NAME))
