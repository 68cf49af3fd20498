"""What to search for a question: made whole from the conversation, and taken apart.

Rules go first. A language model is asked only where they leave something to do, as each call takes
seconds on a small machine, and what it replies is checked like all that it writes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from rag.conversation.syntax import has_brackets
from rag.languages import table
from rag.llm.fencing import fence
from rag.llm.injections import is_instruction
from rag.llm.models import ChatModel, Message, ModelUnavailable
from rag.llm.planning.division import divide, is_compound
from rag.llm.planning.leaning import leans
from rag.llm.planning.proposals import are_believed, read_proposals, set_task
from rag.records import Answer

_REPLY = 120  # tokens
_EARLIER = 3  # exchanges of the conversation that the model is shown
_EARLIER_CHARACTERS = 250


@dataclass(frozen=True, slots=True)
class Plan:
    """What to search.

    Attributes:
        question: The question, made whole from the conversation.
        parts: The questions it is taken apart into, two to four; none where it asks one thing.
    """

    question: str
    parts: tuple[str, ...] = ()


class Planner:
    """Makes plans, with a language model where rules do not suffice."""

    def __init__(self, model: ChatModel) -> None:
        """Set whom to ask."""
        self._model = model

    def plan(
        self,
        question: str,
        completed: str,
        history: Sequence[Answer],
        language: str,
        stop: Event | None = None,
    ) -> Plan:
        """Plan what to search for a question.

        Args:
            question: As it was typed.
            completed: What :func:`rag.conversation.complete` made of it: the same, where it stands
                on its own.
            history: The answers given before in this conversation, oldest first.
            language: The question's language.
            stop: Ends the work on it once it is set.

        Returns:
            The plan; that of the rules where the model cannot be asked or is not believed.
        """
        ruled = Plan(completed, divide(completed, language))
        leaning = bool(history) and _is_left(question, completed, language)
        needed = not ruled.parts and (leaning or is_compound(completed, language))
        if not needed or not table(language, "planning") or (stop and stop.is_set()):
            return ruled
        shown = history[-_EARLIER:] if leaning else ()
        try:
            lines = read_proposals(self._ask(completed, shown, language, stop), completed)
        except ModelUnavailable:  # wording the answer meets the same, and says so
            return ruled
        asked = " ".join(lines) if leaning else completed
        sound = (len(lines) == 1) is leaning
        if not sound or not are_believed(lines, set_task(completed, language, shown)):
            return ruled
        return Plan(asked, divide(asked, language) if leaning else lines)

    def _ask(
        self, question: str, history: Sequence[Answer], language: str, stop: Event | None
    ) -> str:
        texts = table(language, "planning")["prompt"]
        return "".join(self._model.stream(_messages(question, history, texts), _REPLY, stop))


def _is_left(question: str, completed: str, language: str) -> bool:
    """Tell whether rules left a follow-up leaning on the conversation."""
    unchanged = completed == question
    return has_brackets(completed) or (unchanged and leans(question, language))


def _messages(
    question: str, history: Sequence[Answer], texts: dict[str, Any]
) -> tuple[Message, ...]:
    """Return the prompt: the same start for every question, so that servers may keep it."""
    told = texts["whole" if history else "parts"]
    messages = [Message("system", told["rules"].strip())]
    for one in told["examples"]:
        messages.append(Message("user", _put(one["question"], one["earlier"], texts)))
        messages.append(Message("assistant", "\n".join(one["reply"])))
    asked = _put(fence(question), list(_exchanges(history)), texts)
    return (*messages, Message("user", asked))


def _put(question: str, earlier: Sequence[str], texts: dict[str, Any]) -> str:
    said = [texts["earlier"], *(f"- {one}" for one in earlier)] if earlier else []
    return "\n".join((*said, texts["question"].format(question)))


def _exchanges(history: Sequence[Answer]) -> Iterator[str]:
    """Yield the questions before and what was answered, shortened."""
    for one in history:
        asked = fence(one.searched or one.question)
        said = " ".join(
            statement.text
            for statement in one.statements
            if not is_instruction(statement.text, one.language)
        )
        yield f"{asked} – {fence(said)[:_EARLIER_CHARACTERS]}" if said else asked
