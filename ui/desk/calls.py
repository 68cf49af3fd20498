"""What the page's scripts may ask of the desk about conversations.

Each call takes one JSON value and the request. A mistake comes back as ``{"error": sentence}``, in
the reader's language; what is wrong with the database is for the log of the server.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.errors import FundstelleError
from ui.desk.conversations import (
    CONVERSATIONS_LIMIT,
    Conversations,
    ConversationsFull,
    ConversationUnknown,
)
from ui.desk.failures import DeskUnavailable
from ui.desk.merging import ConversationTooLarge
from ui.serving.access import Access
from ui.texts import Tongue, load_texts

Call = Callable[[Any, gr.Request], Any]
TextsOf = Callable[[gr.Request], Tongue]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeskTexts(Tongue):
    """What is said where a conversation cannot be kept."""

    nameless: str
    invalid: str
    too_large: str
    full: str
    unknown: str
    unavailable: str


def make_conversation_calls(
    conversations: Conversations, access: Access, texts_of: TextsOf
) -> list[Call]:
    """Return the calls by which a reader who is logged in keeps conversations.

    Args:
        conversations: Where they are kept.
        access: Tells who asks.
        texts_of: Tells the language of who asks.
    """

    def answer(request: gr.Request, work: Callable[[str], Any]) -> Any:
        texts = load_texts(DeskTexts, "desk", texts_of(request).language)
        reader = access.reader(request).name
        if not reader:
            return {"error": texts.nameless}
        try:
            return work(reader)
        except FundstelleError as error:
            return {"error": _explain(error, texts)}

    def list_conversations(_: Any, request: gr.Request) -> Any:
        return answer(request, conversations.list)

    def get_conversation(sent: Any, request: gr.Request) -> Any:
        return answer(request, lambda reader: conversations.get(reader, str(sent)))

    def keep_conversation(sent: Any, request: gr.Request) -> Any:
        return answer(request, lambda reader: conversations.put(reader, sent))

    def rename_conversation(sent: Any, request: gr.Request) -> Any:
        asked: Mapping[str, Any] = sent if isinstance(sent, dict) else {}
        wanted, title = str(asked.get("id")), asked.get("title")
        return answer(
            request, lambda reader: {"title": conversations.rename(reader, wanted, title)}
        )

    def delete_conversation(sent: Any, request: gr.Request) -> Any:
        return answer(request, lambda reader: {"deleted": conversations.delete(reader, str(sent))})

    return [
        list_conversations,
        get_conversation,
        keep_conversation,
        rename_conversation,
        delete_conversation,
    ]


def _explain(error: FundstelleError, texts: DeskTexts) -> str:
    match error:
        case ConversationUnknown():
            return texts.unknown
        case ConversationsFull():
            return texts.full.format(limit=texts.format_number(CONVERSATIONS_LIMIT))
        case ConversationTooLarge():
            return texts.too_large
        case DeskUnavailable():
            _log.warning("%s", error)
            return texts.unavailable
    return texts.invalid
