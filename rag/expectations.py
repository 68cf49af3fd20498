"""What kind of thing a question asks for, and whether a sentence has such a thing in it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rag.languages import known, table
from rag.names import has_person
from rag.persons import names_another
from rag.quantities import Kind as Measured
from rag.quantities import Quantity, find_quantities


class Kind(Enum):
    """What a question asks for; the narrower kinds come first."""

    DECISION = "decision"  # yes or no
    REASON = "reason"
    DURATION = "duration"
    PERCENTAGE = "percentage"
    COUNT = "count"
    AMOUNT = "amount"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    MANNER = "manner"
    OTHER = "other"


MEASURED = {
    Kind.DURATION: frozenset({Measured.DURATION}),
    Kind.PERCENTAGE: frozenset({Measured.PERCENTAGE, Measured.MULTIPLE}),
    Kind.COUNT: frozenset({Measured.COUNT}),
    Kind.AMOUNT: frozenset({Measured.MONEY, Measured.MEASURE, Measured.COUNT}),
    Kind.DATE: frozenset({Measured.DATE}),
}
"""The kinds that are answered with a quantity, and of which kind it may be."""
READ = frozenset(MEASURED) | {Kind.PERSON, Kind.REASON}
"""The kinds that a sentence can be read for, which takes longer; see :func:`offers`."""

_LARGE = 100_000

FIGURES = frozenset({Kind.DURATION, Kind.PERCENTAGE, Kind.COUNT, Kind.AMOUNT})
"""The kinds that are answered with a figure."""

TOLD = frozenset(MEASURED) | {Kind.PERSON}
"""The kinds of which it can be told whether a sentence has one."""


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

    A question that asks for what no word tells, such as a reason, gets 0 from every sentence.
    """
    offers = _words().answers
    if kind not in TOLD:
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


def measures(kind: Kind, quantity: Quantity) -> bool:
    """Tell whether a quantity may be what is asked for.

    A bare number is an amount only if it is large, as in "380 Milliarden".
    """
    if kind is Kind.AMOUNT and quantity.kind is Measured.COUNT:
        return quantity.value is not None and quantity.value >= _LARGE
    return quantity.kind in MEASURED.get(kind, ())


def offers(kind: Kind, sentence: str, language: str, asked: Collection[str]) -> bool:
    """Tell whether a sentence offers what is asked for; of what cannot be told, any may.

    Unlike :func:`agreement`, this reads the sentence's quantities, and takes nobody for an answer
    whom the question names itself.

    Args:
        kind: What is asked for.
        sentence: The sentence.
        language: Its language.
        asked: The words of the question, folded to lower case.
    """
    if kind in MEASURED:
        return any(measures(kind, one) for one in find_quantities(sentence, language))
    if kind is Kind.PERSON:
        return names_another(sentence, language, asked)
    return kind is not Kind.REASON or bool(_words().answers["reason"].search(sentence))


@lru_cache(maxsize=1)
def _words() -> _Words:
    # Sentences are matched in every language at once: an English question meets German ones.
    tables = [table(language, "questions") for language in known()]

    def join(section: str, key: str) -> re.Pattern[str]:
        patterns = [pattern for one in tables for pattern in one[section][key]]
        words = rf"\b(?:{'|'.join(patterns)})"
        sign = _SIGNS.get(key) if section == "offered" else None
        return re.compile(f"{sign}|{words}" if sign else words, re.IGNORECASE)

    kinds = [kind for kind in Kind if kind is not Kind.OTHER]
    return _Words(
        {kind: join("asked", kind.value) for kind in kinds},
        {key: join("offered", key) for key in tables[0]["offered"]},
    )
