"""The online side: a question becomes hits, evidence and an answer with citations.

On its way through :mod:`rag.asking` a question is made whole (:mod:`rag.conversation`) and read
(:mod:`rag.questions`); passages are found (:mod:`rag.retrieval`) and their sentences ranked
(:mod:`rag.evidence`), by their words that answer too (:mod:`rag.reader`); what these give as the
direct answer is found (:mod:`rag.findings`), and how sure that is (:mod:`rag.abstention`): together
the inquiry (:mod:`rag.inquiry`). From it a generator drafts sentences (:mod:`rag.generation`), of
which those become statements (:mod:`rag.answering`) whose citations bear them out
(:mod:`rag.grounding`). Where none does, the reply says so.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.errors import FundstelleError
    from index.records import Article, Filter, Hit, Passage, ScoredSentence, Sentence
    from rag.assistant import Assistant
    from rag.config import Settings, load_settings
    from rag.once import ask, retrieve
    from rag.records import Answer, Citation, Finding, Statement, Withheld
    from rag.shapes import answer_to_json, hits_to_json

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "Citation",
    "Filter",
    "Finding",
    "FundstelleError",
    "Hit",
    "Passage",
    "ScoredSentence",
    "Sentence",
    "Settings",
    "Statement",
    "Withheld",
    "answer_to_json",
    "ask",
    "hits_to_json",
    "load_settings",
    "retrieve",
]

_PLACES = {
    "index.errors": ("FundstelleError",),
    "index.records": ("Article", "Filter", "Hit", "Passage", "ScoredSentence", "Sentence"),
    "rag.assistant": ("Assistant",),
    "rag.config": ("Settings", "load_settings"),
    "rag.once": ("ask", "retrieve"),
    "rag.records": ("Answer", "Citation", "Finding", "Statement", "Withheld"),
    "rag.shapes": ("answer_to_json", "hits_to_json"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562): settings need no assistant."""
    for place, names in _PLACES.items():
        if name in names:
            return getattr(import_module(place), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
