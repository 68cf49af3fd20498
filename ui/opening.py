"""How an index is opened for adding to it, from the command line as from the page."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from index.encoding import Encoder
from index.ingest import open_or_create
from index.store import Store
from index.vector_cache import VectorCache
from rag.config import Settings


@contextmanager
def opened_for_adding(settings: Settings) -> Iterator[tuple[Store, Encoder]]:
    """Open the index, or make it, with what was encoded before at hand; close it in the end.

    Raises:
        IndexMismatch: The index was built with another encoder.
        StoreError: The index cannot be read or made.
        EncoderUnavailable: The model of a new index cannot be loaded.
    """
    encoder_name = settings.encoder or None
    with VectorCache(settings.cache_bytes) as kept:
        store, encoder = open_or_create(settings.index, encoder_name, kept, settings.engine)
        with closing(store):
            yield store, encoder
