"""A turn of the conversation: what was said before it, and what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cleaning.plaintext import to_line
from rag.conversation.grammar import Grammar, grammar_of
from rag.conversation.syntax import Asked, first_thing, gist, has_brackets, strip, take_apart
from rag.expectations import TOLD, AnswerKind, expected_kind
from rag.names import names_in
from rag.names.persons import may_be_person
from rag.patterns import CAPITAL
from rag.quantities import find_quantities
from rag.records import Answer

CAPITALISED = rf"{CAPITAL}[\w’'-]*\w"
"""Matches a word of two letters or more with a capital."""

# "380 Milliarden Yuan" is none.
_FULL_NAME = re.compile(rf"(?<!\d )\b{CAPITALISED}(?: {CAPITALISED}){{1,2}}")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier turn of the conversation.

    Attributes:
        question: As it was searched, made whole.
        answer: The reply to it.
    """

    question: str
    answer: Answer

    @classmethod
    def of(cls, answer: Answer) -> "Exchange":
        """Return the turn that an answer was the reply to, in the characters of the articles."""
        return cls(to_line(answer.searched or answer.question), answer)


@dataclass(frozen=True, slots=True)
class Turn:
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
        return expected_kind(self.last.question) is AnswerKind.PERSON

    @property
    def gist(self) -> str:
        """What the last question was about, as a few words."""
        words = gist(self.asked, self.before)
        did = self.before["doing"].fullmatch(self.asked.asking)
        return f"{self.person} {words}" if self.person and did else words


def follow(text: str, history: Sequence[Exchange], grammar: Grammar) -> Turn:
    """Return the turn of a follow-up without "and", its history oldest first."""
    # "Who said that?" is a question aside: what comes next goes on from before it.
    history = [one for one in history if not has_brackets(one.question)] or history
    last = history[-1]
    before = grammar_of(last.answer.language) or grammar
    asked = take_apart(last.question, before)
    # "Who is Eddie Wu?" names the person itself.
    wanted = expected_kind(last.question) is AnswerKind.PERSON
    wanted = wanted and not _FULL_NAME.fullmatch(gist(asked, before))
    person = full_name(last, before) if wanted else ""
    return Turn(text, grammar, last, before, asked, _thing(history, grammar), person)


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
    run = re.search(rf"(?:{CAPITALISED} )*{re.escape(name)}(?: {CAPITALISED})*", question)
    if run is None or not name[0].isupper():
        return name
    texts = (statement.text for one in history for statement in one.answer.statements)
    led = grammar["preposition"].fullmatch(question[: run.start()].split(" ")[-2:][0])
    return run.group() if led or any(run.group() in text for text in texts) else name


def full_name(last: Exchange, grammar: Grammar) -> str:
    """Return the person whom an answer names and its question does not, as far as can be told."""
    asked = set(strip(last.question).split())
    names: list[str] = []
    for text in (statement.text for statement in last.answer.statements):
        places = {place.start("name") for place in grammar["placed"].finditer(text)}
        for match in _FULL_NAME.finditer(text):
            words = match.group().split()
            around = [*text[: match.start()].split()[-1:], words[0]]
            is_noun = any(map(grammar["determiner"].fullmatch, around)) or match.start() in places
            is_amount = bool(find_quantities(match.group(), grammar.language))
            if not (is_noun or is_amount or asked & {*words}):
                names.append(" ".join(words[-2:]))
    return next(iter([*filter(may_be_person, names), *names]), "")


def beside(question: str, context: str) -> str:
    """Return a question with what it is about beside it, in words that ask for nothing else."""
    kind = expected_kind(question)
    words = context.split()
    if kind in TOLD and expected_kind(f"{question}? ({context})") is not kind:
        words = [word for word in words if expected_kind(word) in (kind, AnswerKind.OTHER)]
    return f"{question}? ({' '.join(words)})" if words else question
