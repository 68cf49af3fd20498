"""Evidence becomes the sentences of an answer: the Generator protocol and the extractive one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from rag.findings import Accord
from rag.questions import Question
from rag.records import Answer, Evidence

EXTRACTIVE = "extractive"
"""The name of the generator that quotes."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a generator is given to answer from.

    Attributes:
        question: The question, made whole from the conversation.
        evidence: The sentences that bear on it, best first; at least one.
        accords: What they give as the direct answer (see :mod:`rag.findings`).
        history: The answers given before in this conversation, oldest first.
        parts: The questions it was taken apart into, if it was.
        leads: What answers each of these best.
        sure: Whether the evidence is likely enough to answer, so that it may be quoted as it is.
        stop: Ends the answer once it is set.
    """

    question: Question
    evidence: Sequence[Evidence]
    accords: Sequence[Accord] = ()
    history: Sequence[Answer] = ()
    parts: Sequence[str] = ()
    leads: Sequence[Evidence] = ()
    sure: bool = True
    stop: Event | None = None

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.stop is not None and self.stop.is_set()


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as a generator worded it, and the evidence it claims to rest on.

    Nothing is shown from a draft before :mod:`rag.grounding` has checked it.

    Attributes:
        text: The sentence, without markers.
        evidence: What it claims to rest on; none where it names nothing that there is.
        offered: What it may rest on instead, where it does not on what it claims.
        declines: Whether it says that the articles do not answer the question.
    """

    text: str
    evidence: tuple[Evidence, ...]
    offered: tuple[Evidence, ...] = ()
    declines: bool = False


def quote(evidence: Evidence) -> Draft:
    """Return a sentence of an article as it stands."""
    return Draft(evidence.sentence.text, (evidence,))


class Generator(Protocol):
    """Words an answer from evidence, sentence by sentence."""

    @property
    def name(self) -> str:
        """What the answer says of who worded it."""

    def generate(self, brief: Brief) -> Iterator[Draft]:
        """Yield the answer's sentences, in order, each as soon as it is written.

        Raises:
            ModelUnavailable: It cannot go on; what it yielded before may still be shown.
        """

    def warm_up(self) -> None:
        """Load now what the first answer needs."""

    def close(self) -> None:
        """Let go of connections and processes."""


class ExtractiveGenerator:
    """Answers with the best evidence sentences, word for word.

    First the one that gives the direct answer, or else the best; after it those that say otherwise,
    then those that answer nearly as well.
    """

    # A further sentence is worth showing if it answers nearly as well as the best one; from another
    # article it confirms or disagrees, so it may fall back a little more.
    _MARGIN_ELSEWHERE, _MARGIN_SAME_ARTICLE = 0.17, 0.14

    def __init__(self, statements: int = 3) -> None:
        """Set how many sentences an answer has at the most."""
        self._statements = statements

    @property
    def name(self) -> str:
        return EXTRACTIVE

    def generate(self, brief: Brief) -> Iterator[Draft]:
        evidence = brief.evidence
        chosen = [accord[0].evidence for accord in brief.accords] or [*brief.leads]
        chosen = chosen or [evidence[0]]
        articles = {one.article.id for one in chosen}
        for one in evidence if not brief.leads else ():
            elsewhere = one.article.id not in articles
            margin = self._MARGIN_ELSEWHERE if elsewhere else self._MARGIN_SAME_ARTICLE
            if one.score >= evidence[0].score - margin and one not in chosen:
                articles.add(one.article.id)
                chosen.append(one)
        for one in chosen[: self._statements]:
            yield quote(one)

    def nearest(self, brief: Brief) -> list[Evidence]:
        """Return what to look at where nothing answers: what would lead, then the best."""
        leads = [accord[0].evidence for accord in brief.accords[:1]]
        others = [one for one in brief.evidence if one not in leads]
        return [*leads, *others][: self._statements]

    def warm_up(self) -> None:
        """Nothing is to be loaded."""

    def close(self) -> None:
        """Nothing is held."""
