"""Whose age a sentence tells: "Ada Quint (54)", "the 54-year-old", "54, said Quint"."""

import re
from collections.abc import Iterator, Sequence

from index.records import Article, Sentence
from index.words import split_words
from rag.evidence.offers import fitting_quantities
from rag.expectations import AnswerKind, expected_kind
from rag.languages import function_words, table
from rag.names import mentions, names_in
from rag.names.given_names import find_persons
from rag.patterns import CAPITAL
from rag.quantities import Quantity
from rag.questions import Question

_WORD = rf"{CAPITAL}[\w’'-]*\w"
# What stands before an age: "Ada Quint, ", "Ada Quint (", "Ada Quint (SPD), ".
_BEFORE = re.compile(rf"(?P<name>{_WORD}(?: {_WORD})*)(?: \([^()]*\))?(?:,| \() ?$")
# And behind one: "-year-old coach Ada Quint"; one word alone may be any noun there.
_BEHIND = re.compile(rf"^(?P<between>[^,;.()]{{0,60}}?)\b(?P<name>{_WORD}(?: {_WORD})+)")
_NEAR = 2  # sentences before that may name whom "the 54-year-old" means


def is_of_another_age(question: Question, article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence tells ages, and none of them is that of whom a question names."""
    asked = names_in(question.text, question.language)
    ages = fitting_quantities(AnswerKind.AGE, sentence.text, article.language)
    return bool(asked) and bool(ages) and not ages_of(asked, article, sentence, ages)


def tells_age_of_asked(question: Question, article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence tells the age of somebody whom a question names."""
    asked = names_in(question.text, question.language)
    ages = fitting_quantities(AnswerKind.AGE, sentence.text, article.language)
    return bool(asked) and bool(ages_of(asked, article, sentence, ages))


def asks_for_age_alone(question: Question) -> bool:
    """Tell whether a question has nothing but a name beside asking for an age."""
    known = table(question.language, "words")
    names = split_words(" ".join(names_in(question.text, question.language)))
    idle = {word for key in ("function", "asking", "kinds") for word in known.get(key, ())}
    return expected_kind(question.text) is AnswerKind.AGE and all(
        word in idle or mentions(word, names) for word in question.terms
    )


def ages_of(
    asked: Sequence[str], article: Article, sentence: Sentence, ages: Sequence[Quantity]
) -> list[Quantity]:
    """Return those of a sentence's ages that may be of somebody who is named.

    The name stands right before an age or in the words behind it; else the age is that of whom the
    text named last.

    Args:
        asked: The names.
        article: The article.
        sentence: The sentence.
        ages: Its ages.
    """
    return [one for one in ages if _is_of(asked, article, sentence, one)]


def _is_of(asked: Sequence[str], article: Article, sentence: Sentence, age: Quantity) -> bool:
    before, behind = sentence.text[: age.qualified_start], sentence.text[age.end :]
    close = _BEFORE.search(before) or _name_behind(behind, article.language)
    if close:
        return _is_meant(close["name"], asked)
    last = max(_named(article, sentence, before, asked), default=None)
    return last is not None and last[1]


def _name_behind(behind: str, language: str) -> re.Match[str] | None:
    """Return the name that an age goes before: "54-year-old coach Ada Quint", not "54 and is"."""
    match = _BEHIND.search(behind)
    if match is None or not function_words(language).isdisjoint(split_words(match["between"])):
        return None
    return match


def _named(
    article: Article, sentence: Sentence, before: str, asked: Sequence[str]
) -> Iterator[tuple[int, bool]]:
    """Yield where persons are named before an age, and whether each is one that is asked for."""
    start = _start_before(article.text, sentence.start)
    text = article.text[start : sentence.start + len(before)]
    for first, last in find_persons(text, article.language):
        yield last, _is_meant(text[first:last], asked)
    for name in asked:
        for word in re.finditer(rf"\b{re.escape(name.split()[-1])}", text):
            yield word.end(), True


def _start_before(text: str, at: int) -> int:
    """Return where the sentences before a place start that may name whom it means."""
    ends = [one.end() for one in re.finditer(r"[.!?][“”\"]?\s", text[: max(at - 1, 0)])]
    return ends[-_NEAR] if len(ends) >= _NEAR else 0


def _is_meant(name: str, asked: Sequence[str]) -> bool:
    words = split_words(name)
    return any(mentions(one.split()[-1], words) for one in asked)
