"""Follow-ups that are no sentence: "Since when?" and "And Tencent?"."""

import re

from rag.conversation.pointers import name
from rag.conversation.syntax import add, add_object, has_brackets, strip, swap, takes_noun
from rag.conversation.turns import CAPITALISED, Turn, beside
from rag.names import names_anywhere, names_in

# Kinds of parts that a question may have or not, each in the place of its like.
_ADDED = ("unit", "comparison", "time")
# A fragment has no verb, and few words.
_MOST_FRAGMENT_WORDS = 6


def only_asks(turn: Turn) -> tuple[str, str, str] | None:
    """Return what asks, of what, and any "exactly"; None where a turn says anything else."""
    grammar = turn.grammar
    asking = grammar["asking"].match(turn.text)
    if asking is None or grammar["about"].match(turn.text):
        return None
    words = turn.text[asking.end() :].split()
    added = ("filler", "negation")
    fillers = [word for word in words if any(grammar[kind].fullmatch(word) for kind in added)]
    noun = " ".join(word for word in words if word not in fillers)
    counted = takes_noun(asking.group(), grammar) and grammar["counted"].fullmatch(noun)
    if noun and (not counted or any(map(grammar.is_verb, noun.split()))):
        return None
    return asking.group(), noun, " ".join(fillers)


def ask_instead(turn: Turn, asking: str, noun: str, filler: str) -> str:
    """Return another question of what was asked about: "Since when" of "is Alibaba investing"."""
    asked, grammar = turn.asked, turn.grammar
    # "How many employees" is an object, and the old clause may well have one.
    is_object = bool(noun and grammar["counting"].match(asking))
    has_room = not is_object or asked.noun or noun in asked.clause
    if not has_room or not _fits(turn, asking) or grammar["negation"].search(filler):
        return beside(turn.text, turn.gist)
    if filler and not noun and asking.casefold() == asked.asking.casefold():
        return add(strip(turn.last.question), filler, grammar)
    clause = asked.clause
    if is_object:
        clause = re.sub(rf" {re.escape(noun)}\b", "", clause)
    elif asked.noun:
        clause = add_object(clause, asked.noun, grammar)
    return " ".join(f"{asking} {noun} {filler} {clause}".split())


def _fits(turn: Turn, asking: str) -> bool:
    """Tell whether the last clause can be asked something else: "who" needs one with no subject."""
    if turn.grammar != turn.before:
        return False
    if turn.grammar["doing"].match(asking):
        return bool(turn.grammar["doing"].match(turn.asked.asking))
    return turn.asked.inverted


def only_part(turn: Turn, *, opened: bool, marked: bool) -> str:
    """Return what a turn names without asking of it, else ""; opened by "And", marked by "?"."""
    grammar = turn.grammar
    part, is_about = _after_about(turn)
    words = part.split()
    verbs = [word for word in words if grammar.is_verb(word)]
    if not 0 < len(words) <= _MOST_FRAGMENT_WORDS or grammar["asking"].match(part):
        return ""
    if verbs and not grammar["comparison"].fullmatch(part):
        return ""
    is_name = len(words) == 1 or names_anywhere(part, grammar.language) == (part,)
    starts = ("preposition", "determiner", "time", "unit", "comparison")
    leans = (is_name and part[0].isupper()) or any(grammar[kind].match(part) for kind in starts)
    return part if is_about or opened or (marked and leans) else ""


def _after_about(turn: Turn) -> tuple[str, bool]:
    """Return a follow-up without "what about", or without "how much" if that was asked before."""
    text, grammar = turn.text, turn.grammar
    if about := grammar["about"].match(text):
        end = grammar["about_end"].search(text)
        return text[about.end() : end.start() if end else None].strip(), True
    asking = grammar["asking"].match(text)
    rest = text[asking.end() :].strip() if asking else ""
    again = asking is not None and asking.group().casefold() == turn.asked.asking.casefold()
    again = again and any(grammar[kind].fullmatch(rest) for kind in (*_ADDED, "placed"))
    return (rest, True) if again else (text, False)


def put_instead(turn: Turn, part: str) -> str:
    """Return the question before with a part of a follow-up in the place that its like has."""
    question, grammar, before = strip(turn.last.question), turn.grammar, turn.before
    lower = part[:1].lower() + part[1:]
    for kind in _ADDED:
        if grammar[kind].fullmatch(part):
            return _swap_or_add(turn, before[kind].search(question), lower)
    if preposition := grammar["preposition"].match(part):
        old = re.search(
            rf"\b{preposition.group().lower()} (?:[^\W\dA-Z]+ )?{CAPITALISED}", question
        )
        if old is None and grammar["placed"].match(part):
            old = before["placed"].search(question)
        return _swap_or_add(turn, old, lower)
    if possessive := grammar["possessive"].match(part):
        return name(possessive, "possessive", turn)
    determiner = grammar["determiner"].match(part)
    if names_anywhere(part, grammar.language) or not determiner:
        is_name = part[0].isupper() or determiner
        if is_name and turn.thing and turn.thing in question:
            return question.replace(turn.thing, part, 1)
        return beside(part, turn.gist)
    return _put_noun(turn, part[: determiner.end()], part[determiner.end() :].strip())


def _put_noun(turn: Turn, determiner: str, noun: str) -> str:
    """Put a noun in the place of another, or say whose it is: "the share price of Alibaba"."""
    question, before = strip(turn.last.question), turn.before
    if owned := before["owned"].search(question):
        return swap(question, owned, noun)
    phrase = before["noun_phrase"].search(question)
    if phrase and (before["being"].search(question) or not names_in(question, before.language)):
        return swap(question, phrase, f"{determiner} {noun}")
    part = f"{determiner} {noun}"
    return f"{part} {turn.grammar.belonging} {turn.thing}" if turn.thing else part


def _swap_or_add(turn: Turn, old: re.Match[str] | None, new: str) -> str:
    """Put words in the place of old ones, else at the end of the last question."""
    if old:
        return swap(old.string, old, new)
    if has_brackets(turn.last.question):
        return beside(new, turn.gist)
    return add(strip(turn.last.question), new, turn.before)
