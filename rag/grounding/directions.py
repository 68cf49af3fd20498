"""Which way a figure goes: "rose 5 percent" is not backed by "fell 5 percent".

Judged only where a clause has words for one way and none for the other.
"""

import re
from collections.abc import Sequence
from functools import cache

from rag.grounding.figures import backs
from rag.grounding.readings import CLAUSE, Reading
from rag.languages import table
from rag.patterns import NEVER
from rag.quantities import Kind, Quantity

_MOVING = frozenset({Kind.MONEY, Kind.PERCENTAGE, Kind.COUNT, Kind.MEASURE, Kind.MULTIPLE})


def is_reversed(sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a sentence has a figure rise that falls wherever it is quoted, or fall."""
    return any(
        _is_reversed(said, sentence, quotes)
        for said in sentence.quantities
        if said.kind in _MOVING and _way(sentence, said)
    )


def _is_reversed(said: Quantity, sentence: Reading, quotes: Sequence[Reading]) -> bool:
    ways = {
        _way(quote, one)
        for quote in quotes
        for one in quote.quantities
        if backs(one, said, quote.published)
    }
    return ways == {-_way(sentence, said)}


def _way(reading: Reading, figure: Quantity) -> int:
    """Return 1 where a figure's clause has it rise, -1 where fall, 0 where that is not told."""
    ends = [match.end() for match in CLAUSE.finditer(reading.text)]
    start = max((at for at in ends if at <= figure.start), default=0)
    end = min((at for at in ends if at >= figure.end), default=len(reading.text))
    clause = reading.text[start:end]
    rising, falling = (pattern.search(clause) for pattern in _ways(reading.language))
    return bool(rising) - bool(falling)


@cache
def _ways(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = table(language, "grounding")
    rising, falling = (
        re.compile(rf"\b(?:{'|'.join(rules.get(way, ())) or NEVER})\b")
        for way in ("rising", "falling")
    )
    return rising, falling
