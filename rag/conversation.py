"""Follow-up questions are made whole from the conversation, by rules and without a model.

"And over how many years?" says nothing to a search. What it leaves out was said before, so it is
put back in: another question word before the old clause, another name in the old place, or a name
for a pronoun. Where that would make no sentence, what it is about follows in brackets.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.expectations import TOLD, Kind, agreement, expected_kind
from rag.names import has_person, names_in
from rag.records import Answer
from rag.syntax import (
    Asked,
    Grammar,
    add,
    add_object,
    find_pointer,
    first_thing,
    genitive,
    gist,
    grammar_of,
    has_brackets,
    strip,
    take_apart,
    takes_noun,
    with_article,
)

# Kinds of parts that a question may have or not, each in the place of its like.
_ADDED = ("unit", "comparison", "time")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w’'-]*\w"
# "380 Milliarden Yuan" is none.
_FULL_NAME = re.compile(rf"(?<!\d )\b{_CAPITAL}(?: {_CAPITAL}){{1,2}}")
# A fragment has no verb, and few words.
_MOST_FRAGMENT_WORDS = 6
_MOST_QUOTED_WORDS = 16


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier turn of the conversation.

    Attributes:
        question: As it was searched, made whole.
        answer: The reply to it.
    """

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Turn:
    """A follow-up question and what it follows.

    Attributes:
        text: The follow-up without "and" and question mark.
        grammar: Of its language.
        last: The exchange before it.
        before: The grammar of that exchange's question.
        asked: That question in its parts.
        thing: What the conversation is about, a name if possible.
        person: Whom the last answer names, if it was asked for a person.
    """

    text: str
    grammar: Grammar
    last: Exchange
    before: Grammar
    asked: Asked
    thing: str
    person: str

    @property
    def asks_person(self) -> bool:
        """Whether the last question asked for a person."""
        return expected_kind(self.last.question) is Kind.PERSON

    @property
    def gist(self) -> str:
        """What the last question was about, as a few words."""
        words = gist(self.asked, self.before)
        did = self.before["doing"].fullmatch(self.asked.asking)
        return f"{self.person} {words}" if self.person and did else words


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
    turn = _follow(text, history, grammar)
    answer = history[-1].answer
    if grammar["reply"].fullmatch(text):
        return question
    if grammar["more"].fullmatch(text):
        whole = _beside(text, turn.gist)
    elif fragment := _only_asks(turn):
        whole = _ask_instead(turn, *fragment)
    elif part := _only_part(turn, opened=bool(opening), marked=question.rstrip().endswith("?")):
        whole = _put_instead(turn, part)
    else:
        whole = _resolve(turn, answer)
    return question if whole == text else _as_question(whole)


def _follow(text: str, history: Sequence[Exchange], grammar: Grammar) -> _Turn:
    # "Who said that?" is a question aside: what comes next goes on from before it.
    history = [one for one in history if not has_brackets(one.question)] or history
    last = history[-1]
    before = grammar_of(last.answer.language) or grammar
    asked = take_apart(last.question, before)
    # "Who is Eddie Wu?" names the person itself.
    wanted = expected_kind(last.question) is Kind.PERSON
    wanted = wanted and not _FULL_NAME.fullmatch(gist(asked, before))
    person = _full_name(last, before) if wanted else ""
    return _Turn(text, grammar, last, before, asked, _thing(history, grammar), person)


# --- "Since when?" ---------------------------------------------------------------------------


def _only_asks(turn: _Turn) -> tuple[str, str, str] | None:
    """Return what asks, of what, and any "exactly", where there is nothing else."""
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


def _ask_instead(turn: _Turn, asking: str, noun: str, filler: str) -> str:
    """Ask something else of what was asked about: "Since when" of "is Alibaba investing"."""
    asked, grammar = turn.asked, turn.grammar
    # "How many employees" is an object, and the old clause may well have one.
    is_object = bool(noun and grammar["counting"].match(asking))
    has_room = not is_object or asked.noun or noun in asked.clause
    if not has_room or not _fits(turn, asking) or grammar["negation"].search(filler):
        return _beside(turn.text, turn.gist)
    if filler and not noun and asking.casefold() == asked.asking.casefold():
        return add(strip(turn.last.question), filler, grammar)
    clause = asked.clause
    if is_object:
        clause = re.sub(rf" {re.escape(noun)}\b", "", clause)
    elif asked.noun:
        clause = add_object(clause, asked.noun, grammar)
    return " ".join(f"{asking} {noun} {filler} {clause}".split())


