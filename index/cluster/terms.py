"""What a worker has to know before its first day; sent to the cluster, and so free of Ray."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from index.cached_encoding import CachedEncoder
from index.config import IndexConfig
from index.encoding import Encoder, encoder_named
from index.engines import AUTO, foretell_engine
from index.preparation import fingerprint
from index.sources import Document, Limits
from index.vector_cache import VectorCache

_SAMPLE = Document("", "", "text", "")


@dataclass(frozen=True, slots=True)
class Terms:
    """What all workers of a run work by.

    Attributes:
        open_encoder: Opens the encoder on the worker's machine.
        config: What the index was built with.
        limits: What reading a document may take.
        cleaning: Which cleaning the driver knows, as :func:`which_cleaning` tells.
    """

    open_encoder: Callable[[], Encoder]
    config: IndexConfig
    limits: Limits
    cleaning: str


def terms_for(
    config: IndexConfig, limits: Limits, engine: str = AUTO, cache_bytes: int = 0
) -> Terms:
    """Return the terms of work for an index.

    Args:
        config: What the index was built with.
        limits: What reading a document may take.
        engine: What is to run the encoder, one of :data:`index.engines.ENGINES`.
        cache_bytes: What a machine's cache of vectors may have; 0 keeps none.
    """
    open_encoder = partial(_open_encoder, config.encoder, engine, cache_bytes)
    return Terms(open_encoder, config, limits, which_cleaning())


def which_cleaning() -> str:
    """Return a hash of the code that cleans: equal hashes, equal articles and receipts."""
    return fingerprint(_SAMPLE)


def _open_encoder(name: str, engine: str, cache_bytes: int) -> Encoder:
    encoder = encoder_named(name, engine)
    if not cache_bytes:
        return encoder
    return CachedEncoder(encoder, VectorCache(cache_bytes), foretell_engine(engine))
