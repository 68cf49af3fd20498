"""Where the vectors of each language lie: what is taken away before they are compared.

Vectors of one language lie close together, whatever they say. A question is therefore nearer to
passages of its own language than to better ones in another, unless each language's mean is taken
away first (see :func:`rag.scoring.centre`).

What is typical of a language is told from a few dozen everyday questions on no topic in particular.
They are the same ones in every language, so that their means differ in language alone.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from index.encoding import Encoder
from index.records import Vectors
from index.store import LanguageShare
from index.words import word_spans

# How many passages an index must have in a language for its own mean to count as much as the
# general one. The mean of a handful of passages is their topic rather than their language.
_PRIOR_PASSAGES = 100
# Stands in for a language that there are no typical questions in.
_FALLBACK = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Typical:
    """The mean vectors of typical questions in one language.

    Attributes:
        asked: Of the questions read as questions, shape ``(dimension,)``.
        stated: Of the questions read as texts.
        asked_words: Of their words, projected, shape ``(WORD_DIMENSION,)``.
        stated_words: Of their words, read as texts.
    """

    asked: Vectors
    stated: Vectors
    asked_words: Vectors
    stated_words: Vectors


class LanguageMeans:
    """The mean vectors of each language, for one encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Typical] = {}

    def typical(self, language: str) -> Typical:
        """Return the means of typical questions in a language."""
        key = _known_as(language)
        if key not in self._known:
            read = self._encoder.encode_questions(_typical_questions()[key])
            self._known[key] = Typical(
                np.mean([one.asked for one in read], axis=0),
                np.mean([one.stated for one in read], axis=0),
                np.concatenate([one.words for one in read]).mean(axis=0),
                np.concatenate([one.stated_words for one in read]).mean(axis=0),
            )
        return self._known[key]

    def of_passages(self, language: str, share: LanguageShare) -> Vectors:
        """Return the mean of passages in a language, shape ``(dimension,)``.

        It is that of the index, shrunk towards a general one the less the index holds.
        """
        weight = share.passages / (share.passages + _PRIOR_PASSAGES)
        mean = weight * share.mean + (1 - weight) * self.typical(language).stated
        return np.asarray(mean, dtype=np.float32)


def weigh_words(words: Sequence[str], language: str) -> Vectors:
    """Return how much each word of a question says, shape ``(len(words),)``, adding up to 1.

    Words that many typical questions have, such as "how", say little: inverse document frequency
    (Spärck Jones 1972) over those.

    Args:
        words: The words, in lower case.
        language: The question's language.
    """
    questions, frequencies = _frequencies(_known_as(language))
    weights = [math.log1p(questions / (1 + frequencies[word])) for word in words]
    return np.array(weights, dtype=np.float32) / np.float32(sum(weights) or 1)


def _known_as(language: str) -> str:
    return language if language in _typical_questions() else _FALLBACK


@lru_cache(maxsize=32)
def _frequencies(language: str) -> tuple[int, Counter[str]]:
    """Return how many typical questions there are, and how many of them have each word."""
    questions = _typical_questions()[language]
    found: Counter[str] = Counter()
    for question in questions:
        found.update({question[a:b].casefold() for a, b in word_spans(question)})
    return len(questions), found


@lru_cache(maxsize=1)
def _typical_questions() -> dict[str, list[str]]:
    text = files("rag").joinpath("data/typical_questions.json").read_text(encoding="utf-8")
    questions: dict[str, list[str]] = json.loads(text)
    return questions
