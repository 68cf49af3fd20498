"""Questions to try: examples drawn from what the index holds, and what to ask next.

Nothing is suggested that the index has not been asked: each question was searched for, and is
answered. No language model takes part.
"""

from collections.abc import Sequence

from rag.assistant import Assistant
from rag.records import Answer
from rag.suggesting.examples import choose_examples
from rag.suggesting.follow_ups import choose_follow_ups

__all__ = ["suggest_follow_ups", "suggest_questions"]


def suggest_questions(assistant: Assistant, language: str, count: int = 4) -> tuple[str, ...]:
    """Return example questions that the index answers, each from another article.

    The newest articles come first, across outlets; where there are articles in several languages,
    not all examples are about those in the reader's own.

    Args:
        assistant: Whose index is asked.
        language: The reader's language, ISO 639-1.
        count: How many at most.

    Returns:
        The questions; fewer, or none, where no more are sure to be good.
    """
    return choose_examples(assistant.searcher, language, count, assistant.settings.threshold)


def suggest_follow_ups(
    assistant: Assistant, answer: Answer, history: Sequence[Answer] = (), count: int = 3
) -> tuple[str, ...]:
    """Return short questions that go on from an answer, and that the index answers.

    Args:
        assistant: Whose index is asked.
        answer: The last answer, complete.
        history: The answers before it, oldest first.
        count: How many at most.

    Returns:
        The questions, in the answer's language; fewer, or none, where no more are sure to be good.
    """
    return choose_follow_ups(
        assistant.searcher, answer, history, count, assistant.settings.threshold
    )
