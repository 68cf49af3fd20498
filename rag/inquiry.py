"""What the passages found say to a question, and how sure it is that they answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from index.records import Hit
from index.store import Store
from rag.abstention import confidence, describe
from rag.evidence.ages import asks_for_age_alone, tells_age_of_asked
from rag.evidence.gathering import gather_evidence
from rag.evidence.others import is_of_other
from rag.evidence.reasons import explained_by
from rag.evidence.years import is_of_another_year
from rag.expectations import AnswerKind, expected_kind
from rag.familiarity import unknown_names
from rag.findings import Accord, find_accords
from rag.questions import Question
from rag.records import Evidence

# How sure it still is where what would lead is said of another than the one asked about.
_DOUBTED = 0.4
# And how sure it is at least where it tells the age of whom is named: "How old is Ada?" has no word
# that a sentence shares.
_AGE_TOLD = 0.8
# Asked for yes or no, one that answers nearly as well may have more of the words asked.
_BESIDE, _CLOSE = 2, 0.12


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question and what was found out about it.

    Attributes:
        question: The question.
        hits: The passages found, best first.
        evidence: Their sentences, best first.
        accords: What these give as the direct answer.
        unknown: The question's names that no article has.
        confidence: Estimated probability, 0 to 1, that the index answers the question.
        leads: Where the question was taken apart, what answers each part best.
    """

    question: Question
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    accords: tuple[Accord, ...]
    unknown: tuple[str, ...]
    confidence: float
    leads: tuple[Evidence, ...] = ()


def inquire(question: Question, hits: Sequence[Hit], store: Store) -> Inquiry:
    """Read the passages found for a question.

    Args:
        question: The question.
        hits: The passages, best first.
        store: Tells which names no article has.
    """
    evidence = gather_evidence(question, hits)
    accords = find_accords(question, evidence)
    unknown = unknown_names(question, hits, store)
    sure = 0.0
    if evidence:
        best = accords[0][0].evidence if accords else evidence[0]
        sure = _tell_confidence(question, best, evidence, unknown)
    return Inquiry(question, tuple(hits), tuple(evidence), tuple(accords), tuple(unknown), sure)


def _tell_confidence(
    question: Question, best: Evidence, evidence: Sequence[Evidence], unknown: Sequence[str]
) -> float:
    """Return how sure it is that the evidence which would lead answers the question."""
    # However alike it sounds, with an unknown name or of another year it is something else.
    elsewhere = unknown and best.article.language == question.language
    if elsewhere or is_of_another_year(question, best):
        return 0.0
    sure = confidence(describe(question, best))
    if expected_kind(question.text) is AnswerKind.REASON:  # what it explains has the words asked
        told = explained_by(best, evidence)
        return max(sure, confidence(describe(question, told))) if told else sure
    if expected_kind(question.text) is AnswerKind.DECISION:  # a "no" has few of the words asked
        close = [one for one in evidence[:_BESIDE] if best.score - one.score <= _CLOSE]
        return max([sure, *(confidence(describe(question, one)) for one in close)])
    if is_of_other(question, best.article, best.sentence):
        return sure * _DOUBTED
    if asks_for_age_alone(question) and tells_age_of_asked(question, best.article, best.sentence):
        return max(sure, _AGE_TOLD)
    return sure


def join(whole: Inquiry, parts: Sequence[Inquiry], least: float, sure: float) -> Inquiry:
    """Join what was found out about the parts of a question.

    Each part gives its evidence in turn, the best first, and so the passages. A part that its
    evidence does not answer gives none; where no part is answered, the question as a whole counts.

    Args:
        whole: What was found out about the question itself.
        parts: What was found out about each part.
        least: Least confidence at which a part counts as answered.
        sure: Least confidence at which what answers it best may be quoted as it is.
    """
    answered = [one for one in parts if one.evidence and one.confidence >= least]
    if not answered:
        return whole
    hits = {
        (hit.passage.article_id, hit.passage.start): hit
        for hit in chain.from_iterable(zip_longest(*(one.hits for one in answered)))
        if hit is not None
    }
    evidence = {
        (one.article.id, one.sentence.start): one
        for one in chain.from_iterable(zip_longest(*(part.evidence for part in answered)))
        if one is not None
    }
    leads = dict.fromkeys(
        part.accords[0][0].evidence if part.accords else part.evidence[0]
        for part in answered
        if part.confidence >= sure
    )
    return Inquiry(
        whole.question,
        tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits.values(), 1)),
        tuple(evidence.values()),
        (),
        whole.unknown,
        max(one.confidence for one in answered),
        tuple(leads),
    )
