"""Haystack as a peer: its in-memory store with a pipeline of retrievers, dense or hybrid."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.peers.protocol import PASSAGE_PREFIX, QUERY_PREFIX, PeerPassage


class HaystackPeer:
    """A Haystack pipeline over its in-memory document store."""

    def __init__(self, name: str, model: Path, *, hybrid: bool) -> None:
        # Read when the library is imported; a measurement sends nothing anywhere.
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
        from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: PLC0415
        from haystack_integrations.components.embedders.sentence_transformers import (  # noqa: PLC0415
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self.name = name
        self._hybrid = hybrid
        self._store = InMemoryDocumentStore(shared=False)
        shared: dict[str, Any] = {
            "model": str(model),
            "local_files_only": True,
            "progress_bar": False,
        }
        self._passages = SentenceTransformersDocumentEmbedder(prefix=PASSAGE_PREFIX, **shared)
        questions = SentenceTransformersTextEmbedder(prefix=QUERY_PREFIX, **shared)
        self._passages.warm_up()
        questions.warm_up()
        self._pipeline = (
            _hybrid(self._store, questions) if hybrid else _dense(self._store, questions)
        )

    def add(self, passages: Sequence[PeerPassage]) -> None:
        from haystack import Document  # noqa: PLC0415

        documents = [Document(id=passage.id, content=passage.text) for passage in passages]
        self._store.write_documents(self._passages.run(documents=documents)["documents"])

    def search(self, question: str, k: int) -> list[str]:
        inputs: dict[str, dict[str, object]] = {
            "embedder": {"text": question},
            "by_vector": {"top_k": k},
        }
        last = "by_vector"
        if self._hybrid:
            inputs |= {"by_words": {"query": question, "top_k": k}, "joiner": {"top_k": k}}
            last = "joiner"
        found = self._pipeline.run(inputs)[last]["documents"]
        return [str(document.id) for document in found]


def dense(model: Path, language: str) -> HaystackPeer:  # noqa: ARG001 (all peers are made alike)
    """Return Haystack with vectors alone."""
    return HaystackPeer("haystack-dense", model, hybrid=False)


def hybrid(model: Path, language: str) -> HaystackPeer:  # noqa: ARG001
    """Return Haystack with vectors and BM25, joined by reciprocal rank fusion.

    The in-memory store's BM25 splits words by a regular expression; it has no stemmer.
    """
    return HaystackPeer("haystack-hybrid", model, hybrid=True)


def _dense(store: Any, questions: Any) -> Any:
    from haystack import Pipeline  # noqa: PLC0415
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever  # noqa: PLC0415

    pipeline = Pipeline()
    pipeline.add_component("embedder", questions)
    pipeline.add_component("by_vector", InMemoryEmbeddingRetriever(store))
    pipeline.connect("embedder.embedding", "by_vector.query_embedding")
    return pipeline


def _hybrid(store: Any, questions: Any) -> Any:
    from haystack.components.joiners import DocumentJoiner  # noqa: PLC0415
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever  # noqa: PLC0415

    pipeline = _dense(store, questions)
    pipeline.add_component("by_words", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("by_words", "joiner")
    pipeline.connect("by_vector", "joiner")
    return pipeline
