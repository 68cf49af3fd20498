import pytest

from eval.outcomes import Outcome
from eval.retrieval import Scores
from eval.sets import EvalQuestion, GoldArticle
from eval.summaries import (
    by_kind,
    by_languages,
    measure,
    measure_reliability,
    tally_blame,
)

RIGHT = {"answer_in_first": 1.0, "token_f1": 0.75, "answered": 1.0, "gold_precision": 0.5}
WRONG = {"answer_in_first": 0.0, "token_f1": 0.0, "answered": 1.0, "gold_precision": 0.0}
SILENT = {"answer_in_first": 0.0, "token_f1": 0.0, "answered": 0.0}


def outcome(
    number: int,
    pair: str,
    confidence: float,
    scores: Scores,
    *,
    retrieval_ms: float | None = None,
    rank: int | None = 1,
) -> Outcome:
    """Unanswerable where the pair says that no article answers."""
    answerable = not pair.endswith("none")
    gold = (GoldArticle("a.txt"),) if answerable else ()
    kind = "date" if answerable else "unanswerable"
    return Outcome(
        question=EvalQuestion(f"q{number}", pair[:2], "?", kind, (), gold),
        got="",
        language="de",
        abstained=not (scores.get("answered") or scores.get("abstention_recall") == 0.0),
        confidence=confidence,
        elapsed_ms=10.0 * number,
        statements=(),
        findings=(),
        marked="",
        scores=scores | {"language_right": float(pair[:2] == "de")},
        stray_figures=0,
        gold_rank=rank,
        searched=5,
        shown=5,
        pair=pair,
        retrieval_ms=retrieval_ms,
    )


def outcomes() -> list[Outcome]:
    """Three answerable questions: right, wrong, silent; two others: silent, answered."""
    return [
        outcome(1, "de→de", 0.9, RIGHT, retrieval_ms=8.0),
        outcome(2, "de→de", 0.8, WRONG),
        outcome(3, "en→de", 0.3, SILENT, rank=None),
        outcome(4, "de→none", 0.1, {"abstention_recall": 1.0}),
        outcome(5, "de→none", 0.6, {"abstention_recall": 0.0}, retrieval_ms=46.0),
    ]


def test_metrics_overall_are_those_reckoned_by_hand() -> None:
    metrics = by_languages(outcomes())["overall"]
    # accuracy by coverage: 1, 1/2, 1/3, 1/4, 1/5
    area = 1 - (1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 5
    told = {name: value for name, value in metrics.items() if value is not None}
    assert told == {
        "questions": 5,
        "answerable": 3,
        "language_right": pytest.approx(4 / 5),
        "answer_in_first": pytest.approx(1 / 3),
        "token_f1": pytest.approx(0.25),
        "gold_precision": pytest.approx(0.25),
        "answered": pytest.approx(2 / 3),
        "wrongly_answered": pytest.approx(1 / 2),
        "abstention_precision": pytest.approx(1 / 2),
        "abstention_recall": pytest.approx(1 / 2),
        "abstention_f1": pytest.approx(1 / 2),
        "confidence_auc": pytest.approx(5 / 6),
        "calibration_error": pytest.approx(1.7 / 5),
        "brier": pytest.approx(0.91 / 5),
        "risk_coverage_area": pytest.approx(area),
        "accuracy_at_100": pytest.approx(1 / 5),
        "accuracy_at_90": pytest.approx(1 / 5),
        "accuracy_at_80": pytest.approx(1 / 4),
        "accuracy_at_70": pytest.approx(1 / 4),
        "broken_citations": 0,
        "stray_figures": 0,
        "statements": 0,
        "unsupported": 0,
        "uncited": 0,
        "p50_ms": 30.0,
        "p95_ms": pytest.approx(48.0),
        "beyond_retrieval_p50_ms": pytest.approx(3.0),
        "beyond_retrieval_p95_ms": pytest.approx(3.9),
    }


def test_question_scores_add_up_to_the_metrics() -> None:
    metrics = measure(outcomes())
    for name in ("answer_in_first", "token_f1", "gold_precision", "abstention_recall"):
        values = [one.scores[name] for one in outcomes() if name in one.scores]
        assert sum(values) / len(values) == pytest.approx(metrics[name])


def test_groups_come_in_order_and_leave_open_what_they_cannot_tell() -> None:
    groups = by_languages(outcomes())
    assert list(groups) == ["overall", "de→any", "en→any", "de→de", "de→none", "en→de"]
    assert groups["de→de"]["wrongly_answered"] is None
    assert groups["de→de"]["confidence_auc"] is None
    assert groups["de→de"]["accuracy_at_100"] == 1 / 2
    assert groups["de→none"]["answer_in_first"] is None
    assert groups["de→none"]["risk_coverage_area"] is None
    assert groups["en→de"]["gold_precision"] is None
    assert groups["en→de"]["beyond_retrieval_p50_ms"] is None
    kinds = by_kind(outcomes())
    assert list(kinds) == ["date", "unanswerable"]
    assert kinds["date"]["questions"] == 3


def test_reliability_takes_both_kinds_of_questions() -> None:
    assert sum(one.questions for one in measure_reliability(outcomes())) == 5
    assert measure_reliability(outcomes()[:3]) == []


def test_each_question_is_blamed_on_one_part() -> None:
    assert {part: count for part, count in tally_blame(outcomes()).items() if count} == {
        "retrieval": 1,  # the silent one, whose gold was not found
        "ranking of sentences": 2,  # no statement of the two others is right
        "abstention (too lax)": 1,
    }
