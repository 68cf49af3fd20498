"""A stream of events is read to the end of the reply that it brings."""

from collections.abc import AsyncIterator, Callable

from rag.llm.models import Outage
from rag.llm.servers.outages import NOT_UNDERSTOOD, Trouble
from rag.llm.servers.pieces import Reply

OVER = object()
"""Stands behind the last event, as an event may be anything."""


async def read_reply(
    stream: AsyncIterator[object], reply: Reply, show: Callable[[str], None]
) -> Trouble | None:
    """Read a stream to the end of the reply; return what is wrong with it, if anything is.

    Args:
        stream: The events, as the client library passes them on: unchecked.
        reply: What has come of the reply; added to.
        show: Is given what comes.
    """
    understood = finished = shortened = False
    # Not by `async for`: the library would make one more generator of it, and leave that suspended.
    while (chunk := await anext(stream, OVER)) is not OVER:
        choice = _choice(chunk)
        understood = understood or choice is not None
        text = getattr(getattr(choice, "delta", None), "content", None)
        if isinstance(text, str):
            show(reply.take(text))
        if reply.loops():
            return Trouble(Outage.REPEATING)
        reason = getattr(choice, "finish_reason", None)
        finished, shortened = isinstance(reason, str), reason == "length" or reply.full
        if finished or shortened:
            break
    if not understood:
        return NOT_UNDERSTOOD
    if not finished and not reply.full:
        return Trouble(Outage.CUT, "no end was marked", again=True)
    if shortened and reply.begun:  # its last sentence is none
        return Trouble(Outage.CUT, "its reply is too long")
    show(reply.finish())
    return None if reply.begun else Trouble(Outage.EMPTY)


def _choice(chunk: object) -> object | None:
    """Return the first choice of an event."""
    choices = getattr(chunk, "choices", None)
    if not isinstance(choices, list):
        return None
    return next((one for one in choices if getattr(one, "index", 0) in {0, None}), None)
