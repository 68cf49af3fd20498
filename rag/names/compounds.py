"""German compounds that no dictionary lists, told from names."""

import re
from collections.abc import Collection, Iterable
from functools import cache

from index.compounds import base_form, split_compound
from index.words import stem
from rag.patterns import CAPITAL, SMALL, alternatives

_OWNING = re.compile(rf"(?P<name>{CAPITAL}\w+(?:er|s)) $")


def is_common(
    word: str, before: str, names: Iterable[str], said: Collection[str], language: str
) -> bool:
    """Tell whether what no dictionary lists is still no name but a compound of its words.

    "Keuchhustenfälle" is one, as it is inflected or as "viele" goes before it. Behind an article or
    a name it is one if what it begins with is spoken of: "die erste Batterieverwertung", of
    batteries. "Die Marienklinik" is a name where nothing is said of a Marie, and so is "Nordglut".

    Args:
        word: The word.
        before: The text before it.
        names: What may be names in that text.
        said: The stems of what it may be about.
        language: Its language.
    """
    parts = split_compound(word.casefold(), language)
    if not parts:
        return False
    # As short as its plural at most: "rode" is no form of "roden".
    form = base_form(parts[-1], language)
    if form != parts[-1] and len(form) <= len(parts[-1]):
        return True
    if _leading(language, "specified").search(before):
        return True
    owning = _OWNING.search(before)
    owned = owning is not None and any(name.endswith(owning["name"]) for name in names)
    if not owned and not _leading(language, "determiners").search(before):
        return False
    return all(stem([part], language)[0] in said for part in parts[:-1])


@cache
def _leading(language: str, kind: str) -> re.Pattern[str]:
    """Return what matches a text that ends in words of a kind, with an adjective or without."""
    led = alternatives(language, kind)
    return re.compile(rf"\b(?i:{led}) (?:{SMALL}+e[mnrs]? )?$")
