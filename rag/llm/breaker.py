"""Keeps questions from waiting for a language model that has just been found out of order.

The circuit breaker of Nygard, "Release It!" (2007): closed, open, and half open for one trial.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from threading import Event, Lock

from rag.llm.models import ChatModel, Message, ModelUnavailable, Outage

_log = logging.getLogger(__name__)

_TELLING = {Outage.UNREACHABLE, Outage.SLOW, Outage.BUSY, Outage.REFUSED}
"""What the next question would meet as well."""

_PAUSE_SECONDS = 30.0


class Breaker:
    """A :class:`rag.llm.models.ChatModel` that refuses at once while the one behind it is out.

    After a pause one question is let through; if that goes well, all are again. A reply that was
    stopped tells nothing either way.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        pause: float = _PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set what is behind it.

        Args:
            model: The model.
            pause: How many seconds it is left alone after a failure.
            clock: Tells the time, in seconds.
        """
        self._model = model
        self._pause = pause
        self._clock = clock
        self._lock = Lock()
        self._failure: ModelUnavailable | None = None
        self._retry_at = 0.0
        self._trying = False

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def context(self) -> int:
        return self._model.context

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        trial = self._enter()
        try:
            yield from self._model.stream(messages, limit, stop)
            if stop is None or not stop.is_set():
                self._close_circuit()
        except ModelUnavailable as error:
            _log.warning("%s", error)  # readers are told less
            if error.outage in _TELLING:
                self._open_circuit(error)
            else:  # it is there, and will have another chance
                self._close_circuit()
            raise
        finally:
            if trial:
                self._trying = False

    def warm_up(self) -> None:
        self._model.warm_up()

    def close(self) -> None:
        self._model.close()

    def _enter(self) -> bool:
        """Let a question through, or refuse it; tell whether it is a trial."""
        with self._lock:
            if self._failure is None:
                return False
            wait = self._retry_at - self._clock()
            if wait <= 0 and not self._trying:
                self._trying = True
                return True
            when = f"in {ceil(wait)} s" if wait > 0 else "right now"
            raise ModelUnavailable(
                self._failure.outage, f"{self._failure} It is tried again {when}."
            )

    def _open_circuit(self, failure: ModelUnavailable) -> None:
        with self._lock:
            self._failure = failure
            self._retry_at = self._clock() + self._pause

    def _close_circuit(self) -> None:
        with self._lock:
            self._failure = None
