"""How an answer under way is stopped: by the reader who waits for it, or who has gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Stops:
    """What stops the answers under way, one a reader. Safe to use from several threads."""

    def __init__(self) -> None:
        self._stops: dict[str, Event] = {}
        self._lock = Lock()

    @contextmanager
    def waiting(self, reader: str) -> Iterator[Event]:
        """Lend what stops an answer for as long as its reader waits for it.

        Whatever the same reader still waited for is stopped: there is a new question.
        """
        stop = Event()
        with self._lock:
            before, self._stops[reader] = self._stops.get(reader), stop
        if before:
            before.set()
        try:
            yield stop
        finally:
            stop.set()
            with self._lock:
                if self._stops.get(reader) is stop:
                    del self._stops[reader]

    def stop(self, reader: str) -> bool:
        """Stop what a reader waits for, and tell whether there was anything."""
        with self._lock:
            stop = self._stops.get(reader)
        if stop:
            stop.set()
        return stop is not None
