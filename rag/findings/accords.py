"""Who agrees on the direct answer, and who says otherwise.

Evidence whose words mean the same, such as "9,16 %" and "9.2 per cent", is one finding with several
witnesses; where articles differ, their findings stand side by side.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from index.words import split_words
from rag.findings.records import Accord, Witness
from rag.findings.witnesses import hear
from rag.names import mentions
from rag.quantities import Quantity, agree, contradicts
from rag.questions import Question
from rag.records import Evidence

# How much less well a sentence may answer than the best one, in units of its score, and still be
# heard; and to lead the answer although the best one gives nothing that was asked for.
_HEARD, _LEADING = 0.35, 0.1
# What it is worth that one more article says the same: redundancy is evidence (Dumais et al. 2002,
# "Web question answering: is more always better?").
_SECONDED = 0.07
# Figures further apart than this are not two accounts of one thing, but of two things.
_FARTHEST_RATIO = Decimal("1.5")


def find_accords(question: Question, evidence: Sequence[Evidence]) -> list[Accord]:
    """Return what the evidence gives as the direct answer, grouped by who agrees.

    The accord that answers best leads, each article that seconds it counting for it. It stands
    alone, or with others who give another account of the same thing.

    Args:
        question: The question.
        evidence: The evidence, best first.

    Returns:
        The leading accord first; empty where nothing that was asked for can be told.
    """
    heard = [hear(question, one) for one in evidence if evidence[0].score - one.score <= _HEARD]
    accords: list[list[Witness]] = []
    for witness in filter(None, heard):
        accord = next((accord for accord in accords if _agree(accord[0], witness)), None)
        if accord is None:
            accords.append([witness])
        elif all(one.article.report != witness.article.report for one in accord):
            accord.append(witness)
    if not accords:
        return []
    lead, *others = sorted(accords, key=_weigh, reverse=True)
    if heard[0] is None and not _may_lead(lead, evidence[0]):
        return []
    return [tuple(lead), *(tuple(one) for one in others if _differs(lead, one))]


def newest_first(accords: Sequence[Accord]) -> list[Accord]:
    """Return accords, those published last first; the undated come after them, as they are."""
    return sorted(accords, key=lambda one: one[0].article.published or date.min, reverse=True)


def mean_the_same(
    one: str, other: str, figures: Sequence[Quantity], others: Sequence[Quantity]
) -> bool:
    """Tell whether two runs of words say the same.

    Args:
        one: The words.
        other: The others.
        figures: The quantities in the words; where both have some, these decide.
        others: The quantities in the others.
    """
    if figures and others:
        return any(agree(a, b) for a in figures for b in others)
    return mentions(one, split_words(other)) or mentions(other, split_words(one))


def _agree(one: Witness, other: Witness) -> bool:
    return mean_the_same(one.text, other.text, one.quantities, other.quantities)


def _weigh(accord: Sequence[Witness]) -> float:
    return accord[0].evidence.score + _SECONDED * (len(accord) - 1)


def _may_lead(accord: Sequence[Witness], best: Evidence) -> bool:
    """Tell whether an accord may lead past a best sentence that gives nothing: figures may."""
    return bool(accord[0].quantities) and _weigh(accord) >= best.score - _LEADING


def _differs(lead: Sequence[Witness], accord: Sequence[Witness]) -> bool:
    """Tell whether an accord, of other articles than the lead's, gives another account of it."""
    if {one.article.report for one in lead} & {one.article.report for one in accord}:
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
