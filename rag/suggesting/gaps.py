"""Figures taken out of a clause: the gaps that a question asks to be filled.

What asks for a figure takes what is counted along: "How many jobs". Where a figure's words end is
told by what may follow it in each language; where that cannot be told, it is not asked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.patterns import CAPITAL
from rag.quantities import Kind, Quantity, find_quantities
from rag.suggesting.wording import Wording

_NOUN = rf"{CAPITAL}[\w-]*\w"
_GERMAN_TAIL = {
    Kind.COUNT: re.compile(rf" (?:[a-zäöüß]+e[nr]? )?{_NOUN}"),
    Kind.MEASURE: re.compile(rf"(?: {_NOUN})?"),
    Kind.PERCENTAGE: re.compile(rf"(?: (?:der|des|aller) (?:[a-zäöüß]+n )*{_NOUN}(?: {_NOUN})*)?"),
}
_GERMAN_UNIT = re.compile(r"[A-ZÄÖÜ][a-zäöü]{3,}$")
_ENGLISH_UNIT = re.compile(r"[a-z]{4,}$")
# Nouns in the plural: what "how many" asks of.
_PLURALS = re.compile(r"\w+s|people|children|women|men|staff")


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure in a part of a clause, taken out.

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


def gaps_in(text: str, wording: Wording) -> Iterator[Gap]:
    """Yield the figures of a part of a clause that can be asked for where they stand, taken out."""
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
        yield Gap(head if lead else before, " ".join(words.split()), after.strip(), lead, one)


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
