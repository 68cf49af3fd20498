"""txtai as a peer: its ``Embeddings`` database, dense or hybrid."""

from collections.abc import Sequence
from pathlib import Path

from eval.peers.protocol import PASSAGE_PREFIX, QUERY_PREFIX, PeerPassage


class TxtaiPeer:
    """txtai's embeddings database, its content kept in SQLite as its guides do."""

    def __init__(self, name: str, model: Path, *, hybrid: bool) -> None:
        from txtai import Embeddings  # noqa: PLC0415 (only when chosen)

        self.name = name
        self._embeddings = Embeddings(
            path=str(model),
            instructions={"query": QUERY_PREFIX, "data": PASSAGE_PREFIX},
            content=True,
            hybrid=hybrid,
        )

    def add(self, passages: Sequence[PeerPassage]) -> None:
        self._embeddings.index((passage.id, passage.text) for passage in passages)

    def search(self, question: str, k: int) -> list[str]:
        return [str(row["id"]) for row in self._embeddings.search(question, k)]


def dense(model: Path, language: str) -> TxtaiPeer:  # noqa: ARG001 (all peers are made alike)
    """Return txtai with vectors alone."""
    return TxtaiPeer("txtai-dense", model, hybrid=False)


def hybrid(model: Path, language: str) -> TxtaiPeer:  # noqa: ARG001
    """Return txtai with vectors and BM25, half and half, which is its default.

    Its tokenizer has no stemmer to choose a language for.
    """
    return TxtaiPeer("txtai-hybrid", model, hybrid=True)
