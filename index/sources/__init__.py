"""Sources become raw documents, one at a time; what cannot be read becomes a problem instead."""

from index.sources.documents import DEFAULT_LIMITS, Document, Kind, Limits, Problem
from index.sources.files import read

__all__ = ["DEFAULT_LIMITS", "Document", "Kind", "Limits", "Problem", "read"]
