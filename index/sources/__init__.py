"""Sources become raw documents, one at a time; what cannot be read becomes a problem instead."""

from index.sources.documents import (
    DEFAULT_LIMITS,
    Document,
    DocumentKind,
    Limits,
    Problem,
    Tally,
    Unmodified,
)
from index.sources.files import read
from index.sources.reading import Sources

__all__ = [
    "DEFAULT_LIMITS",
    "Document",
    "DocumentKind",
    "Limits",
    "Problem",
    "Sources",
    "Tally",
    "Unmodified",
    "read",
]
