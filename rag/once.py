"""An index that is asked one thing only: opened, asked and closed."""

from index.places import Place
from index.records import Filter, Hit
from rag.arguments import check_kind, check_text, read_count
from rag.assistant import Assistant
from rag.records import Answer


def retrieve(
    question: str,
    k: int | None = None,
    *,
    only: Filter | None = None,
    index: str | Place | None = None,
) -> list[Hit]:
    """Open an index, retrieve from it once, and close it.

    Who asks more than once keeps an :class:`Assistant` open.

    Args:
        question: In any language.
        k: How many hits at most; None takes the settings'.
        only: Which articles may be found.
        index: Its folder or address; None takes the settings'.

    Raises:
        FundstelleError: As :meth:`Assistant.open` and :meth:`Assistant.retrieve` do.
    """
    check_text(question)  # before the index is opened
    read_count(k)
    check_kind(only)
    with Assistant.open(index) as assistant:
        return assistant.retrieve(question, k, only=only)


def ask(question: str, *, only: Filter | None = None, index: str | Place | None = None) -> Answer:
    """Open an index, ask it once, and close it.

    Who asks more than once keeps an :class:`Assistant` open.

    Args:
        question: In any language.
        only: Which articles may be used.
        index: Its folder or address; None takes the settings'.

    Raises:
        FundstelleError: As :meth:`Assistant.open` and :meth:`Assistant.ask` do.
    """
    check_text(question)
    check_kind(only)
    with Assistant.open(index) as assistant:
        return assistant.ask(question, only=only)
