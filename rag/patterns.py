"""Regular expressions that are put together from word lists."""

import re
from collections.abc import Iterable

NEVER = "(?!)"
"""Matches nothing."""


def either(words: Iterable[str]) -> str:
    """Return what matches any of some words, the longest that fits; nothing where there are none.

    As an alternation it has to stand in a group of its own.
    """
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or NEVER
