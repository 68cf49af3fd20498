"""What happens when a question is asked: turns in, turns out. Knows nothing of Gradio."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from index.errors import FundstelleError, QuestionInvalid
from index.records import Filter
from rag.records import Answer
from ui.cards import render_evidence
from ui.filters import Choice, read_choice
from ui.render import render_answer, render_failure, render_limits, render_pending
from ui.texts import Texts

QUESTION_LIMIT = 2000
"""The most characters a question may have."""

KEPT_TURNS = 40
"""The most turns a conversation shows; the oldest go first."""

REMEMBERED_ANSWERS = 6
"""The most answers that a follow-up question is made whole from, the last ones."""

_SHOWN_OF_OVERLONG = 200  # characters of a question that is too long to be asked


class Answerer(Protocol):
    """Whoever answers: an :class:`rag.Assistant`."""

    def ask(
        self, question: str, *, only: Filter | None = None, history: Sequence[Answer] = ()
    ) -> Answer:
        """Answer a question, from some articles only; it may lean on the answers before it.

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
        limits: Which articles it was limited to, as a line below it.
        conversation: Its piece of the conversation.
        evidence: Its piece of the evidence panel, if there is any.
        answer: Its answer, for the questions that follow; None while pending or if it failed.
        pending: True as long as it is being answered.
    """

    number: int
    question: str
    limits: Markup
    conversation: Markup
    evidence: Markup | None = None
    answer: Answer | None = None
    pending: bool = False


def converse(
    assistant: Answerer,
    question: str,
    turns: tuple[Turn, ...],
    texts: Texts,
    choice: Choice | None = None,
) -> Iterator[tuple[Turn, ...]]:
    """Yield the conversation as it grows, oldest turn first: with the question, then its reply.

    A question without text yields nothing; one too long, or limited by a choice that makes no
    sense, is refused and never pending.
    """
    question = question.strip()
    if not question:
        return
    number = turns[-1].number + 1 if turns else 1
    earlier = turns[1 - KEPT_TURNS :]
    try:
        _check_length(question, texts)
        only = read_choice(choice, texts)
    except FundstelleError as error:
        yield (*earlier, _fail(number, _shorten(question), Markup(""), str(error)))
        return
    limits = render_limits(only, texts)
    asked = render_pending(number, question, limits, texts)
    pending = Turn(number, question, limits, asked, pending=True)
    yield (*earlier, pending)
    yield (*earlier, _reply(assistant, pending, only, _remember(earlier), texts))


def give_up(turns: tuple[Turn, ...], texts: Texts) -> tuple[Turn, ...]:
    """Return the conversation with a turn that is still pending saying that something broke."""
    return tuple(
        _fail(turn.number, turn.question, turn.limits, texts.failed) if turn.pending else turn
        for turn in turns
    )


def _check_length(question: str, texts: Texts) -> None:
    if len(question) > QUESTION_LIMIT:
        length, limit = texts.format_number(len(question)), texts.format_number(QUESTION_LIMIT)
        raise QuestionInvalid(texts.too_long.format(length=length, limit=limit))


def _shorten(question: str) -> str:
    overlong = len(question) > QUESTION_LIMIT
    return question[:_SHOWN_OF_OVERLONG] + " …" if overlong else question


def _remember(turns: Sequence[Turn]) -> tuple[Answer, ...]:
    answers = (turn.answer for turn in turns)
    return tuple(answer for answer in answers if answer)[-REMEMBERED_ANSWERS:]


def _reply(
    assistant: Answerer, pending: Turn, only: Filter, history: Sequence[Answer], texts: Texts
) -> Turn:
    number, question, limits = pending.number, pending.question, pending.limits
    try:
        answer = assistant.ask(question, only=only, history=history)
    except FundstelleError as error:
        return _fail(number, question, limits, str(error))
    return Turn(
        number,
        question,
        limits,
        render_answer(number, answer, limits, texts),
        render_evidence(number, answer, texts),
        answer,
    )


def _fail(number: int, question: str, limits: Markup, message: str) -> Turn:
    return Turn(number, question, limits, render_failure(number, question, limits, message))
