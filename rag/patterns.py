"""What regular expressions are put together from: letters, and word lists."""

import re
from collections.abc import Iterable

from rag.languages import capitalises_nouns, known, table

NEVER = "(?!)"
"""Matches nothing."""

SMALL = r"[a-zß-öø-ÿ]"
"""Matches a small letter of the Latin alphabets of Western Europe."""

CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
"""Matches any letter but those: a capital one, or one that knows no case."""


def either(words: Iterable[str]) -> str:
    """Return what matches any of some words, the longest that fits; nothing where there are none.

    As an alternation it has to stand in a group of its own.
    """
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or NEVER


def alternatives(language: str, key: str) -> str:
    """Return what matches any of a language's words under a key; nothing where there are none.

    The words are patterns. As an alternation it has to stand in a group of its own.
    """
    return "|".join(table(language, "words").get(key, ())) or NEVER


def in_any_language(name: str, section: str, key: str) -> list[str]:
    """Return the patterns that a file of each language has under a key: of all languages."""
    tables = (table(language, name) for language in known())
    return [pattern for one in tables for pattern in one[section].get(key, ())]


def opening_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return what matches any of some patterns from the start of a word on, whatever its case."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)


def office_pattern(language: str) -> str:
    """Return what matches an office, with what is before it in its word; none where none are known.

    That is "Alibaba-" and "Ober" in a language that writes compounds as one word.
    """
    forms = [form for kinds in table(language, "offices").values() for form in kinds]
    part = r"[\w-]*?" if capitalises_nouns(language) else ""
    return rf"\b{part}(?:{'|'.join(forms) or NEVER})"
