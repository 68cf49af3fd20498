"""Whether the confidence can be relied on: its calibration, and accuracy against coverage. Pure.

The confidence is the estimated probability that the index answers the question. So it is
calibrated if of the questions asked with a confidence of 0.8 eight in ten are answerable. A reader
asks something else of it: whether the answers given with much confidence are right more often than
the others. That is what accuracy against coverage tells.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import (  # type: ignore[import-untyped]
    brier_score_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

from eval.retrieval import Metrics

COVERAGES = (100, 90, 80, 70)
"""The shares of questions, in per cent, that the accuracy is told at."""

_BINS = 10

Curve = npt.NDArray[np.float64]
"""The accuracy on the 1, 2, … n questions of most confidence; shape ``(n,)``."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies between two bounds, the lower one excluded.

    Attributes:
        low: The lower bound; of the lowest bin, 0 belongs to it.
        high: The upper bound.
        questions: How many questions.
        confidence: Their mean confidence.
        answerable: The share of them that the index answers.
    """

    low: float
    high: float
    questions: int
    confidence: float
    answerable: float


def measure_abstention(
    answerable: Sequence[bool], answered: Sequence[bool], confidences: Sequence[float]
) -> Metrics:
    """Measure silence as the detection of unanswerable questions, and the confidence behind it.

    ``confidence_auc`` is the area under the ROC curve: how well the confidence tells the two kinds
    of questions apart, whatever the threshold. ``brier`` is the mean squared difference between the
    confidence and 1 for answerable, 0 for other questions.

    Returns:
        The values; all None where the questions are of one kind only.

    Source:
        Brier 1950, "Verification of forecasts expressed in terms of probability".
    """
    names = ("abstention_precision", "abstention_recall", "abstention_f1")
    if len(set(answerable)) < 2:
        return dict.fromkeys((*names, "confidence_auc", "calibration_error", "brier"))
    found = precision_recall_fscore_support(
        ~np.array(answerable), ~np.array(answered), average="binary", zero_division=0.0
    )
    return {
        **dict(zip(names, map(float, found[:3]), strict=True)),
        "confidence_auc": float(roc_auc_score(answerable, confidences)),
        "calibration_error": calibration_error(reliability(answerable, confidences)),
        "brier": float(brier_score_loss(answerable, confidences)),
    }


def reliability(answerable: Sequence[bool], confidences: Sequence[float]) -> list[Bin]:
    """Return the reliability curve: ten bins of equal width, empty ones left out."""
    edges = np.linspace(0, 1, _BINS + 1)
    sure, right = np.array(confidences), np.array(answerable, dtype=float)
    places = np.searchsorted(edges[1:-1], sure)  # a value on an edge belongs to the bin below
    return [
        Bin(
            low=float(edges[place]),
            high=float(edges[place + 1]),
            questions=int((places == place).sum()),
            confidence=float(sure[places == place].mean()),
            answerable=float(right[places == place].mean()),
        )
        for place in sorted(set(places.tolist()))
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far apart the two means of a bin are on average.

    Bins count by their questions. With few questions to a bin it comes out too large.

    Source:
        Guo et al. 2017, "On Calibration of Modern Neural Networks", ICML.
    """
    gaps = [abs(one.answerable - one.confidence) for one in bins]
    return float(np.average(gaps, weights=[one.questions for one in bins]))


def measure_coverage(
    answerable: Sequence[bool], right: Sequence[float], confidences: Sequence[float]
) -> Metrics:
    """Measure how right the answers are if only the surest questions are answered.

    ``risk_coverage_area`` (AURC) is the mean of 1 − accuracy over all coverages: 0 if all is right,
    and the smaller, the more of what is wrong comes with little confidence.

    Args:
        answerable: Whether the index answers each question.
        right: Whether each was answered right, 0 or 1; an unanswerable one never is.
        confidences: How sure the assistant was.

    Returns:
        The values; all None where no question is answerable.

    Source:
        Geifman and El-Yaniv 2017, "Selective Classification for Deep Neural Networks", NeurIPS; the
        area: Geifman, Uziel and El-Yaniv 2019, "Bias-Reduced Uncertainty Estimation for Deep Neural
        Classifiers", ICLR.
    """
    names = [f"accuracy_at_{coverage}" for coverage in COVERAGES]
    if not any(answerable):
        return dict.fromkeys(("risk_coverage_area", *names))
    curve = accuracy_by_coverage(right, confidences)
    return {
        "risk_coverage_area": float(np.mean(1 - curve)),
        **{
            name: float(curve[math.ceil(coverage * len(curve) / 100) - 1])
            for name, coverage in zip(names, COVERAGES, strict=True)
        },
    }


def accuracy_by_coverage(right: Sequence[float], confidences: Sequence[float]) -> Curve:
    """Return the accuracy on the 1, 2, … n questions of most confidence.

    Questions of the same confidence come in any order: each counts as right as they are on average.
    """
    _, groups = np.unique(-np.array(confidences), return_inverse=True)
    means = np.bincount(groups, weights=np.array(right)) / np.bincount(groups)
    expected = means[np.sort(groups)]
    curve: Curve = np.cumsum(expected) / np.arange(1, len(expected) + 1)
    return curve
