"""Where the vectors of each language lie: what is taken away before they are compared.

Vectors of one language lie close together, whatever they say. A question is therefore nearer to
passages of its own language than to better ones in another, unless each language's mean is taken
away first (see :func:`rag.scoring.centre`).
"""

import json
from functools import lru_cache
from importlib.resources import files

import numpy as np

from index.encoding import Encoder
from index.records import Vectors
from index.store import LanguageShare

# How many passages an index must have in a language for its own mean to count as much as the
# general one. The mean of a handful of passages is their topic rather than their language.
_PRIOR_PASSAGES = 100
# Stands in for a language that there are no typical questions in.
_FALLBACK = "en"


class LanguageMeans:
    """The mean vectors of questions and of passages, per language, for one encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._questions: dict[str, Vectors] = {}
        self._texts: dict[str, Vectors] = {}

    def of_questions(self, language: str) -> Vectors:
        """Return the mean of typical questions in a language, shape ``(dimension,)``."""
        typical = _typical_questions()
        key = language if language in typical else _FALLBACK
        if key not in self._questions:
            self._questions[key] = self._encoder.encode_queries(typical[key]).mean(axis=0)
        return self._questions[key]

    def of_passages(self, language: str, share: LanguageShare) -> Vectors:
        """Return the mean of passages in a language, shape ``(dimension,)``.

        It is that of the index, shrunk towards a general one the less the index holds.
        """
        weight = share.passages / (share.passages + _PRIOR_PASSAGES)
        mean = weight * share.mean + (1 - weight) * self._general(language)
        return np.asarray(mean, dtype=np.float32)

    def _general(self, language: str) -> Vectors:
        # The same everyday sentences in every language, so that they differ in language alone;
        # that they are questions matters little once they are encoded as texts.
        typical = _typical_questions()
        key = language if language in typical else _FALLBACK
        if key not in self._texts:
            self._texts[key] = self._encoder.encode_texts(typical[key]).mean(axis=0)
        return self._texts[key]


@lru_cache(maxsize=1)
def _typical_questions() -> dict[str, list[str]]:
    """Everyday questions on no topic in particular, the same ones in every language."""
    text = files("rag").joinpath("data/typical_questions.json").read_text(encoding="utf-8")
    questions: dict[str, list[str]] = json.loads(text)
    return questions
