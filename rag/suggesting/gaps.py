"""Figures taken out of a clause: the gaps that a question asks to be filled.

What asks for a figure takes what is counted along: "How many jobs". Where a figure's words end is
told by what may follow it in each language; where that cannot be told, it is not asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rag.quantities import Kind, Quantity, find_quantities
from rag.suggesting.wording import Wording

_MOST_COUNTED = 3  # words, up to the noun that is counted
_NOT_COUNTED = ("preposition", "going_on")


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
    found = wording.unit.search(text[one.start : one.end])
    return found.group() if found else ""


def _tail(one: Quantity, text: str, lead: str, wording: Wording) -> str | None:
    """Return the words after a figure that belong to it; None where that cannot be told."""
    rest = text[one.end :]
    if not wording.verb_second:
        return _tail_by_words(one, rest, lead, wording)
    tail = wording.tails.get(one.kind.value)
    if lead or tail is None:
        following = rest.split()
        noun = following and following[0][0].isupper() and one.kind is Kind.MONEY
        return None if noun else ""
    found = tail.match(rest)
    return found.group() if found else None


def _tail_by_words(one: Quantity, rest: str, lead: str, wording: Wording) -> str | None:
    """Return the tail where nouns have no capitals to tell them by: what follows has to do so."""
    following = rest.split()
    if one.kind in {Kind.COUNT, Kind.MEASURE}:
        counted: list[str] = []
        for word in following[:_MOST_COUNTED]:
            if any(wording.is_a(kind, word) for kind in _NOT_COUNTED) or not word.islower():
                break
            counted.append(word)
            if wording.is_a("counted", word):
                return f" {' '.join(counted)}"
        return "" if one.kind is Kind.MEASURE and not counted else None
    free = not following or wording.is_a("preposition", following[0])
    shared = following and wording.is_a("whole", following[0])
    if one.kind is Kind.PERCENTAGE and not lead and shared:
        return None
    return "" if free else None
