"""Wrong and missing citations are mended: a sentence gets those of the evidence that back it."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from rag.grounding import Verdict
from rag.records import Evidence

Judge = Callable[[Sequence[Evidence]], Verdict]
"""Tells whether a sentence is backed by pieces of evidence taken together."""

_SOUGHT = 4  # pieces that a sentence does not name, likeliest first


def mend(
    claimed: Sequence[Evidence], offered: Iterable[Evidence], judge: Judge
) -> tuple[tuple[Evidence, ...], Verdict]:
    """Return the evidence that a sentence may cite, and the verdict on it.

    What it claims is kept as far as it is needed; where that does not back it, a single other piece
    may. Pieces are not joined that the sentence does not join: with every combination it is more
    likely that its names and figures are found somewhere by chance.

    Args:
        claimed: What the sentence names.
        offered: What else it may rest on, likeliest first.
        judge: Tells what backs the sentence.

    Returns:
        What it may cite, and that it may; or what it claims, and why it may not.
    """
    claimed = tuple(dict.fromkeys(claimed))
    verdict = judge(claimed)
    if verdict.supported:
        return _needed(claimed, judge), verdict
    others = (one for one in offered if one not in claimed)
    for other in islice(others, _SOUGHT):
        found = judge((other,))
        if found.supported:
            return (other,), found
    return claimed, verdict


def _needed(evidence: tuple[Evidence, ...], judge: Judge) -> tuple[Evidence, ...]:
    """Leave out what adds nothing: each that does not back the sentence while the others do.

    Two pieces, either of which is enough, are two witnesses, and both stay.
    """
    alone = tuple(one for one in evidence if judge((one,)).supported)
    if alone:
        return alone
    kept = evidence
    for one in evidence:
        others = tuple(other for other in kept if other is not one)
        if others and judge(others).supported:
            kept = others
    return kept