def _fits(turn: _Turn, asking: str) -> bool:
    """Tell whether the last clause can be asked something else: "who" needs one with no subject."""
    if turn.grammar != turn.before:
        return False
    if turn.grammar["doing"].match(asking):
        return bool(turn.grammar["doing"].match(turn.asked.asking))
    return turn.asked.inverted


# --- "And Tencent?" --------------------------------------------------------------------------


def _only_part(turn: _Turn, *, opened: bool, marked: bool) -> str:
    """Return the one thing that a question names without asking anything of it, else nothing."""
    grammar = turn.grammar
    part, is_about = _after_about(turn)
    words = part.split()
    verbs = [word for word in words if grammar.is_verb(word)]
    if not 0 < len(words) <= _MOST_FRAGMENT_WORDS or grammar["asking"].match(part):
        return ""
    if verbs and not grammar["comparison"].fullmatch(part):
        return ""
    is_name = len(words) == 1 or names_in(f"x {part}", grammar.language) == (part,)
    starts = ("preposition", "determiner", "time", "unit", "comparison")
    leans = (is_name and part[0].isupper()) or any(grammar[kind].match(part) for kind in starts)
    return part if is_about or opened or (marked and leans) else ""


def _after_about(turn: _Turn) -> tuple[str, bool]:
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


def _put_instead(turn: _Turn, part: str) -> str:
    """Put a part of a follow-up in the place that its like has in the question before."""
    question, grammar, before = strip(turn.last.question), turn.grammar, turn.before
    lower = part[:1].lower() + part[1:]
    for kind in _ADDED:
        if grammar[kind].fullmatch(part):
            return _swap_or_add(turn, before[kind].search(question), lower)
    if preposition := grammar["preposition"].match(part):
        old = re.search(rf"\b{preposition.group().lower()} (?:[^\W\dA-Z]+ )?{_CAPITAL}", question)
        if old is None and grammar["placed"].match(part):
            old = before["placed"].search(question)
        return _swap_or_add(turn, old, lower)
    if possessive := grammar["possessive"].match(part):
        return _name(possessive, "possessive", turn)
    determiner = grammar["determiner"].match(part)
    if names_in(f"x {part}", grammar.language) or not determiner:
        is_name = part[0].isupper() or determiner
        if is_name and turn.thing and turn.thing in question:
            return question.replace(turn.thing, part, 1)
        return _beside(part, turn.gist)
    return _put_noun(turn, part[: determiner.end()], part[determiner.end() :].strip())


def _put_noun(turn: _Turn, determiner: str, noun: str) -> str:
    """Put a noun in the place of another, or say whose it is: "the share price of Alibaba"."""
    question, before = strip(turn.last.question), turn.before
    if owned := before["owned"].search(question):
        return _swap(question, owned, noun)
    phrase = before["noun_phrase"].search(question)
    if phrase and (before["being"].search(question) or not names_in(question, before.language)):
        return _swap(question, phrase, f"{determiner} {noun}")
    part = f"{determiner} {noun}"
    return f"{part} {turn.grammar.belonging} {turn.thing}" if turn.thing else part


def _swap_or_add(turn: _Turn, old: re.Match[str] | None, new: str) -> str:
    """Put words in the place of old ones, else at the end of the last question."""
    if old:
        return _swap(old.string, old, new)
    if has_brackets(turn.last.question):
        return _beside(new, turn.gist)
    return add(strip(turn.last.question), new, turn.before)


def _swap(text: str, old: re.Match[str], new: str) -> str:
    return text[: old.start()] + new + text[old.end() :]


# --- "Where is it based?" --------------------------------------------------------------------


