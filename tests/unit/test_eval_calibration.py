import pytest

from eval.calibration import (
    accuracy_by_coverage,
    calibration_error,
    measure_abstention,
    measure_coverage,
    reliability,
)

ANSWERABLE = [True, True, True, False, False]
ANSWERED = [True, True, False, False, True]
CONFIDENCES = [0.9, 0.8, 0.3, 0.1, 0.6]


def test_abstention_is_the_detection_of_unanswerable_questions() -> None:
    found = measure_abstention(ANSWERABLE, ANSWERED, CONFIDENCES)
    # silent twice, once rightly, of two unanswerable questions
    assert found["abstention_precision"] == found["abstention_recall"] == 1 / 2
    assert found["abstention_f1"] == pytest.approx(1 / 2)
    # of 3 x 2 pairs only (0.3, 0.6) is the wrong way round
    assert found["confidence_auc"] == pytest.approx(5 / 6)
    assert found["brier"] == pytest.approx((0.01 + 0.04 + 0.49 + 0.01 + 0.36) / 5)
    # every question has a bin of its own
    assert found["calibration_error"] == pytest.approx((0.1 + 0.2 + 0.7 + 0.1 + 0.6) / 5)


def test_questions_of_one_kind_tell_nothing_of_abstaining() -> None:
    assert set(measure_abstention([True, True], [True, False], [0.9, 0.1]).values()) == {None}


def test_bins_hold_their_upper_edge_and_empty_ones_are_left_out() -> None:
    bins = reliability([False, True, True, True], [0.0, 0.1, 0.5, 0.95])
    found = [(one.low, one.high, one.questions, one.confidence, one.answerable) for one in bins]
    assert [one[2] for one in found] == [2, 1, 1]
    assert found[0] == pytest.approx((0.0, 0.1, 2, 0.05, 0.5))
    assert found[1] == pytest.approx((0.4, 0.5, 1, 0.5, 1.0))
    assert found[2] == pytest.approx((0.9, 1.0, 1, 0.95, 1.0))
    # two questions 0.45 off, one 0.5, one 0.05
    assert calibration_error(bins) == pytest.approx((0.9 + 0.5 + 0.05) / 4)


def test_accuracy_falls_as_questions_of_less_confidence_are_answered_too() -> None:
    curve = accuracy_by_coverage([0, 1, 1, 0], [0.2, 0.9, 0.5, 0.7])
    assert curve.tolist() == pytest.approx([1, 1 / 2, 2 / 3, 1 / 2])


def test_order_within_the_same_confidence_does_not_matter() -> None:
    expected = pytest.approx([1, 3 / 4, 2 / 3])
    assert accuracy_by_coverage([1, 0, 1], [0.9, 0.5, 0.5]).tolist() == expected
    assert accuracy_by_coverage([1, 1, 0], [0.9, 0.5, 0.5]).tolist() == expected


def test_coverage_is_rounded_up_to_whole_questions() -> None:
    found = measure_coverage([True] * 4, [1, 1, 1, 0], [0.9, 0.8, 0.7, 0.1])
    # the curve is 1, 1, 1, 3/4; 70 % of four questions are three, 80 and 90 % all four
    assert found == {
        "risk_coverage_area": pytest.approx(1 / 16),
        "accuracy_at_100": 3 / 4,
        "accuracy_at_90": 3 / 4,
        "accuracy_at_80": 3 / 4,
        "accuracy_at_70": 1.0,
    }


def test_all_wrong_is_no_accuracy_and_nothing_answerable_tells_nothing() -> None:
    wrong = measure_coverage([True, False], [0, 0], [0.9, 0.1])
    assert (wrong["risk_coverage_area"], wrong["accuracy_at_70"]) == (1.0, 0.0)
    assert set(measure_coverage([False], [0], [0.9]).values()) == {None}
