"""Questions as a model proposes them, and whether they are believed.

A model that rewrites a question may as well answer it, change what is asked, or name what nobody
named. So nothing of its reply is used unless each of its lines asks in words that were said, and
all of them together ask for what was asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from index.language import UNKNOWN, detect_question_language
from index.words import split_words, stem
from rag.conversation.grammar import grammar_of
from rag.grounding.figures import stray_figures
from rag.grounding.names import has_name
from rag.grounding.readings import Reading, fold_space
from rag.grounding.recognition import names_of
from rag.languages import function_words, table
from rag.llm.planning.division import MOST_PARTS, compares
from rag.llm.planning.leaning import POINTERS, forms, leans, own
from rag.names import mentions
from rag.patterns import CAPITAL
from rag.records import Answer, Statement

_LONGEST = 200  # characters
_FEWEST_WORDS = 3
_MOST_NEW = 1  # word in a line that nobody used before, such as another verb
_ALIKE = 0.75  # of their letters two forms of a verb have in common
_ITEM = re.compile(r"^\s*(?:[-*•–]\s+|\(?\d{1,2}[.):]\s+)")
_QUOTED = re.compile(r"^[\"“„'«](?P<inside>[^\"“”„«»]+)[\"“”'»]$")
_MARKUP = re.compile(r"[\[\]<>{}|*_`#\\=@]|://|\bwww\.|\w\.(?:com|de|net|org)\b", re.IGNORECASE)
_CAPITALISED = re.compile(rf"(?<=\s){CAPITAL}[\w’'&-]*\w")
_FIGURE = re.compile(r"\d[\d.,:]*\d|\d")


@dataclass(frozen=True, slots=True)
class Task:
    """What a model was asked to put in other words.

    Attributes:
        question: The question as the model was given it.
        language: Its language.
        said: What its words may come from: the question, and the conversation.
        earlier: The questions asked before.
    """

    question: str
    language: str
    said: tuple[Reading, ...]
    earlier: tuple[str, ...] = ()


def set_task(question: str, language: str, history: Sequence[Answer]) -> Task:
    """Return the task for a question.

    Args:
        question: As the model is given it.
        language: Its language.
        history: What the model is shown of the conversation.
    """
    said = [Reading(fold_space(question), language)]
    for one in history:
        said.append(Reading(f"{one.question} {one.searched}", one.language))
        said += [_read(statement, one.language) for statement in one.statements]
        said += [
            Reading(cited.article.title, _known(cited.article.language, one.language))
            for cited in one.citations
            if cited.article.title
        ]
    earlier = tuple(text for one in history for text in (one.question, one.searched) if text)
    return Task(question, language, tuple(said), earlier)


def read_proposals(reply: str, question: str) -> tuple[str, ...]:
    """Return the lines of a reply, each once, without the numbers that lists have.

    Those that repeat the question are left out.
    """
    lines = (_QUOTED.sub(r"\g<inside>", _ITEM.sub("", line).strip()) for line in reply.split("\n"))
    said = {line.casefold(): line for line in lines if line and not _is_same(line, question)}
    return tuple(said.values())


def are_believed(lines: Sequence[str], task: Task) -> bool:
    """Tell whether proposals may be searched in the place of a question."""
    return (
        0 < len(lines) <= MOST_PARTS
        and all(is_sound(line, task) for line in lines)
        and keep(lines, task)
    )


def is_sound(line: str, task: Task) -> bool:
    """Tell whether a line is one plain question that stands on its own, in words that were said."""
    return (
        _is_question(line)
        and detect_question_language(line, (task.language,)) == task.language
        and not leans(line, task.language)
        and not any(_is_same(line, earlier) for earlier in task.earlier)
        and all(_is_named(name, task) for name in _names(line, task.language))
        and not _strays(Reading(line, task.language), task.said)
        and _is_in_words_said(line, task)
    )


def keep(lines: Sequence[str], task: Task) -> bool:
    """Tell whether proposals together ask for what was asked: its names, figures and words.

    Questions on either side of a comparison ask for the same in other words.
    """
    asked, together = own(task.question), " ".join(lines)
    words = split_words(together)
    about = task.question.removeprefix(asked)
    if any(not mentions(name, words) for name in _names(about, task.language)):
        return False
    if not set(_FIGURE.findall(asked)) <= set(_FIGURE.findall(together)):
        return False
    if compares(task.question, task.language):
        grammar = grammar_of(task.language)
        if grammar:  # "Which company": the questions ask otherwise
            asked = re.sub(rf"{grammar['asking'].pattern} \w+", "", asked, flags=re.IGNORECASE)
        comparing = forms(task.language)["comparing_words"]
        asked = comparing.sub("", asked)
        one_side = len(lines) == 1 or not any(map(comparing.search, lines))
        return one_side and all(
            mentions(name, words) for name in _names(f"x {asked}", task.language)
        )
    lost = {*split_words(asked)} & {*table(task.language, "words")["asking"]} - {*words}
    return not lost and not list(_absent(_without_pointers(asked, task), together, task.language))


def _is_question(line: str) -> bool:
    once = line.endswith("?") and line.count("?") == 1
    few = len(line) <= _LONGEST and len(split_words(line)) >= _FEWEST_WORDS
    return once and few and line.isprintable() and not _MARKUP.search(line) and ": " not in line


def _is_same(one: str, other: str) -> bool:
    return split_words(one) == split_words(other)


def _names(text: str, language: str) -> set[str]:
    """Return the names in a text; in languages that capitalise nouns, these too."""
    return {
        *(name.text for name in names_of(Reading(text, language))),
        *(match.group() for match in _CAPITALISED.finditer(text)),
    }


def _is_named(name: str, task: Task) -> bool:
    return any(has_name(said.text, said.language, name, task.language) for said in task.said)


def _strays(line: Reading, said: Sequence[Reading]) -> bool:
    """Tell whether a line has a figure that nobody gave."""
    return bool(set.intersection(*(set(stray_figures(line, [one])) for one in said)))


def _is_in_words_said(line: str, task: Task) -> bool:
    """Tell whether hardly a word of a line is new, and none comes from the worked examples."""
    new = set(_absent(line, " ".join(said.text for said in task.said), task.language))
    return len(new) <= _MOST_NEW and not new & _example_words(task.language)


@cache
def _example_words(language: str) -> frozenset[str]:
    prompt = table(language, "planning")["prompt"]
    examples = [one for told in ("whole", "parts") for one in prompt[told]["examples"]]
    texts = [text for one in examples for text in (*one["earlier"], one["question"], *one["reply"])]
    return frozenset(split_words(" ".join(texts)))


def _absent(text: str, other: str, language: str) -> Iterator[str]:
    """Yield the words of a text, but for those any may have, that another text lacks."""
    common = _common(language)
    words = split_words(other)
    stems = set(stem(words, language))
    for word in split_words(text):
        known = word in common or mentions(word, words) or stems & set(stem([word], language))
        if not known and not any(_are_forms(word, one) for one in words):
            yield word


def _are_forms(one: str, other: str) -> bool:
    """Tell whether two words may be forms of one verb: "auslöste" and "ausgelöst"."""
    return one[:2] == other[:2] and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _common(language: str) -> set[str]:
    asking, singular = table(language, "words")["asking"], table(language, "planning")["singular"]
    return {*function_words(language), *asking, *singular, *singular.values()}


def _without_pointers(text: str, task: Task) -> str:
    """Return a question without the words that stand for others or only open it."""
    grammar = grammar_of(task.language)
    for kind in ("leaning", "telling", "each"):
        text = forms(task.language)[kind].sub("", text)
    for kind in ("opening", "auxiliary", "filler", *POINTERS) if grammar else ():
        text = grammar[kind].sub("", text) if grammar else text
    return text


def _read(statement: Statement, language: str) -> Reading:
    """Return a statement; one that quotes is in the language of its article."""
    cited = statement.citations[0]
    quotes = fold_space(cited.quote) == fold_space(statement.text)
    return Reading(
        fold_space(statement.text),
        _known(cited.article.language, language) if quotes else language,
    )


def _known(language: str, otherwise: str) -> str:
    return otherwise if language == UNKNOWN else language
