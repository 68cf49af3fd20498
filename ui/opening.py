"""How an index is opened for adding to it, from the command line as from the page."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from index.encoding import Encoder
from index.ingest import open_or_create
from index.local.unfilled import leaving_none_unfilled
from index.places import to_place
from index.store import Store
from index.vector_cache import VectorCache
from rag.config import Settings


@contextmanager
def opened_for_adding(settings: Settings) -> Iterator[tuple[Store, Encoder]]:
    """Open the index, or make it, with what was encoded before at hand; close it in the end.

    One that was made for this and holds nothing in the end is not left behind.

    Raises:
        IndexMismatch: The index was built with another encoder.
        StoreError: The index cannot be read or made.
        EncoderUnavailable: The model of a new index cannot be loaded.
    """
    encoder_name = settings.encoder or None
    place = to_place(settings.index)
    with leaving_none_unfilled(place), VectorCache(settings.cache_bytes) as kept:
        store, encoder = open_or_create(place, encoder_name, kept, settings.engine)
        with closing(store):
            yield store, encoder
