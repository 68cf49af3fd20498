"""Follow-ups with words that stand for others: "Where is it based?" and "Who said that?"."""

import re

from rag.conversation.grammar import Grammar
from rag.conversation.syntax import find_pointer, genitive, strip, swap, with_article
from rag.conversation.turns import Turn, beside, full_name
from rag.names.persons import may_be_person
from rag.records import Answer

_MOST_QUOTED_WORDS = 16


def resolve(turn: Turn, answer: Answer) -> str:
    """Return a turn's text with its pointers named; what was said is read from the answer."""
    text, grammar = turn.text, turn.grammar
    if not grammar["asking"].match(text) and not grammar.opens_question(text.split(" ")[0].lower()):
        return text  # it begins with an explanation of its own
    if identity := grammar["identity"].fullmatch(text):
        meant = turn.person or ("" if turn.asks_person else turn.thing)
        return text[: identity.start(1)] + meant if meant else beside(text, turn.gist)
    for kind in ("person", "possessive", "thing", "description"):
        if pointer := find_pointer(text, kind, grammar):
            text = name(pointer, kind, turn)
            break
    if text.endswith(")"):
        return text
    if grammar["saying"].search(text):
        return beside(text, _said(answer, grammar) or turn.gist)
    return beside(text, turn.gist) if find_pointer(text, "statement", grammar) else text


def name(pointer: re.Match[str], kind: str, turn: Turn) -> str:
    """Return a pointer's text with what is meant in its place, or beside it if it does not fit."""
    text, grammar = pointer.string, turn.grammar
    meant = turn.person if turn.person and kind in ("person", "possessive") else turn.thing
    if grammar["human"].fullmatch(pointer.group()) and not may_be_person(meant):
        meant = full_name(turn.last, turn.before) or meant
    if not meant or _is_unclear(meant, kind, turn):
        return beside(text, turn.gist)
    named = meant
    if kind == "possessive":
        named = genitive(meant, grammar)
    elif grammar["determiner"].match(meant):
        named = with_article(meant, pointer.group(), grammar)
    return swap(text, pointer, named) if named else beside(text, meant)


def _is_unclear(meant: str, kind: str, turn: Turn) -> bool:
    """Tell whether a pointer may stand for another noun of the last question than its name."""
    if meant == turn.person:
        return False
    if kind == "person" and turn.asks_person:
        return meant != turn.gist
    if turn.before["determiner"].match(meant):
        return False
    if kind == "thing":
        return bool(turn.grammar["work"].search(turn.text))
    others = turn.before["noun_phrase"].search(turn.last.question)
    return kind == "person" and bool(others) and not may_be_person(meant)


def _said(answer: Answer, grammar: Grammar) -> str:
    """Return the beginning of an answer, nothing if it is in another language."""
    for statement in answer.statements[:1]:
        if statement.citations[0].article.language == grammar.language:
            words = statement.text.split()[:_MOST_QUOTED_WORDS]
            return strip(" ".join(words)).strip("„“”\"»«'")
    return ""
