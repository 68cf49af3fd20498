from dataclasses import replace

import pytest

from index.records import Article, Hit, Passage, Sentence
from rag.citing import Citer, check
from rag.records import Citation, Evidence

TEXT = "Das Werk kostet 1,5 Mrd. Euro. Es öffnet am 3. Mai 2026."
ARTICLE = Article("a", "Werk", TEXT, language="de")


def citation(start: int, end: int, marker: int = 1) -> Citation:
    return Citation(marker, ARTICLE, start, end, TEXT[start:end])


def evidence(start: int, end: int) -> Evidence:
    passage = Passage("a", 0, 0, len(TEXT), TEXT)
    hit = Hit(passage, ARTICLE, 0.5, 1, ())
    return Evidence(ARTICLE, Sentence("a", 0, start, end, TEXT[start:end]), hit, 1.0)


def test_a_quoted_sentence_is_supported() -> None:
    assert check(TEXT[:30], [citation(0, 30)]).supported


@pytest.mark.parametrize("text", ["Das Werk kostet 15 Mrd. Euro.", "Es kostet 1,6 Mrd. Euro."])
def test_a_figure_that_the_quote_does_not_hold_fails(text: str) -> None:
    verdict = check(text, [citation(0, 30)])
    assert not verdict.supported
    assert "figure" in verdict.reason


def test_a_figure_of_another_sentence_fails() -> None:
    assert not check("Es öffnet 2026.", [citation(0, 30)]).supported
    assert check("Es öffnet 2026.", [citation(0, 30), citation(31, len(TEXT), 2)]).supported


def test_a_quote_that_is_not_its_span_fails() -> None:
    assert not check("Das Werk", [replace(citation(0, 30), quote="Das Haus")]).supported
    assert not check("Das Werk", [replace(citation(0, 30), start=1)]).supported


def test_no_citation_fails() -> None:
    assert not check("Das Werk ist neu.", []).supported


def test_markers_count_up_and_equal_spans_share_one() -> None:
    citer = Citer()
    first = citer.cite(TEXT[:30], [evidence(0, 30)])
    assert citer.cite("Es kostet 99 Euro.", [evidence(31, len(TEXT))]) is None
    second = citer.cite("Es öffnet im Mai.", [evidence(31, len(TEXT)), evidence(0, 30)])
    assert first is not None
    assert second is not None
    assert [c.marker for c in first.citations] == [1]
    assert [c.marker for c in second.citations] == [2, 1]
    assert str(first) == "Das Werk kostet 1,5 Mrd. Euro. [1]"
