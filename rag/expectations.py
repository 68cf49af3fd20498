"""What kind of thing a question asks for, and whether a sentence has such a thing in it.

The words are in ``data/expectations``, a file per language; another language is another file.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib.resources import files

from rag.names import has_person


class Kind(Enum):
    """What a question asks for."""

    DURATION = "duration"
    PERCENTAGE = "percentage"
    COUNT = "count"
    AMOUNT = "amount"
    DATE = "date"
    PERSON = "person"
    OTHER = "other"


# Signs that need no language.
_SIGNS = {"money": r"[€$£¥]", "percentage": "%"}


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of all languages: in questions by kind, in sentences by what they offer."""

    questions: dict[Kind, re.Pattern[str]]
    answers: dict[str, re.Pattern[str]]


def expected_kind(question: str) -> Kind:
    """Return what kind of thing a question asks for; the narrowest kind that fits."""
    patterns = _words().questions
    return next(
        (kind for kind, pattern in patterns.items() if pattern.search(question)), Kind.OTHER
    )


def agreement(kind: Kind, sentence: str) -> float:
    """Return how far a sentence offers what is asked for, from 0 (not at all) to 1.

    A question that asks for nothing in particular gets 0 from every sentence.
    """
    offers = _words().answers
    if kind is Kind.OTHER:
        return 0.0
    if kind is Kind.PERSON:
        return float(has_person(sentence))
    if kind is Kind.AMOUNT:
        if not offers["figure"].search(sentence):
            return 0.0
        if offers["money"].search(sentence):
            return 1.0
        # A length or a number may be the amount meant; a percentage hardly ever is.
        return 0.0 if offers["percentage"].search(sentence) else 0.5
    wanted = "figure" if kind is Kind.COUNT else kind.value
    return 1.0 if offers[wanted].search(sentence) else 0.0


@lru_cache(maxsize=1)
def _words() -> _Words:
    # Sentences are matched in every language at once: an English question meets German ones.
    folder = files("rag").joinpath("data/expectations")
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir()]

    def join(section: str, key: str) -> re.Pattern[str]:
        patterns = [pattern for table in tables for pattern in table[section][key]]
        words = rf"\b(?:{'|'.join(patterns)})"
        sign = _SIGNS.get(key) if section == "answers" else None
        return re.compile(f"{sign}|{words}" if sign else words, re.IGNORECASE)

    kinds = [kind for kind in Kind if kind is not Kind.OTHER]
    return _Words(
        {kind: join("questions", kind.value) for kind in kinds},
        {key: join("answers", key) for key in tables[0]["answers"]},
    )
