"""The crew of this process: cleans and cuts ahead, in a thread and a process, while it encodes."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Thread

from index.batches import Pending, cut, encode, gather
from index.changes import Attempt
from index.crew import Crew
from index.encoding import Encoder
from index.errors import FundstelleError, SourceUnreadable
from index.isolation import IsolatedPreparation
from index.preparation import Prepare, Prepared
from index.report import Timings
from index.sources import Document, Limits, Problem, Unmodified
from index.store import Store
from index.stored_records import IndexedArticle


@contextmanager
def own_crew(
    prepare: Prepare | None, limits: Limits, store: Store, encoder: Encoder, timings: Timings
) -> Iterator[Crew]:
    """Have a crew of this process.

    Args:
        prepare: What makes documents ready; None does so in a process of its own.
        limits: What reading a document may take there.
        store: Where the articles go.
        encoder: The encoder that it was built with.
        timings: Where the time goes; added to.
    """
    with _ready(prepare, limits, store, encoder) as ready:
        yield _OwnCrew(ready, encoder, store.config.passage_tokens, timings)


class _OwnCrew:
    """An :class:`index.crew.Crew` of this process."""

    def __init__(
        self, prepare: Prepare, encoder: Encoder, passage_tokens: int, timings: Timings
    ) -> None:
        self._prepare = prepare
        self._encoder = encoder
        self._passage_tokens = passage_tokens
        self._timings = timings

    def prepare(
        self, items: Iterable[Document | Problem | Unmodified]
    ) -> Iterator[Attempt | Problem | Unmodified]:
        for item in items:
            yield Attempt(item, self._try(item)) if isinstance(item, Document) else item

    def index(self, pending: Iterable[Pending]) -> Iterator[list[IndexedArticle]]:
        batches = gather(cut(one, self._encoder, self._passage_tokens) for one in pending)
        for batch in _run_ahead(batches, self._timings):
            with self._timings.timed("encoding"):
                indexed = encode(batch, self._encoder)
            yield indexed

    def _try(self, document: Document) -> Prepared | SourceUnreadable:
        try:
            return self._prepare(document)
        except SourceUnreadable as error:
            return error


@contextmanager
def _ready(
    prepare: Prepare | None, limits: Limits, store: Store, encoder: Encoder
) -> Iterator[Prepare]:
    if prepare is not None:
        yield prepare
        return
    with IsolatedPreparation(limits) as isolated:
        # What comes into an empty index may all be in the cache, and then nothing needs loading.
        yield _waking(isolated, encoder) if store.languages() else isolated


def _waking(prepare: Prepare, encoder: Encoder) -> Prepare:
    """Have the encoder load while the process that prepares the first document starts."""
    loading = Thread(target=_load, args=[encoder], name="loading")

    def prepare_waking(document: Document) -> Prepared:
        if loading.ident is None:  # not started yet
            loading.start()
        return prepare(document)

    return prepare_waking


def _load(encoder: Encoder) -> None:
    with suppress(FundstelleError):  # whoever needs it meets the same error, and tells it
        encoder.load()


def _run_ahead(batches: Iterator[list[Pending]], timings: Timings) -> Iterator[list[Pending]]:
    """Yield batches, each of which was made while the one before was dealt with."""

    def make() -> list[Pending] | None:
        with timings.timed("preparing"):
            return next(batches, None)

    with ThreadPoolExecutor(1, "ingest") as thread:
        upcoming = thread.submit(make)
        while True:
            with timings.timed("waiting"):
                batch = upcoming.result()
            if batch is None:
                return
            upcoming = thread.submit(make)
            yield batch
