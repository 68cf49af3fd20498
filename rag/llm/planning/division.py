"""Questions that ask several things: how they are told, and how far rules take them apart.

"How much does Nordglut invest, and when does it open the plant?" is two questions, and what bears
on the one hardly bears on the other. Rules take apart what is joined without a change of words;
"Does Basel have more museums than Bern?" is told for a comparison and left to a model.
"""

import re
from functools import cache

from rag.conversation import Exchange, complete
from rag.conversation.grammar import Grammar, grammar_of
from rag.conversation.syntax import has_brackets, strip, take_apart
from rag.llm.planning.coordination import name_each, share
from rag.llm.planning.leaning import forms, own, points
from rag.patterns import NEVER
from rag.records import Answer

MOST_PARTS = 4
"""Into so many questions one is taken apart at the most."""

# What is longer is left as it is: patterns take their time to find nothing in it.
_LONGEST = 400  # characters


def is_compound(question: str, language: str) -> bool:
    """Tell whether a question asks several things, or sets things against each other.

    Args:
        question: A question that stands on its own.
        language: Its language; in those without a grammar nothing can be told.
    """
    grammar = grammar_of(language)
    if grammar is None or len(question) > _LONGEST:
        return False
    text = own(question)
    words = forms(language)
    return (
        len(_clauses(text, grammar)) > 1
        or any(words[kind].search(text) for kind in ("comparing", "nouns"))
        or _asks_twice(text, grammar) is not None
        or share(text, grammar) is not None
    )


def compares(question: str, language: str) -> bool:
    """Tell whether a question sets things against each other: its parts ask something else."""
    return bool(forms(language)["comparing"].search(own(question)))


def divide(question: str, language: str) -> tuple[str, ...]:
    """Take a question apart by rules.

    Args:
        question: A question that stands on its own.
        language: Its language.

    Returns:
        Two to four questions, each of which stands on its own; none where the question asks only
        one thing, or cannot be taken apart safely.
    """
    grammar = grammar_of(language)
    if grammar is None or len(question) > _LONGEST or has_brackets(question):
        return ()
    if compares(question, language):
        return ()
    text = own(question)
    clauses = _clauses(text, grammar)
    if len(clauses) > 1:
        parts = _complete_each(clauses, grammar)
    else:
        parts = _ask_each(text, grammar) or name_each(text, grammar)
    return parts if 2 <= len(parts) <= MOST_PARTS else ()


def _clauses(text: str, grammar: Grammar) -> list[str]:
    """Return the questions that are joined in a text: one, if it asks only once."""
    found: list[str] = []
    for sentence in filter(None, map(str.strip, re.split(r"\?+(?=\s|$)", text))):
        start = 0
        for match in _joints(grammar).finditer(sentence):
            if _asks(sentence[start : match.start()], grammar):
                found.append(sentence[start : match.start()])
                start = match.start(match.lastgroup or "next")
        found.append(sentence[start:])
    return found


def _asks(clause: str, grammar: Grammar) -> bool:
    """Tell whether the start of a question asks something by itself."""
    clause = clause.strip()
    asking = grammar["asking"].search(clause)
    if asking:
        return len(clause[asking.end() :].split()) > 0
    first = clause.partition(" ")[0].lower()
    verb = grammar.opens_question(first) and len(clause.split()) > 2
    return verb or bool(forms(grammar.language)["telling"].match(clause))


def _complete_each(clauses: list[str], grammar: Grammar) -> tuple[str, ...]:
    """Return joined questions, each made whole from the one before; none if any cannot be."""
    whole: list[Exchange] = []
    for clause in clauses:
        question = f"{strip(clause).rstrip(',;')}?"
        if whole:
            question = complete(question, whole[-1:], grammar.language)
        if not _is_whole(question, grammar):
            return ()
        reply = Answer(question, grammar.language, (), (), abstained=True)
        whole.append(Exchange(_capitalise(question), reply))
    return tuple(one.question for one in whole)


def _is_whole(question: str, grammar: Grammar) -> bool:
    """Tell whether a question is a main clause, and points to nothing outside it."""
    if has_brackets(question) or points(strip(question), grammar):
        return False
    asked = take_apart(question, grammar)
    words = grammar["empty"].sub("", asked.clause).split()  # "dauerte es" says nothing alone
    if asked.inverted:
        return len(words) > 1
    subject = forms(grammar.language)["subjects"].match(question)
    opens = words[:1] and words[0].islower() and not grammar["determiner"].fullmatch(words[0])
    return bool(subject and opens and len(words) > 1)


def _asks_twice(text: str, grammar: Grammar) -> re.Match[str] | None:
    """Return what asks two things of one clause: "How and when" of "did it begin"."""
    asking = grammar["asking"].pattern
    joining = forms(grammar.language)["joining"].pattern
    pattern = rf"(?P<one>{asking}) {joining} (?P<other>{asking}) (?P<clause>.+)"
    return re.match(pattern, strip(text), re.IGNORECASE)


def _ask_each(text: str, grammar: Grammar) -> tuple[str, ...]:
    twice = _asks_twice(text, grammar)
    if twice is None:
        return ()
    parts = [f"{twice[one]} {twice['clause']}?" for one in ("one", "other")]
    inverted = all(take_apart(part, grammar).inverted for part in parts)
    whole = inverted and not any(points(strip(part), grammar) for part in parts)
    return tuple(map(_capitalise, parts)) if whole else ()


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joints(grammar: Grammar) -> re.Pattern[str]:
    return _joint_patterns(grammar.language)


@cache
def _joint_patterns(language: str) -> re.Pattern[str]:
    """Return what joins one question to the next: ", and" before "when", a comma before it."""
    grammar = grammar_of(language)
    asking = grammar["asking"].pattern if grammar else NEVER
    auxiliary = grammar["auxiliary"].pattern if grammar else NEVER
    joining = forms(language)["joining"].pattern
    return re.compile(
        rf"[,;]?\s+{joining}\s+(?P<next>{asking})|,\s+{joining}\s+(?P<yes_or_no>{auxiliary})",
        re.IGNORECASE,
    )
