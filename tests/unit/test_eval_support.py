from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.support import citation_precision, citation_recall, is_needed
from index.records import Article
from rag.grounding import Verdict
from rag.records import Citation, Statement

ARTICLE = Article("a", "", "Der Turm ist 40 Meter hoch. Er kostete 1,2 Millionen. Es regnete.")
HEIGHT, COST, RAIN = (
    Citation(marker, ARTICLE, start, end, ARTICLE.text[start:end])
    for marker, (start, end) in enumerate(((0, 27), (28, 53), (54, 65)), 1)
)
VERBATIM = Statement(HEIGHT.quote, (HEIGHT,))
BOTH_NEEDED = Statement("40 Meter für 1,2 Millionen.", (HEIGHT, COST))
ONE_NEEDLESS = Statement("Er ist 40 Meter hoch.", (HEIGHT, RAIN))
UNBACKED = Statement("Er ist 41 Meter hoch.", (HEIGHT, COST))
UNCITED = Statement("Er ist hoch.", ())
BROKEN = Statement("Er ist hoch.", (replace(RAIN, quote="Es schneite."),))


@pytest.mark.parametrize(
    ("statements", "recall", "precision"),
    [
        ((VERBATIM,), 1.0, 1.0),
        ((BOTH_NEEDED,), 1.0, 1.0),
        ((ONE_NEEDLESS,), 1.0, 1 / 2),
        ((UNBACKED,), 0.0, 0.0),
        ((BROKEN,), 0.0, 0.0),
        ((UNCITED,), 0.0, None),
        ((), None, None),
        # recall 3 of 5; needed 1 + 2 + 1 + 0 of 1 + 2 + 2 + 2 citations
        ((VERBATIM, BOTH_NEEDED, ONE_NEEDLESS, UNBACKED, UNCITED), 3 / 5, 4 / 7),
    ],
)
def test_statements_without_support_and_needless_citations_count_against(
    statements: tuple[Statement, ...], recall: float | None, precision: float | None
) -> None:
    assert citation_recall(statements) == (recall and pytest.approx(recall))
    assert citation_precision(statements) == (precision and pytest.approx(precision))


def test_two_citations_either_of_which_is_enough_are_both_needed() -> None:
    witnesses = Statement("Es war so.", (COST, RAIN))
    assert is_needed(witnesses, COST)
    assert is_needed(witnesses, RAIN)


def test_another_judge_may_be_asked() -> None:
    def strict(text: str, citations: Sequence[Citation]) -> Verdict:
        return Verdict(any(text == cited.quote for cited in citations))

    assert citation_recall((VERBATIM, BOTH_NEEDED), strict) == 1 / 2
    assert citation_precision((VERBATIM, BOTH_NEEDED), strict) == pytest.approx(1 / 3)
