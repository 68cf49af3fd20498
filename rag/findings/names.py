"""The name in a sentence that is what was asked for: a person's or a place's, or a list of them."""

import re
from collections.abc import Callable, Collection, Iterable

from index.compounds import split_compound
from index.dictionary import is_known
from index.records import Span
from index.words import split_words
from rag.evidence.opposites import is_of_loser
from rag.findings.clauses import part_meant
from rag.findings.listings import whole_list
from rag.findings.records import Witness
from rag.grounding.places import places_in
from rag.languages import capitalises_nouns, function_words, table, words_beside_names
from rag.names import is_name, mentions
from rag.names.persons import (
    PERSON,
    end_of_person,
    names_in_full,
    start_of_name,
    start_of_person,
)
from rag.patterns import CAPITAL, SMALL, alternatives
from rag.quantities import find_quantities
from rag.questions import Question
from rag.records import AnswerSpan, Evidence

_CAPITALISED = rf"{CAPITAL}[\w’'-]*"
_PLACE = re.compile(rf"{_CAPITALISED}(?:.*[\s-]{_CAPITALISED})?", re.DOTALL)
_LISTED_PLACE = rf"{_CAPITALISED}(?: {_CAPITALISED})*"


def hear_person(question: Question, evidence: Evidence, answer: AnswerSpan) -> Witness | None:
    """Return the person among the words that answer; one that is marked in part, to its end."""
    text, language = evidence.article.text, evidence.article.language
    asked = split_words(question.text)
    first = start_of_person(text, answer.start, evidence.sentence.start)
    start, end = part_meant(question, evidence, (first, answer.end))
    for match in PERSON.finditer(text, start, evidence.sentence.end):
        if match.start() >= end:
            return None
        name = _without_idle(text, match.span(), language)
        if _is_no_answer(question, evidence, name):
            continue
        name = _bare_name(text, name, language, asked)
        if _names_somebody(text[slice(*name)], language, asked):
            return Witness(evidence, *_with_listed_persons(evidence, name, asked))
    return None


def hear_place(question: Question, evidence: Evidence, answer: AnswerSpan) -> Witness | None:
    """Return the place among the words that answer."""
    text, language = evidence.article.text, evidence.article.language
    asked = split_words(question.text)
    for match in _PLACE.finditer(text, answer.start, answer.end):
        name = _without_idle(text, match.span(), language)
        if _new_words(text[slice(*name)], language, asked):
            return Witness(evidence, *_with_listed_places(evidence, name, asked))
    return None


def _without_idle(text: str, name: Span, language: str) -> Span:
    """Return where a name stands without the article or preposition before it."""
    start, end = name
    idle = function_words(language)
    words = re.finditer(r"\S+", text[start:end])
    return next((start + w.start() for w in words if w.group().casefold() not in idle), end), end


def _new_words(name: str, language: str, asked: Collection[str]) -> list[str]:
    """Return the words of a name that the question does not have; none of "May 21", a day."""
    if find_quantities(name, language):
        return []
    idle = words_beside_names(language)
    words = [word for word in re.findall(r"\w+", name) if word.casefold() not in idle]
    return [word for word in words if not mentions(word, asked)]


# --- persons -----------------------------------------------------------------------------------


def _is_no_answer(question: Question, evidence: Evidence, name: Span) -> bool:
    """Tell whether a name is that of a place, or of who was beaten where it is asked who won."""
    text, language = evidence.article.text, evidence.article.language
    before = text[evidence.sentence.start : name[0]]
    return _is_place(text, name, language) or is_of_loser(question, before, language)


def _is_place(text: str, name: Span, language: str) -> bool:
    """Tell whether a word is no person, as it says where: "in Carlisle"."""
    words = alternatives(language, "within")
    led = re.search(rf"\b(?:{words}) $", text[: name[0]], re.IGNORECASE)
    return led is not None and " " not in text[slice(*name)]


def _bare_name(text: str, name: Span, language: str, asked: Collection[str]) -> Span:
    """Return where a person's name starts and ends without what the person is, and from where."""
    start, end = name
    start += start_of_name(text[start:end], language)
    return start, end_of_person(text, start, end, asked)


def _names_somebody(name: str, language: str, asked: Collection[str]) -> bool:
    """Tell whether a name says more than the question, and may be a person's."""
    if names_in_full(name, language, asked):
        return not find_quantities(name, language)
    words = _new_words(name, language, asked)
    names = [word for word in words if is_name(word, language)]
    return bool(names) and (len(words) > 1 or not _is_common(names[0], language))


def _is_common(word: str, language: str) -> bool:
    """Tell whether a word alone names nobody: "Shares", and "Enzymhersteller" by its parts."""
    compound = split_compound(word.casefold(), language)
    return bool(compound) or is_known(word.casefold(), language)


def _with_listed_persons(evidence: Evidence, name: Span, asked: Collection[str]) -> Span:
    """Return where the list of persons stands that a name is one of, or the name itself."""
    text, language = evidence.article.text, evidence.article.language

    def fits(other: Span) -> bool:
        start, end = _without_idle(text, other, language)
        is_before, is_full = end <= name[0], " " in text[start:end]
        return (is_full or not is_before) and _names_somebody(text[start:end], language, asked)

    joints = table(language, "words").get("joining", ())
    simple = [one for one in joints if " " not in one]  # "and the council" is no person
    return _with_listed(evidence, name, PERSON.pattern, simple, fits)


# --- places ------------------------------------------------------------------------------------


def _with_listed_places(evidence: Evidence, name: Span, asked: Collection[str]) -> Span:
    """Return where the list of places stands that a name is one of, or the name itself."""
    text, language = evidence.article.text, evidence.article.language

    def fits(other: Span) -> bool:
        start, end = _without_idle(text, other, language)
        place, is_before = text[start:end], end <= name[0]
        if not _new_words(place, language, asked) or _describes(text, (start, end), language):
            return False
        return not is_before or bool(places_in(place, language)) or is_name(place, language)

    joints = table(language, "words").get("joining", ())
    return _with_listed(evidence, name, _LISTED_PLACE, joints, fits)


def _describes(text: str, word: Span, language: str) -> bool:
    """Tell whether a capitalised word behind an article only describes: "the Belgian city".

    In a language that capitalises nouns, such a word has no capital.
    """
    led = re.search(r" (\w+) $", text[: word[0]])
    after = re.match(rf" ({SMALL}\w*)", text[word[1] :])
    if not led or not after or capitalises_nouns(language):
        return False
    joints = table(language, "words").get("joining", ())
    is_article = any(joint.endswith(f" {led[1]}") for joint in joints)
    return is_article and after[1] not in function_words(language)


# --- lists -------------------------------------------------------------------------------------


def _with_listed(
    evidence: Evidence,
    name: Span,
    part: str,
    joints: Iterable[str],
    fits: Callable[[Span], bool],
) -> Span:
    """Return where the list stands that a name is one of, without an article before it."""
    text, sentence = evidence.article.text, evidence.sentence
    listed = whole_list(text, name, (sentence.start, sentence.end), part, joints, fits)
    return _without_idle(text, listed, evidence.article.language)
