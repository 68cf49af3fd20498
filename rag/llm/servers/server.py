"""A language model on a server, as everybody else sees it: plain iterators, from any thread."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from queue import SimpleQueue
from threading import Event, Lock
from typing import TYPE_CHECKING

from index.errors import SettingInvalid
from rag.llm.models import Message, ModelUnavailable, Outage
from rag.llm.servers.addresses import Address
from rag.llm.servers.background import Background
from rag.llm.servers.catalogue import Listed, only_one
from rag.llm.servers.outages import Trouble

if TYPE_CHECKING:
    from rag.llm.servers.connection import Connection

# How long it is remembered that a server does not say what it has: by a question that is about to
# be asked, and by what can do without.
_FORGET_AT_ONCE, _FORGET_LATER = 2.0, 30.0
_NAMED = 10  # models that a message names


class ServerModel:
    """A :class:`rag.llm.models.ChatModel` on any OpenAI-compatible server."""

    def __init__(
        self, address: Address, model: str = "", *, seconds: float = 20, context: int = 4096
    ) -> None:
        """Set the server; it is asked for nothing yet.

        Args:
            address: Where it is.
            model: The model's name; ``""`` takes the only one there.
            seconds: How long its first word may take, and later each next one.
            context: How many tokens prompt and reply have together, where the server does not say.
        """
        self._address = address
        self._model = model
        self._seconds = seconds
        self._context = context
        self._background = Background()
        # One for each event loop: a question may come while another thread closes.
        self._connections: dict[asyncio.AbstractEventLoop, Connection] = {}
        self._lock = Lock()
        self._settled = False
        self._listed: list[Listed] | None = None
        self._failure: tuple[float, ModelUnavailable] | None = None

    @property
    def address(self) -> str:
        """Where it is."""
        return self._address.url

    @property
    def file(self) -> str:
        """No file of this machine's."""
        return ""

    @property
    def name(self) -> str:
        """The model's name; the server's, where it has to be asked and cannot be.

        Raises:
            SettingInvalid: None is set, and the server does not have exactly one; not once it has
                been warmed up, as a server that changes is no mistake in the settings.
        """
        try:
            return self._model or self._only_one(self._look_up(_FORGET_LATER))
        except ModelUnavailable:
            return self._address.place
        except SettingInvalid:
            if not self._settled:
                raise
            return self._address.place

    @property
    def context(self) -> int:
        try:
            listed = self._look_up(_FORGET_LATER)
        except ModelUnavailable:
            return self._context
        name = self._model or self.name
        said = (one.context for one in listed if name in one.same_as)
        return next(filter(None, said), self._context)

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        pieces: SimpleQueue[str | None] = SimpleQueue()
        model = self._named(stop)
        if not model:
            return

        async def read() -> None:
            await self._connect().reply(model, messages, limit, pieces.put)

        reading = self._background.submit(read, stop)
        reading.add_done_callback(lambda _: pieces.put(None))
        try:
            while (piece := pieces.get()) is not None:
                if stop is not None and stop.is_set():
                    return
                yield piece
            self._result(reading, stop)
        except ModelUnavailable as error:
            if error.outage is Outage.UNKNOWN:
                self._listed = None  # another may be there by now
            raise
        finally:
            reading.cancel()

    def warm_up(self) -> None:
        """Find out the model's name, if the server says it; nothing is to be loaded here.

        Raises:
            SettingInvalid: None is set, and the server does not have exactly one.
        """
        _ = self.name
        self._settled = True

    def close(self) -> None:
        self._background.close(self._disconnect)

    async def _list(self) -> list[Listed]:
        return await self._connect().catalogue()

    def _connect(self) -> "Connection":
        # Imported here: it takes a second, and there may be no question at all.
        from rag.llm.servers.connection import Connection  # noqa: PLC0415

        loop = asyncio.get_running_loop()
        if loop not in self._connections:
            self._connections[loop] = Connection(self._address, self._seconds)
        return self._connections[loop]

    async def _disconnect(self) -> None:
        connection = self._connections.pop(asyncio.get_running_loop(), None)
        if connection is not None:
            await connection.close()

    def _named(self, stop: Event | None) -> str:
        """Return the model's name; ``""`` where nobody waits for it any more."""
        if self._model:
            failure = self._failed_within(_FORGET_AT_ONCE)
            if failure is not None and failure.outage is Outage.UNREACHABLE:
                raise failure
            return self._model
        try:
            return self._only_one(self._look_up(_FORGET_AT_ONCE, stop))
        except CancelledError:
            return ""
        except SettingInvalid as error:
            if not self._settled:
                raise
            raise ModelUnavailable(Outage.UNKNOWN, str(error)) from error

    def _failed_within(self, seconds: float) -> ModelUnavailable | None:
        """Return why the server did not say what it has, if that is not longer ago."""
        at, failure = self._failure or (0.0, None)
        if failure is None or time.monotonic() > at + seconds:
            return None
        return ModelUnavailable(failure.outage, str(failure))

    def _look_up(self, memory: float, stop: Event | None = None) -> list[Listed]:
        """Return what the server has, asked once; a failure is remembered for some seconds."""
        with self._lock:
            if self._listed is not None:
                return self._listed
            failure = self._failed_within(memory)
            if failure is not None:
                raise failure
            try:
                self._listed = self._background.submit(self._list, stop).result()
            except ModelUnavailable as error:
                self._failure = time.monotonic(), error
                raise
            return self._listed

    def _only_one(self, listed: Sequence[Listed]) -> str:
        found = only_one(listed)
        if found is not None:
            return found.name
        names = ", ".join(one.name for one in listed[:_NAMED])
        more = ", …" if len(listed) > _NAMED else ""
        raise SettingInvalid(
            f"The language model server at {self._address.url} has several models ({names}{more}); "
            "name one of them by llm_model."
            if listed
            else f"The language model server at {self._address.url} has no model; load one there, "
            "or name it by llm_model."
        )

    def _result(self, reading: "Future[None]", stop: Event | None) -> None:
        """Raise what ended a reply, unless that was its own end or somebody's wish."""
        try:
            reading.result()
        except CancelledError:
            if stop is None or not stop.is_set():
                trouble = Trouble(Outage.CUT, "the connection was closed")
                raise trouble.to_error(self._address, self._model) from None
