"""What several threads want done at the same time is done in one go."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Job(Generic[Item, Result]):
    items: Sequence[Item]
    results: list[Result] = field(default_factory=list)
    done: bool = False


class Coalescer(Generic[Item, Result]):
    """Calls a function that is quicker for many items at once than for each alone.

    Whoever comes while it is at work waits; then the first of those takes all that have come with
    it. Alone, a caller waits for nobody.
    """

    def __init__(self, function: Callable[[list[Item]], list[Result]]) -> None:
        """Name the function: it returns a result for each item, in their order."""
        self._function = function
        self._turn = threading.Lock()
        self._door = threading.Lock()
        self._waiting: list[_Job[Item, Result]] = []

    def __call__(self, items: Sequence[Item]) -> list[Result]:
        """Return the results for some items.

        What the function raises for the items of several callers is no one's fault yet: each of
        them is then given a turn of its own.
        """
        job = _Job[Item, Result](items)
        with self._door:
            self._waiting.append(job)
        with self._turn:
            if not job.done:
                self._work(job)
        return job.results

    def _work(self, own: _Job[Item, Result]) -> None:
        with self._door:
            together, self._waiting = self._waiting, []
        try:
            self._finish(together)
        except BaseException as error:
            others = [job for job in together if job is not own]
            with self._door:
                self._waiting = others + self._waiting
            if not others or not isinstance(error, Exception):
                raise
            self._finish([own])

    def _finish(self, jobs: Sequence[_Job[Item, Result]]) -> None:
        results = iter(self._function([item for job in jobs for item in job.items]))
        for job in jobs:
            job.results = [next(results) for _ in job.items]
            job.done = True
