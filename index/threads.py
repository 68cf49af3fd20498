"""numpy's threads, kept off the processors that the encoder needs.

The matrix products here are small. Shared out among threads they gain little, and OpenBLAS's
threads, once woken, spin for tens of milliseconds to be there for the next product. On few
processors that takes from the encoder, whose turn is next, half of its own.
"""

from contextlib import ContextDecorator
from functools import cached_property
from threading import Lock

import numpy as np  # noqa: F401  # its library must be there to be found
from threadpoolctl import ThreadpoolController


class SingleThreaded(ContextDecorator):
    """Lets numpy multiply with one thread, as a context or a decorator.

    The number is the whole process's. So it is counted how many are at it: the first one sets it,
    and when the last one is done, what it was before holds again. Limits that each thread sets and
    takes back for itself would be left behind where they overlap.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._holders = 0

    def __enter__(self) -> None:
        with self._lock:
            self._holders += 1
            if self._holders == 1:
                self._limit = self._libraries.limit(limits=1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._holders -= 1
            if self._holders == 0:
                self._limit.restore_original_limits()

    @cached_property
    def _libraries(self) -> ThreadpoolController:
        return ThreadpoolController().select(user_api="blas")


single_threaded = SingleThreaded()
"""The process's one."""
