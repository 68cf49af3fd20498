"""What a worker does: an actor on one of the cluster's machines, with an encoder of its own."""

from collections.abc import Sequence

import ray

from index.batches import Pending, cut, encode
from index.cluster.errors import ClusterUnavailable
from index.cluster.terms import Terms, which_cleaning
from index.encoding import check_encoder
from index.errors import FundstelleError, SourceUnreadable
from index.isolation import IsolatedPreparation
from index.memory import give_back
from index.preparation import Prepared
from index.sources import Document
from index.stored_records import IndexedArticle

GROUPS = {"prepare": 1, "index": 1}
"""What a worker does side by side: cleaning is not to wait for the encoder, or the next batch would
come late and find it idle."""


class Worker:
    """Prepares and indexes; errors come back as answers, since raised ones bring their traces.

    Parsers may hang: it keeps a process of its own for them, as an ingest without a cluster does.
    That process ends with this one, however it ends.
    """

    def __init__(self, terms: Terms) -> None:
        """Take note of the terms; :meth:`arrive` gets ready."""
        self._terms = terms
        self._encoder = terms.open_encoder()
        self._isolated = IsolatedPreparation(terms.limits)

    @ray.method(concurrency_group="index")
    def arrive(self) -> FundstelleError | None:
        """Load the encoder; return what stands against working for this index, if anything."""
        if which_cleaning() != self._terms.cleaning:
            return ClusterUnavailable(
                "The cluster's machines have another version of Fundstelle, whose articles would "
                "differ; install the same one there as here."
            )
        try:
            self._encoder.load()
            check_encoder(self._terms.config, self._encoder)
        except FundstelleError as error:
            return error
        return None

    @ray.method(concurrency_group="prepare")
    def prepare(self, documents: Sequence[Document]) -> list[Prepared | SourceUnreadable]:
        """Return what comes of each document: its article, or why there is none."""
        return [self._try(one) for one in documents]

    @ray.method(concurrency_group="index")
    def index(self, batch: Sequence[Pending]) -> list[IndexedArticle] | FundstelleError:
        """Cut articles and encode their passages, all at once."""
        size = self._terms.config.passage_tokens
        try:
            return encode([cut(one, self._encoder, size) for one in batch], self._encoder)
        except FundstelleError as error:
            return error
        finally:
            give_back()

    def _try(self, document: Document) -> Prepared | SourceUnreadable:
        try:
            return self._isolated(document)
        except SourceUnreadable as error:
            return error
