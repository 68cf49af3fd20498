"""Sources become stored articles: incrementally, in batches, each batch committed whole.

Reading, telling what is new and storing are done here; cleaning, cutting and encoding are a crew's:
that of this process (see :mod:`index.own_crew`), or one on a cluster (see :mod:`index.cluster`).
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path

from index.cached_encoding import CachedEncoder
from index.changes import Changes
from index.config import IndexConfig
from index.crew import Crew
from index.encoding import Encoder, check_encoder, encoder_named
from index.engines import AUTO, foretell_engine
from index.memory import give_back
from index.own_crew import own_crew
from index.places import Place, to_place
from index.preparation import Prepare
from index.report import Progress, Report
from index.sources import Sources
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
    own = own_crew(prepare, sources.limits, store, encoder, report.timings)
    with own if crew is None else nullcontext(crew) as at_work:
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
    with report.timings.timed("storing"):
        store.publish()
    return report


def _encoder_named(name: str, kept: VectorCache | None, engine: str) -> Encoder:
    encoder = encoder_named(name, engine)
    if kept is None:
        return encoder
    return CachedEncoder(encoder, kept, foretell_engine(engine))


def _keep(indexed: Sequence[IndexedArticle], store: Store, report: Report) -> None:
    replaced = [store.content_hash(one.article.id) is not None for one in indexed]
    with report.timings.timed("storing"):
        store.add(indexed)
    for one, was_there in zip(indexed, replaced, strict=True):
        (report.replaced if was_there else report.added).append(one.article.id)
        report.passages += len(one.passages)


def _note(changes: Changes, store: Store) -> None:
    """Remember where stored articles were met again."""
    met, changes.met = changes.met, []
    if met:
        store.note(met)
