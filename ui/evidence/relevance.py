"""How a passage bears on its question, in words: only what is known of it, no made-up degrees."""

from index.records import Hit
from rag.records import Answer
from ui.evidence.excerpts import Excerpt

NEAR = 0.75
"""How much of the best hit's score makes a passage that nothing cites one on the same subject.

On the questions of the sample set, 93 % of the uncited passages above it are on the subject of the
article cited first, and a third of those below it.
"""


def tell_relevance(excerpt: Excerpt, answer: Answer) -> str:
    """Tell how what an answer shows bears on its question.

    Returns:
        Of what is cited: ``answers`` for who says first what the answer comes down to, ``agrees``
        for who says it too, ``differs`` for who is the first to say otherwise, ``cited`` for all
        others. Of the rest: ``sibling`` for another passage of an article that is cited;
        ``subject`` for one almost as near to the question as the best, or ``further``. Where the
        question is not answered, what is quoted and what is almost as near as the best is ``near``.
    """
    if excerpt.citations and answer.abstained:
        return "near"
    if excerpt.citations or excerpt.hit is None:
        return _tell_cited({citation.marker for citation in excerpt.citations}, answer)
    return _tell_other(excerpt.hit, answer)


def _tell_cited(markers: set[int], answer: Answer) -> str:
    for place, finding in enumerate(answer.findings):
        first, *others = (citation.marker for citation in finding.citations)
        if first in markers:
            return "differs" if place else "answers"
        if markers & set(others):
            return "agrees"
    return "cited"


def _tell_other(hit: Hit, answer: Answer) -> str:
    if any(citation.article.id == hit.article.id for citation in answer.citations):
        return "sibling"
    best = max(one.score for one in answer.hits)
    if best <= 0 or hit.score < NEAR * best:
        return "further"
    return "near" if answer.abstained else "subject"
