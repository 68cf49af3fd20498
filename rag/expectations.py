"""What kind of thing a question asks for, and whether a sentence has such a thing in it."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from rag.languages import known, table
from rag.persons import names_another
from rag.quantities import Kind as Measured
from rag.quantities import Quantity, find_quantities


class Kind(Enum):
    """What a question asks for; the narrower kinds come first."""

    DECISION = "decision"  # yes or no
    REASON = "reason"
    AGE = "age"
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
    Kind.AGE: frozenset({Measured.DURATION, Measured.COUNT}),
    Kind.DURATION: frozenset({Measured.DURATION}),
    Kind.PERCENTAGE: frozenset({Measured.PERCENTAGE, Measured.MULTIPLE}),
    Kind.COUNT: frozenset({Measured.COUNT}),
    Kind.AMOUNT: frozenset({Measured.MONEY, Measured.MEASURE, Measured.COUNT}),
    Kind.DATE: frozenset({Measured.DATE}),
}
"""The kinds that are answered with a quantity, and of which kind it may be."""
READ = frozenset(MEASURED) | {Kind.PERSON, Kind.REASON}
"""The kinds that a sentence can be read for, which takes longer; see :func:`offers`."""

_LARGE, _OLDEST = 100_000, 130

FIGURES = frozenset({Kind.AGE, Kind.DURATION, Kind.PERCENTAGE, Kind.COUNT, Kind.AMOUNT})
"""The kinds that are answered with a figure."""

TOLD = frozenset(MEASURED) | {Kind.PERSON}
"""The kinds of which it can be told whether a sentence has one."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of all languages: of questions by kind and tense, of sentences by offers."""

    questions: dict[Kind, re.Pattern[str]]
    ahead: re.Pattern[str]
    answers: dict[str, re.Pattern[str]]


def expected_kind(question: str) -> Kind:
    """Return what kind of thing a question asks for; the narrowest kind that fits."""
    patterns = _words().questions
    return next(
        (kind for kind, pattern in patterns.items() if pattern.search(question)), Kind.OTHER
    )


def looks_ahead(question: str) -> bool:
    """Tell whether a question for a day asks what is still to come: "When will it open?"."""
    return bool(_words().ahead.search(question))


def measures(kind: Kind, quantity: Quantity) -> bool:
    """Tell whether a quantity may be what is asked for.

    A bare number is an amount only if it is large, as in "380 Milliarden". Whether one is an age is
    told by the words around it as well: see :func:`fitting_quantities`.
    """
    if quantity.kind not in MEASURED.get(kind, ()):
        return False
    value = quantity.value
    if kind is Kind.AGE:
        return quantity.unit in {"", "year"} and value is not None and value <= _OLDEST
    if kind is Kind.AMOUNT and quantity.kind is Measured.COUNT:
        return value is not None and value >= _LARGE
    return True


def fitting_quantities(kind: Kind, sentence: str, language: str) -> list[Quantity]:
    """Return the quantities of a sentence that may be what is asked for, in order."""
    if kind not in MEASURED:
        return []
    found = [one for one in find_quantities(sentence, language) if measures(kind, one)]
    if kind is Kind.AGE:
        found = list(_as_ages(found, sentence))
    return found


def _as_ages(quantities: Iterable[Quantity], sentence: str) -> Iterator[Quantity]:
    """Yield the quantities that are put as an age, with the words that say so: "57-year-old"."""
    told = [match.span() for match in _words().answers["age"].finditer(sentence)]
    for one in quantities:
        ends = [end for start, end in told if start < one.end and one.start < end]
        if ends:
            yield replace(one, end=max(one.end, *ends))


def offers(kind: Kind, sentence: str, language: str, asked: Collection[str]) -> bool:
    """Tell whether a sentence offers what is asked for; of what cannot be told, any may.

    Nobody is taken for an answer whom the question names itself.

    Args:
        kind: What is asked for.
        sentence: The sentence.
        language: Its language.
        asked: The words of the question, folded to lower case.
    """
    if kind in MEASURED:
        return bool(fitting_quantities(kind, sentence, language))
    if kind is Kind.PERSON:
        return names_another(sentence, language, asked)
    return kind is not Kind.REASON or bool(_words().answers["reason"].search(sentence))


@lru_cache(maxsize=1)
def _words() -> _Words:
    # Sentences are matched in every language at once: an English question meets German ones.
    tables = [table(language, "questions") for language in known()]

    def join(section: str, key: str) -> re.Pattern[str]:
        patterns = [pattern for one in tables for pattern in one[section][key]]
        return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)

    kinds = [kind for kind in Kind if kind is not Kind.OTHER]
    return _Words(
        {kind: join("asked", kind.value) for kind in kinds},
        join("tense", "future"),
        {key: join("offered", key) for key in tables[0]["offered"]},
    )
