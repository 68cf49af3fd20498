"""What the page's scripts may ask for: an answer to copy, a conversation to save."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import gradio as gr

from index.errors import FundstelleError, SettingInvalid
from index.records import Filter
from index.store import Store
from rag.records import Answer
from rag.traces import TraceInvalid, answer_from_trace
from ui.exports.answers import answer_as_markdown, answer_as_text
from ui.exports.conversations import (
    ExportedTurn,
    conversation_as_json,
    conversation_as_markdown,
)
from ui.exports.texts import ExportTexts, export_texts
from ui.filters import read_choice
from ui.problems import say_in
from ui.requests import read_object, read_text
from ui.texts import Texts, texts_in

Json = Mapping[str, Any]

MOST_TURNS = 500
"""Of a conversation; more are not exported."""

_LONGEST = 2_000  # characters of a title or a question
_LONGEST_NAME = 60
_ANSWERS = {"text": answer_as_text, "markdown": answer_as_markdown}


class Library(Protocol):
    """Who has the articles: an :class:`rag.Assistant`."""

    @property
    def store(self) -> Store:
        """Where they are."""
        ...


def make_export(
    library: Library, texts_of: Callable[[gr.Request], Texts]
) -> Callable[[Any, gr.Request], dict[str, str]]:
    """Return the call that puts an answer or a conversation into words.

    It takes ``{"trace", "form": "text" | "markdown"}`` and gives ``{"text"}``; or it takes
    ``{"conversation", "form": "markdown" | "json"}`` and gives ``{"text", "name"}``, the name being
    that of a file. A mistake comes back as ``{"error": sentence}``.

    Args:
        library: Has the articles that an answer cites.
        texts_of: Tells the reader's language.
    """

    def export(sent: Any, request: gr.Request) -> dict[str, str]:
        texts = export_texts(texts_of(request).language)
        asked = sent if isinstance(sent, dict) else {}
        form, conversation = str(asked.get("form", "")), asked.get("conversation")
        try:
            if isinstance(conversation, dict):
                return _export_conversation(conversation, form, library.store, texts)
            if form not in _ANSWERS:
                return {"error": texts.unknown}
            answer = answer_from_trace(asked.get("trace"), library.store)
        except TraceInvalid:
            return {"error": texts.unreadable}
        except FundstelleError as error:
            return {"error": say_in(texts.language, str(error))}
        return {"text": _ANSWERS[form](answer, texts)}

    return export


def _export_conversation(sent: Json, form: str, store: Store, texts: ExportTexts) -> dict[str, str]:
    title, told = read_text(sent.get("title"))[:_LONGEST], sent.get("turns")
    rows = told[:MOST_TURNS] if isinstance(told, list) else []
    turns = [_read_turn(one, store, texts) for one in rows if isinstance(one, dict)]
    if form == "markdown":
        text = conversation_as_markdown(title, turns, texts)
        return {"text": text, "name": name_file(title, "md")}
    if form == "json":
        created, updated = (_read_time(sent.get(key)) for key in ("created", "updated"))
        shape = conversation_as_json(title, turns, created, updated)
        text = json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
        return {"text": text, "name": name_file(title, "json")}
    return {"error": texts.unknown}


def name_file(title: str, ending: str) -> str:
    """Return the name of the file that a conversation is saved in."""
    words = re.findall(r"\w+", title.casefold())
    name = "-".join(["fundstelle", *words])[:_LONGEST_NAME].rstrip("-")
    return f"{name}.{ending}"


def _read_turn(sent: Json, store: Store, texts: ExportTexts) -> ExportedTurn:
    question = read_text(sent.get("question"))[:_LONGEST]
    only = _read_filter(sent.get("choice"), texts)
    answer, reason = _read_answer(sent.get("trace"), store, texts)
    return ExportedTurn(question, only, answer, reason)


def _read_answer(trace: object, store: Store, texts: ExportTexts) -> tuple[Answer | None, str]:
    if trace is None:
        return None, ""
    try:
        return answer_from_trace(trace, store), ""
    except TraceInvalid:
        return None, texts.unreadable


def _read_filter(choice: object, texts: ExportTexts) -> Filter:
    """Return what a question was limited to; nothing where that makes no sense, as no answer did.

    A question with such a choice was refused.
    """
    try:
        return read_choice(read_object(choice), texts_in(texts.language))
    except SettingInvalid:
        return Filter()


def _read_time(sent: object) -> datetime | None:
    try:
        return datetime.fromisoformat(sent) if isinstance(sent, str) else None
    except ValueError:
        return None
