"""What an ingest has done, and where its time went."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from index.sources import Problem, Tally


@dataclass(slots=True)
class Timings:
    """Where the time of an ingest went, in seconds.

    Attributes:
        preparing: Reading, cleaning and cutting; it runs ahead while the encoder works.
        waiting: Waiting for that.
        encoding: Encoding.
        storing: Writing to the store, and making what is derived from it.
    """

    preparing: float = 0
    waiting: float = 0
    encoding: float = 0
    storing: float = 0

    @contextmanager
    def timed(
        self, phase: Literal["preparing", "waiting", "encoding", "storing"]
    ) -> Iterator[None]:
        """Add the time that something takes to that of a phase."""
        started = time.perf_counter()
        try:
            yield
        finally:
            setattr(self, phase, getattr(self, phase) + time.perf_counter() - started)


@dataclass(slots=True)
class Report:
    """What an ingest has done so far; article ids, in the order they came.

    Attributes:
        added: New articles.
        replaced: Articles that had changed.
        unchanged: Articles that were there already.
        skipped: What could not be read.
        passages: Passages of the new and changed articles.
        removed: Articles that were removed because their source had vanished.
        stopped: Whether it was stopped before the end.
        tally: How much has been read, and of how much.
        timings: Where the time went.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    passages: int = 0
    removed: list[str] = field(default_factory=list)
    stopped: bool = False
    tally: Tally = field(default_factory=Tally, compare=False)
    timings: Timings = field(default_factory=Timings, compare=False)

    @property
    def articles(self) -> int:
        """How many articles have been dealt with."""
        return len(self.added) + len(self.replaced) + len(self.unchanged)

    def __str__(self) -> str:
        counts = f"{len(self.added)} added, {len(self.replaced)} replaced, "
        counts += f"{len(self.unchanged)} unchanged, {len(self.skipped)} skipped"
        return f"{counts}, {len(self.removed)} removed" if self.removed else counts


Progress = Callable[[Report], None]
"""Called after each batch that was committed, and after each source that needed nothing."""
