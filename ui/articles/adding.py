"""Articles are added in the background, one reader's after the other's; everybody may go on asking.

A job goes on when its reader leaves the page, and what was committed stays whatever happens to it.
"""

import shutil
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Literal

from index.errors import FundstelleError
from index.ingest import ingest
from index.isolation import IsolatedPreparation
from index.origins import is_part
from index.report import Report
from index.sources import Sources
from index.store import Store
from rag.config import Settings
from ui.articles.sources import telling_namesakes_apart
from ui.opening import opened_for_adding

State = Literal["waiting", "running", "done", "stopped", "failed"]

MOST_WAITING = 20
"""The most jobs that may wait."""

_REMEMBERED = 10  # jobs that have ended


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that is to be added: a file, an address, a text.

    Attributes:
        name: What its reader calls it.
        origin: What names it in receipts and problems.
    """

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one place: how many articles of it were added, and so on, and why not."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Job:
    """What one reader adds at one time.

    Attributes:
        id: Its name, which its reader alone knows.
        sources: Reads it.
        places: What it reads, in that order.
        folder: Where its files lie until it has ended, if it has any.
        state: How far it is.
        report: What it has done so far.
        failure: Why it failed, in one sentence; ``""`` where that cannot be said.
        outcomes: What became of its places, once it has ended.
        stop: Ends it after the batch it is at.
        ended: Set when it has ended, however.
    """

    id: str
    sources: Sources
    places: Sequence[Place]
    folder: Path | None = None
    state: State = "waiting"
    report: Report = field(default_factory=Report)
    failure: str = ""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    stop: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def clear(self) -> None:
        """Remove its files."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


class Line:
    """Jobs that wait for each other. Safe to use from several threads."""

    def __init__(self, work: Callable[[Job], None]) -> None:
        """Set how a job is done; it may raise what it likes."""
        self._work = work
        self._jobs: deque[Job] = deque()
        self._ended: deque[Job] = deque(maxlen=_REMEMBERED)
        self._lock = Lock()

    def join(self, job: Job) -> bool:
        """Put a job at the end of the line; return whether there was room for it."""
        with self._lock:
            if len(self._jobs) > MOST_WAITING:
                return False
            self._jobs.append(job)
            if len(self._jobs) == 1:
                self._start(job)
        return True

    def ahead_of(self, job: Job) -> int:
        """Return how many jobs are to end before a job begins."""
        with self._lock:
            return self._jobs.index(job) if job in self._jobs else 0

    def find(self, job_id: str) -> Job | None:
        """Return the job of an id: one in the line, or one of the last that have ended."""
        with self._lock:
            return next((job for job in (*self._jobs, *self._ended) if job.id == job_id), None)

    def stop(self, job_id: str) -> bool:
        """Have a job end, and tell whether there was one of that id that had not."""
        job = self.find(job_id)
        if job is None or job.ended.is_set():
            return False
        job.stop.set()
        return True

    def _start(self, job: Job) -> None:
        # A daemon: a server that ends does not wait for it, as what is committed is whole.
        Thread(target=self._run, args=[job], name="adding", daemon=True).start()

    def _run(self, job: Job) -> None:
        try:
            self._work(job)
        finally:
            if job.state in ("waiting", "running"):
                job.state = "failed"
            job.ended.set()
            with self._lock:
                self._ended.append(self._jobs.popleft())
                if self._jobs:
                    self._start(self._jobs[0])


def do(job: Job, settings: Settings) -> None:
    """Do a job: add what its sources hold to the index, which is made if there is none.

    How it ends is told by the job; only what nobody expected is raised.
    """
    try:
        if not job.stop.is_set():
            job.state = "running"
            _add(job, settings)
        job.state = "stopped" if job.stop.is_set() and not _is_all(job) else "done"
    except FundstelleError as error:
        job.failure, job.state = str(error), "failed"
    finally:
        job.clear()


def _is_all(job: Job) -> bool:
    """Tell whether a job was asked to stop too late, when it had ended already."""
    return bool(job.outcomes) and not job.report.stopped


def _add(job: Job, settings: Settings) -> None:
    def note(report: Report) -> None:
        job.report = report

    with (
        opened_for_adding(settings) as (store, encoder),
        IsolatedPreparation(job.sources.limits) as isolated,
    ):
        prepare = telling_namesakes_apart(isolated, store)
        job.report = ingest(
            job.sources, store, encoder, note, stop=job.stop.is_set, prepare=prepare
        )
        job.outcomes = _tell_outcomes(job, store)


def _tell_outcomes(job: Job, store: Store) -> dict[str, Outcome]:
    report = job.report
    added, replaced = set(report.added), set(report.replaced)
    unchanged = set(report.unchanged)
    outcomes = {}
    for place in job.places:
        ids = {receipt.article_id for receipt in store.receipts(place.origin)}
        reasons = [one.reason for one in report.skipped if is_part(one.origin, place.origin)]
        outcomes[place.origin] = Outcome(
            len(ids & added), len(ids & replaced), len(ids & unchanged), tuple(reasons)
        )
    return outcomes
