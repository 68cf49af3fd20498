"""What an article is about, as far as a question names it.

An article names a firm once and goes on with "the group" or "it": a sentence that has the name is
no better an answer than one that has not, but one of another article is no answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.records import Hit, Vectors
from index.words import split_words
from rag.names import mentions, names_in
from rag.questions import Question
from rag.roles import Roles

_UNMET = -1.0  # below any similarity


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """How far an article is about what a question names, by what was found of it.

    Attributes:
        met: The similarity of each of the question's words that is part of a name to the nearest
            word of the article; of other words a value below any similarity. Shape
            ``(question words,)``.
        absent: Share of the question's names that the article does not mention; 0 where it is in
            another language, in which they may have another form.
    """

    met: Vectors
    absent: float


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
    return {
        article: Subject(
            np.where(roles.named, _meet(passages, len(roles.named)), np.float32(_UNMET)),
            _share_absent(names, passages) if _language(passages) == question.language else 0.0,
        )
        for article, passages in found.items()
    }


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


def _meet(passages: Iterable[Hit], words: int) -> Vectors:
    met = np.full(words, _UNMET, np.float32)
    for hit in passages:
        for scored in hit.sentences:
            met = np.maximum(met, nearest_words(scored.words, words))
    return met


def _share_absent(names: Sequence[str], passages: Sequence[Hit]) -> float:
    if not names:
        return 0.0
    text = " ".join([passages[0].article.title, *(hit.passage.text for hit in passages)])
    words = set(split_words(text))
    return sum(not mentions(name, words) for name in names) / len(names)


def _language(passages: Sequence[Hit]) -> str:
    return passages[0].article.language
