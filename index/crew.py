"""Who does the work of an ingest between reading and storing: this process, or a cluster."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from index.batches import Pending
from index.changes import Attempt
from index.sources import Document, Problem, Unmodified
from index.stored_records import IndexedArticle


class Crew(Protocol):
    """Makes documents ready and articles searchable; both in the order in which they come.

    What it is given is taken no further ahead of what it yields than keeps it busy.
    """

    def prepare(
        self, items: Iterable[Document | Problem | Unmodified]
    ) -> Iterator[Attempt | Problem | Unmodified]:
        """Yield what came of each document; all else is passed on."""

    def index(self, pending: Iterable[Pending]) -> Iterator[list[IndexedArticle]]:
        """Cut articles into passages and encode these; yield what is to be stored together."""
