"""Evidence becomes what an answer says, as far as it passes the checks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.citing import Citer
from rag.findings import Accord, order
from rag.generation import Generator
from rag.questions import Question
from rag.records import Answer, Evidence, Finding
from rag.replies import describe_differences, describe_origin, read_for


def fill(
    reply: Answer,
    question: Question,
    generator: Generator,
    evidence: Sequence[Evidence],
    accords: Sequence[Accord],
) -> Answer:
    """Return a reply with what the evidence says; as it was where nothing passes the checks.

    Args:
        reply: The reply without statements.
        question: The question.
        generator: Who words the statements.
        evidence: The sentences that bear on it, best first; at least one.
        accords: What they give as the direct answer.
    """
    citer = Citer()
    drafts = generator.generate(question, evidence, accords)
    statements = (citer.cite(draft.text, draft.evidence) for draft in drafts)
    shown = tuple(statement for statement in statements if statement is not None)
    if not shown:
        return reply
    return replace(
        reply,
        statements=shown,
        findings=tuple(_find(citer, question, accords)),
        note=describe_differences(accords, question.language),
    )


def _find(citer: Citer, question: Question, accords: Sequence[Accord]) -> Iterator[Finding]:
    """Yield the direct answer; where articles differ, the newest account first."""
    for accord in order(accords):
        first = accord[0]
        origin = describe_origin(first.article, question.language) if len(accords) > 1 else ""
        finding = citer.find(accord, read_for(question, first), origin)
        if finding is not None:
            yield finding
