"""Questions that lean on what was said before, and the words of planning in each language.

Beside the words that :mod:`rag.conversation` puts names for, these are some that only a model can
say the meaning of: "the other one", "which of the two".
"""

import re
from collections.abc import Mapping
from functools import cache

from rag.conversation.grammar import Grammar, grammar_of
from rag.conversation.syntax import find_pointer, has_brackets, strip, take_apart
from rag.languages import table

POINTERS = ("person", "possessive", "thing", "description", "statement")
"""The kinds of words that stand for what is named elsewhere."""


def leans(question: str, language: str) -> bool:
    """Tell whether a question has words that point outside it, or hardly any at all."""
    grammar = grammar_of(language)
    if grammar is None:
        return False
    opening = grammar["opening"].match(question)
    text = strip(question[opening.end() :] if opening else question).lstrip(" ,")
    if grammar["reply"].fullmatch(text):
        return False
    clause = grammar["empty"].sub("", take_apart(text, grammar).clause)
    empty = bool(text) and not clause.strip()  # "Wie lange dauert es?"
    return empty or points(text, grammar) or bool(forms(language)["leaning"].search(text))


def own(question: str) -> str:
    """Return a question without what the conversation put in brackets after it."""
    return question.partition("? (")[0] if has_brackets(question) else question.strip()


def points(text: str, grammar: Grammar) -> bool:
    """Tell whether a text has a word that stands for what it does not name."""
    return any(find_pointer(text, kind, grammar) for kind in POINTERS)


@cache
def forms(language: str) -> Mapping[str, re.Pattern[str]]:
    """Return a language's words of planning, each kind of them one pattern."""
    lists = table(language, "planning")
    patterns = {kind: "|".join(some) for kind, some in lists.items() if isinstance(some, list)}
    ends = {kind: "" if kind == "comparing" else r"(?!\w)" for kind in patterns}
    return {
        kind: re.compile(rf"(?<!\w)(?:{pattern}){ends[kind]}", re.IGNORECASE)
        for kind, pattern in patterns.items()
    }
