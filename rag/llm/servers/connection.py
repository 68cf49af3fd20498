"""Asks an OpenAI-compatible server, and takes nothing it says for granted.

The only module that imports ``openai``. Whatever a server does, what comes of it is a reply or a
:class:`rag.llm.models.ModelUnavailable`.
"""

import asyncio
import json
import random
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import httpx2
import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from rag.llm.models import Message, Outage
from rag.llm.servers.addresses import Address
from rag.llm.servers.catalogue import Listed, read_catalogue
from rag.llm.servers.outages import NOT_UNDERSTOOD, Trouble, judge_status, judge_words, read_wait
from rag.llm.servers.pieces import Reply
from rag.llm.servers.streams import OVER, read_reply
from rag.llm.servers.transport import Transport

Events = openai.AsyncStream[ChatCompletionChunk]
Ask = Callable[[], Awaitable[Events]]

_ATTEMPTS = 3
_PAUSE_SECONDS = 0.25  # before the second attempt; doubles with each
# A reader waits for so many times the patience for a word, at the most, for the whole reply.
_WHOLE = 6
_CATALOGUE_SECONDS = 3.0
# What the client library lets through when a server talks nonsense, beside its own errors.
_NONSENSE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_ERRORS = (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, OSError, *_NONSENSE)
_LOST = Trouble(Outage.UNREACHABLE, "it closes the connection", again=True)
# What a connection that fails is caused by; the first of these that is among the causes counts.
_CAUSES: tuple[tuple[type[Exception], Trouble], ...] = (
    (ssl.SSLCertVerificationError, Trouble(Outage.UNREACHABLE, "its certificate is not trusted")),
    (ssl.SSLError, Trouble(Outage.UNREACHABLE, "no secure connection comes about")),
    (httpx2.ConnectTimeout, Trouble(Outage.UNREACHABLE, "nothing answers there")),
    (httpx2.ProxyError, Trouble(Outage.UNREACHABLE, "the proxy does not let through")),
    (httpx2.ConnectError, Trouble(Outage.UNREACHABLE)),
    (httpx2.UnsupportedProtocol, Trouble(Outage.UNREACHABLE)),
    (httpx2.DecodingError, NOT_UNDERSTOOD),
)


