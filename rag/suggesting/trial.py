"""A question is suggested only if the index answers it with what it was made of.

This is the round trip of Alberti et al. 2019, "Synthetic QA corpora generation with roundtrip
consistency".
"""

import re
from collections.abc import Sequence

from rag.inquiry import Inquiry
from rag.quantities import Quantity, agree
from rag.records import Evidence
from rag.searching import Searcher
from rag.suggesting.records import Candidate

_NOT_A_WORD = re.compile(r"\W+")
_BESIDE = 12  # characters that a post may be given with beside it, such as "Dr. "


def leading(inquiry: Inquiry) -> Evidence | None:
    """Return the evidence that would lead the answer; None where there is none."""
    if inquiry.accords:
        return inquiry.accords[0][0].evidence
    return inquiry.evidence[0] if inquiry.evidence else None


def find_answer(
    candidates: Sequence[Candidate], language: str, searcher: Searcher, least: float
) -> Evidence | None:
    """Return what answers a question as it should; None where nothing does.

    Args:
        candidates: The question, with each sentence that should answer it (never none).
        language: The language that it is in, and has to be taken for.
        searcher: Finds what the articles say.
        least: Least confidence in it.
    """
    inquiry = searcher.inquire(candidates[0].question, None)
    if inquiry.confidence < least or inquiry.question.language != language:
        return None
    return leading(inquiry) if any(_answers(inquiry, one) for one in candidates) else None


def _answers(inquiry: Inquiry, candidate: Candidate) -> bool:
    lead = leading(inquiry)
    if lead is None:
        return False
    if isinstance(candidate.answer, Quantity):  # whoever says so
        heard = inquiry.accords[0][0].quantities if inquiry.accords else ()
        return any(agree(candidate.answer, one) for one in heard)
    same = normal(lead.sentence.text) == normal(candidate.source.sentence.text)
    names = candidate.form == "head" and candidate.answer in lead.sentence.text
    if not (same or names):
        return False
    if not inquiry.accords:
        return candidate.form in {"head", "person"}
    found = inquiry.accords[0][0].text
    if candidate.form == "person":  # the post, not half of the name with it
        return found == candidate.answer
    return candidate.answer in found and len(found) <= len(candidate.answer) + _BESIDE


def normal(text: str) -> str:
    """Return a text as it is compared: reprints differ in marks and spaces."""
    return _NOT_A_WORD.sub(" ", text.casefold()).strip()
