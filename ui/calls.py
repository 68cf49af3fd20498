"""What the page's scripts may ask of the server, besides the questions themselves.

Each call takes one JSON object and returns one; what arrives is not to be trusted. A mistake comes
back as ``{"error": sentence}``. :class:`gradio.HTML` wants plain functions, so each is made by a
function that knows what it needs.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

import gradio as gr
from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from index.errors import FundstelleError
from index.store import Store
from rag.assistant import Assistant
from rag.records import Answer
from rag.suggesting import suggest_follow_ups
from rag.traces import TraceInvalid, answer_from_trace
from ui.chat import REMEMBERED_ANSWERS, Asked, Turn, show, show_unanswered
from ui.examples import Examples
from ui.filters import render_chosen, render_filters
from ui.frame import render_examples, render_held, render_suggestions
from ui.problems import say_in
from ui.requests import read_number, read_object, read_text
from ui.serving.access import Access
from ui.texts import Texts

Json = Mapping[str, Any]
Call = Callable[[Any, gr.Request], dict[str, Any]]
AsyncCall = Callable[[Any, gr.Request], Coroutine[Any, Any, dict[str, Any]]]
TextsOf = Callable[[gr.Request], Texts]

MOST_TURNS = 200
"""The most turns of a conversation that are shown again."""


def read_asked(sent: Json, store: Store) -> Asked:
    """Return a question with the answers before it, as far as these can still be vouched for."""
    return replace(_read_question(sent), history=_read_history(sent.get("history"), store))


def aside(call: Call, limiter: CapacityLimiter) -> AsyncCall:
    """Return a call that takes long as one that waits its turn, without holding up the others."""

    @wraps(call)
    async def wait(sent: Any, request: gr.Request) -> dict[str, Any]:
        return await run_sync(call, sent, request, limiter=limiter)

    return wait


def make_describe(texts_of: TextsOf) -> Call:
    """Return the call that puts a filter's choice into words."""

    def describe(sent: Any, request: gr.Request) -> dict[str, Any]:
        choice = read_object(read_object(sent).get("choice"))
        return {"html": str(render_chosen(choice, texts_of(request)))}

    return describe


def make_reopen(assistant: Assistant, texts_of: TextsOf) -> Call:
    """Return the call that shows a kept conversation again, each citation checked anew."""

    def reopen(sent: Any, request: gr.Request) -> dict[str, Any]:
        texts = texts_of(request)
        turns = read_object(sent).get("turns")
        if not isinstance(turns, list):
            return {"error": texts.too_much}
        shown = (
            _reopen_turn(read_object(one), assistant.store, texts) for one in turns[-MOST_TURNS:]
        )
        return {"turns": [turn_to_message(turn) for turn in shown]}

    return reopen


def make_offer(examples: Examples, texts_of: TextsOf) -> Call:
    """Return the call that offers questions to try."""

    def offer(_: Any, request: gr.Request) -> dict[str, Any]:
        texts = texts_of(request)
        return {"html": str(render_examples(examples.find(texts.language), texts))}

    return offer


def make_take_stock(assistant: Assistant, access: Access, texts_of: TextsOf) -> Call:
    """Return the call that tells what there is to be asked, and to be limited to, by now."""

    def take_stock(_: Any, request: gr.Request) -> dict[str, Any]:
        texts = texts_of(request)
        try:
            held = assistant.store.summary()
        except FundstelleError as error:
            return {"error": say_in(texts.language, str(error))}
        told = render_held(held, access.reader(request), texts)
        return {"held": str(told), "filters": str(render_filters(held, texts))}

    return take_stock


def make_suggest(assistant: Assistant, texts_of: TextsOf) -> Call:
    """Return the call that offers questions to follow an answer."""

    def suggest(sent: Any, request: gr.Request) -> dict[str, Any]:
        texts = texts_of(request)
        try:
            history = _read_history(read_object(sent).get("history"), assistant.store)
            *before, answer = history or (None,)
            questions = suggest_follow_ups(assistant, answer, before) if answer else ()
        except FundstelleError:  # the answer stays as it is, with nothing to follow it
            questions = ()
        return {"html": str(render_suggestions(questions, texts))}

    return suggest


def turn_to_message(turn: Turn) -> dict[str, Any]:
    """Return a turn as the page puts it in."""
    return {
        "number": turn.number,
        "html": str(turn.conversation),
        "evidence": str(turn.evidence or ""),
        "pending": turn.pending,
    }


def _reopen_turn(sent: Json, store: Store, texts: Texts) -> Turn:
    asked = _read_question(sent)
    if sent.get("trace") is None:
        return show_unanswered(asked, texts)
    try:
        return show(asked.number, answer_from_trace(sent["trace"], store), asked.choice, texts)
    except TraceInvalid:
        return show_unanswered(asked, texts, texts.unreadable)
    except FundstelleError as error:
        return show_unanswered(asked, texts, say_in(texts.language, str(error)))


def _read_question(sent: Json) -> Asked:
    return Asked(
        number=read_number(sent.get("number")),
        question=read_text(sent.get("question")),
        choice=read_object(sent.get("choice")) or None,
    )


def _read_history(sent: Any, store: Store) -> tuple[Answer, ...]:
    traces = sent[-REMEMBERED_ANSWERS:] if isinstance(sent, list) else []
    return tuple(_read_traces(traces, store))


def _read_traces(traces: Sequence[Any], store: Store) -> Iterator[Answer]:
    for trace in traces:
        try:
            yield answer_from_trace(trace, store)
        except FundstelleError:  # a question without this answer before it can still be asked
            continue
