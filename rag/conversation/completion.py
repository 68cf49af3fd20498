"""The way of a follow-up question: what kind of follow-up it is, and the whole question."""

from collections.abc import Sequence

from rag.conversation.fragments import ask_instead, only_asks, only_part, put_instead
from rag.conversation.grammar import grammar_of
from rag.conversation.pointers import resolve
from rag.conversation.syntax import strip
from rag.conversation.turns import Exchange, beside, follow


def complete(question: str, history: Sequence[Exchange], language: str) -> str:
    """Make a follow-up question whole from the conversation.

    Args:
        question: As it was typed.
        history: The exchanges before it, oldest first.
        language: The question's language.

    Returns:
        A question that can be searched by itself; the question as it is where it stands on its
        own, and in languages without a file in ``data/languages``.
    """
    grammar = grammar_of(language)
    if grammar is None or not history:
        return question
    opening = grammar["opening"].match(question.strip())
    text = strip(question.strip()[opening.end() :] if opening else question).lstrip(" ,")
    turn = follow(text, history, grammar)
    answer = history[-1].answer
    if grammar["reply"].fullmatch(text):
        return question
    if grammar["more"].fullmatch(text):
        whole = beside(text, turn.gist)
    elif fragment := only_asks(turn):
        whole = ask_instead(turn, *fragment)
    elif part := only_part(turn, opened=bool(opening), marked=question.rstrip().endswith("?")):
        whole = put_instead(turn, part)
    else:
        whole = resolve(turn, answer)
    return question if whole == text else _as_question(whole)


def _as_question(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(")") else f"{text}?"
