"""What happens when a question is asked: turns in, turns out. Knows nothing of Gradio."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from index.errors import FundstelleError
from rag.records import Answer
from ui.cards import render_evidence
from ui.render import render_answer, render_failure, render_pending
from ui.texts import Texts

QUESTION_LIMIT = 2000
"""The most characters a question may have."""

KEPT_TURNS = 40
"""The most turns a conversation shows; the oldest go first."""

_SHOWN_OF_OVERLONG = 200  # characters of a question that is too long to be asked


class Answerer(Protocol):
    """Whoever answers: an :class:`rag.Assistant`."""

    def ask(self, question: str) -> Answer:
        """Answer a question.

        Raises:
            FundstelleError: If it cannot; the message is shown to the reader.
        """
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it, rendered once and shown from then on.

    Attributes:
        number: Counts the turns of a conversation from 1.
        question: As it was asked.
        conversation: Its piece of the conversation.
        evidence: Its piece of the evidence panel, if there is any.
        pending: True as long as it is being answered.
    """

    number: int
    question: str
    conversation: Markup
    evidence: Markup | None = None
    pending: bool = False


def converse(
    assistant: Answerer, question: str, turns: tuple[Turn, ...], texts: Texts
) -> Iterator[tuple[Turn, ...]]:
    """Yield the conversation as it grows, oldest turn first: with the question, then its reply.

    A question without text yields nothing; one too long is refused and never pending.
    """
    question = question.strip()
    if not question:
        return
    number = turns[-1].number + 1 if turns else 1
    earlier = turns[1 - KEPT_TURNS :]
    if len(question) > QUESTION_LIMIT:
        yield (*earlier, _refuse(number, question, texts))
        return
    pending = Turn(number, question, render_pending(number, question, texts), pending=True)
    yield (*earlier, pending)
    yield (*earlier, _reply(assistant, pending, texts))


def give_up(turns: tuple[Turn, ...], texts: Texts) -> tuple[Turn, ...]:
    """Return the conversation with a turn that is still pending saying that something broke."""
    return tuple(
        Turn(turn.number, turn.question, render_failure(turn.number, turn.question, texts.failed))
        if turn.pending
        else turn
        for turn in turns
    )


def _refuse(number: int, question: str, texts: Texts) -> Turn:
    message = texts.too_long.format(
        length=texts.format_number(len(question)), limit=texts.format_number(QUESTION_LIMIT)
    )
    shown = question[:_SHOWN_OF_OVERLONG] + " …"
    return Turn(number, shown, render_failure(number, shown, message))


def _reply(assistant: Answerer, pending: Turn, texts: Texts) -> Turn:
    number, question = pending.number, pending.question
    try:
        answer = assistant.ask(question)
    except FundstelleError as error:
        return Turn(number, question, render_failure(number, question, str(error)))
    return Turn(
        number,
        question,
        render_answer(number, answer, texts),
        render_evidence(number, answer, texts),
    )
