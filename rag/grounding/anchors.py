"""Whose figure it is, where a quote gives several: "Alibaba spends 380 billion, Tencent 100"."""

from collections.abc import Sequence
from itertools import pairwise

from rag.grounding.names import has_name, shared_places
from rag.grounding.readings import CLAUSE, Reading
from rag.grounding.recognition import Name, names_of
from rag.quantities import Kind, Quantity, agree


def is_crossed(said: Quantity, sentence: Reading, quoted: Quantity, quote: Reading) -> bool:
    """Tell whether a quote gives its figure to another name or year than the sentence does.

    It pairs them where names (or years) and figures of the same kind take turns throughout, as
    many of the one as of the other. Beyond that, a figure belongs to nobody who has another one of
    its kind in a later clause, or in any other if its own clause names somebody else. Elsewhere
    nothing is told.
    """
    names = [*names_of(quote), *shared_places(quote, sentence)]
    names.sort(key=lambda name: name.start)
    meant = _meant(names, said, sentence, quote)
    if _belongs_elsewhere([name.start for name in names], meant, quoted, quote):
        return True
    dates = [one for one in quote.quantities if one.kind is Kind.DATE]
    asked = [one for one in sentence.quantities if one.kind is Kind.DATE and one is not said]
    if len(asked) != 1:
        return False
    same = [agree(one, asked[0]) for one in dates]
    return _pairs_otherwise([one.start for one in dates], same, quoted, quote)


def _meant(names: Sequence[Name], said: Quantity, sentence: Reading, quote: Reading) -> list[bool]:
    """Tell which names of a quote a sentence has, in the clause of its figure if any is there.

    Where other clauses have figures of their own, their names are not those of this one.
    """
    starts = [0, *(match.end() for match in CLAUSE.finditer(sentence.text))]
    ends = [*starts[1:], len(sentence.text)]
    clause = next(
        sentence.text[start:end]
        for start, end in zip(starts, ends, strict=True)
        if said.start < end
    )
    alike = [one for one in sentence.quantities if (one.kind, one.unit) == (said.kind, said.unit)]
    for text in (clause, sentence.text):
        meant = [has_name(text, sentence.language, name.text, quote.language) for name in names]
        if any(meant) or len(alike) > 1:  # "it has 1,300, 200 of them in Graz"
            return meant
    return meant


def _belongs_elsewhere(
    names: Sequence[int], meant: Sequence[bool], quoted: Quantity, quote: Reading
) -> bool:
    """Tell whether a figure is another's than that of the names which the sentence means."""
    if not any(meant):
        return False
    if _pairs_otherwise(names, meant, quoted, quote):
        return True
    clause = _clause(quote, quoted.start)
    own = {_clause(quote, at) for at, yes in zip(names, meant, strict=True) if yes}
    others = {_clause(quote, at) for at, yes in zip(names, meant, strict=True) if not yes}
    figured = {
        _clause(quote, one.start)
        for one in quote.quantities
        if (one.kind, one.unit) == (quoted.kind, quoted.unit)
    }
    apart = clause not in own and own <= figured
    return apart and (clause in others or clause < min(own))


def _pairs_otherwise(
    anchors: Sequence[int], meant: Sequence[bool], quoted: Quantity, quote: Reading
) -> bool:
    """Tell whether names or years take turns with figures, and a figure's is not one meant."""
    figures = [one.start for one in quote.quantities if one.kind is quoted.kind]
    if len(anchors) != len(figures) or len(figures) < 2:
        return False
    turns = sorted([(at, True) for at in anchors] + [(at, False) for at in figures])
    if any(one[1] == other[1] for one, other in pairwise(turns)):
        return False
    return any(meant) and not meant[figures.index(quoted.start)]


def _clause(quote: Reading, at: int) -> int:
    """Return which clause of a quote a place is in, counted from 0."""
    return sum(1 for _ in CLAUSE.finditer(quote.text, 0, at))
