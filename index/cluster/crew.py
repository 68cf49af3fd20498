"""A crew on a cluster: documents and articles go out in bundles, and come back in their order."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from index.batches import Pending, group
from index.changes import Attempt
from index.cluster.roster import Job, Roster, Task
from index.sources import Document, Problem, Unmodified
from index.stored_records import IndexedArticle

# Bytes of documents that go out together; one that has nothing in it weighs this much all the same.
_BUNDLE_BYTES, _LEAST_BYTES = 500_000, 50_000
# Characters of articles that are encoded and committed together: some fifty passages.
_BATCH_CHARACTERS = 36_000
# Jobs that a worker has before it at the most: one to do, and those that keep it from waiting. The
# driver holds no more than these, whatever there is to read.
_AHEAD: dict[Task, int] = {"prepare": 4, "index": 2}

_Item = TypeVar("_Item")


class ClusterCrew:
    """An :class:`index.crew.Crew` of workers on a cluster."""

    def __init__(self, roster: Roster) -> None:
        """Set who does the work."""
        self._roster = roster

    def prepare(
        self, items: Iterable[Document | Problem | Unmodified]
    ) -> Iterator[Attempt | Problem | Unmodified]:
        bundles = (
            (bundle, [one for one in bundle if isinstance(one, Document)])
            for bundle in group(items, _weigh, _BUNDLE_BYTES)
        )
        for bundle, outcomes in self._send("prepare", bundles):
            answers = iter(outcomes)
            for one in bundle:
                yield Attempt(one, next(answers)) if isinstance(one, Document) else one

    def index(self, pending: Iterable[Pending]) -> Iterator[list[IndexedArticle]]:
        batches = group(pending, lambda one: len(one.prepared.article.text), _BATCH_CHARACTERS)
        for _, indexed in self._send("index", (((), batch) for batch in batches)):
            yield indexed

    def _send(
        self, task: Task, loads: Iterable[tuple[_Item, list[Any]]]
    ) -> Iterator[tuple[_Item, list[Any]]]:
        """Give loads to workers; yield the answers in the order of the loads.

        The first answer is not held back until there are more loads than workers can take: from a
        slow source they may take hours to come.

        Args:
            task: What is to be done with each.
            loads: What to do it with, and what to yield beside the answer; without the former,
                there is nothing to do.
        """
        ahead: deque[tuple[_Item, Job | None]] = deque()
        for kept, load in loads:
            ahead.append((kept, self._roster.give(task, load) if load else None))
            while ahead and (self._is_full(task, len(ahead)) or _is_done(ahead[0][1])):
                yield self._take(*ahead.popleft())
        while ahead:
            yield self._take(*ahead.popleft())

    def _is_full(self, task: Task, jobs: int) -> bool:
        return jobs > _AHEAD[task] * max(len(self._roster), 1)

    def _take(self, kept: _Item, job: Job | None) -> tuple[_Item, list[Any]]:
        return kept, self._roster.collect(job) if job else []


def _is_done(job: Job | None) -> bool:
    return job is None or job.is_done()


def _weigh(item: Document | Problem | Unmodified) -> int:
    size = len(item.content) if isinstance(item, Document) else 0
    return max(size, _LEAST_BYTES)
