"""A whole conversation as Markdown and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from index.records import Filter
from rag.records import Answer
from rag.shapes import answer_to_json
from ui.exports.answers import write_answer
from ui.exports.texts import ExportTexts
from ui.exports.writing import MARKDOWN
from ui.filters import describe_filter
from ui.texts import texts_in


@dataclass(frozen=True, slots=True)
class ExportedTurn:
    """A turn of a conversation.

    Attributes:
        question: As it was asked.
        only: Which articles it was limited to.
        answer: Its answer, as much as there is; None if there is none.
        reason: Why there is none, where that is known.
    """

    question: str
    only: Filter = field(default_factory=Filter)
    answer: Answer | None = None
    reason: str = ""


def conversation_as_markdown(title: str, turns: Sequence[ExportedTurn], texts: ExportTexts) -> str:
    """Return a conversation as Markdown; the sources of each answer follow it."""
    heading = MARKDOWN.write(title)
    written = [MARKDOWN.title.format(heading)] if heading else []
    for turn in turns:
        written += filter(None, _write_turn(turn, texts))
    return "\n\n".join(written) + "\n"


def conversation_as_json(
    title: str,
    turns: Sequence[ExportedTurn],
    created: datetime | None = None,
    updated: datetime | None = None,
) -> dict[str, Any]:
    """Return ``{"title", "created", "updated", "turns": [{"question", "filters", "answer"}]}``.

    Days and times are in ISO 8601, an answer is as :func:`rag.shapes.answer_to_json` gives it; what
    is not known is null.
    """
    return {
        "title": title,
        "created": created.isoformat() if created else None,
        "updated": updated.isoformat() if updated else None,
        "turns": [
            {
                "question": turn.question,
                "filters": _filters(turn.only),
                "answer": answer_to_json(None, turn.answer) if turn.answer else None,
            }
            for turn in turns
        ],
    }


def _write_turn(turn: ExportedTurn, texts: ExportTexts) -> Iterator[str]:
    limits = describe_filter(turn.only, texts_in(texts.language))
    if turn.answer:
        yield from write_answer(turn.answer, texts, MARKDOWN, limits)
        return
    yield MARKDOWN.heading.format(MARKDOWN.write(turn.question))
    yield MARKDOWN.aside.format(MARKDOWN.write(turn.reason or texts.unanswered))


def _filters(only: Filter) -> dict[str, Any]:
    return {
        "since": only.since.isoformat() if only.since else None,
        "until": only.until.isoformat() if only.until else None,
        "sources": list(only.sources),
        "languages": list(only.languages),
    }
