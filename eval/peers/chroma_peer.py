"""Chroma as a peer: a collection on disk with its default HNSW index."""

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

from eval.peers.protocol import PASSAGE_PREFIX, QUERY_PREFIX, PeerPassage


class ChromaPeer:
    """A collection of Chroma's persistent client, in a folder that goes when this does."""

    name = "chroma-dense"

    def __init__(self, model: Path) -> None:
        import chromadb  # noqa: PLC0415 (only when chosen)
        from chromadb.utils.embedding_functions import (  # noqa: PLC0415
            SentenceTransformerEmbeddingFunction,
        )

        folder = tempfile.mkdtemp(prefix="chroma-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._embed = SentenceTransformerEmbeddingFunction(str(model), local_files_only=True)
        self._client = chromadb.PersistentClient(
            folder, chromadb.Settings(anonymized_telemetry=False)
        )
        self._collection = self._client.create_collection(
            "passages", embedding_function=self._embed
        )

    def add(self, passages: Sequence[PeerPassage]) -> None:
        # It has no option for prefixes: so its function is called here, and given its vectors.
        size = self._client.get_max_batch_size()
        for at in range(0, len(passages), size):
            batch = passages[at : at + size]
            self._collection.add(
                ids=[one.id for one in batch],
                embeddings=self._embed([PASSAGE_PREFIX + one.text for one in batch]),
                documents=[one.text for one in batch],
            )

    def search(self, question: str, k: int) -> list[str]:
        asked = self._embed([QUERY_PREFIX + question])
        found = self._collection.query(query_embeddings=asked, n_results=k)
        return [str(one) for one in found["ids"][0]]


def dense(model: Path, language: str) -> ChromaPeer:  # noqa: ARG001 (all peers are made alike)
    """Return Chroma; its local collections search by vectors alone."""
    return ChromaPeer(model)
