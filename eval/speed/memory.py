"""How much memory a long job takes as it goes on: here, and in the processes that it starts.

``getrusage`` would not do: it only tells the peak so far, which loading the encoder may have set,
and on Linux a child's peak begins at the memory of the process that started it.
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import psutil

QUARTERS = 4

_SECONDS = 0.1  # between two looks


@dataclass(frozen=True, slots=True)
class Stretch:
    """The most memory that was seen on one stretch of a job, in bytes.

    Attributes:
        done: How much of the job was done at its end.
        own: Of this process.
        others: Of the processes that it has started, together.
    """

    done: int
    own: int
    others: int


class MemoryWatch:
    """Looks at the memory in use many times a second; a context manager.

    Attributes:
        stretches: What was seen, from one :meth:`note` to the next.
    """

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        self._process = psutil.Process()
        self._children: list[psutil.Process] = []
        self._own = self._others = 0
        self._lock = threading.Lock()
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._keep_looking, name="memory", daemon=True)

    def note(self, done: int) -> None:
        """End a stretch: so much of the job is done."""
        with self._lock:
            self._children = self._process.children()
            self._look()
            self.stretches.append(Stretch(done, self._own, self._others))
            self._own = self._others = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def _keep_looking(self) -> None:
        while not self._left.wait(_SECONDS):
            with self._lock:
                # Listing processes takes a hundred times as long as looking at one.
                self._children = self._children or self._process.children()
                self._look()

    def _look(self) -> None:
        self._own = max(self._own, _in_use(self._process))
        self._others = max(self._others, sum(map(_in_use, self._children)))


def _in_use(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:  # it has ended
        return 0


def by_quarter(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the most that was seen on each quarter of a job; ``[]`` where nothing was done.

    A stretch counts for every quarter that it reaches into.
    """
    total = stretches[-1].done if stretches else 0
    if not total:
        return []
    reached: list[list[Stretch]] = [[] for _ in range(QUARTERS)]
    before = 0
    for one in stretches:
        first = min(QUARTERS * before // total, QUARTERS - 1)
        last = max(math.ceil(QUARTERS * one.done / total) - 1, first)
        for quarter in reached[first : last + 1]:
            quarter.append(one)
        before = one.done
    return [
        Stretch(
            done=min(max(one.done for one in quarter), math.ceil(total * number / QUARTERS)),
            own=max(one.own for one in quarter),
            others=max(one.others for one in quarter),
        )
        for number, quarter in enumerate(reached, start=1)
    ]
