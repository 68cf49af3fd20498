"""An event loop in a thread of its own, so that what waits for a server can be cancelled."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

# How often it is looked at whether somebody wants the work to end.
_GLANCE_SECONDS = 0.02
_LEFT_SECONDS = 1.0


class Background:
    """Runs coroutines beside the thread that asks for them; starts with the first.

    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def submit(
        self, work: Callable[[], Coroutine[Any, Any, T]], stop: threading.Event | None = None
    ) -> "Future[T]":
        """Start work; cancelling the future, or setting ``stop``, cancels the work at once."""
        with self._lock:
            loop = self._loop or self._start()
            return asyncio.run_coroutine_threadsafe(_attend(work, stop), loop)

    def close(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Cancel all work, do the last of it, and end the thread; does nothing if none runs."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_wind_up(last), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()

    def _start(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=_run, args=(loop,), name="language-model", daemon=True)
        thread.start()
        self._loop, self._thread = loop, thread
        return loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        if left := asyncio.all_tasks(loop):  # generators that are being closed
            loop.run_until_complete(asyncio.wait(left, timeout=_LEFT_SECONDS))
        loop.close()


async def _attend(work: Callable[[], Coroutine[Any, Any, T]], stop: threading.Event | None) -> T:
    if stop is None:
        return await work()
    task = asyncio.ensure_future(work())
    try:
        while not task.done() and not stop.is_set():
            await asyncio.wait({task}, timeout=_GLANCE_SECONDS)
    finally:
        task.cancel()  # nothing, where it is done
        await asyncio.wait({task})
    return task.result()


async def _wind_up(last: Callable[[], Coroutine[Any, Any, None]]) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others)
    await last()
