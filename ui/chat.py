"""What happens when a question is asked: a turn that grows. Knows nothing of Gradio."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Protocol

from markupsafe import Markup

from index.errors import FundstelleError, QuestionInvalid
from index.records import Filter
from rag.records import Answer
from ui.evidence import render_evidence
from ui.filters import Choice, read_choice
from ui.problems import say_in
from ui.render import (
    render_answer,
    render_ended,
    render_failure,
    render_limits,
    render_pending,
    render_stop,
)
from ui.texts import Texts

QUESTION_LIMIT = 2000
"""The most characters a question may have."""

REMEMBERED_ANSWERS = 6
"""The most answers that a follow-up question is made whole from, the last ones."""

_SHOWN_OF_OVERLONG = 200  # characters of a question that is too long to be asked


class Answerer(Protocol):
    """Whoever answers: an :class:`rag.Assistant`."""

    def stream(
        self,
        question: str,
        *,
        only: Filter | None = None,
        history: Sequence[Answer] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        """Yield the answer to a question as it grows; the last one is complete.

        It comes from some articles only, may lean on the answers before it, and ends early once
        ``stop`` is set.

        Raises:
            FundstelleError: If it cannot; the message is shown to the reader.
        """
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page sends it.

    Attributes:
        number: Which turn of its conversation it opens, counted from 1.
        question: As it was typed.
        choice: Which articles it is limited to, as the page's form says.
        history: The answers before it, oldest first.
    """

    number: int
    question: str
    choice: Choice | None = None
    history: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what has become of it, rendered.

    Attributes:
        number: Which turn of its conversation it is, counted from 1.
        conversation: Its piece of the conversation.
        evidence: Its piece of the evidence panel, if there is any.
        answer: Its answer, as much as there is; None if there is none.
        pending: True as long as it is being answered.
    """

    number: int
    conversation: Markup
    evidence: Markup | None = None
    answer: Answer | None = None
    pending: bool = False


def converse(
    assistant: Answerer, asked: Asked, texts: Texts, stop: Event | None = None
) -> Generator[Turn, None, None]:
    """Yield the turn that a question opens, as it grows.

    A question without text yields nothing; one too long, or limited by a choice that makes no
    sense, is refused and never pending.

    Args:
        assistant: Answers the question.
        asked: The question and what comes with it.
        texts: The page's texts.
        stop: Ends the answer with what there is of it once it is set, from any thread; it is set
            in the end however that comes about, so that nobody goes on working for nobody.
    """
    asked = replace(asked, question=asked.question.strip())
    if not asked.question:
        return
    try:
        _check_length(asked.question, texts)
        only = read_choice(asked.choice, texts)
    except FundstelleError as error:
        refused = replace(asked, question=_shorten(asked.question))
        yield _end(refused, _fail(error, texts), texts)
        return
    limits = render_limits(only, texts)
    yield _wait(asked, limits, texts.searching)
    stop = stop or Event()
    history = asked.history[-REMEMBERED_ANSWERS:]
    answers = assistant.stream(asked.question, only=only, history=history, stop=stop)
    try:
        yield from _grow(asked, answers, limits, stop, texts)
    finally:
        stop.set()
        if isinstance(answers, Generator):
            answers.close()


def show(number: int, answer: Answer, choice: Choice | None, texts: Texts) -> Turn:
    """Return the turn of an answer that was given before; an incomplete one was stopped.

    Raises:
        SettingInvalid: Its choice makes no sense.
    """
    limits = render_limits(read_choice(choice, texts), texts)
    return _show(
        number, answer, limits, texts, None if answer.complete else render_stop(texts.stopped)
    )


def show_unanswered(asked: Asked, texts: Texts, reason: str = "") -> Turn:
    """Return the turn of a question that came to no answer; stopped, where no reason is given."""
    ending = render_failure(reason) if reason else render_stop(texts.stopped_early)
    return _end(asked, ending, texts)


def _check_length(question: str, texts: Texts) -> None:
    if len(question) > QUESTION_LIMIT:
        length, limit = texts.format_number(len(question)), texts.format_number(QUESTION_LIMIT)
        raise QuestionInvalid(texts.too_long.format(length=length, limit=limit))


def _shorten(question: str) -> str:
    overlong = len(question) > QUESTION_LIMIT
    return question[:_SHOWN_OF_OVERLONG] + " …" if overlong else question


def _grow(
    asked: Asked, answers: Iterator[Answer], limits: Markup, stop: Event, texts: Texts
) -> Iterator[Turn]:
    """Yield a turn as its answer grows, up to its end, whichever that is."""
    turn: Turn | None = None
    answer: Answer | None = None
    try:
        for answer in answers:
            if stop.is_set():
                break
            before, turn = turn, _show_growing(asked, answer, limits, texts)
            if before is None or turn.conversation != before.conversation:
                yield turn
    except FundstelleError as error:
        yield _break_off(asked, answer, limits, texts, _fail(error, texts))
        return
    if turn is None or turn.pending:
        early = not (answer and answer.statements)
        ending = render_stop(texts.stopped_early if early else texts.stopped)
        yield _break_off(asked, answer, limits, texts, ending)


def _show_growing(asked: Asked, answer: Answer, limits: Markup, texts: Texts) -> Turn:
    """Return a turn with as much of its answer as there is, or with who is about to write it."""
    if answer.statements or answer.complete:
        return _show(asked.number, answer, limits, texts)
    doing = texts.plural(texts.composing, len(answer.hits))
    told = doing.format(count=len(answer.hits), generator=answer.generator)
    return _wait(asked, limits, told)


def _break_off(
    asked: Asked, answer: Answer | None, limits: Markup, texts: Texts, ending: Markup
) -> Turn:
    """Return a turn that ends before its time: what there is of its answer, it keeps."""
    if answer and answer.statements:
        return _show(asked.number, replace(answer, complete=False), limits, texts, ending)
    return _end(asked, ending, texts, limits)


def _fail(error: FundstelleError, texts: Texts) -> Markup:
    return render_failure(say_in(texts.language, str(error)))


def _wait(asked: Asked, limits: Markup, doing: str) -> Turn:
    html = render_pending(asked.number, asked.question, limits, doing)
    return Turn(asked.number, html, pending=True)


def _show(
    number: int, answer: Answer, limits: Markup, texts: Texts, ending: Markup | None = None
) -> Turn:
    """Return a turn with its answer, or with as much of it as there is."""
    return Turn(
        number,
        render_answer(number, answer, limits, texts, ending),
        render_evidence(number, answer, texts),
        answer,
        pending=not answer.complete and ending is None,
    )


def _end(asked: Asked, ending: Markup, texts: Texts, limits: Markup | None = None) -> Turn:
    """Return the turn of a question without an answer, with the reason."""
    limits = limits or Markup("")
    html = render_ended(asked.number, asked.question, limits, ending, texts)
    return Turn(asked.number, html)
