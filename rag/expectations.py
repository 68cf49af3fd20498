"""What kind of thing a question asks for, and whether a sentence has such a thing in it."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from rag.languages import known, table
from rag.persons import names_another
from rag.quantities import Kind, Quantity, find_quantities, same_dimension


class AnswerKind(Enum):
    """What a question asks for, its expected answer type; the narrower kinds come first."""

    DECISION = "decision"  # yes or no
    REASON = "reason"
    AGE = "age"
    DURATION = "duration"
    CHANGE = "change"  # by how much: a share, or as much of what it is measured in
    PERCENTAGE = "percentage"
    COUNT = "count"
    AMOUNT = "amount"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    LEVEL = "level"  # a figure of any kind: "how high"
    SIZE = "size"  # a measure: "how large", "how far"
    MANNER = "manner"
    OTHER = "other"


MEASURED = {
    AnswerKind.AGE: frozenset({Kind.DURATION, Kind.COUNT}),
    AnswerKind.DURATION: frozenset({Kind.DURATION}),
    AnswerKind.CHANGE: frozenset({Kind.PERCENTAGE, Kind.MULTIPLE, Kind.MONEY, Kind.MEASURE}),
    AnswerKind.PERCENTAGE: frozenset({Kind.PERCENTAGE, Kind.MULTIPLE}),
    AnswerKind.COUNT: frozenset({Kind.COUNT}),
    AnswerKind.AMOUNT: frozenset({Kind.MONEY, Kind.MEASURE, Kind.COUNT}),
    AnswerKind.DATE: frozenset({Kind.DATE}),
    AnswerKind.LEVEL: frozenset({Kind.MONEY, Kind.MEASURE, Kind.COUNT, Kind.PERCENTAGE}),
    AnswerKind.SIZE: frozenset({Kind.MEASURE, Kind.COUNT}),
}
"""The kinds that are answered with a quantity, and of which kind it may be."""

READ = frozenset(MEASURED) | {AnswerKind.PERSON, AnswerKind.REASON}
"""The kinds that a sentence can be read for, which takes longer; see :func:`offers`."""

_COUNTED = {
    Kind.MEASURE: AnswerKind.SIZE,
    Kind.MONEY: AnswerKind.AMOUNT,
    Kind.DURATION: AnswerKind.DURATION,
}
"""What is asked for where that many of a unit are."""

_LARGE, _OLDEST = 100_000, 130

_AMOUNTS = frozenset({AnswerKind.AMOUNT, AnswerKind.LEVEL, AnswerKind.SIZE})

FIGURES = _AMOUNTS | {
    AnswerKind.AGE,
    AnswerKind.DURATION,
    AnswerKind.CHANGE,
    AnswerKind.PERCENTAGE,
    AnswerKind.COUNT,
}
"""The kinds that are answered with a figure."""

TOLD = frozenset(MEASURED) | {AnswerKind.PERSON}
"""The kinds of which it can be told whether a sentence has one."""

_OPEN = frozenset({AnswerKind.LEVEL, AnswerKind.SIZE, AnswerKind.MANNER})
"""The kinds that a noun may narrow: "how high is the turnout"."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of all languages: of questions by kind and tense, of sentences by offers."""

    asking: dict[str, re.Pattern[str]]
    asked: dict[AnswerKind, re.Pattern[str]]
    named: dict[AnswerKind, re.Pattern[str]]
    units: dict[str, re.Pattern[str]]
    ahead: re.Pattern[str]
    holder: re.Pattern[str]
    answers: dict[str, re.Pattern[str]]


@lru_cache(maxsize=1024)
def expected_kind(question: str) -> AnswerKind:
    """Return what kind of thing a question asks for.

    Its first asking word decides, whatever else is in it: "Who bears the costs?" asks for a person.
    Where that leaves it open ("how high"), or there is none, a noun does.
    """
    words = _words()
    if words.asked[AnswerKind.DECISION].match(question) and not words.asking["aside"].match(
        question
    ):
        return AnswerKind.DECISION
    led = words.asking["clause"].match(question)
    asks = words.asking["words"].search(question, led.end() if led else 0)
    if asks is None:
        return _named_in(question) or AnswerKind.OTHER
    starts = asks.start(), asks.start("word")
    kinds = [kind for kind in words.asked if _asks(kind, question, starts)]
    kind = kinds[0] if kinds else AnswerKind.OTHER
    if kind not in {*_OPEN, AnswerKind.OTHER}:
        return _by_unit(kind, question)
    reaches = filter(None, (words.asking["reach"].match(question, at) for at in starts))
    return next(filter(None, (_named_in(one.group()) for one in reaches)), kind)


def _asks(kind: AnswerKind, question: str, starts: Iterable[int]) -> bool:
    """Tell whether a question's asking words, at either of two places, ask for a kind of thing."""
    pattern = _words().asked[kind]
    return kind is not AnswerKind.DECISION and any(pattern.match(question, at) for at in starts)


def _named_in(text: str) -> AnswerKind | None:
    """Return the kind of thing that the first such noun of a text names."""
    found = ((pattern.search(text), kind) for kind, pattern in _words().named.items())
    places = [(match.start(), kind) for match, kind in found if match]
    return min(places, key=lambda place: place[0])[1] if places else None


def _by_unit(kind: AnswerKind, question: str) -> AnswerKind:
    """Return the kind that is measured in what a question counts: "how many hectares" is a size."""
    measured = _counted(question) if kind is AnswerKind.COUNT else None
    return _COUNTED.get(measured.kind, kind) if measured else kind


