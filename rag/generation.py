"""Evidence becomes the sentences of an answer: the Generator protocol and the extractive one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.findings import Accord
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

    def generate(
        self, question: Question, evidence: Sequence[Evidence], accords: Sequence[Accord]
    ) -> Iterator[Draft]:
        """Yield the answer's sentences, in order.

        Args:
            question: The question.
            evidence: The sentences that bear on it, best first; at least one.
            accords: What they give as the direct answer (see :mod:`rag.findings`).
        """


class ExtractiveGenerator:
    """Answers with the best evidence sentences, word for word.

    First the one that gives the direct answer, or else the best; after it those that say otherwise,
    then those that answer nearly as well.
    """

    # A further sentence is worth showing if it answers nearly as well as the best one; from another
    # article it confirms or disagrees, so it may fall back a little more.
    _MARGIN_ELSEWHERE, _MARGIN_SAME_ARTICLE = 0.15, 0.12

    def __init__(self, statements: int = 3) -> None:
        """Set how many sentences an answer has at the most."""
        self._statements = statements

    @property
    def name(self) -> str:
        return "extractive"

    def generate(
        self,
        question: Question,  # noqa: ARG002
        evidence: Sequence[Evidence],
        accords: Sequence[Accord],
    ) -> Iterator[Draft]:
        chosen = [accord[0].evidence for accord in accords] or [evidence[0]]
        articles = {one.article.id for one in chosen}
        for one in evidence:
            elsewhere = one.article.id not in articles
            margin = self._MARGIN_ELSEWHERE if elsewhere else self._MARGIN_SAME_ARTICLE
            if one.score >= evidence[0].score - margin and one not in chosen:
                articles.add(one.article.id)
                chosen.append(one)
        for one in chosen[: self._statements]:
            yield Draft(one.sentence.text, (one,))
