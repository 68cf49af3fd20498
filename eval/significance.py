"""Is a mean difference more than chance? Paired tests for differences per question. Pure."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats  # type: ignore[import-untyped]

Differences = npt.NDArray[np.float64]
"""What one run has more than another, question by question; shape ``(questions,)``."""

NEGLIGIBLE = 1e-9
"""Differences up to this come from rounding."""

_RESAMPLES = 9999
_BATCH = 500  # resamples held in memory at a time


def randomise(differences: Differences) -> float:
    """Return the p-value of the paired randomisation test, two-sided.

    If it does not matter which run a value comes from, the sign of every question's difference
    could as well be the other one; the p-value tells how many choices of signs give a mean as far
    from zero. Exact up to 13 questions, 9,999 random choices beyond, the same at every call.

    Source:
        Fisher 1935, "The Design of Experiments"; for retrieval Smucker, Allan and Carterette 2007,
        "A Comparison of Statistical Significance Tests for Information Retrieval Evaluation", CIKM.
    """
    if len(differences) < 2:
        return 1.0  # both signs are as far from zero
    test = stats.permutation_test(
        (differences,),  # of a single sample scipy permutes the signs
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(0),
    )
    return float(test.pvalue)


def bound(differences: Differences, confidence: float = 0.95) -> tuple[float, float] | None:
    """Return the confidence interval of the mean difference; None for a single question.

    A bootstrap of the questions, bias-corrected and accelerated; the same at every call. With a
    few questions it comes out too narrow.

    Source:
        Efron 1987, "Better Bootstrap Confidence Intervals".
    """
    if len(differences) < 2:
        return None
    if np.ptp(differences) <= NEGLIGIBLE:  # every resample looks the same
        return float(differences[0]), float(differences[0])
    found = stats.bootstrap(
        (differences,),
        np.mean,
        confidence_level=confidence,
        n_resamples=_RESAMPLES,
        batch=_BATCH,
        method="BCa",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return float(found.low), float(found.high)


def correct(p_values: Sequence[float]) -> list[float]:
    """Correct the p-values of several tests, so that all of them together err as rarely as one.

    Source:
        Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure".
    """
    ascending = sorted(range(len(p_values)), key=lambda place: p_values[place])
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for done, place in enumerate(ascending):
        highest = max(highest, min(1.0, (len(p_values) - done) * p_values[place]))
        corrected[place] = highest
    return corrected
