import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.projection import WORD_DIMENSION, axes_for, find_axes, from_bytes, to_bytes
from index.weights import DEFAULT_FINGERPRINT


@pytest.mark.parametrize("fingerprint", [DEFAULT_FINGERPRINT, "f00d"])
def test_axes_are_orthonormal(fingerprint: str) -> None:
    axes = axes_for(fingerprint, 384)
    assert axes.shape == (384, WORD_DIMENSION)
    np.testing.assert_allclose(axes.T @ axes, np.eye(WORD_DIMENSION), atol=2e-3)


def test_random_axes_never_change() -> None:
    # An index holds what came of them: they must be the same on every machine.
    first = [0.051031, 0.049719, -0.050285, -0.057037]
    np.testing.assert_allclose(axes_for("f00d", 384)[0, :4], first, atol=1e-5)


def test_dot_products_stay_about_the_same() -> None:
    vectors = np.random.default_rng(0).normal(size=(200, 384))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    small = vectors @ axes_for("f00d", 384) * np.sqrt(384 / WORD_DIMENSION)
    assert np.abs(small @ small.T - vectors @ vectors.T).mean() < 1 / np.sqrt(WORD_DIMENSION)


def test_short_vectors_are_kept_whole() -> None:
    vectors = np.random.default_rng(0).normal(size=(3, 64)).astype(np.float32)
    np.testing.assert_array_equal((vectors @ axes_for("f00d", 64))[:, :64], vectors)


def test_axes_are_found_where_vectors_differ() -> None:
    rng = np.random.default_rng(0)
    hidden = np.linalg.qr(rng.normal(size=(256, WORD_DIMENSION)))[0]
    axes = find_axes(rng.normal(size=(400, WORD_DIMENSION)) @ hidden.T)
    np.testing.assert_allclose(axes @ axes.T @ hidden, hidden, atol=1e-3)


@given(st.integers(0, 5), st.floats(1e-3, 1e3))
def test_bytes_keep_vectors_to_half_a_step(count: int, size: float) -> None:
    vectors = size * np.random.default_rng(1).normal(size=(count, WORD_DIMENSION))
    kept = from_bytes(to_bytes(vectors.astype(np.float32)))
    assert kept.shape == vectors.shape
    step = np.abs(vectors).max(initial=0) / 127
    assert np.abs(kept - vectors).max(initial=0) <= 0.51 * step


@pytest.mark.parametrize("count", [0, 1, 40])
def test_nothing_but_zeros_is_kept(count: int) -> None:
    assert not from_bytes(to_bytes(np.zeros((count, WORD_DIMENSION), np.float32))).any()
