import numpy as np

from index.pooling import Reading, pool

# Three tokens, "ab", "cd" and "e", behind a prompt; the states point along the axes.
READING = Reading(
    whole=np.array([0, 0, 0, 1], np.float32),
    states=np.eye(4, dtype=np.float32),
    places=np.array([(-4, 0), (0, 2), (2, 4), (5, 6)]),
)


def test_a_span_gets_the_mean_of_its_tokens_at_unit_length() -> None:
    one, two, part = pool(READING, [(0, 2), (0, 4), (3, 6)])
    np.testing.assert_allclose(one, [0, 1, 0, 0])
    np.testing.assert_allclose(two, np.array([0, 1, 1, 0]) / np.sqrt(2), atol=1e-6)
    np.testing.assert_allclose(part, np.array([0, 0, 1, 1]) / np.sqrt(2), atol=1e-6)


def test_a_span_without_tokens_gets_the_whole() -> None:
    (beyond,) = pool(READING, [(7, 9)])
    np.testing.assert_allclose(beyond, READING.whole)


def test_no_spans_no_vectors() -> None:
    assert pool(READING, []).shape == (0, 4)
