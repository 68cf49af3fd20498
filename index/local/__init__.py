"""The index in a folder: an SQLite file that is the truth, and a FAISS file derived from it."""

from index.local.store import LocalStore

__all__ = ["LocalStore"]
