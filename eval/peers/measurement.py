"""Measuring a contender: how fast it takes passages in, what it finds, and how fast."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval import retrieval
from eval.peers.protocol import Peer
from eval.peers.task import Task
from eval.retrieval import Metrics, Ranking
from index.errors import FundstelleError

K = 10
"""How many passages each contender is asked for."""

WARM_UP = "Who said so, and when?"
"""Asked before the clock runs: the first question of all would be timed loading what loads late."""

Search = Callable[[str, int], Sequence[str]]
"""Returns the ids of passages found for a question, best first."""


class ContenderFailed(FundstelleError):
    """A contender's process died, or it found what it was never given."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured of one contender on one task.

    Attributes:
        contender: Its name.
        task: The task.
        ingest_seconds: How long it took to index the passages, its model loaded.
        found: For each question the ids of the passages found, best first.
        elapsed_ms: How long each question took.
    """

    contender: str
    task: Task
    ingest_seconds: float
    found: tuple[tuple[str, ...], ...]
    elapsed_ms: tuple[float, ...]

    def rankings(self) -> list[Ranking]:
        """Return what was found, to be scored as any ranking is."""
        candidates = {one.id: one for one in self.task.candidates}
        results = zip(self.task.questions, self.found, self.elapsed_ms, strict=True)
        return [
            Ranking(
                self.task.name,
                asked.question,
                asked.pair,
                asked.relevant,
                tuple(candidates[one].to_hit(rank) for rank, one in enumerate(found, 1)),
                elapsed,
            )
            for asked, found, elapsed in results
        ]


def measure_peer(peer: Peer, task: Task) -> Measurement:
    """Let a peer index a task's passages and answer its questions.

    Raises:
        ContenderFailed: It found a passage that it was never given, or one twice.
    """
    passages = task.passages()
    started = time.perf_counter()
    peer.add(passages)
    seconds = time.perf_counter() - started
    return measure(peer.name, peer.search, task, seconds)


def measure(contender: str, search: Search, task: Task, ingest_seconds: float) -> Measurement:
    """Ask every question of a task, one after another.

    Raises:
        ContenderFailed: What was found was never given, or was found twice.
    """
    search(WARM_UP, K)
    known = {one.id for one in task.candidates}
    found: list[tuple[str, ...]] = []
    elapsed: list[float] = []
    for asked in task.questions:
        started = time.perf_counter()
        ids = search(asked.question.text, K)
        elapsed.append((time.perf_counter() - started) * 1000)
        if len(set(ids)) < len(ids) or not known.issuperset(ids):
            raise ContenderFailed(
                f"{contender} found a passage twice, or one that is not in {task.name}; "
                f"mend its adapter before you trust its figures."
            )
        found.append(tuple(ids))
    return Measurement(contender, task, ingest_seconds, tuple(found), tuple(elapsed))


def score(measurements: Sequence[Measurement]) -> dict[str, Metrics]:
    """Return the metrics of one contender over its tasks: overall and of each language pair."""
    rankings = [ranking for measured in measurements for ranking in measured.rankings()]
    return retrieval.score(rankings, K)


def ingest_rate(measurements: Sequence[Measurement]) -> float:
    """Return how many passages a second one contender indexed."""
    passages = sum(len(measured.task.candidates) for measured in measurements)
    return passages / sum(measured.ingest_seconds for measured in measurements)
