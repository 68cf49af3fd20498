"""Sources become stored articles: incrementally, in batches, each batch committed whole.

Reading, cleaning and cutting run ahead, in a thread and a process of their own, while the encoder
works on the batch before. Cleaning, cutting and encoding may be left to another crew, as on a
cluster (see :mod:`index.cluster`); reading, telling what is new and storing are done here.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Literal

from index.batches import Pending, cut, encode, gather
from index.cached_encoding import CachedEncoder
from index.changes import Attempt, Changes
from index.config import IndexConfig
from index.crew import Crew
from index.encoding import Encoder, check_encoder, encoder_named
from index.engines import AUTO, foretell_engine
from index.errors import FundstelleError, SourceUnreadable
from index.isolation import IsolatedPreparation
from index.memory import give_back
from index.places import Place, to_place
from index.preparation import Prepare, Prepared
from index.report import Progress, Report, Timings
from index.sources import Document, Limits, Problem, Sources, Unmodified
from index.store import Store
from index.stored_records import IndexedArticle
from index.stores import create_store, open_store, store_exists
from index.vector_cache import VectorCache
from index.weights import DEFAULT_ENCODER


def open_or_create(
    place: str | Place,
    encoder_name: str | None = None,
    kept: VectorCache | None = None,
    engine: str = AUTO,
) -> tuple[Store, Encoder]:
    """Open the index at a place for adding to it, making it first where there is none.

    Args:
        place: Where the index lives: a folder, or an address as :func:`index.places.read_place`
            takes it.
        encoder_name: The encoder asked for; None takes the index's own, or the default.
        kept: What was encoded before; None encodes everything.
        engine: What is to run it, one of :data:`index.engines.ENGINES`.

    Raises:
        SettingInvalid: The place is none.
        IndexMismatch: The index was built with another encoder.
        StoreError: The index cannot be read or made.
        EncoderUnavailable: The model of a new index cannot be loaded.
    """
    place = to_place(place)
    if store_exists(place):
        with ExitStack() as opened:
            store = opened.enter_context(closing(open_store(place)))
            encoder = _encoder_named(encoder_name or store.config.encoder, kept, engine)
            check_encoder(store.config, encoder)
            opened.pop_all()
        return store, encoder
    encoder = _encoder_named(encoder_name or DEFAULT_ENCODER, kept, engine)
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    return create_store(place, config), encoder


def ingest(
    sources: Sources | Sequence[str | Path],
    store: Store,
    encoder: Encoder,
    progress: Progress = lambda _: None,
    *,
    stop: Callable[[], bool] = lambda: False,
    prepare: Prepare | None = None,
    crew: Crew | None = None,
) -> Report:
    """Add what is new or changed in sources to a store.

    What was committed stays, whenever this is stopped; the next call does the rest.

    Args:
        sources: Files, folders, addresses and feeds.
        store: Where to.
        encoder: The encoder that the store was built with.
        progress: Told of every step.
        stop: Asked after every batch whether to leave it at that.
        prepare: What makes documents ready; None does so in a process of its own.
        crew: Who makes documents ready and encodes them; None does it here.

    Returns:
        What was added, replaced, left alone and skipped.
    """
    sources = sources if isinstance(sources, Sources) else Sources(sources)
    report = Report(tally=sources.tally)
    changes = Changes(store, report, progress)
    with _working(crew, prepare, sources.limits, store, encoder, report.timings) as at_work:
        found = changes.screen(sources.read(store.receipt))
        for batch in at_work.index(changes.find(at_work.prepare(found))):
            _keep(batch, store, report)
            give_back()
            _note(changes, store)
            progress(report)
            if stop():
                report.stopped = True
                break
    _note(changes, store)
    with _timed(report.timings, "storing"):
        store.publish()
    return report


def _encoder_named(name: str, kept: VectorCache | None, engine: str) -> Encoder:
    encoder = encoder_named(name, engine)
    if kept is None:
        return encoder
    return CachedEncoder(encoder, kept, foretell_engine(engine))


@contextmanager
def _working(
    crew: Crew | None,
    prepare: Prepare | None,
    limits: Limits,
    store: Store,
    encoder: Encoder,
    timings: Timings,
) -> Iterator[Crew]:
    if crew is not None:
        yield crew
        return
    with _ready(prepare, limits, store, encoder) as ready:
        yield _Here(ready, encoder, store.config.passage_tokens, timings)


class _Here:
    """A crew of this process: prepares ahead in a thread, and encodes."""

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
            with _timed(self._timings, "encoding"):
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
        with _timed(timings, "preparing"):
            return next(batches, None)

    with ThreadPoolExecutor(1, "ingest") as thread:
        upcoming = thread.submit(make)
        while True:
            with _timed(timings, "waiting"):
                batch = upcoming.result()
            if batch is None:
                return
            upcoming = thread.submit(make)
            yield batch


def _keep(indexed: Sequence[IndexedArticle], store: Store, report: Report) -> None:
    replaced = [store.content_hash(one.article.id) is not None for one in indexed]
    with _timed(report.timings, "storing"):
        store.add(indexed)
    for one, was_there in zip(indexed, replaced, strict=True):
        (report.replaced if was_there else report.added).append(one.article.id)
        report.passages += len(one.passages)


def _note(changes: Changes, store: Store) -> None:
    """Remember where stored articles were met again."""
    met, changes.met = changes.met, []
    if met:
        store.note(met)


@contextmanager
def _timed(
    timings: Timings, phase: Literal["preparing", "waiting", "encoding", "storing"]
) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        setattr(timings, phase, getattr(timings, phase) + time.perf_counter() - started)