class Connection:
    """Requests to one server, on one event loop."""

    def __init__(self, address: Address, seconds: float) -> None:
        """Set the server.

        Args:
            address: Where it is.
            seconds: How long it may send nothing.
        """
        self._address = address
        self._seconds = seconds
        # The key is no business of the library: see the transport.
        self._client = openai.AsyncOpenAI(
            api_key="none",
            admin_api_key="none",
            base_url=address.url,
            max_retries=0,
            timeout=None,
            http_client=httpx2.AsyncClient(
                transport=Transport(address), follow_redirects=False, timeout=None
            ),
        )

    async def reply(
        self, model: str, messages: Sequence[Message], limit: int, show: Callable[[str], None]
    ) -> None:
        """Show a reply piece by piece.

        Args:
            model: The model's name on the server.
            messages: The conversation.
            limit: How many tokens the reply may have.
            show: Is given the pieces.

        Raises:
            ModelUnavailable: There is none, or it broke off.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + _WHOLE * self._seconds
        reply = Reply(limit)
        trouble: Trouble | None = None
        ask = partial(self._ask, model, messages, limit)
        try:
            async with asyncio.timeout(self._seconds) as patience:

                def pass_on(text: str) -> None:
                    if text:
                        show(text)
                        patience.reschedule(min(end, clock() + self._seconds))

                for attempt in range(_ATTEMPTS):
                    trouble = await self._attempt(ask, reply, pass_on)
                    if trouble is None:
                        return
                    pause = _pause(attempt, trouble)
                    if reply.begun or pause is None or clock() + pause > (patience.when() or end):
                        break
                    await asyncio.sleep(pause)
        except TimeoutError:
            if trouble is None:  # or else it is what kept coming back that is told of
                spent = self._seconds if clock() < end else _WHOLE * self._seconds
                trouble = Trouble(Outage.SLOW, f"more than {spent:g} s")
        if trouble is not None:
            raise trouble.to_error(self._address, model)

    async def catalogue(self) -> list[Listed]:
        """Return which models the server has.

        Raises:
            ModelUnavailable: It does not say.
        """
        seconds = min(self._seconds, _CATALOGUE_SECONDS)
        try:
            async with asyncio.timeout(seconds):
                said = await self._client.models.with_raw_response.list()
                return read_catalogue(json.loads(said.http_response.content))
        except TimeoutError:
            trouble = Trouble(Outage.SLOW, f"more than {seconds:g} s")
        except _ERRORS as error:
            trouble = _judge(error)
        raise trouble.to_error(self._address, "")

    async def close(self) -> None:
        """Close what is open."""
        await self._client.close()

    async def _ask(self, model: str, messages: Sequence[Message], limit: int) -> Events:
        vendor = self._address.vendor
        return await self._client.chat.completions.create(
            model=model,
            messages=[_to_param(message) for message in messages],
            stream=True,
            temperature=0,
            # The vendor's newer models refuse the name that the other servers know.
            max_completion_tokens=limit if vendor else openai.omit,
            max_tokens=openai.omit if vendor else limit,
        )

    async def _attempt(self, ask: Ask, reply: Reply, show: Callable[[str], None]) -> Trouble | None:
        """Ask once; return what went wrong, if anything did."""
        try:
            stream = await ask()
            try:
                return await read_reply(stream, reply, show)
            finally:
                await _end(stream)
        except _ERRORS as error:
            said = isinstance(error, openai.APIError)  # by the server, and no mere loss
            if reply.begun and (not said or isinstance(error, openai.APIConnectionError)):
                return Trouble(Outage.CUT)
            return _judge(error)


async def _end(stream: Events) -> None:
    """Close a stream, and have its generators end now.

    One that stays suspended is ended by the garbage collector, whatever thread that runs in: two
    threads are then in one generator, and one of them fails, wherever it is.
    """
    await stream.close()
    with suppress(*_ERRORS):
        while await anext(stream, OVER) is not OVER:
            pass


def _to_param(message: Message) -> ChatCompletionMessageParam:
    match message.role:
        case "system":
            return {"role": "system", "content": message.content}
        case "user":
            return {"role": "user", "content": message.content}
        case "assistant":
            return {"role": "assistant", "content": message.content}


def _pause(attempt: int, trouble: Trouble) -> float | None:
    """Return how long to wait before the next attempt; None where there is none."""
    if not trouble.again or attempt + 1 >= _ATTEMPTS:
        return None
    spread = random.uniform(0.5, 1.5)  # noqa: S311 - no secret: so that not all come at once
    return trouble.wait if trouble.wait is not None else _PAUSE_SECONDS * 2**attempt * spread


def _judge(error: Exception) -> Trouble:
    """Tell what an error means."""
    if isinstance(error, openai.APIStatusError):
        header = error.response.headers.get("retry-after")
        wait = read_wait(header, datetime.now(UTC))
        return judge_status(error.status_code, _said(error.body), wait)
    if isinstance(error, openai.APIConnectionError):
        return _judge_connection(error)
    if isinstance(error, openai.APIError) and error.body is not None:
        code = error.body.get("code") if isinstance(error.body, dict) else None
        if type(code) is int and 400 <= code < 600:
            return judge_status(code, _said(error.body))
        return judge_words(_said(error.body) or "it reports an error")
    if isinstance(error, httpx2.TransportError | OSError):
        return _LOST
    return NOT_UNDERSTOOD


def _judge_connection(error: openai.APIConnectionError) -> Trouble:
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) and len(causes) < 10:
        causes.append(cause)
    found = (trouble for kind, trouble in _CAUSES if any(isinstance(one, kind) for one in causes))
    return next(found, _LOST)


def _said(body: object) -> str:
    """Return what a server says of an error; no page of HTML."""
    if isinstance(body, dict):
        parts = [body.get(name) for name in ("message", "detail", "error", "type", "code")]
        return " ".join(part for part in parts if isinstance(part, str))
    return body if isinstance(body, str) and "<" not in body else ""
