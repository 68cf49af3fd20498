"""Ratings become questions whose answer is known, in the form that :mod:`eval` measures with. Pure.

A question goes into a set only where there can be no doubt: where a reader approved of an answer,
what it cites is the evidence; where one approved of abstaining, or says that an answer should have
abstained, there is none. All others are left to be labelled by hand: whatever was rated down for
another reason, and whatever readers do not agree on.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.expectations import expected_kind
from rag.records import Answer, Citation
from rag.shapes import Json
from rag.traces import TraceInvalid
from ui.desk.feedback import SHOULD_HAVE_ABSTAINED, Rating

UNANSWERABLE = "unanswerable"
"""The kind of a question that the articles do not answer."""

_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Questions:
    """What became of ratings.

    Attributes:
        labelled: Rows of a question set.
        unlabelled: Questions to be labelled by hand, each with what was said of its answers.
        unreadable: How many ratings were of answers that cannot be read any more.
    """

    labelled: tuple[Json, ...]
    unlabelled: tuple[Json, ...]
    unreadable: int


@dataclass(frozen=True, slots=True)
class _Rated:
    rating: Rating
    answer: Answer

    @property
    def approved(self) -> bool:
        return self.rating.verdict == "up"

    @property
    def changed(self) -> bool:
        """Whether the answer is no longer one, as articles have changed since."""
        return bool(self.rating.trace.get("abstained")) != self.answer.abstained

    @property
    def answers(self) -> bool:
        """Whether what is cited answers the question."""
        return self.approved and not self.answer.abstained

    @property
    def denies(self) -> bool:
        """Whether the articles, all of them, do not answer the question."""
        if self.rating.made.get("choice") or self.changed:
            return False
        if self.answer.abstained:
            return self.approved
        return self.rating.reason == SHOULD_HAVE_ABSTAINED


def make_questions(ratings: Iterable[Rating], read: Callable[[Json], Answer]) -> Questions:
    """Return the questions that were rated, each once, in the order of their first rating.

    Args:
        ratings: The ratings, oldest first.
        read: Reads an answer's trace back; raises :class:`rag.traces.TraceInvalid`.
    """
    asked: dict[tuple[str, str], list[_Rated]] = defaultdict(list)
    unreadable = 0
    for rating in ratings:
        try:
            answer = read(rating.trace)
        except TraceInvalid:
            unreadable += 1
            continue
        asked[answer.language, _question(answer).casefold()].append(_Rated(rating, answer))
    labelled, unlabelled = [], []
    for rated in asked.values():
        if all(one.answers for one in rated):
            labelled.append(_answerable(rated))
        elif all(one.denies for one in rated):
            labelled.append(_unanswerable(rated))
        else:
            unlabelled.append(_open(rated))
    return Questions(tuple(labelled), tuple(unlabelled), unreadable)


def _answerable(rated: Sequence[_Rated]) -> Json:
    citations = [citation for one in rated for citation in one.answer.citations]
    question = _head(rated)
    return {
        **question,
        "kind": expected_kind(question["question"]).value,
        "answerable": True,
        "answers": _answers(one.answer for one in rated),
        "evidence": _evidence(citations),
    }


def _unanswerable(rated: Sequence[_Rated]) -> Json:
    return {
        **_head(rated),
        "kind": UNANSWERABLE,
        "answerable": False,
        "answers": [],
        "evidence": [],
    }


def _open(rated: Sequence[_Rated]) -> Json:
    """Return a question that is still to be labelled: no row of a set, as it lacks what is right.

    Readers' names stay out of it.
    """
    return {
        **_head(rated),
        "ratings": [
            {
                "at": one.rating.at,
                "verdict": one.rating.verdict,
                "reason": one.rating.reason,
                "comment": one.rating.comment,
                "choice": one.rating.made.get("choice"),
                "answer": one.answer.text,
                "abstained": one.answer.abstained,
                "evidence": _evidence(one.answer.citations),
            }
            for one in rated
        ],
    }


def _head(rated: Sequence[_Rated]) -> Json:
    answer = rated[0].answer
    question = _question(answer)
    digest = hashlib.sha256(f"{answer.language} {question.casefold()}".encode()).hexdigest()
    return {
        "id": f"feedback-{digest[:_ID_DIGITS]}",
        "language": answer.language,
        "question": question,
    }


def _question(answer: Answer) -> str:
    """Return the question as it makes sense by itself."""
    return " ".join((answer.searched or answer.question).split())


def _answers(answers: Iterable[Answer]) -> list[str]:
    """Return the words that answer, as the articles wrote them and in the question's language."""
    words: list[str] = []
    for finding in (finding for answer in answers for finding in answer.findings):
        words += [finding.text, finding.reading]
        words += [citation.marked_text for citation in finding.citations]
    return list(dict.fromkeys(filter(None, words)))


def _evidence(citations: Iterable[Citation]) -> list[Json]:
    places = dict.fromkeys((citation.article.id, citation.quote) for citation in citations)
    return [{"article": article, "quote": quote} for article, quote in places]
