"""Answers and conversations to take away: as plain text, as Markdown, as JSON."""

from ui.exports.answers import answer_as_markdown, answer_as_text
from ui.exports.calls import make_export
from ui.exports.conversations import (
    ExportedTurn,
    conversation_as_json,
    conversation_as_markdown,
)
from ui.exports.texts import ExportTexts, export_texts

__all__ = [
    "ExportTexts",
    "ExportedTurn",
    "answer_as_markdown",
    "answer_as_text",
    "conversation_as_json",
    "conversation_as_markdown",
    "export_texts",
    "make_export",
]
