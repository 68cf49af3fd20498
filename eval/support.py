"""Whether citations carry what they are put to: precision and recall after ALCE. Pure.

Source:
    Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", EMNLP. There
    a model of natural language inference judges; here it is the check that the product itself has
    to pass, :func:`rag.grounding.check`, so these figures tell how well it is kept to, not whether
    it asks enough. The figures by gold spans beside them depend on no check.
"""

from collections.abc import Callable, Sequence
from statistics import fmean

from rag.grounding import Verdict, check
from rag.records import Citation, Statement

Judge = Callable[[str, Sequence[Citation]], Verdict]
"""Tells whether a sentence is backed by citations taken together."""


def is_supported(statement: Statement, judge: Judge = check) -> bool:
    """Tell whether a statement is backed by all its citations taken together."""
    return judge(statement.text, statement.citations).supported


def is_needed(statement: Statement, citation: Citation, judge: Judge = check) -> bool:
    """Tell whether a citation helps to back its statement.

    It does not if the statement is not backed at all, or if the citation does not back it alone
    and the others back it without it. Two citations either of which is enough are both needed:
    they are two witnesses.
    """
    if not is_supported(statement, judge):
        return False
    if judge(statement.text, (citation,)).supported:
        return True
    others = tuple(one for one in statement.citations if one != citation)
    return not judge(statement.text, others).supported


def citation_recall(statements: Sequence[Statement], judge: Judge = check) -> float | None:
    """Return the share of statements that their citations back; None without statements.

    An extractive statement is its quote, so it falls short only where the quote is not in the
    article as quoted, or where a statement cites nothing.
    """
    return fmean(is_supported(one, judge) for one in statements) if statements else None


def citation_precision(statements: Sequence[Statement], judge: Judge = check) -> float | None:
    """Return the share of citations that help to back their statement; None without citations.

    A citation under two statements counts twice: it may help one of them only. An extractive
    statement cites its one quote and so needs it; what counts against precision is a further
    citation that lacks a figure of the statement while the others have all of them.
    """
    needed = [is_needed(one, cited, judge) for one in statements for cited in one.citations]
    return fmean(needed) if needed else None
