"""The online side: a question becomes hits, evidence and an answer with citations."""

from index.errors import FundstelleError
from index.records import Article, Filter, Hit, Passage, Sentence
from rag.assistant import Assistant, ask, retrieve
from rag.config import Settings, load_settings
from rag.records import Answer, Citation, Statement

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "Citation",
    "Filter",
    "FundstelleError",
    "Hit",
    "Passage",
    "Sentence",
    "Settings",
    "Statement",
    "ask",
    "load_settings",
    "retrieve",
]
