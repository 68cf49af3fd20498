"""How likely it is that the articles answer a question at all.

A logistic regression over a handful of features. The weights, and how they were found, are in
``data/abstention.json``.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib.resources import files

from index.words import split_words
from rag.expectations import Kind, agreement, expected_kind
from rag.names import mentions, names_in
from rag.questions import Question
from rag.records import Evidence


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for and against an answer; all about the best evidence.

    Attributes:
        score: Its score.
        names_elsewhere: Share of the question's names that its passage does not mention.
        names_missing: Share of them that its whole article does not mention.
        kind_missing: 1 if the question asks for something, such as a date, that it does not offer.
    """

    score: float
    names_elsewhere: float
    names_missing: float
    kind_missing: float


def describe(question: Question, evidence: Sequence[Evidence]) -> Features:
    """Return the features of a question and its evidence, best first."""
    best = evidence[0]
    names = names_in(question.text, question.language)
    kind = expected_kind(question.text)
    title = best.article.title
    return Features(
        best.score,
        _share_missing(names, f"{title} {best.hit.passage.text}"),
        _share_missing(names, f"{title} {best.article.text}"),
        float(kind is not Kind.OTHER and not agreement(kind, best.sentence.text)),
    )


def confidence(features: Features) -> float:
    """Return the estimated probability, 0 to 1, that the evidence answers the question."""
    model = _model()
    z = model["intercept"]
    for name, value in zip(Features.__dataclass_fields__, astuple(features), strict=True):
        z += model[name] * value
    return 1 / (1 + math.exp(-z))


def _share_missing(names: Sequence[str], text: str) -> float:
    if not names:
        return 0.0
    words = set(split_words(text))
    return sum(not mentions(name, words) for name in names) / len(names)


@lru_cache(maxsize=1)
def _model() -> dict[str, float]:
    text = files("rag").joinpath("data/abstention.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights
