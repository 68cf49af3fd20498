"""Whose figure it is: a figure must not lose the one it is said of, nor pass to another.

"Global spending is 53 billion" is not backed by "Alibaba spends 53 billion", although every figure
and every name of it is there; nor is "Alibaba spends four trillion" by "Alibaba chief Eddie Wu puts
the world's spending at four trillion".
"""

from collections.abc import Iterator, Sequence

from rag.grounding.figures import backs
from rag.grounding.names import has_name
from rag.grounding.readings import CLAUSE, Reading
from rag.grounding.recognition import Name, names_of
from rag.quantities import Kind, Quantity

_OWNED = frozenset({Kind.MONEY, Kind.PERCENTAGE, Kind.COUNT, Kind.MEASURE, Kind.MULTIPLE})

_HYPHENS = frozenset({"-", "\N{NON-BREAKING HYPHEN}"})


def estranged_figures(sentence: Reading, quotes: Sequence[Reading], asked: str) -> Iterator[str]:
    """Yield the figures of a sentence that are said of somebody else in every quote that has them.

    Args:
        sentence: The sentence.
        quotes: What it cites.
        asked: The question it answers, whose names it need not repeat.
    """
    for said in sentence.quantities:
        if said.kind not in _OWNED:
            continue
        having = [
            (quote, one)
            for quote in quotes
            for one in quote.quantities
            if backs(one, said, quote.published)
        ]
        if having and all(_is_estranged(sentence, quote, one, asked) for quote, one in having):
            yield sentence.text[said.qualified_start : said.end]


def _is_estranged(sentence: Reading, quote: Reading, figure: Quantity, asked: str) -> bool:
    owners = _owners(quote, figure)
    if not owners:
        return False
    named = [one for one in owners if _is_named(one, quote.language, sentence.text, sentence)]
    if named:
        return False
    if any(_is_named(one, quote.language, asked, sentence) for one in owners):
        return _is_partly_named(sentence, quote)
    return True


def _owners(quote: Reading, figure: Quantity) -> list[Name]:
    """Return who is named, by a word of its own, in a figure's clause, or else in the quote."""
    names = [one for one in names_of(quote) if not one.place and _stands_alone(one, quote.text)]
    clauses = [0, *(match.end() for match in CLAUSE.finditer(quote.text)), len(quote.text)]
    start = max(at for at in clauses if at <= figure.start)
    end = min((at for at in clauses if at > figure.start), default=len(quote.text))
    return [one for one in names if start <= one.start < end] or names


def _is_partly_named(sentence: Reading, quote: Reading) -> bool:
    """Tell whether all that a sentence names is only a part of words in a quote: "Alibaba-Chef"."""
    names = [one for one in names_of(sentence) if not one.place]
    parts = [one.text for one in names_of(quote) if not _stands_alone(one, quote.text)]
    return bool(names) and all(
        any(has_name(part, quote.language, one.text, sentence.language) for part in parts)
        for one in names
    )


def _is_named(name: Name, language: str, text: str, sentence: Reading) -> bool:
    return has_name(text, sentence.language, name.text, language)


def _stands_alone(name: Name, text: str) -> bool:
    end = name.start + len(name.text)
    before = text[name.start - 1 : name.start] if name.start else ""
    return not {before, text[end : end + 1]} & _HYPHENS
