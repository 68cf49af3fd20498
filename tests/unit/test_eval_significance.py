from itertools import product

import numpy as np
import pytest

from eval.significance import bound, correct, randomise


def test_p_value_is_the_share_of_signs_that_give_as_large_a_mean() -> None:
    differences = [0.5, 0.25, -0.125, 0.75, 0.0, 0.25]
    sums = [
        sum(sign * one for sign, one in zip(signs, differences, strict=True))
        for signs in product((1, -1), repeat=len(differences))
    ]
    expected = np.mean([abs(one) >= sum(differences) for one in sums])
    assert randomise(np.array(differences)) == pytest.approx(expected)


def test_clear_difference_is_told_from_noise() -> None:
    noise = np.random.default_rng(7).normal(0, 0.2, 200)
    noise -= noise.mean()
    assert randomise(noise + 0.1) < 0.001
    assert randomise(noise + 0.005) > 0.5


def test_interval_is_about_that_of_a_normal_mean() -> None:
    differences = np.random.default_rng(7).normal(0.1, 0.2, 200)
    mean, error = differences.mean(), differences.std() / np.sqrt(200)
    expected = (mean - 1.96 * error, mean + 1.96 * error)
    assert bound(differences) == pytest.approx(expected, abs=error / 10)


def test_same_differences_give_the_same_figures_again() -> None:
    differences = np.random.default_rng(7).normal(0.02, 0.2, 40)
    assert randomise(differences) == randomise(differences)
    assert bound(differences) == bound(differences)


@pytest.mark.parametrize(("difference", "p"), [(0.0, 1.0), (0.25, 2 / 2**4)])
def test_interval_is_a_point_where_all_differences_are_equal(difference: float, p: float) -> None:
    differences = np.full(4, difference)
    assert bound(differences) == (difference, difference)
    assert randomise(differences) == p


def test_single_question_tells_nothing() -> None:
    assert bound(np.array([1.0])) is None
    assert randomise(np.array([1.0])) == 1.0


def test_correction_follows_holm() -> None:
    assert correct([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert correct([0.9, 0.8]) == [1.0, 1.0]
    assert correct([0.04]) == [0.04]
    assert correct([]) == []
