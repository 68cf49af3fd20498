"""What to search for a question: made whole from the conversation, and taken apart."""

from rag.llm.planning.division import is_compound
from rag.llm.planning.planner import Plan, Planner

__all__ = ["Plan", "Planner", "is_compound"]
