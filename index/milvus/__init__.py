"""The index in Milvus: the same promises as the local store's, for more than one machine."""

from index.milvus.store import MilvusStore

__all__ = ["MilvusStore"]
