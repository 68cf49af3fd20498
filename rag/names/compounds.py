"""German compounds that no dictionary lists, told from names."""

import re
from collections.abc import Iterable
from functools import cache

from index.compounds import base_form, split_compound
from rag.languages import table
from rag.patterns import CAPITAL, SMALL, either

_OWNING = re.compile(rf"(?P<name>{CAPITAL}\w+(?:er|s)) $")


def is_common(word: str, before: str, names: Iterable[str], language: str) -> bool:
    """Tell whether what no dictionary lists is still no name but a compound of its words.

    "Keuchhustenfälle" is one, as it is inflected, and so is what an article, words such as "viele"
    or a name go before: "die erste Batterieverwertung", "die Emsauer Speicherfabrik". "Nordglut"
    may be the name of a firm.

    Args:
        word: The word.
        before: The text before it.
        names: What may be names in that text.
        language: Its language.
    """
    parts = split_compound(word.casefold(), language)
    if not parts:
        return False
    # As short as its plural at most: "rode" is no form of "roden".
    form = base_form(parts[-1], language)
    if form != parts[-1] and len(form) <= len(parts[-1]):
        return True
    owning = _OWNING.search(before)
    owned = owning is not None and any(name.endswith(owning["name"]) for name in names)
    return owned or bool(_leading(language).search(before))


@cache
def _leading(language: str) -> re.Pattern[str]:
    """Return what matches a text that ends in what goes before a common noun."""
    words = table(language, "words")
    led = "|".join([*words.get("determiners", ()), either(words.get("specified", ()))])
    return re.compile(rf"\b(?i:{led}) (?:{SMALL}+e[mnrs]? )?$")
