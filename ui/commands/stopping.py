"""How work that takes long is stopped from outside without losing any."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ui.commands.console import tell


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """Let Ctrl-C (or a service manager) end the work after the batch; a second time, at once."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        tell("\nStopping after this batch; again to stop at once.")

    before = {
        number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