@lru_cache(maxsize=1024)
def asked_unit(question: str) -> str:
    """Return the unit of what a question asks for, as a quantity has it; ``""`` if it says none."""
    counted = _counted(question)
    if counted and counted.kind is Kind.MEASURE:
        return counted.unit
    kind, units = expected_kind(question), _words().units
    told = (unit for unit, pattern in units.items() if pattern.search(question))
    return next(told, "") if kind is AnswerKind.SIZE else ""


def _counted(question: str) -> Quantity | None:
    """Return two of what a question counts: "2 hectares" for "how many hectares"."""
    match = _words().asking["counted"].search(question)
    words = match and next(filter(None, match.groups()), None)
    found = (one for code in known() for one in find_quantities(f"2 {words}", code) if words)
    return next((one for one in found if one.kind in _COUNTED), None)


def looks_ahead(question: str) -> bool:
    """Tell whether a question for a day asks what is still to come: "When will it open?"."""
    return bool(_words().ahead.search(question))


def holds_no_more(question: str, sentence: str) -> bool:
    """Tell whether a question asks who is something, and a sentence tells only who was."""
    told = _words().answers
    return (
        bool(_words().holder.search(question))
        and bool(told["former"].search(sentence))
        and not told["current"].search(sentence)
    )


def tells_last_year(text: str) -> bool:
    """Tell whether a text says what was in the year before it was written."""
    return bool(_words().answers["last_year"].search(text))


def goes_on(before: str) -> bool:
    """Tell whether what is said before a year tells of those after it as well: "since"."""
    return bool(_words().answers["since"].search(before))


def measures(kind: AnswerKind, quantity: Quantity) -> bool:
    """Tell whether a quantity may be what is asked for.

    A bare number is an amount only if it is large, as in "380 Milliarden". Whether one is an age is
    told by the words around it as well: see :func:`fitting_quantities`.
    """
    if quantity.kind not in MEASURED.get(kind, ()):
        return False
    value = quantity.value
    if kind is AnswerKind.AGE:
        return quantity.unit in {"", "year"} and value is not None and value <= _OLDEST
    if kind in _AMOUNTS and quantity.kind is Kind.COUNT:
        return value is not None and value >= _LARGE
    return True


def fitting_quantities(
    kind: AnswerKind, sentence: str, language: str, unit: str = ""
) -> list[Quantity]:
    """Return the quantities of a sentence that may be what is asked for, in order.

    Args:
        kind: What is asked for.
        sentence: The sentence.
        language: Its language.
        unit: The unit it is asked for in; those that cannot be converted to it do not count.
    """
    if kind not in MEASURED:
        return []
    found = [one for one in find_quantities(sentence, language) if measures(kind, one)]
    if unit:
        found = [one for one in found if same_dimension(one.unit, unit)]
    if kind is AnswerKind.AGE:
        found = list(_as_ages(found, sentence))
    if kind is AnswerKind.CHANGE:
        reached = _words().answers["reached"]
        found = [one for one in found if not reached.search(sentence[: one.qualified_start])]
        shares = [one for one in found if measures(AnswerKind.PERCENTAGE, one)]
        return shares or found  # "12 % less, a loss of £3m": the share is how changes are told
    return found


def _as_ages(quantities: Iterable[Quantity], sentence: str) -> Iterator[Quantity]:
    """Yield the quantities that are put as an age, with the words that say so: "57-year-old"."""
    told = [match.span() for match in _words().answers["age"].finditer(sentence)]
    for one in quantities:
        ends = [end for start, end in told if start < one.end and one.start < end]
        if ends:
            yield replace(one, end=max(one.end, *ends))


def offers(
    kind: AnswerKind, sentence: str, language: str, asked: Collection[str], unit: str = ""
) -> bool:
    """Tell whether a sentence offers what is asked for; of what cannot be told, any may.

    Nobody is taken for an answer whom the question names itself.

    Args:
        kind: What is asked for.
        sentence: The sentence.
        language: Its language.
        asked: The words of the question, folded to lower case.
        unit: The unit it is asked for in, if any.
    """
    if kind in MEASURED:
        return bool(fitting_quantities(kind, sentence, language, unit))
    if kind is AnswerKind.PERSON:
        return names_another(sentence, language, asked)
    return kind is not AnswerKind.REASON or bool(_words().answers["reason"].search(sentence))


@lru_cache(maxsize=1)
def _words() -> _Words:
    # Sentences are matched in every language at once: an English question meets German ones.
    tables = [table(language, "questions") for language in known()]

    def listed(section: str, key: str) -> list[str]:
        return [pattern for one in tables for pattern in one[section].get(key, ())]

    def join(section: str, key: str) -> re.Pattern[str]:
        return _join(listed(section, key))

    def by_kind(section: str) -> dict[AnswerKind, re.Pattern[str]]:
        return {
            kind: join(section, kind.value) for kind in AnswerKind if listed(section, kind.value)
        }

    led, asks = "|".join(listed("asking", "prepositions")), "|".join(listed("asking", "words"))
    keys = ("aside", "clause", "reach")
    return _Words(
        {key: join("asking", key) for key in keys}
        | {
            "words": _join([f"(?:(?:{led}) )?(?P<word>{asks})"]),
            "counted": join("units", "counted"),
        },
        by_kind("asked"),
        by_kind("named"),
        {unit: join("units", unit) for unit in tables[0]["units"] if unit != "counted"},
        join("tense", "future"),
        join("tense", "holder"),
        {key: join("offered", key) for key in tables[0]["offered"]},
    )


def _join(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)
