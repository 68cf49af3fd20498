"""Who says what was asked for, and who agrees."""

from dataclasses import dataclass

from index.records import Article
from rag.quantities import Quantity
from rag.records import Evidence


@dataclass(frozen=True, slots=True)
class Witness:
    """A sentence and the words of it that answer.

    Attributes:
        evidence: The sentence.
        start: Where the words start in the article's text.
        end: Where they end there.
        quantities: What they amount to, where a figure is asked for: the figure, and the same in
            another unit, as in "380 billion yuan (53 billion dollars)".
    """

    evidence: Evidence
    start: int
    end: int
    quantities: tuple[Quantity, ...] = ()

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.evidence.article

    @property
    def text(self) -> str:
        """The words that answer, as the article wrote them."""
        return self.article.text[self.start : self.end]


Accord = tuple[Witness, ...]
"""Witnesses who agree, best first; never none."""
