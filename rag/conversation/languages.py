"""Which language a follow-up question is in: a word or two tell little."""

from index.language import detect_question_language
from rag.conversation.grammar import grammar_of
from rag.conversation.syntax import strip


def tell_language(question: str, before: str) -> str:
    """Return the language of a follow-up question.

    "Und Kandrina?" looks Portuguese by its name. What opens like a follow-up in the language of
    the conversation and goes on with names alone, or does but ask, is in that language, unless it
    is taken for another one whose follow-ups are known.

    Args:
        question: As it was typed.
        before: The language of the answer before it.
    """
    told = detect_question_language(question, (before,))
    grammar = grammar_of(before)
    if grammar is None or grammar_of(told) is not None:
        return told
    text = question.strip()
    opening = grammar["opening"].match(text)
    rest = strip(text[opening.end() :] if opening else text).lstrip(" ,")
    names_alone = opening is not None and not any(word.islower() for word in rest.split())
    return before if names_alone or grammar["asking"].fullmatch(rest) else told