def _resolve(turn: _Turn, answer: Answer) -> str:
    """Name what the pointers in a question stand for."""
    text, grammar = turn.text, turn.grammar
    if not grammar["asking"].match(text) and not grammar.opens_question(text.split(" ")[0].lower()):
        return text  # it begins with an explanation of its own
    if identity := grammar["identity"].fullmatch(text):
        meant = turn.person or ("" if turn.asks_person else turn.thing)
        return text[: identity.start(1)] + meant if meant else _beside(text, turn.gist)
    for kind in ("person", "possessive", "thing", "description"):
        if pointer := find_pointer(text, kind, grammar):
            text = _name(pointer, kind, turn)
            break
    if text.endswith(")"):
        return text
    if grammar["saying"].search(text):
        return _beside(text, _said(answer, grammar) or turn.gist)
    return _beside(text, turn.gist) if find_pointer(text, "statement", grammar) else text


def _name(pointer: re.Match[str], kind: str, turn: _Turn) -> str:
    """Put what is meant in the place of its pointer, beside the question if it does not fit."""
    text, grammar = pointer.string, turn.grammar
    meant = turn.person if turn.person and kind in ("person", "possessive") else turn.thing
    if grammar["human"].fullmatch(pointer.group()) and not has_person(meant):
        meant = _full_name(turn.last, turn.before) or meant
    if not meant or _is_unclear(meant, kind, turn):
        return _beside(text, turn.gist)
    named = meant
    if kind == "possessive":
        named = genitive(meant, grammar)
    elif grammar["determiner"].match(meant):
        named = with_article(meant, pointer.group(), grammar)
    return _swap(text, pointer, named) if named else _beside(text, meant)


def _is_unclear(meant: str, kind: str, turn: _Turn) -> bool:
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
    return kind == "person" and bool(others) and not has_person(meant)


# --- What the conversation is about ----------------------------------------------------------


def _thing(history: Sequence[Exchange], grammar: Grammar) -> str:
    """Return what the newest exchange that is about anything is about."""
    for exchange in reversed(history):
        before = grammar_of(exchange.answer.language) or grammar
        if thing := first_thing(exchange.question, before):
            return _in_full(thing, exchange.question, history, before)
        for statement in exchange.answer.statements:
            if names := names_in(statement.text, before.language):
                return names[0]
    return ""


def _in_full(name: str, question: str, history: Sequence[Exchange], grammar: Grammar) -> str:
    """Return a name with what dictionaries know of it: "Isar Aerospace" for "Isar".

    What follows a name may also be another noun, so an answer must have both together, or a
    preposition go before them.
    """
    run = re.search(rf"(?:{_CAPITAL} )*{re.escape(name)}(?: {_CAPITAL})*", question)
    if run is None or not name[0].isupper():
        return name
    texts = (statement.text for one in history for statement in one.answer.statements)
    led = grammar["preposition"].fullmatch(question[: run.start()].split(" ")[-2:][0])
    return run.group() if led or any(run.group() in text for text in texts) else name


def _full_name(last: Exchange, grammar: Grammar) -> str:
    """Return the person whom an answer names and its question does not, as far as can be told."""
    asked = set(strip(last.question).split())
    names: list[str] = []
    for text in (statement.text for statement in last.answer.statements):
        places = {place.start("name") for place in grammar["placed"].finditer(text)}
        for match in _FULL_NAME.finditer(text):
            words = match.group().split()
            around = [*text[: match.start()].split()[-1:], words[0]]
            is_noun = any(map(grammar["determiner"].fullmatch, around)) or match.start() in places
            is_amount = agreement(Kind.AMOUNT, match.group()) > 0
            if not (is_noun or is_amount or asked & {*words}):
                names.append(" ".join(words[-2:]))
    return next(iter([*filter(has_person, names), *names]), "")


def _said(answer: Answer, grammar: Grammar) -> str:
    """Return the beginning of an answer, nothing if it is in another language."""
    for statement in answer.statements[:1]:
        if statement.citations[0].article.language == grammar.language:
            words = statement.text.split()[:_MOST_QUOTED_WORDS]
            return strip(" ".join(words)).strip("„“”\"»«'")
    return ""


def _beside(question: str, context: str) -> str:
    """Put what a question is about beside it, in words that ask for nothing else."""
    kind = expected_kind(question)
    words = context.split()
    if kind in TOLD and expected_kind(f"{question}? ({context})") is not kind:
        words = [word for word in words if expected_kind(word) in (kind, Kind.OTHER)]
    return f"{question}? ({' '.join(words)})" if words else question


def _as_question(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(")") else f"{text}?"
