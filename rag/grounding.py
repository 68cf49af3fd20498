"""Is each sentence of an answer backed by what it cites? Nothing is shown that fails here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.records import Citation, Evidence, Statement

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
    cited = {figure for citation in citations for figure in _figures(citation.quote)}
    missing = [figure for figure in _figures(text) if figure not in cited]
    if missing:
        return Verdict(False, f"the figure {missing[0]} is not in what it cites")
    return Verdict(True)


class Citer:
    """Numbers the spans of one answer: the same span always gets the same marker."""

    def __init__(self) -> None:
        self._markers: dict[tuple[str, int, int], int] = {}

    def cite(self, text: str, evidence: Iterable[Evidence]) -> Statement | None:
        """Return the sentence with its citations, or None where the check fails."""
        known = dict(self._markers)
        citations = tuple(self._citation(one) for one in evidence)
        if check(text, citations).supported:
            return Statement(text, citations)
        self._markers = known  # a marker that is not shown leaves no gap
        return None

    def _citation(self, evidence: Evidence) -> Citation:
        sentence = evidence.sentence
        key = (evidence.article.id, sentence.start, sentence.end)
        marker = self._markers.setdefault(key, len(self._markers) + 1)
        return Citation(marker, evidence.article, sentence.start, sentence.end, sentence.text)


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(text)
