"""What regular expressions are put together from: letters, and word lists."""

import re
from collections.abc import Iterable

NEVER = "(?!)"
"""Matches nothing."""

CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
"""Matches a capital letter of the Latin alphabets, and letters that know no case."""


def either(words: Iterable[str]) -> str:
    """Return what matches any of some words, the longest that fits; nothing where there are none.

    As an alternation it has to stand in a group of its own.
    """
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or NEVER
