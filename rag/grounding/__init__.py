"""Is each sentence of an answer backed by what it cites? Nothing is shown that fails here.

A sentence is backed if every figure, name and link in it is in what it cites, if it negates what
that negates, and if it is about the same thing. What stands word for word in a quote is backed.
Nothing here decides whether a quote is true, and a sentence that turns who did what around, with
the same names and figures, passes.
"""

from rag.grounding.answers import check_answer
from rag.grounding.checks import check
from rag.grounding.meaning import EncoderSimilarity, Similarity
from rag.grounding.verdicts import Fault, FaultKind, SentenceVerdict, Verdict

__all__ = [
    "EncoderSimilarity",
    "Fault",
    "FaultKind",
    "SentenceVerdict",
    "Similarity",
    "Verdict",
    "check",
    "check_answer",
]
