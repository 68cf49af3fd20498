"""Whether a sentence gives what was asked for, but of somebody or something else.

The rain of another town, the chief of another firm, the injured for the dead: to an encoder these
are as near to the question as the answer is.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache

from index.dictionary import dictionary
from index.records import Article, Sentence
from index.words import split_words, stems_of
from rag.evidence.ages import is_of_another_age
from rag.evidence.opposites import is_on_another_side
from rag.expectations import FIGURES, AnswerKind, asks_for_holder, expected_kind
from rag.grounding.places import called_in, places_in
from rag.languages import function_words, known, table
from rag.names import is_name, mentions, names_in, no_names
from rag.names.offices import offices_in
from rag.patterns import CAPITAL, SMALL, alternatives, office_pattern
from rag.questions import Question

_NAME = rf"{CAPITAL}[\w&.-]*\w"
_RUN = rf"{_NAME}(?: {_NAME})*"
_OPENING = 300  # characters of an article whose first sentence tells where it is set


def is_of_other(question: Question, article: Article, sentence: Sentence) -> bool:
    """Tell whether what a sentence gives is said of another than the question asks about.

    Args:
        question: The question.
        article: The article.
        sentence: One of its sentences.
    """
    kind = expected_kind(question.text)
    if kind is AnswerKind.AGE:
        return is_of_another_age(question, article, sentence)
    if kind is AnswerKind.PERSON:
        return asks_for_holder(question.text) and _has_other_holder(question, article, sentence)
    return kind in FIGURES and (
        is_on_another_side(question, sentence.text, article.language)
        or _is_of_other_place(question, article, sentence)
    )


def _is_of_other_place(question: Question, article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence names another place than the question, and its article names both.

    What the article is about at all may well hold the other place, and so may a country. A museum
    in Leith is none in Dundee, whatever the article names.
    """
    asked = places_told(question.text, question.language)
    if not asked or all(places_in(name, question.language) for name in asked):
        return False
    if _has_same_elsewhere(question, article.language, sentence):
        return True
    forms = {*asked, *_translated(asked, question.language, article.language)}
    opening = split_words(f"{article.title} {article.text[:_OPENING].partition('. ')[0]}")
    if any(mentions(name, opening) for name in forms):
        return False
    words = split_words(sentence.text)
    here = any(mentions(name, words) for name in forms)
    if here or not any(mentions(name, split_words(article.text)) for name in forms):
        return False
    told = places_told(sentence.text, article.language) or _places_known(article, words)
    return bool(told)


def _has_same_elsewhere(question: Question, language: str, sentence: Sentence) -> bool:
    """Tell whether a sentence has just what a question asks about, but in other places alone."""
    if language != question.language:
        return False
    asked, said = (_things_in_places(text, language) for text in (question.text, sentence.text))
    words = split_words(sentence.text)
    return any(
        thing in said and not any(mentions(name, words) for name in names)
        for thing, names in asked.items()
    )


@lru_cache(maxsize=1024)
def _things_in_places(text: str, language: str) -> dict[str, list[str]]:
    """Return the stems of what a text says is in a place, with these: "the museum in Leith"."""
    if language not in known():
        return {}
    found: dict[str, list[str]] = {}
    for match in _thing_in_place(language).finditer(text):
        if match["name"] not in no_names() and is_name(match["name"].split()[0], language):
            for stem in stems_of(match["thing"], language):
                found.setdefault(stem, []).append(match["name"])
    return found


def _places_known(article: Article, words: Collection[str]) -> tuple[str, ...]:
    """Return the places among some words of an article, as it says elsewhere that they are some."""
    told = places_told(article.text, article.language)
    return tuple(name for name in told if name.casefold() in words)


def _translated(names: Iterable[str], language: str, other: str) -> Iterator[str]:
    for name in names:
        yield from called_in(name, language, [other])


@lru_cache(maxsize=1024)
def places_told(text: str, language: str) -> tuple[str, ...]:
    """Return the names in a text that it says something is in, or near: "in Ostrup"."""
    if language not in known():
        return ()
    found = (match["name"] for match in _locative(language).finditer(text))
    return tuple(
        name for name in found if name not in no_names() and is_name(name.split()[0], language)
    )


def _has_other_holder(question: Question, article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence names who leads something else: "Oryxa's chief executive"."""
    asked = {*names_in(question.text, question.language), *_led(question.text, question.language)}
    held = _held(sentence.text, article.language)
    if not asked or any(mentions(name, split_words(one)) for name in asked for one in held):
        return False
    if any(mentions(name, split_words(sentence.text)) for name in asked):
        # "Alibaba is led by Eddie Wu, who met Nvidia's chief" has one more that may be its own.
        return len(offices_in(sentence.text, article.language)) == 1 and bool(held)
    return bool(held)


def _held(text: str, language: str) -> list[str]:
    """Return the names of firms and the like of which a text says who holds a role in them."""
    found = (one for pattern in _holdings(language) for one in pattern.finditer(text))
    return [one["name"] for one in found if _names_holder(one, language)]


def _led(text: str, language: str) -> list[str]:
    """Return what a question asks for the head of, be it a name to a dictionary or not."""
    return [one["name"] for pattern in _holdings(language) for one in pattern.finditer(text)]


def _names_holder(match: re.Match[str], language: str) -> bool:
    """Tell whether what a role is held in is a name; what has a genitive ending mostly is one."""
    words = [one for one in re.findall(_NAME, match["name"]) if not _is_idle(one, language)]
    if match.groupdict().get("owning") is not None:
        return bool(words)
    return any(is_name(one, language) for one in words)


def _is_idle(word: str, language: str) -> bool:
    """Tell whether a word is capitalised for its place alone: "Als Chef", "Its rival"."""
    folded = word.casefold()
    return folded in function_words(language) or (language == "de" and folded in dictionary("de"))


@cache
def _locative(language: str) -> re.Pattern[str]:
    words = alternatives(language, "locative")
    return re.compile(rf"\b(?i:{words}) (?P<name>{_RUN})")


@cache
def _thing_in_place(language: str) -> re.Pattern[str]:
    led, within = (alternatives(language, key) for key in ("determiners", "within"))
    return re.compile(rf"\b(?i:{led}) (?:{SMALL}+ )?(?P<thing>\w+) (?i:{within}) (?P<name>{_RUN})")


@cache
def _holdings(language: str) -> Sequence[re.Pattern[str]]:
    """Return what matches a role with the name of what it is held in."""
    words = table(language, "words")
    if "held_in" not in words:
        return ()
    of, whose, owning = ("|".join(words[key]) for key in ("held_in", "whose", "owning"))
    role, name = rf"(?i:{office_pattern(language)})", rf"(?P<name>{_RUN})"
    return tuple(
        map(
            re.compile,
            (
                # "Oryxa's new chief executive", "the chief executive of Oryxa"
                rf"{name}(?P<owning>{owning}) (?:\w+ ){{0,2}}{role}",
                rf"{role}(?: \w+)? (?i:{of}) {name}",
                # "Oryxa of Ostrup, whose new chief executive"; "Oryxa-Chef"
                rf"(?P<name>{CAPITAL}[^;]{{0,80}})[,;] (?i:{whose}) (?:\w+ ){{0,2}}{role}",
                rf"{name}-{role}",
            ),
        )
    )
