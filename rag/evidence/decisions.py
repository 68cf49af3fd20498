"""Which sentence decides a question for yes or no: what denies, and what names of whom it is asked.

News seldom say that something is as one would ask, and say so where it is not: "did not cut".
"""

import re
from functools import cache

from index.records import Article, Sentence
from index.words import split_words, stems_of
from rag.evidence.subjects import names_beyond_title
from rag.names import lacking
from rag.patterns import alternatives, in_any_language, opening_words
from rag.questions import Question
from rag.roles import telling_stems

_RARELY = 2  # times that an article names somebody whom it only mentions


def decides(question: Question, article: Article, sentence: Sentence) -> int:
    """Return how many of two things speak for a sentence as the one that says yes or no.

    It denies or confirms something and has a word of the question, names aside, as far as that can
    be told in its language; it names whom the question does and the article hardly ever.

    Args:
        question: The question.
        article: The article.
        sentence: One of its sentences.
    """
    return _denies(question, article, sentence) + _names_rare(question, article, sentence)


def _denies(question: Question, article: Article, sentence: Sentence) -> bool:
    if not _deciding().search(_aside(article.language).sub("", sentence.text)):
        return False
    said = stems_of(sentence.text, article.language)
    same = article.language == question.language
    return not same or not telling_stems(question).isdisjoint(said)


def _names_rare(question: Question, article: Article, sentence: Sentence) -> bool:
    asked = names_beyond_title(question, article)
    last = [one.split()[-1] for one in asked]  # of a person, news repeat the surname
    rare = [one for one in last if article.text.count(one) <= _RARELY]
    return bool(rare) and not lacking(rare, split_words(sentence.text))


@cache
def _aside(language: str) -> re.Pattern[str]:
    """Return what matches a clause that only says more of somebody: ", who did not come,"."""
    words = alternatives(language, "relative")
    return re.compile(rf", (?:{words})\b[^,;]*,?", re.IGNORECASE)


@cache
def _deciding() -> re.Pattern[str]:
    return opening_words(in_any_language("questions", "offered", "decides"))
