"""Hits become evidence: the sentences that bear on a question, best first."""

import re
from collections.abc import Sequence

from index.records import Hit, ScoredSentence
from rag.expectations import Kind, agreement, expected_kind
from rag.questions import Question
from rag.records import Evidence

# How much of a sentence's similarity is that of its reading in context, the rest that of its
# reading alone: the one knows what "it" is, the other is not blurred by its neighbours.
_IN_CONTEXT = 0.7
# What it is worth that a sentence offers the kind of thing asked for, beside centred cosines.
_AGREEMENT = 0.12
_LONGEST_HEADING = 80
_SENTENCE_SIGN = re.compile(r"[.!?…。！？:]\W*$|\d|^[•*–-]")
_NOT_A_WORD = re.compile(r"\W+")


def gather_evidence(question: Question, hits: Sequence[Hit]) -> list[Evidence]:
    """Rank the sentences of the hits by how well they answer.

    A sentence scores its similarity to the question, its passage's score, and a bonus
    where it offers what is asked for, such as an amount. A sentence that stands word for word in
    several articles, as in a reprint, counts once; headings do not count.

    Args:
        question: The question.
        hits: The passages found.

    Returns:
        The evidence, best first.
    """
    kind = expected_kind(question.text)
    evidence = [
        Evidence(hit.article, scored.sentence, hit, _score(scored, hit, kind))
        for hit in hits
        for scored in hit.sentences
        if not _is_heading(scored.sentence.text)
    ]
    evidence.sort(key=lambda one: (-one.score, one.hit.rank, one.sentence.ordinal))
    first: dict[str, Evidence] = {}
    for one in evidence:
        first.setdefault(_NOT_A_WORD.sub(" ", one.sentence.text.casefold()).strip(), one)
    return list(first.values())


def _is_heading(text: str) -> bool:
    """Tell a heading from a sentence: short, without an end, a figure or a bullet."""
    return len(text) < _LONGEST_HEADING and not _SENTENCE_SIGN.search(text)


def _score(scored: ScoredSentence, hit: Hit, kind: Kind) -> float:
    similarity = _IN_CONTEXT * scored.in_context + (1 - _IN_CONTEXT) * scored.similarity
    return similarity + hit.score + _AGREEMENT * agreement(kind, scored.sentence.text)
