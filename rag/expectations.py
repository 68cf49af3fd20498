"""What kind of thing a question asks for.

Whether a sentence has such a thing is told in :mod:`rag.evidence.offers`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rag.languages import known, table
from rag.patterns import in_any_language, office_pattern, opening_words
from rag.quantities import Kind, Quantity, find_quantities


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
"""The kinds that a sentence can be read for, which takes longer; see :mod:`rag.evidence.offers`."""

_COUNTED = {
    Kind.MEASURE: AnswerKind.SIZE,
    Kind.MONEY: AnswerKind.AMOUNT,
    Kind.DURATION: AnswerKind.DURATION,
}
"""What is asked for where that many of a unit are."""

AMOUNTS = frozenset({AnswerKind.AMOUNT, AnswerKind.LEVEL, AnswerKind.SIZE})
"""The kinds that are answered with a figure of what there is much or little of."""

FIGURES = AMOUNTS | {
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
    """The patterns of all languages for questions, by what they ask for and by tense."""

    asking: dict[str, re.Pattern[str]]
    asked: dict[AnswerKind, re.Pattern[str]]
    named: dict[AnswerKind, re.Pattern[str]]
    units: dict[str, re.Pattern[str]]
    ahead: re.Pattern[str]
    holder: re.Pattern[str]
    naming: re.Pattern[str]


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
    if asks_for_name(question):
        return AnswerKind.PERSON
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


def asks_for_name(question: str) -> bool:
    """Tell whether a question asks what somebody is called: "What is the new mayor called?"."""
    asks = _words().asking["words"].search(question)
    return asks is not None and bool(_words().naming.match(question, asks.start("word")))


def asks_for_holder(question: str) -> bool:
    """Tell whether a question asks who is something now: "Who leads the yard?"."""
    return bool(_words().holder.search(question))


def looks_ahead(question: str) -> bool:
    """Tell whether a question for a day asks what is still to come: "When will it open?"."""
    return bool(_words().ahead.search(question))


@lru_cache(maxsize=1)
def _words() -> _Words:
    def join(section: str, key: str) -> re.Pattern[str]:
        return opening_words(in_any_language("questions", section, key))

    def by_kind(section: str) -> dict[AnswerKind, re.Pattern[str]]:
        listed = {one: in_any_language("questions", section, one.value) for one in AnswerKind}
        return {kind: opening_words(patterns) for kind, patterns in listed.items() if patterns}

    led, asks = (
        "|".join(in_any_language("questions", "asking", key)) for key in ("prepositions", "words")
    )
    units = table(known()[0], "questions")["units"]
    return _Words(
        {key: join("asking", key) for key in ("aside", "clause", "reach")}
        | {
            "words": opening_words([f"(?:(?:{led}) )?(?P<word>{asks})"]),
            "counted": join("units", "counted"),
        },
        by_kind("asked"),
        by_kind("named"),
        {unit: join("units", unit) for unit in units if unit != "counted"},
        join("tense", "future"),
        join("tense", "holder"),
        _naming(),
    )


def _naming() -> re.Pattern[str]:
    """Return what matches a question for somebody's name: "what is the new mayor called"."""
    asks = "|".join(in_any_language("questions", "asking", "naming"))
    offices = "|".join(map(office_pattern, known()))
    return re.compile(rf"(?:{asks}) (?:[\w’'-]+ ){{0,2}}?(?:{offices})(?!['’]s)", re.IGNORECASE)
