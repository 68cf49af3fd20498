"""An answer as compact JSON, to be kept anywhere and read back against the store.

A trace holds ids and offsets instead of the articles' texts. Who reads it back need not trust who
kept it: see :func:`answer_from_trace`.
"""

from rag.traces.reading import answer_from_trace
from rag.traces.shape import VERSION, TraceInvalid, hash_article
from rag.traces.writing import answer_to_trace

__all__ = ["VERSION", "TraceInvalid", "answer_from_trace", "answer_to_trace", "hash_article"]
