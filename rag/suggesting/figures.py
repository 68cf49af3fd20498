"""Questions for the figures of a sentence, in its own words.

"The Nordglut AG paid 4 million euros for the land." answers "How much did the Nordglut AG pay for
the land?": what asks takes the figure's place and moves to the front. In German the finite verb
stays the second element, whatever comes before it; in English it changes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.records import Article
from rag.names import CAPITAL
from rag.quantities import Kind, Quantity, find_quantities
from rag.suggesting.clauses import LIST_OF_NAMES, Clause, main_clause
from rag.suggesting.names import is_common, leading_name, main_name, named
from rag.suggesting.records import Candidate, Source
from rag.suggesting.wording import Wording

_LONGEST, _SHORTEST = 110, 4  # characters, and words
_NOUN = rf"{CAPITAL}[\w-]*\w"
_GERMAN_TAIL = {
    Kind.COUNT: re.compile(rf" (?:[a-zäöüß]+e[nr]? )?{_NOUN}"),
    Kind.MEASURE: re.compile(rf"(?: {_NOUN})?"),
    Kind.PERCENTAGE: re.compile(rf"(?: (?:der|des|aller) (?:[a-zäöüß]+n )*{_NOUN}(?: {_NOUN})*)?"),
}
_NOUN_PHRASE = re.compile(rf"(?:der|die|das) (?:[a-zäöüß]+e )?{_NOUN}(?: {_NOUN})*")
_GERMAN_UNIT = re.compile(r"[A-ZÄÖÜ][a-zäöü]{3,}$")
_ENGLISH_UNIT = re.compile(r"[a-z]{4,}$")
# Nouns in the plural: what "how many" asks of.
_PLURALS = re.compile(r"\w+s|people|children|women|men|staff")


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure in a part of a clause.

    Attributes:
        before: What stands before it and before what asks with it, such as "um".
        asking: What asks for it, with what is counted: "How many jobs".
        after: What follows.
        lead: The word before it that asks with it, or "".
        quantity: The figure.
    """

    before: str
    asking: str
    after: str
    lead: str
    quantity: Quantity


def ask_for_figures(source: Source, wording: Wording) -> Iterator[Candidate]:
    """Yield questions that ask for the figures of a sentence; none where it is not plain.

    Args:
        source: The sentence, in the wording's language.
        wording: How questions are put.
    """
    clause = named_clause(source, wording)
    if clause is None:
        return
    for quantity, words in _ask(clause, source.article, wording):
        question = tidy(words)
        if is_clear(question, source.article, wording):
            yield Candidate(question, source, quantity.kind.value, quantity)


def named_clause(source: Source, wording: Wording) -> Clause | None:
    """Return the main clause of a plain sentence, what it calls "the company" by its name."""
    clause = main_clause(source.sentence.text, wording)
    name = main_name(source.article, wording) if clause else ""
    if clause is None or not name:
        return clause
    if wording.is_a("firm", clause.front):
        return replace(clause, front=name)
    return replace(clause, rest=wording["firm_behind"].sub(name, clause.rest, count=1))


def _ask(clause: Clause, article: Article, wording: Wording) -> Iterator[tuple[Quantity, str]]:
    for place in _places(clause.front, wording):
        if not place.before and (words := _ask_of_subject(clause, place, wording)):
            yield place.quantity, words
    for place in _places(clause.rest, wording):
        ask = _ask_in_german if wording.verb_second else _ask_in_english
        if words := ask(clause, place, article, wording):
            yield place.quantity, words


def _places(text: str, wording: Wording) -> Iterator[_Place]:
    """Yield the figures of a part of a clause that can be asked for where they stand."""
    for one in find_quantities(text, wording.language):
        asking = wording.asking.get(one.kind.value, {})
        before = text[: one.qualified_start].strip()
        head, _, last = before.rpartition(" ")
        lead = last.casefold() if last.casefold() in asking else ""
        if not lead and "" not in asking:
            continue
        if not lead and wording.is_a("preposition", last):
            continue
        tail = _tail(one, text, lead, wording)
        if tail is None:
            continue
        after = text[one.end :].removeprefix(tail)
        if wording["joint"].match(after.strip()):
            continue  # "250 passengers and 62 cars"
        unit = _unit(one, text, wording)
        if one.kind is Kind.MEASURE and (lead or not unit):
            continue
        words = f"{asking[lead]} {unit}{tail}" if unit else f"{asking[lead]}{tail}"
        yield _Place(head if lead else before, " ".join(words.split()), after.strip(), lead, one)


def _unit(one: Quantity, text: str, wording: Wording) -> str:
    if one.kind is not Kind.MEASURE:
        return ""
    unit = _GERMAN_UNIT if wording.verb_second else _ENGLISH_UNIT
    found = unit.search(text[one.start : one.end])
    return found.group() if found else ""


def _tail(one: Quantity, text: str, lead: str, wording: Wording) -> str | None:
    """Return the words after a figure that belong to it; None where that cannot be told."""
    rest = text[one.end :]
    if not wording.verb_second:
        return _english_tail(one, rest, lead, wording)
    if lead or one.kind not in _GERMAN_TAIL:
        following = rest.split()
        noun = following and following[0][0].isupper() and one.kind is Kind.MONEY
        return None if noun else ""
    found = _GERMAN_TAIL[one.kind].match(rest)
    return found.group() if found else None


