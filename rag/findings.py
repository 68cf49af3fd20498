"""The direct answer: what was asked for, in the articles' own words, and who agrees on it.

Evidence whose words mean the same, such as "9,16 %" and "9.2 per cent", is one finding with several
witnesses; where articles differ, their findings stand side by side.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from index.records import Article
from index.words import split_words
from rag.expectations import MEASURED, Kind
from rag.languages import table
from rag.names import is_name, mentions
from rag.quantities import Quantity, agree, contradicts, find_quantities
from rag.records import AnswerSpan, Evidence

# The reader's words lead an answer where at least this share of them is expected to be right.
_SURE = 0.5
# How much less well a sentence may answer than the best one, in units of its score, and still be
# heard; and to lead the answer although the best one gives nothing that was asked for.
_HEARD, _LEADING = 0.35, 0.05
# What it is worth that one more article says the same: redundancy is evidence (Dumais et al. 2002,
# "Web question answering: is more always better?").
_SECONDED = 0.07
# Figures further apart than this are not two accounts of one thing, but of two things.
_FARTHEST_RATIO = Decimal("1.5")
_WORD = re.compile(r"\w+")
_NAMED = {Kind.PERSON, Kind.PLACE}


@dataclass(frozen=True, slots=True)
class Witness:
    """A sentence and the words of it that answer.

    Attributes:
        evidence: The sentence.
        start: Where the words start in the article's text.
        end: Where they end there.
        quantities: What they amount to, where a figure is asked for: the figure, and the same in
            another unit, as in "380 billion yuan (53 billion dollars)".
    """

    evidence: Evidence
    start: int
    end: int
    quantities: tuple[Quantity, ...] = ()

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.evidence.article

    @property
    def text(self) -> str:
        """The words that answer, as the article wrote them."""
        return self.article.text[self.start : self.end]


Accord = tuple[Witness, ...]
"""Witnesses who agree, best first; never none."""


def find_accords(kind: Kind, evidence: Sequence[Evidence]) -> list[Accord]:
    """Return what the evidence gives as the direct answer, grouped by who agrees.

    The accord that answers best leads, each article that seconds it counting for it. It stands
    alone, or with others who give another account of the same thing.

    Args:
        kind: What the question asks for.
        evidence: The evidence, best first.

    Returns:
        The leading accord first; empty where nothing that was asked for can be told.
    """
    heard = [_hear(kind, one) for one in evidence if evidence[0].score - one.score <= _HEARD]
    accords: list[list[Witness]] = []
    for witness in filter(None, heard):
        accord = next((accord for accord in accords if _same(accord[0], witness)), None)
        if accord is None:
            accords.append([witness])
        elif all(one.article.id != witness.article.id for one in accord):
            accord.append(witness)
    if not accords or (heard[0] is None and _weigh(accords[0]) < evidence[0].score - _LEADING):
        return []
    lead, *others = sorted(accords, key=_weigh, reverse=True)
    return [tuple(lead), *(tuple(one) for one in others if _differs(lead, one))]


def order(accords: Sequence[Accord]) -> list[Accord]:
    """Return accords, those published last first; the undated come after them, as they are."""
    return sorted(accords, key=lambda one: one[0].article.published or date.min, reverse=True)


def _hear(kind: Kind, evidence: Evidence) -> Witness | None:
    answer = evidence.answer
    if answer is None:
        return None
    if kind in MEASURED:
        return _hear_figure(kind, evidence)
    if kind in _NAMED and answer.overlap >= _SURE:
        return _hear_name(kind, evidence, answer)
    return None


def _hear_name(kind: Kind, evidence: Evidence, answer: AnswerSpan) -> Witness | None:
    """Return the words that answer if they may name what is asked for."""
    witness = Witness(evidence, answer.start, answer.end)
    language = evidence.article.language
    known = table(language, "words")
    idle = {*known.get("titles", ()), *known.get("function", ())}
    telling = [word for word in _WORD.findall(witness.text) if word.casefold() not in idle]
    if kind is Kind.PERSON:
        telling = [word for word in telling if is_name(word, language)]
    return witness if telling else None


def _hear_figure(kind: Kind, evidence: Evidence) -> Witness | None:
    """Return the quantity among the words that answer."""
    answer, sentence, language = evidence.answer, evidence.sentence, evidence.article.language
    if answer is None:
        return None
    start, end = answer.start - sentence.start, answer.end - sentence.start
    found = [one for one in find_quantities(sentence.text, language) if one.kind in MEASURED[kind]]
    touched = [n for n, one in enumerate(found) if one.start < end and start < one.end]
    if len(found) == 1:  # where there is but one, it is the one
        touched = [0]
    if not touched:
        return None
    said, upto = _with_equal(sentence.text, found, touched[0], language)
    offset = sentence.start
    return Witness(evidence, offset + said[0].qualified_start, offset + upto, said)


def _with_equal(
    text: str, found: Sequence[Quantity], at: int, language: str
) -> tuple[tuple[Quantity, ...], int]:
    """Return a quantity, with the same in another unit beside it if there is, and their end."""
    for first in (at, at - 1):  # it may be either of the two
        if (
            first >= 0
            and first + 1 < len(found)
            and _are_equal(text, *found[first : first + 2], language)
        ):
            one, other = found[first : first + 2]
            return (one, other), other.end + text[other.end :].startswith(")")
    return (found[at],), found[at].end


def _are_equal(text: str, one: Quantity, other: Quantity, language: str) -> bool:
    """Tell whether a text says that two are one: "380 billion yuan (53 billion dollars)"."""
    between = text[one.end : other.qualified_start].strip()
    words = table(language, "words").get("equals", ())
    return one.unit != other.unit and (between == "(" or between.strip(" ,(").casefold() in words)


def _same(one: Witness, other: Witness) -> bool:
    if one.quantities and other.quantities:
        return any(agree(a, b) for a in one.quantities for b in other.quantities)
    return mentions(one.text, split_words(other.text)) or mentions(
        other.text, split_words(one.text)
    )


def _weigh(accord: Sequence[Witness]) -> float:
    return accord[0].evidence.score + _SECONDED * (len(accord) - 1)


def _differs(lead: Sequence[Witness], accord: Sequence[Witness]) -> bool:
    """Tell whether an accord, of other articles than the lead's, gives another account of it."""
    if {one.article.id for one in lead} & {one.article.id for one in accord}:
        return False
    return any(
        contradicts(a, b) and _is_near(a, b)
        for a in lead[0].quantities
        for b in accord[0].quantities
    )


def _is_near(one: Quantity, other: Quantity) -> bool:
    """Tell whether two figures may be accounts of one thing; of dates that cannot be told."""
    if not one.value or not other.value or one.unit != other.unit:
        return False
    small, large = sorted((abs(one.value), abs(other.value)))
    return large <= small * _FARTHEST_RATIO
