"""LlamaIndex as a peer: a vector index, alone or fused with its BM25 retriever."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import Stemmer

from eval.peers.protocol import PASSAGE_PREFIX, QUERY_PREFIX, PeerPassage

# Both the Snowball stemmers and the stop words of bm25s, which the retriever is made of, know them.
_LANGUAGES = ("da", "de", "en", "es", "fr", "it", "nl", "no", "pt", "ru", "sv", "tr")
# As node metadata the id keeps passages of equal text apart, which fusion takes for one; it is
# left out of what is embedded and split into words.
_ID = "passage"


class LlamaIndexPeer:
    """LlamaIndex's in-memory vector index and a retriever over it."""

    def __init__(self, name: str, model: Path, language: str, *, hybrid: bool) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: PLC0415

        self.name = name
        self._hybrid = hybrid
        self._language = language if language in _LANGUAGES else "en"
        self._embedding = HuggingFaceEmbedding(
            str(model),
            query_instruction=QUERY_PREFIX,
            text_instruction=PASSAGE_PREFIX,
            local_files_only=True,
        )
        self._size = 0
        # The last one answers; all of them are told how many passages are wanted.
        self._retrievers: list[Any] = []

    def add(self, passages: Sequence[PeerPassage]) -> None:
        from llama_index.core import VectorStoreIndex  # noqa: PLC0415
        from llama_index.core.schema import TextNode  # noqa: PLC0415

        nodes = [
            TextNode(
                id_=passage.id,
                text=passage.text,
                metadata={_ID: passage.id},
                excluded_embed_metadata_keys=[_ID],
            )
            for passage in passages
        ]
        self._size = len(nodes)
        self._retrievers = [VectorStoreIndex(nodes, embed_model=self._embedding).as_retriever()]
        if self._hybrid:
            self._retrievers.append(self._by_words(nodes))
            self._retrievers.append(_fuse(self._retrievers))

    def search(self, question: str, k: int) -> list[str]:
        for retriever in self._retrievers:
            retriever.similarity_top_k = min(k, self._size)
        return [str(found.node.node_id) for found in self._retrievers[-1].retrieve(question)]

    def _by_words(self, nodes: Sequence[Any]) -> Any:
        from llama_index.retrievers.bm25 import BM25Retriever  # noqa: PLC0415

        return BM25Retriever.from_defaults(
            nodes=list(nodes), stemmer=Stemmer.Stemmer(self._language), language=self._language
        )


def dense(model: Path, language: str) -> LlamaIndexPeer:
    """Return LlamaIndex with vectors alone."""
    return LlamaIndexPeer("llamaindex-dense", model, language, hybrid=False)


def hybrid(model: Path, language: str) -> LlamaIndexPeer:
    """Return LlamaIndex with vectors and BM25, joined by reciprocal rank fusion.

    Args:
        model: Folder of the model.
        language: The language whose stemmer and stop words BM25 uses.
    """
    return LlamaIndexPeer("llamaindex-hybrid", model, language, hybrid=True)


def _fuse(retrievers: Sequence[Any]) -> Any:
    from llama_index.core.llms import MockLLM  # noqa: PLC0415
    from llama_index.core.retrievers import QueryFusionRetriever  # noqa: PLC0415

    return QueryFusionRetriever(
        list(retrievers),
        llm=MockLLM(),  # never called with a single query, but the default one must be installed
        mode="reciprocal_rerank",
        num_queries=1,
        use_async=False,  # two local retrievers gain nothing from an event loop for each question
    )