def _english_tail(one: Quantity, rest: str, lead: str, wording: Wording) -> str | None:
    following = rest.split()
    if one.kind in {Kind.COUNT, Kind.MEASURE}:
        counted: list[str] = []
        for word in following[:3]:
            if wording.is_a("preposition", word) or not word.islower() or word.endswith("ing"):
                break
            counted.append(word)
            if _PLURALS.fullmatch(word):
                return f" {' '.join(counted)}"
        return "" if one.kind is Kind.MEASURE and not counted else None
    free = not following or wording.is_a("preposition", following[0]) or following[0] == "to"
    if one.kind is Kind.PERCENTAGE and not lead and following[:1] == ["of"]:
        return None
    return "" if free else None


def _ask_of_subject(clause: Clause, place: _Place, wording: Wording) -> str:
    """Ask for a figure that begins the sentence: only what asks changes."""
    kind = place.quantity.kind
    if place.after and not wording.is_a("preposition", place.after.split()[0]):
        return ""
    counted = kind in {Kind.COUNT, Kind.MEASURE, Kind.PERCENTAGE}
    if not counted and (wording.is_a("plural", clause.verb) or not wording.verb_second):
        return ""
    return f"{place.asking} {place.after} {clause.verb} {clause.rest}?"


def _ask_in_german(clause: Clause, place: _Place, article: Article, wording: Wording) -> str:
    last = place.before.rpartition(" ")[2]
    if not place.lead and last and not (last[0].isupper() or wording.is_a("pronoun", last)):
        return ""  # "die 380 Milliarden", "weitere 20"
    kind = place.quantity.kind
    if kind is Kind.DATE and not place.lead:
        return ""
    if kind is Kind.MONEY and place.lead == "auf" and find_quantities(clause.rest, "de")[1:]:
        return ""  # "um 9 Prozent auf 174 Dollar"
    after = place.after
    if kind is Kind.PERCENTAGE:
        after = wording["up_to"].sub("", after)  # "um 9 Prozent auf 174 Dollar"
    rest = f"{place.before} {after}".strip()
    front = _lower(clause.front, wording)
    if is_subject(clause.front, wording):
        if not named(clause.front, article, wording):
            return ""
        return f"{place.asking} {clause.verb} {front} {rest}?"
    opens = any(wording.is_a(kind, front.split()[0]) for kind in ("preposition", "opener"))
    if not opens:
        return ""
    subject = _subject_behind(rest, article, wording)
    if subject:  # "Im Mai zahlte Alibaba 3 Millionen Euro"
        front = "" if wording.is_a("opener", front) else front
        return f"{place.asking} {clause.verb} {subject} {front} {rest[len(subject) :]}?"
    is_next = not place.before or wording.is_a("pronoun", place.before)
    attributed = wording.is_a("preposition", place.after.partition(" ")[0])  # "42 senators from"
    counted = kind in {Kind.COUNT, Kind.MEASURE} and not place.lead
    if is_next and counted and not attributed:
        return f"{place.asking} {clause.verb} {place.before} {front} {place.after}?"
    return ""


def _subject_behind(rest: str, article: Article, wording: Wording) -> str:
    """Return the subject that stands behind a German verb; "" where it has no name."""
    if name := leading_name(rest, wording):
        return name
    phrase = _NOUN_PHRASE.match(rest)
    return phrase.group() if phrase and named(phrase.group(), article, wording) else ""


def _ask_in_english(clause: Clause, place: _Place, article: Article, wording: Wording) -> str:
    if not is_subject(clause.front, wording) or not named(clause.front, article, wording):
        return ""
    last = place.before.rpartition(" ")[2]
    is_next = not last or _is_verb(last, wording)
    asking = place.asking
    kind = place.quantity.kind
    if kind is Kind.DATE:
        if place.after and not is_next:
            return ""  # it may belong to a noun
    elif kind is Kind.PERCENTAGE and is_next:
        asking = wording.asking[kind.value]["by"]
    elif not place.lead and not is_next:
        return ""
    if wording["joint"].search(place.before) or wording["needed"].search(place.before):
        return ""
    front = _lower(clause.front, wording)
    rest = f"{place.before} {place.after}".strip()
    if wording.is_a("auxiliary", clause.verb):
        return f"{asking} {clause.verb} {front} {rest}?"
    base, doing = wording.base_of(clause.verb)
    return f"{asking} {doing} {front} {base} {rest}?"


def _is_verb(word: str, wording: Wording) -> bool:
    return (
        wording.is_a("verbs", word)
        or bool(wording.base_of(word)[0])
        or word.endswith("ed")
        or word == "be"
    )


def is_subject(front: str, wording: Wording) -> bool:
    """Tell whether what stands before the verb looks like its subject rather than an adverbial."""
    first, _, others = front.partition(" ")
    last = front.rpartition(" ")[2]
    if last.endswith(("'s", "’s")):
        return False  # "Alibaba's costs"
    if not last[:1].isupper() and wording.verb_second:
        return False
    if wording.is_a("determiner", first):
        return not wording.is_a("preposition", others.partition(" ")[0])
    if LIST_OF_NAMES.fullmatch(front):
        return True
    return not is_common(first, wording) and not wording.is_a("preposition", first)


def _lower(front: str, wording: Wording) -> str:
    first, _, others = front.partition(" ")
    if wording.is_a("determiner", first) or wording.is_a("preposition", first):
        return f"{first.lower()} {others}".strip()
    return front


def tidy(question: str) -> str:
    """Return a question with one space between words and none before its mark."""
    return " ".join(question.split()).replace(" ?", "?")


def is_clear(question: str, article: Article, wording: Wording) -> bool:
    """Tell whether a question can be understood by itself and is short enough to be tried."""
    words = re.findall(r"[\w’'-]+", question)
    if len(question) > _LONGEST or len(words) < _SHORTEST:
        return False
    if any(wording.is_a("unclear", word) for word in words):
        return False
    return bool(named(question.partition(" ")[2], article, wording))
