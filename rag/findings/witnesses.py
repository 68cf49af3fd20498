"""What a sentence gives of what was asked for: a figure, or the name of a person or a place."""

from rag.evidence.others import is_of_other
from rag.evidence.years import is_of_another_year
from rag.expectations import MEASURED, AnswerKind, expected_kind
from rag.findings.figures import hear_figure
from rag.findings.names import hear_person, hear_place
from rag.findings.records import Witness
from rag.questions import Question
from rag.records import Evidence

# A name leads an answer where at least this share of it is expected to be right.
_SURE = 0.45


def hear(question: Question, evidence: Evidence) -> Witness | None:
    """Return what a sentence gives of what was asked for; None where that cannot be told.

    What holds for another year than the question names is no answer, nor what is said of another
    than the one that it asks about.
    """
    kind = expected_kind(question.text)
    if (
        evidence.answer is None
        or is_of_another_year(question, evidence)
        or is_of_other(question, evidence.article, evidence.sentence)
    ):
        return None
    if kind in MEASURED:
        return hear_figure(question, kind, evidence, evidence.answer)
    if evidence.answer.overlap < _SURE:
        return None
    if kind is AnswerKind.PERSON:
        return hear_person(question, evidence, evidence.answer)
    return hear_place(question, evidence, evidence.answer) if kind is AnswerKind.PLACE else None
