"""Which endpoints of the page can be called by name, and with what, before Gradio sees the call.

Gradio hides its private events from its clients, but not from whoever posts to their names; and it
answers arguments that an endpoint does not have with a traceback. What the page itself calls, it
calls by number.
"""

import json
import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import FundstelleError, SettingInvalid
from ui.api.queries import Query, check_arguments

_CALL = re.compile(r"/gradio_api/(?P<way>run|api|call|call/v2)/(?P<name>[^/]*)/?\Z")
_FETCH = re.compile(r"/gradio_api/call/(v2/)?[^/]+/[^/]+/?\Z")
_NOT_THERE = "There is no call of that event_id; POST to gradio_api/call/v2/NAME gives one."
_BY_NUMBER = ("run", "predict")  # how the page calls what need not queue
_MOST_BYTES = 100_000  # of a call; the longest question is far shorter


class NamedCalls:
    """ASGI middleware that lets through only calls that name a query and give it what it takes."""

    def __init__(self, app: ASGIApp, queries: dict[str, Query]) -> None:
        self._app = app
        self._queries = queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with one sentence."""
        if scope["type"] == "http" and scope["method"] == "GET" and _FETCH.search(scope["path"]):
            await self._fetch(scope, receive, send)
            return
        call = _CALL.search(scope.get("path", "")) if scope["type"] == "http" else None
        if not call or scope["method"] != "POST" or call.group("way", "name") == _BY_NUMBER:
            await self._app(scope, receive, send)
            return
        body = b""
        try:
            self._check_name(*call.group("way", "name"))
            body = await _read(receive)
            check_arguments(self._queries[call["name"]], call["name"], _parse(body))
        except FundstelleError as error:
            await JSONResponse({"detail": str(error)}, _status(error))(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _fetch(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what a call has come to, or say that there is no such call.

        Gradio begins a reply before it looks, writes an error into it, and breaks off with a
        traceback; so the beginning waits for what comes after it.
        """
        held: list[Message] = []

        async def send_late(message: Message) -> None:
            held.append(message)
            if not _may_break_off(message):
                while held:
                    await send(held.pop(0))

        try:
            await self._app(scope, receive, send_late)
        except (HTTPException, RuntimeError) as error:
            if not (held and _is_not_found(error)):
                raise
            await JSONResponse({"detail": _NOT_THERE}, 404)(scope, receive, send)

    def _check_name(self, way: str, name: str) -> None:
        if way != "call/v2" or name not in self._queries:
            raise _Unknown(
                f"There is no such endpoint; POST to gradio_api/call/v2/NAME, where NAME is one of "
                f"{', '.join(self._queries)}."
            )


class _Unknown(FundstelleError):
    """Nothing can be called by that name in that way."""


class _TooLarge(FundstelleError):
    """A call is longer than any that makes sense."""


def _may_break_off(message: Message) -> bool:
    """Tell whether a part of a reply is its beginning, or says that there was an error."""
    body: bytes = message.get("body", b"")
    return message["type"] == "http.response.start" or body.startswith(b"event: error")


def _is_not_found(error: Exception) -> bool:
    # Where a reply has begun, Starlette wraps what its handlers would have replied to otherwise.
    found = error if isinstance(error, HTTPException) else error.__cause__
    return isinstance(found, HTTPException) and found.status_code == 404


def _status(error: FundstelleError) -> int:
    return {_Unknown: 404, _TooLarge: 413}.get(type(error), 422)


async def _read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > _MOST_BYTES:
            raise _TooLarge(f"The call is longer than {_MOST_BYTES} bytes; ask in fewer words.")
    return body


def _parse(body: bytes) -> dict[str, Any]:
    try:
        arguments = json.loads(body)
    except (ValueError, RecursionError):
        arguments = None
    if not isinstance(arguments, dict):
        raise SettingInvalid('The call is no JSON object; send one such as {"question": "…"}.')
    return arguments


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives a body that has been read, and then what comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
