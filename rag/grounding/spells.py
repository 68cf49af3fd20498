"""What spell of time a figure is for: "40 litres a day" is not backed by "40 litres an hour"."""

import re
from functools import cache

from rag.grounding.readings import Reading
from rag.languages import table
from rag.patterns import NEVER
from rag.quantities import Kind, Quantity

_TIMELESS = frozenset({Kind.DATE, Kind.ORDINAL})
# Words that may stand between a figure and "a day", or "daily" and a figure.
_BETWEEN = r"(?: [^\W\d_][\w-]*){0,3}?"


def is_other_spell(said: Quantity, sentence: Reading, quoted: Quantity, quote: Reading) -> bool:
    """Tell whether a figure is for an hour in one text and for a day in the other."""
    one, other = _spells(sentence, said), _spells(quote, quoted)
    return bool(one and other) and one.isdisjoint(other)


def _spells(reading: Reading, figure: Quantity) -> set[str]:
    if figure.kind in _TIMELESS:
        return set()
    before, after = reading.text[: figure.qualified_start], reading.text[figure.end :]
    return {
        spell
        for spell, (lead, trail) in _patterns(reading.language).items()
        if lead.search(before) or trail.match(after)
    }


@cache
def _patterns(language: str) -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return for each spell what may lead to a figure, and what may follow one."""
    rules = table(language, "grounding").get("spells", {})
    return {
        spell: (
            re.compile(rf"(?i)\b(?:{'|'.join(words)}){_BETWEEN} $"),
            re.compile(rf"(?i){_BETWEEN} \(?(?:{'|'.join(words) or NEVER})(?!\w)"),
        )
        for spell, words in rules.items()
    }
