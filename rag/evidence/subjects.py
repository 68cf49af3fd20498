"""What an article is about, as far as a question names it.

An article names a firm once and goes on with "the group" or "it": a sentence that has the name is
no better an answer than one that has not, but one of another article is no answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.records import Article, Hit, Vectors
from index.words import split_words
from rag.names import lacking, names_in
from rag.questions import Question
from rag.roles import Roles, find_names

# How similar a word is to itself in another place, mostly; and what is below any similarity.
_MET, _UNMET = 0.8, -1.0


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """How far an article is about what a question names.

    Attributes:
        met: The similarity of each of the question's words that is part of a name to the nearest
            word of the article, as far as that is known; of other words a value below any
            similarity. Shape ``(question words,)``.
        absent: Share of the question's names that the article does not mention; 0 where it is in
            another language, in which they may have another form.
        score: The best score among its passages that were found.
    """

    met: Vectors
    absent: float
    score: float


def tell_subjects(question: Question, roles: Roles, hits: Iterable[Hit]) -> dict[str, Subject]:
    """Tell of each article that was found, by its id, how far it is about what is named.

    Args:
        question: The question.
        roles: What its words do.
        hits: The passages found.
    """
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.article.id, []).append(hit)
    names = names_in(question.text, question.language)
    return {id_: _tell_subject(question, roles, names, hits) for id_, hits in found.items()}


def _tell_subject(
    question: Question, roles: Roles, names: Sequence[str], hits: Sequence[Hit]
) -> Subject:
    article = hits[0].article
    words = _words_in(f"{article.title} {article.text}") if names else frozenset()
    absent = lacking(names, words)
    said = roles.named & ~find_names(absent, question.words)
    met = np.where(said, _MET, _UNMET)
    for scored in (scored for hit in hits for scored in hit.sentences):
        near = nearest_words(scored.words, len(met))
        met = np.where(roles.named, np.maximum(met, near), met)
    same = article.language == question.language
    missing = len(absent) / len(names) if same and names else 0.0
    return Subject(met.astype(np.float32), missing, max(hit.score for hit in hits))


@lru_cache(maxsize=256)
def _words_in(text: str) -> frozenset[str]:
    return frozenset(split_words(text))


def names_beyond_title(question: Question, article: Article) -> list[str]:
    """Return the names in a question that an article's title does not have.

    What the title says goes without saying in each of the article's sentences.
    """
    return lacking(names_in(question.text, question.language), split_words(article.title))


def nearest_words(similarities: Vectors, words: int) -> Vectors:
    """Return how similar each word of a question is to the nearest one of a sentence.

    Args:
        similarities: Of the question's words to the sentence's, shape ``(question words, words)``;
            empty for a sentence without words.
        words: How many words the question has.

    Returns:
        Shape ``(question words,)``; 0 where the sentence has no words.
    """
    return similarities.max(axis=1) if similarities.size else np.zeros(words, np.float32)
