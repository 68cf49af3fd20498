"""Outcomes summed up: the metrics of all questions, of each pair of languages, of each kind. Pure.

Most metrics are means of the questions' scores, so that a difference between two runs can be tested
question by question (:mod:`eval.comparison`). The others are of a group as a whole.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from eval.calibration import Bin, measure_abstention, measure_coverage, reliability
from eval.latency import percentiles
from eval.outcomes import BLAMED, Outcome
from eval.retrieval import OVERALL, Metrics

MEANS = (
    "language_right",
    "answer_in_first",
    "answer_in_three",
    "answer_in_any",
    "answer_shown",
    "said_in_first",
    "said_in_any",
    "gold_in_first",
    "gold_in_any",
    "exact_match",
    "token_f1",
    "figure_value",
    "figure_written",
    "citation_precision",
    "citation_recall",
    "gold_precision",
    "gold_recall",
    "answered",
)
"""The metrics that are means of scores: each over the questions that have it, None if none has."""


def by_languages(outcomes: Sequence[Outcome]) -> dict[str, Metrics]:
    """Return the metrics overall, of each language asked in, and of each pair of languages."""
    groups = {OVERALL: list(outcomes)}
    for name_of in (_asked_in, _pair_of):
        for outcome in sorted(outcomes, key=name_of):
            groups.setdefault(name_of(outcome), []).append(outcome)
    return {name: measure(group) for name, group in groups.items()}


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, Metrics]:
    """Return the metrics of each kind of question."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda one: one.question.kind):
        groups.setdefault(outcome.question.kind or "other", []).append(outcome)
    return {name: measure(group) for name, group in groups.items()}


def measure(outcomes: Sequence[Outcome]) -> Metrics:
    """Return the metrics of one group of outcomes.

    Right answers are counted of all answerable questions, an unanswered one being wrong; citations
    are measured where an answer was given. What counts as right for accuracy against coverage is
    ``answer_in_first``: what a reader takes for the answer is what stands first.
    """
    answerable = [one.question.answerable for one in outcomes]
    confidences = [one.confidence for one in outcomes]
    right = [one.scores.get("answer_in_first", 0.0) for one in outcomes]
    beyond = percentiles(one.beyond_retrieval_ms for one in outcomes)
    first = percentiles(one.first_ms for one in outcomes)
    return {
        "questions": len(outcomes),
        "answerable": sum(answerable),
        **{name: _mean(outcomes, name) for name in MEANS},
        "wrongly_answered": _share_answered(outcomes),
        **measure_abstention(answerable, [not one.abstained for one in outcomes], confidences),
        **measure_coverage(answerable, right, confidences),
        "broken_citations": sum(one.broken for one in outcomes),
        "stray_figures": sum(one.stray_figures for one in outcomes),
        "statements": sum(len(one.statements) for one in outcomes),
        "unsupported": sum(one.unsupported for one in outcomes),
        "uncited": sum(one.uncited for one in outcomes),
        **{f"first_{name}": value for name, value in first.items()},
        **percentiles(one.elapsed_ms for one in outcomes),
        **{f"beyond_retrieval_{name}": value for name, value in beyond.items()},
    }


def measure_reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return the reliability curve; empty where all questions are of one kind."""
    answerable = [one.question.answerable for one in outcomes]
    if len(set(answerable)) < 2:
        return []
    return reliability(answerable, [one.confidence for one in outcomes])


def tally_blame(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return how many questions each part of the pipeline is to blame for."""
    counts = Counter(one.blamed for one in outcomes)
    return {part: counts[part] for part in BLAMED}


def _mean(outcomes: Sequence[Outcome], name: str) -> float | None:
    values = [one.scores[name] for one in outcomes if name in one.scores]
    return fmean(values) if values else None


def _share_answered(outcomes: Sequence[Outcome]) -> float | None:
    silent = _mean(outcomes, "abstention_recall")
    return None if silent is None else 1 - silent


def _asked_in(outcome: Outcome) -> str:
    return f"{outcome.question.language}→any"


def _pair_of(outcome: Outcome) -> str:
    return outcome.pair
