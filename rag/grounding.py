"""Is each sentence of an answer backed by what it cites? Nothing is shown that fails here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.records import Citation

# Digits with their separators, as "7,2", "12.500", "24.09.2025" or "12'500".
_FIGURE = re.compile(r"\d+(?:[.,'’:]\d+)*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown, and if not, why."""

    supported: bool
    reason: str = ""


def check(text: str, citations: Sequence[Citation]) -> Verdict:
    """Tell whether a sentence is backed by its citations.

    It is if it cites something, if every quote is the very span of the article that it claims to
    be, and if every figure in it stands, as written, in a quote.
    """
    if not citations:
        return Verdict(False, "it cites nothing")
    for citation in citations:
        if citation.article.text[citation.start : citation.end] != citation.quote:
            return Verdict(False, f"the quote of [{citation.marker}] is not in its article")
        if citation.marked and not _within(citation.marked, citation):
            return Verdict(False, f"what is marked in [{citation.marker}] is not in its quote")
    cited = {figure for citation in citations for figure in _figures(citation.quote)}
    missing = [figure for figure in _figures(text) if figure not in cited]
    if missing:
        return Verdict(False, f"the figure {missing[0]} is not in what it cites")
    return Verdict(True)


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(text)


def _within(marked: tuple[int, int], citation: Citation) -> bool:
    return citation.start <= marked[0] < marked[1] <= citation.end
