"""What a measurement of answers comes to, and how it is shown."""

from collections.abc import Sequence
from dataclasses import asdict

from eval import summaries
from eval.failures import format_blame, format_failures
from eval.outcomes import Outcome
from eval.report import ANSWER_COLUMNS, CONFIDENCE_COLUMNS, format_reliability, format_table
from eval.runs import Json
from eval.writing import wording

WRITTEN_COLUMNS = {
    "n": "questions",
    "answered": "answered",
    "wrongly": "wrongly_answered",
    "@1": "answer_in_first",
    "said @1": "said_in_first",
    "said any": "said_in_any",
    "figure": "figure_value",
    "cit. P": "citation_precision",
    "cit. R": "citation_recall",
    "gold P": "gold_precision",
    "gold R": "gold_recall",
    "sentences": "statements",
    "unsupp.": "unsupported",
    "uncited": "uncited",
    "stray": "stray_figures",
    "first p50 ms": "first_p50_ms",
    "first p95 ms": "first_p95_ms",
    "p50 ms": "p50_ms",
    "p95 ms": "p95_ms",
}
"""Columns of the table of what a language model worded: head and metric."""


def summarise(outcomes: Sequence[Outcome]) -> Json:
    """Return all metrics of the outcomes; of answers that a model worded also without the check."""
    metrics: Json = {
        "languages": summaries.by_languages(outcomes),
        "kinds": summaries.by_kind(outcomes),
        "reliability": [asdict(one) for one in summaries.measure_reliability(outcomes)],
        "blamed": summaries.tally_blame(outcomes),
    }
    raw = wording.unchecked(outcomes)
    if raw:
        metrics["unchecked"] = {
            "languages": summaries.by_languages(raw),
            "kinds": summaries.by_kind(raw),
        }
        metrics["writing"] = wording.tally(outcomes)
        metrics["first_sentences"] = wording.weigh_check(outcomes)
    return metrics


def format_answers(metrics: Json, outcomes: Sequence[Outcome], *, failures: bool) -> str:
    """Return the tables of all metrics, and if asked what went wrong, question by question."""
    corners = {"languages": "languages", "kinds": "kind"}
    parts = [
        format_table(metrics[groups], corner, columns)
        for groups, corner in corners.items()
        for columns in (ANSWER_COLUMNS, CONFIDENCE_COLUMNS)
    ]
    if "writing" in metrics:
        for groups, corner in corners.items():
            beside = wording.set_beside(metrics[groups], metrics["unchecked"][groups])
            parts.append(format_table(beside, corner, WRITTEN_COLUMNS))
        parts.append(wording.format_tally(metrics["writing"]))
        parts.append(format_table(metrics["first_sentences"], "first sentence"))
    parts += [
        format_reliability(summaries.measure_reliability(outcomes)),
        format_failures(outcomes) if failures else "",
        format_blame(metrics["blamed"], len(outcomes)),
    ]
    return "\n\n".join(part for part in parts if part)
