"""Persons told by their given names, whatever a dictionary says of their surnames."""

import re
from functools import cache

from index.records import Span
from rag.languages import read_table, words_beside_names
from rag.patterns import CAPITAL, either

_WORD = rf"{CAPITAL}[\w’'-]*\w"
_INITIAL = rf"{CAPITAL}\.?(?!\w)"
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?<=\w)['’]s?$")


def find_persons(text: str, language: str) -> list[Span]:
    """Return where persons' full names start and end in a text: "Michael König", "Tim Cook".

    A given name and the capitalised word behind it are one, with further given names, initials and
    particles between them: "Johann W. von Goethe". A title, a country or what else bears a name
    ("Frank Street") is no surname.

    Args:
        text: The text.
        language: Its language: some given names are words in it.
    """
    found: list[Span] = []
    if _given().isdisjoint(_LETTERS.findall(text)):
        return found
    for match in _pattern().finditer(text):
        start, end = match.span("name")
        if _is_given(text, start, match["given"], language) and _is_surname(
            match["last"], language
        ):
            found.append((start, start + len(_ENDING.sub("", text[start:end]))))
    return found


def _is_given(text: str, start: int, word: str, language: str) -> bool:
    """Tell whether a given name is one where it stands, and no word of the language."""
    if word not in _listed("words", language):
        return True
    before = text[:start].rsplit(maxsplit=1)[-1:] if text[:start].endswith(" ") else []
    within = bool(before) and before[0][-1].isalnum()
    return (
        language == "en" and within and before[0].casefold() not in _listed("determiners", language)
    )


def _is_surname(word: str, language: str) -> bool:
    plain = _ENDING.sub("", word)
    is_abbreviation = plain.isupper() and len(plain) > 1
    return not is_abbreviation and plain.casefold() not in words_beside_names(language)


@cache
def _listed(section: str, language: str) -> frozenset[str]:
    return frozenset(read_table("given_names")[section].get(language, "").split())


@cache
def _pattern() -> re.Pattern[str]:
    parts = read_table("given_names")["parts"]
    particles, things = (either(parts[key].split()) for key in parts)
    given = either(_given())
    first = rf"(?:{given})(?:-(?:{given}))?"
    # Given names and initials, up to two particles, a surname: "Johann W. von Goethe". Neither the
    # surname nor the word behind it is what bears a name: "Frank Street".
    return re.compile(
        rf"(?<![\w-])(?P<name>(?P<given>{first})(?:\s(?:(?:{first})(?=\s{CAPITAL})|{_INITIAL}))*"
        rf"\s(?:(?:{particles})\s){{0,2}}(?!(?:{things})\b)(?P<last>{_WORD}))"
        rf"(?![\w-])(?!\s(?:{things})\b)"
    )


@cache
def _given() -> frozenset[str]:
    lists = read_table("given_names").values()
    return frozenset(name for listed in lists if isinstance(listed, str) for name in listed.split())
