"""What a figure is of a change: "rose to 20 percent" is not backed by "rose by 20 percent"."""

import re
from functools import cache

from rag.grounding.readings import Reading
from rag.languages import table
from rag.patterns import NEVER
from rag.quantities import Kind, Quantity

_STEPS = ("to", "by", "from")
_UNSTEPPED = frozenset({Kind.DATE, Kind.ORDINAL})


def is_other_step(said: Quantity, sentence: Reading, quoted: Quantity, quote: Reading) -> bool:
    """Tell whether a figure is what something came to in one text, and a change in the other.

    Only words right before it tell; without these it may be either.
    """
    one, other = _step(sentence, said), _step(quote, quoted)
    return bool(one and other) and one != other


def _step(reading: Reading, figure: Quantity) -> str:
    """Return which step of a change a figure is, ``""`` where that is not told."""
    if figure.kind in _UNSTEPPED:
        return ""
    before, after = reading.text[: figure.qualified_start], reading.text[figure.end :]
    for step, (lead, trail) in _patterns(reading.language).items():
        if lead.search(before) and trail.match(after):
            return step
    return ""


@cache
def _patterns(language: str) -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return what stands before the figure of each step, and what has to follow it."""
    rules = table(language, "grounding").get("steps", {})
    return {
        step: (
            re.compile(rf"\b(?:{'|'.join(rules.get(step, ())) or NEVER}) $"),
            re.compile(rules.get(f"{step}_trail", "")),
        )
        for step in _STEPS
    }
