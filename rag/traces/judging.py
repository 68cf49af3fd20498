"""What a trace says is checked as it was when it was written, but for what takes an encoder."""

from collections.abc import Sequence

from rag.findings import mean_the_same
from rag.grounding import Verdict, check
from rag.grounding.checks import tell_language
from rag.quantities import Quantity, find_quantities
from rag.records import Citation
from rag.traces.shape import TraceInvalid

MOST_COMPARED = 20_000
"""Pairs of figures, one of a sentence and one of a quote: 50 µs each. Answers have hundreds."""


class Judge:
    """Checks what one trace says."""

    def __init__(self, language: str, asked: str) -> None:
        """Set what the sentences of the trace are held against.

        Args:
            language: The language that they claim to be in.
            asked: The question that they answer.
        """
        self._language = language
        self._asked = asked
        self._figures: dict[int, tuple[Quantity, ...]] = {}
        self._compared = 0

    def judge(self, text: str, citations: Sequence[Citation]) -> Verdict:
        """Tell whether a statement may be shown.

        The language that it claims to be in could be one that nothing is known of, so it has to
        pass in the one that it is in as well.

        Raises:
            TraceInvalid: It takes too long to tell.
        """
        if all(text == one.quote for one in citations):
            return check(text, citations)
        self._spend(text, citations)
        verdict = check(text, citations, language=self._language, asked=self._asked)
        told = tell_language(text, citations)
        if verdict.supported and told != self._language:
            return check(text, citations, language=told, asked=self._asked)
        return verdict

    def may_find(self, citation: Citation) -> bool:
        """Tell whether the words that a citation marks may be shown as what was asked for.

        Raises:
            TraceInvalid: It takes too long to tell.
        """
        self._spend(citation.marked_text, [citation])
        return check(citation.marked_text, [citation]).supported

    def figures_of(self, citation: Citation) -> list[Quantity]:
        """Return the quantities in the words that a citation marks."""
        start, end = citation.marked or (citation.start, citation.start)
        return [
            one
            for one in self._quoted(citation)
            if start <= citation.start + one.qualified_start and citation.start + one.end <= end
        ]

    def are_agreed(self, one: Citation, other: Citation) -> bool:
        """Tell whether the marked words of two citations mean the same."""
        figures, others = self.figures_of(one), self.figures_of(other)
        return mean_the_same(one.marked_text, other.marked_text, figures, others)

    def _quoted(self, citation: Citation) -> tuple[Quantity, ...]:
        """Return the quantities of a quote; a marker stands for one quote throughout a trace."""
        if citation.marker not in self._figures:
            language = citation.article.language
            self._figures[citation.marker] = tuple(find_quantities(citation.quote, language))
        return self._figures[citation.marker]

    def _spend(self, text: str, citations: Sequence[Citation]) -> None:
        said = 1 + len(find_quantities(text, self._language))
        for one in citations:
            self._compared += said * (1 + len(self._quoted(one)))
            if self._compared > MOST_COMPARED:
                raise TraceInvalid("it has too many figures")
