"""Sources become stored articles: incrementally, in batches, each batch committed whole.

Reading, cleaning and cutting run ahead, in a thread and a process of their own, while the encoder
works on the batch before.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from index.batches import Pending, cut, encode, gather
from index.changes import Changes
from index.config import IndexConfig
from index.encoding import Encoder, check_encoder, encoder_named
from index.isolation import IsolatedPreparation
from index.local import LocalStore
from index.memory import give_back
from index.preparation import Prepare
from index.report import Progress, Report, Timings
from index.sources import Limits, Sources
from index.store import Store
from index.weights import DEFAULT_ENCODER


def open_or_create(folder: Path, encoder_name: str | None = None) -> tuple[LocalStore, Encoder]:
    """Open the index in a folder for adding to it, making it first where there is none.

    Args:
        folder: Where the index is kept.
        encoder_name: The encoder asked for; None takes the index's own, or the default.

    Raises:
        IndexMismatch: The index was built with another encoder.
        StoreError: The index cannot be read or made.
        EncoderUnavailable: The model of a new index cannot be loaded.
    """
    if LocalStore.exists(folder):
        store = LocalStore.open(folder)
        encoder = encoder_named(encoder_name or store.config.encoder)
        check_encoder(store.config, encoder)
        return store, encoder
    encoder = encoder_named(encoder_name or DEFAULT_ENCODER)
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    return LocalStore.create(folder, config), encoder


def ingest(
    sources: Sources | Sequence[str | Path],
    store: Store,
    encoder: Encoder,
    progress: Progress = lambda _: None,
    *,
    stop: Callable[[], bool] = lambda: False,
    prepare: Prepare | None = None,
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

    Returns:
        What was added, replaced, left alone and skipped.
    """
    sources = sources if isinstance(sources, Sources) else Sources(sources)
    report = Report(tally=sources.tally)
    with _ready(prepare, sources.limits) as ready:
        changes = Changes(store, ready, report, progress)
        for batch in _run_ahead(_batches(sources, changes, encoder), report.timings):
            _add(batch, store, encoder, report)
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


@contextmanager
def _ready(prepare: Prepare | None, limits: Limits) -> Iterator[Prepare]:
    if prepare is not None:
        yield prepare
        return
    with IsolatedPreparation(limits) as isolated:
        yield isolated


def _batches(sources: Sources, changes: Changes, encoder: Encoder) -> Iterator[list[Pending]]:
    size = changes.store.config.passage_tokens
    found = changes.find(sources.read(changes.store.receipt))
    return gather(cut(one, encoder, size) for one in found)


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


def _add(batch: Sequence[Pending], store: Store, encoder: Encoder, report: Report) -> None:
    with _timed(report.timings, "encoding"):
        indexed = encode(batch, encoder)
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
