"""Offices: what people are called by what they do, such as chief executive, mayor or coach.

A question for who holds an office is answered by a sentence that has it, not by one that has
another: who leads a company is not who leads its finances. The words are those of each language in
``offices.toml``; the kinds are the same in all.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index.words import split_words
from rag.expectations import AnswerKind, expected_kind
from rag.languages import table
from rag.patterns import NEVER
from rag.questions import Question

LEAD = "lead"
"""The kind of the words that say no more than that somebody leads, as "boss" does."""

_FARTHEST = 5  # words before the office that a question asks for: "who was until last year"

_PRESIDING = {"chair", "president"}  # of a club or a board
_LEADING = frozenset(
    ["head", "chair", "president", "government", "minister", "mayor", "governor", "coach", "editor"]
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
    return one == other or both == _PRESIDING or (LEAD in both and not _LEADING.isdisjoint(both))


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
    kinds = set()
    for one in offices_in(question, language):
        before = split_words(question[: one.start])
        if len(before) <= 1 or (len(before) <= _FARTHEST and not {*being}.isdisjoint(before)):
            kinds.add(one.kind)
    return frozenset(kinds)


def has_office(asked: Collection[str], text: str, language: str) -> bool:
    """Tell whether a text names an office that may be one of those kinds."""
    return bool(asked) and is_among(asked, {one.kind for one in offices_in(text, language)})


def is_among(asked: Collection[str], said: Collection[str]) -> bool:
    """Tell whether one of some kinds of office may be one of others."""
    return any(are_alike(one, other) for one in asked for other in said)


def office_pattern(language: str) -> str:
    """Return what matches an office, to be a part of other patterns; none where none are known."""
    forms = [form for kinds in table(language, "offices").values() for form in kinds]
    return rf"\b{_part(language)}(?:{'|'.join(forms) or NEVER})"


def _part(language: str) -> str:
    """Return what may stand before an office in its word: "Alibaba-" and "Ober" in German."""
    return r"[\w-]*?" if table(language, "words").get("nouns_are_capital") else ""


def _matches(text: str, language: str) -> Iterator[Office]:
    for kind, pattern in _patterns(language):
        for match in pattern.finditer(text):
            yield Office(kind, match.start(), match.end())


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = table(language, "offices")
    start = "" if table(language, "words").get("nouns_are_capital") else r"\b"
    return tuple(
        (kind, re.compile(start + f"(?:{'|'.join(forms)})", re.IGNORECASE))
        for kind, forms in words.items()
    )
