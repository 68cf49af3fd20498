"""Evidence becomes the sentences of an answer: the Generator protocol and the extractive one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.questions import Question
from rag.records import Evidence


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as a generator worded it, and the evidence it claims to rest on.

    Nothing is shown from a draft before :mod:`rag.grounding` has checked it.
    """

    text: str
    evidence: tuple[Evidence, ...]


class Generator(Protocol):
    """Words an answer from evidence, sentence by sentence."""

    @property
    def name(self) -> str:
        """What the answer says of who worded it."""

    def generate(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield the answer's sentences, in order.

        Args:
            question: The question.
            evidence: The sentences that bear on it, best first; at least one.
        """


class ExtractiveGenerator:
    """Answers with the best evidence sentences, word for word."""

    # A further sentence is worth showing if it answers nearly as well as the best one; from another
    # article it confirms or disagrees, so it may fall back a little more.
    _MARGIN_ELSEWHERE, _MARGIN_SAME_ARTICLE = 0.15, 0.03

    def __init__(self, statements: int = 3) -> None:
        """Set how many sentences an answer has at the most."""
        self._statements = statements

    @property
    def name(self) -> str:
        return "extractive"

    def generate(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Draft]:  # noqa: ARG002
        best, *others = evidence
        articles = {best.article.id}
        yield Draft(best.sentence.text, (best,))
        given = 1
        for one in others:
            if given == self._statements:
                return
            elsewhere = one.article.id not in articles
            margin = self._MARGIN_ELSEWHERE if elsewhere else self._MARGIN_SAME_ARTICLE
            if one.score >= best.score - margin:
                articles.add(one.article.id)
                given += 1
                yield Draft(one.sentence.text, (one,))
