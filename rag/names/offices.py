"""Offices: what people are called by what they do, such as chief executive, mayor or coach.

A question for who holds an office is answered by a sentence that has it, not by one that has
another: who leads a company is not who leads its finances. The words are those of each language in
``offices.toml``; the kinds are the same in all.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index.words import split_words, stems_of
from rag.expectations import AnswerKind, asks_for_name, expected_kind
from rag.languages import capitalises_nouns, table
from rag.questions import Question
from rag.roles import telling_stems

LEAD = "lead"
"""The kind of the words that say no more than that somebody leads, as "boss" does."""

_FARTHEST = 5  # words before the office that a question asks for: "who was until last year"

_HEAD = "head"
_PRESIDING = frozenset(["chair", "president"])  # of a club or a board
_OF_PLACES = frozenset(["government", "minister", "governor", "county", "mayor"])
_LEADING = _PRESIDING | _OF_PLACES | {_HEAD, "manager", "coach", "editor"}
_ALIKE = (
    _PRESIDING,
    frozenset(["manager", _HEAD]),
    frozenset(["manager", "coach"]),
    frozenset(["succession", "successor"]),
    frozenset(["succession", "predecessor"]),
)


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a text names.

    Attributes:
        kind: What it is, such as ``mayor``; the same in every language.
        start: Where it starts in the text.
        end: Where it ends there.
    """

    kind: str
    start: int
    end: int


def offices_in(text: str, language: str) -> list[Office]:
    """Return the offices that a text names, in order; where words fit several, the longest does."""
    found = sorted(_matches(text, language), key=lambda one: (one.start - one.end, one.start))
    kept: list[Office] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def are_alike(one: str, other: str) -> bool:
    """Tell whether two kinds may be the same office: a "boss" may be chair or chief executive."""
    both = {one, other}
    return one == other or both in _ALIKE or (LEAD in both and not _LEADING.isdisjoint(both))


def asked_offices(question: Question) -> frozenset[str]:
    """Return the kinds of office whose holder a question asks for; mostly none.

    "Who is the mayor of Port Ellery?" and "Who runs it?" do, "Who met the mayor?" does not.
    """
    return _asked(question.text, question.language)


@lru_cache(maxsize=256)
def _asked(question: str, language: str) -> frozenset[str]:
    if expected_kind(question) is not AnswerKind.PERSON:
        return frozenset()
    being = table(language, "words").get("being", ())
    kinds: set[str] = set()
    found = offices_in(question, language)
    if asks_for_name(question):
        return frozenset(one.kind for one in found[:1])
    for one in found:
        before = split_words(question[: one.start])
        if len(before) <= 1 or (len(before) <= _FARTHEST and not {*being}.isdisjoint(before)):
            kinds.add(one.kind)
    return frozenset(kinds)


def has_office(asked: Collection[str], text: str, language: str) -> bool:
    """Tell whether a text names an office that may be one of those kinds."""
    return bool(asked) and is_among(asked, {one.kind for one in offices_in(text, language)})


def is_best_office(question: Question, text: str, whole: str, language: str) -> bool:
    """Tell whether a text names an office that is asked for as well as any in its article does.

    Who chairs the board leads a firm only as long as nobody is told to be its chief executive.

    Args:
        question: The question.
        text: A sentence.
        whole: The article that it stands in.
        language: Their language.
    """
    asked = asked_offices(question)
    if not has_office(asked, text, language):
        return False
    said = kinds_meant(question, text, language)
    if asked == {LEAD} and _HEAD in _kinds_in(whole, language):
        said -= _PRESIDING
    return is_among(asked, said)


def kinds_meant(question: Question, text: str, language: str) -> frozenset[str]:
    """Return the kinds of office that a text names and that a question may mean.

    A mayor leads a town, not its fire brigade: asked who leads that, no such office is meant where
    a text in the question's language does not even speak of it.

    Args:
        question: The question.
        text: The text.
        language: Its language.
    """
    said = _kinds_in(text, language)
    if language != question.language or asked_offices(question) != {LEAD}:
        return said
    offices = offices_in(question.text, language)
    words = " ".join(question.text[one.start : one.end] for one in offices)
    governed = " ".join(table(language, "words").get("governed", ()))
    led = telling_stems(question) - {*stems_of(words, language)}
    known = {*stems_of(text, language), *stems_of(governed, language)}
    return said - _OF_PLACES if led and led.isdisjoint(known) else said


@lru_cache(maxsize=256)
def _kinds_in(text: str, language: str) -> frozenset[str]:
    return frozenset(one.kind for one in offices_in(text, language))


def is_among(asked: Collection[str], said: Collection[str]) -> bool:
    """Tell whether one of some kinds of office may be one of others."""
    return any(are_alike(one, other) for one in asked for other in said)


def _matches(text: str, language: str) -> Iterator[Office]:
    for kind, pattern in _patterns(language):
        for match in pattern.finditer(text):
            yield Office(kind, match.start(), match.end())


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    start = "" if capitalises_nouns(language) else r"\b"
    return tuple(
        (kind, re.compile(start + f"(?:{'|'.join(forms)})", re.IGNORECASE))
        for kind, forms in table(language, "offices").items()
    )
