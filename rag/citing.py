"""Evidence becomes citations: numbered, and checked before anyone sees them."""

from collections.abc import Iterable
from dataclasses import replace

from rag.findings import Accord
from rag.grounding import check
from rag.records import Citation, Evidence, Finding, Statement

# Words are marked as the answer where at least this share of them is expected to be right.
_MARKED = 0.35


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

    def find(self, accord: Accord, reading: str = "", origin: str = "") -> Finding | None:
        """Return what witnesses agree on, or None where a check fails.

        Args:
            accord: The witnesses, the one to quote first.
            reading: The first one's figure in the question's language, or ``""``.
            origin: Which outlet says so, and when, or ``""``.
        """
        known = dict(self._markers)
        citations = tuple(
            replace(self._citation(one.evidence), marked=(one.start, one.end)) for one in accord
        )
        if all(check(cited.marked_text, [cited]).supported for cited in citations):
            return Finding(accord[0].text, reading, citations, origin)
        self._markers = known
        return None

    def _citation(self, evidence: Evidence) -> Citation:
        sentence, answer = evidence.sentence, evidence.answer
        key = (evidence.article.id, sentence.start, sentence.end)
        marker = self._markers.setdefault(key, len(self._markers) + 1)
        sure = answer is not None and answer.overlap >= _MARKED
        return Citation(
            marker,
            evidence.article,
            sentence.start,
            sentence.end,
            sentence.text,
            (answer.start, answer.end) if answer and sure else None,
        )
