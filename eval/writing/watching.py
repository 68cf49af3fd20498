"""Answers that a language model words, watched: what it wrote, and what became of that.

The product shows what passes the check and stops a reply whose direct answer fails it. To tell what
the check catches, the whole reply is needed as well: it is noted here on its way, and read to its
end once the answer is there. No reply is made twice.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Event

from rag.generation import Brief, Draft, Generator
from rag.llm.models import ChatModel, Message, ModelUnavailable, Outage
from rag.records import Answer, Citation, Evidence, Statement


@dataclass(frozen=True, slots=True)
class Noted:
    """What a language model wrote for one question.

    Attributes:
        name: The generator's name.
        replies: What came from the model, as it came; several where it was asked again.
        drafts: Its sentences as the generator read them, those that nobody checked included.
        outage: Why it broke off; None where it did not.
        first: When the first draft was there, by :func:`time.perf_counter`; None without drafts.
        last: When the reply was at its end.
    """

    name: str
    replies: tuple[str, ...]
    drafts: tuple[Draft, ...]
    outage: Outage | None
    first: float | None
    last: float


class NotingModel:
    """Passes on what a language model replies, and notes it."""

    def __init__(self, model: ChatModel) -> None:
        """Set who replies."""
        self._model = model
        self._replies: list[str] = []

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def context(self) -> int:
        return self._model.context

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        place = len(self._replies)
        self._replies.append("")
        for piece in self._model.stream(messages, limit, stop):
            self._replies[place] += piece
            yield piece

    def warm_up(self) -> None:
        self._model.warm_up()

    def close(self) -> None:
        self._model.close()

    def take(self) -> tuple[str, ...]:
        """Return the replies since the last time, and forget them."""
        taken, self._replies = tuple(self._replies), []
        return taken


class NotingGenerator:
    """Passes on what a generator writes, and notes it; for one question at a time.

    It is left open by the assistants that use it, of which a measurement has several: whoever made
    the generator closes it.
    """

    def __init__(self, generator: Generator, model: NotingModel) -> None:
        """Set who writes.

        Args:
            generator: Writes.
            model: What it asks.
        """
        self._generator = generator
        self._model = model
        self._going: Iterator[Draft] | None = None
        self._drafts: list[Draft] = []
        self._outage: Outage | None = None
        self._first: float | None = None
        self._last = 0.0

    @property
    def name(self) -> str:
        return self._generator.name

    def generate(self, brief: Brief) -> Iterator[Draft]:
        self._going = going = self._note(brief)
        # Whoever reads this may break it off; what is behind it stays open for take().
        for draft in going:  # noqa: UP028
            yield draft

    def warm_up(self) -> None:
        self._generator.warm_up()

    def close(self) -> None:
        """Leave the generator open."""

    def forget(self) -> None:
        """Forget what was noted, such as the questions that models are warmed up with."""
        self._model.take()
        self._going, self._drafts = None, []
        self._outage = self._first = None

    def take(self) -> Noted | None:
        """Read the reply to its end, and return what was noted since the last time.

        None if nothing was to be written.
        """
        if self._going is None:
            self.forget()
            return None
        with suppress(ModelUnavailable):  # noted as well
            deque(self._going, maxlen=0)
        replies = self._model.take()
        noted = Noted(
            self.name, replies, tuple(self._drafts), self._outage, self._first, self._last
        )
        self.forget()
        return noted

    def _note(self, brief: Brief) -> Iterator[Draft]:
        try:
            for draft in self._generator.generate(brief):
                self._first = self._first or time.perf_counter()
                self._drafts.append(draft)
                yield draft
        except ModelUnavailable as error:
            self._outage = error.outage
            raise
        finally:
            self._last = time.perf_counter()


def uncheck(answer: Answer, noted: Noted, started: float) -> Answer:
    """Return an answer as the model wrote it: every sentence, with the citations that it claims.

    A reply that begins by saying that the articles do not answer is none, as it is to the product;
    said later, that is no statement.

    Args:
        answer: The answer that was shown.
        noted: What the model wrote for it.
        started: When the question was asked, by :func:`time.perf_counter`.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    statements = tuple(
        Statement(draft.text, tuple(_cite(one, numbers) for one in dict.fromkeys(draft.evidence)))
        for draft in noted.drafts
        if not draft.declines and not noted.drafts[0].declines
    )
    return replace(
        answer,
        statements=statements,
        findings=(),
        abstained=not statements,
        note="" if statements else " ".join(noted.replies).strip(),
        generator=noted.name,
        withheld=(),
        elapsed_ms=(noted.last - started) * 1000,
    )


def _cite(evidence: Evidence, numbers: dict[tuple[str, int, int], int]) -> Citation:
    sentence = evidence.sentence
    key = (evidence.article.id, sentence.start, sentence.end)
    marker = numbers.setdefault(key, len(numbers) + 1)
    return Citation(marker, evidence.article, sentence.start, sentence.end, sentence.text)
