"""The workers of a run: who is there, who is busy, and who takes the place of those lost."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import ray
from ray.exceptions import RayError, RayTaskError

from index.cluster.errors import ClusterUnavailable
from index.cluster.terms import Terms
from index.cluster.worker import GROUPS, Worker
from index.errors import FundstelleError

Task = Literal["prepare", "index"]

# Starting Python and loading a model, on a machine that is busy; or until a cluster has grown.
_PATIENCE_SECONDS = 300.0
# What so many workers have died of, one after the other, is no accident.
_MOST_LOSSES = 3


@dataclass(slots=True, eq=False)
class _Hand:
    """A worker: its actor, and how many jobs of each kind it was given."""

    actor: Any
    jobs: Counter[Task] = field(default_factory=Counter)


@dataclass(slots=True, eq=False)
class Job:
    """Something that a worker was given to do.

    Attributes:
        task: What to do.
        load: With what.
        hand: Who does it.
        answer: Ray's reference to what will come of it.
        losses: How many workers were lost over it.
    """

    task: Task
    load: Sequence[object]
    hand: _Hand
    answer: Any
    losses: int = 0

    def is_done(self) -> bool:
        """Tell whether it need not be waited for."""
        with _connected():
            return bool(ray.wait([self.answer], timeout=0)[0])


class Roster:
    """Gives jobs to workers, each on a CPU of its own; none is taken on before there is a job.

    A worker that is lost costs what it was at: another one does that again, and a new one is taken
    on as soon as there is room for it. Nothing it was at has been stored, so nothing is twice.
    """

    def __init__(self, terms: Terms, patience: float = _PATIENCE_SECONDS) -> None:
        """Set by what terms they work, and how many seconds to wait for the first."""
        remote: Any = ray.remote  # its types know nothing of groups
        self._actor_class = remote(num_cpus=1, concurrency_groups=GROUPS)(Worker)
        self._terms = terms
        self._patience = patience
        self._here: list[_Hand] = []
        self._coming: dict[Any, _Hand] = {}
        self._losses = 0

    def __len__(self) -> int:
        """Return how many workers are there."""
        return len(self._here)

    def give(self, task: Task, load: Sequence[object]) -> Job:
        """Give a job to the worker that has the fewest of the kind.

        Raises:
            ClusterUnavailable: There is no worker.
        """
        with _connected():
            hand = self._pick(task)
            return Job(task, load, hand, _ask(hand, task, load))

    def collect(self, job: Job) -> Any:
        """Return what came of a job; wait for it, and have it done again if its worker is lost.

        Raises:
            ClusterUnavailable: No worker can do it.
            FundstelleError: What the worker answers.
        """
        with _connected():
            while True:
                try:
                    answer = ray.get(job.answer)
                    break
                except RayTaskError as error:
                    raise _failed(error) from error
                except RayError as error:
                    self._replace(job, error)
        job.hand.jobs[job.task] -= 1
        if isinstance(answer, FundstelleError):
            raise answer
        return answer

    def close(self) -> None:
        """Let all workers go, whatever they are at."""
        with suppress(ConnectionError):  # they end with the connection
            for hand in [*self._here, *self._coming.values()]:
                ray.kill(hand.actor)
        self._here.clear()
        self._coming.clear()

    def _replace(self, job: Job, loss: RayError) -> None:
        """Give a lost job to another worker, and take on one in the place of the lost."""
        job.losses += 1
        if job.losses >= _MOST_LOSSES:
            raise _dying(loss) from loss
        if job.hand in self._here:
            self._here.remove(job.hand)
            ray.kill(job.hand.actor)
            self._hire()
        job.hand = self._pick(job.task)
        job.answer = _ask(job.hand, job.task, job.load)

    def _pick(self, task: Task) -> _Hand:
        if not self._here and not self._coming:
            for _ in range(_count_cpus()):
                self._hire()
        self._welcome()
        hand = min(self._here, key=lambda one: one.jobs[task])
        hand.jobs[task] += 1
        return hand

    def _hire(self) -> None:
        hand = _Hand(self._actor_class.remote(self._terms))
        arrived = hand.actor.arrive.remote()
        self._coming[arrived] = hand

    def _welcome(self) -> None:
        """Take note of who has arrived; wait for one where there is none."""
        until = time.monotonic() + self._patience
        while self._coming:
            seconds = 0 if self._here else max(until - time.monotonic(), 0)
            arrived, _ = ray.wait(list(self._coming), timeout=seconds)
            if not arrived:
                break
            self._greet(arrived[0])
        if not self._here:
            raise ClusterUnavailable(
                f"The cluster had no room for a worker in {self._patience:g} s; "
                "each needs a CPU that is free (ray status shows them)."
            )

    def _greet(self, arrived: Any) -> None:
        hand = self._coming.pop(arrived)
        try:
            objection = ray.get(arrived)
        except RayTaskError as error:
            raise _failed(error) from error
        except RayError as error:
            self._losses += 1
            if self._losses >= _MOST_LOSSES:
                raise _dying(error) from error
            self._hire()
            return
        if objection is not None:
            raise objection
        self._losses = 0
        self._here.append(hand)


def _count_cpus() -> int:
    resources: Any = ray.cluster_resources  # untyped
    return max(int(resources().get("CPU", 1)), 1)


def _ask(hand: _Hand, task: Task, load: Sequence[object]) -> Any:
    return getattr(hand.actor, task).remote(load)


@contextmanager
def _connected() -> Iterator[None]:
    """Tell of a lost connection in one sentence; Ray Client has tried for half a minute then."""
    try:
        yield
    except ConnectionError as error:
        raise ClusterUnavailable(
            "The connection to the cluster was lost; what was stored stays, and the same command "
            "goes on from there."
        ) from error


def _failed(error: RayTaskError) -> ClusterUnavailable:
    reason = _last_line(error.cause or error)
    return ClusterUnavailable(
        f"A worker cannot do its work ({reason}); is the same version of fundstelle[ray] installed "
        "on every machine of the cluster?"
    )


def _dying(error: RayError) -> ClusterUnavailable:
    return ClusterUnavailable(
        f"Workers die one after the other ({_last_line(error)}); what was stored stays, and the "
        "same command goes on from there once their machines have memory and disk enough."
    )


def _last_line(error: BaseException) -> str:
    """Return the last line of what an error says: the others are Ray's traces."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:200]
