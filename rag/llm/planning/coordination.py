"""Several things of which a question asks the same: "the rents in Zurich and Geneva"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.words import split_words
from rag.conversation.grammar import Grammar
from rag.conversation.syntax import strip
from rag.grounding.places import find_places, places_in
from rag.grounding.readings import Reading
from rag.grounding.recognition import is_english, names_of
from rag.languages import capitalises_nouns, table
from rag.llm.planning.leaning import forms
from rag.patterns import CAPITAL

_YEAR = r"(?:19|20)\d\d"
_NAME = rf"{CAPITAL}[\w’'.&-]*\w(?: {CAPITAL}[\w’'.&-]*\w)*"


@dataclass(frozen=True, slots=True)
class Shared:
    """Several things of which a question asks the same: "Siemens and Bosch".

    Attributes:
        start: Where they start in the question.
        end: Where they end.
        things: Each of them.
        years: Whether they are years.
    """

    start: int
    end: int
    things: tuple[str, ...]
    years: bool


def share(text: str, grammar: Grammar) -> Shared | None:
    """Return what a question asks the same of, where it does not ask for what they have in common.

    Names are told by dictionaries that do not list them: "War and Peace" is one thing, and so is
    what CLDR lists as one place.
    """
    words = forms(grammar.language)
    if words["together"].search(text):
        return None
    if not (words["asking_each"].match(text) or words["each"].search(text)):
        return None
    joining = words["joining"].pattern
    for one in (_NAME, _YEAR):
        pattern = rf"\b{one}(?:, (?:{one}))*,? {joining} (?:in )?{one}(?!\w|-)"
        for match in re.finditer(pattern, text[1:]):
            parts = re.split(rf", | {joining} (?:in )?", match.group())
            things = list(dict.fromkeys(part.strip(" ,") for part in parts))
            years = one == _YEAR
            led = words["figure"].match(text) and words["leading"].search(text[: match.start() + 1])
            if len(things) < len(parts) or _are_one(things, grammar.language):
                continue
            if led or years or _are_names(things, grammar.language):
                return Shared(match.start() + 1, match.end() + 1, tuple(things), years)
    return None


def _are_one(things: list[str], language: str) -> bool:
    """Tell whether several names are one of a place: "Bosnia and Herzegovina"."""
    named = split_words(" ".join(things))
    places = find_places(" ".join(named), language)
    return any(len(place.split()) == len(named) for place, _ in places)


def _are_names(things: list[str], language: str) -> bool:
    """Tell whether several things are named: "War and Peace" is all dictionary words."""
    if capitalises_nouns(language):
        return any(names_of(Reading(one.split()[-1], language)) for one in things)
    proper = any(not is_english(part) for one in things for part in one.split())
    return proper or all(places_in(one, language) for one in things)


def name_each(text: str, grammar: Grammar) -> tuple[str, ...]:
    """Return a question of each of several things; none where its verb would fit no more."""
    shared = share(text, grammar)
    words = forms(grammar.language)
    if shared is None or grammar["possessive"].search(text) or not words["figure"].match(text):
        return ()
    before, after = (
        words["each"].sub("", part) for part in (text[: shared.start], text[shared.end :])
    )
    *start, last = before.split()
    singular: Mapping[str, str] = table(grammar.language, "planning")["singular"]
    is_object = grammar["doing"].match(text) and len(start) == 1
    if last.lower() in singular:
        last = singular[last.lower()]
    elif not (is_object or shared.years or grammar["preposition"].fullmatch(last)):
        return ()
    parts = (" ".join((*start, last, one, *strip(after).split())) for one in shared.things)
    return tuple(f"{part}?" for part in parts)
