import math

import numpy as np

from index.records import Vectors
from index.store import CollectionStatistics
from rag.scoring import (
    centre,
    compare,
    match_best_sentences,
    match_terms,
    match_words,
    rarity,
)


def test_centre_removes_the_mean_and_keeps_unit_length() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(50, 8)).astype(np.float32) + 3
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = centre(vectors, vectors.mean(axis=0))
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)
    assert abs(float((moved[0] @ moved[1:].T).mean())) < 0.2


def test_centre_of_the_mean_itself_is_finite() -> None:
    vector = np.ones(4, np.float32) / 2
    assert np.isfinite(centre(vector, vector)).all()


def test_products_are_centred_as_the_vectors_would_be() -> None:
    rng = np.random.default_rng(1)
    vectors, others = (rng.normal(size=(n, 8)).astype(np.float32) for n in (3, 40))
    mean = rng.normal(size=8).astype(np.float32)
    assert np.allclose(compare(vectors, others, mean), vectors @ centre(others, mean).T, atol=1e-5)
    assert compare(vectors[:0], others, mean).shape == (0, 40)


def test_what_lies_at_the_mean_itself_is_like_nothing() -> None:
    mean = np.full(4, 0.5, np.float32)
    vectors = np.eye(4, dtype=np.float32)
    assert np.allclose(compare(vectors, mean[None], mean), 0)


def matched(*counts: int, length: int = 4, terms: dict[str, int] | None = None) -> float:
    """Return the score of one passage with these counts of these terms, in an index of 100."""
    statistics = CollectionStatistics(100, 4, terms or {"aktie": 2})
    (score,), _ = match_terms(
        np.array([counts]), np.array([length]), rarity(tuple(statistics.frequencies), statistics), 4
    )
    return float(score)


def test_terms_score_as_reckoned_by_hand() -> None:
    statistics = CollectionStatistics(passages=10, average_length=4, frequencies={"aktie": 2})
    idf = rarity(("aktie", "fehlt"), statistics)
    assert np.allclose(idf, [math.log(1 + 8.5 / 2.5), math.log(1 + 10.5 / 0.5)])
    # Twice in a passage of average length: BM25 gives 2 · 2.2 / (2 + 1.2) of the term's rarity.
    scores, shares = match_terms(np.array([[2, 0]]), np.array([4]), idf, 4)
    assert np.allclose(scores, idf[0] * 2 * 2.2 / 3.2 / idf.sum())
    assert np.allclose(shares, idf[0] / idf.sum())


def test_rare_terms_and_short_passages_count_more() -> None:
    both = {"selten": 1, "haeufig": 80}
    assert matched(1, 0, terms=both) > matched(0, 1, terms=both) > 0
    assert matched(1) > matched(1, length=20)
    assert matched(0) == 0


def test_no_terms_no_score() -> None:
    scores, shares = match_terms(np.zeros((3, 0), np.int64), np.ones(3, np.int64), np.zeros(0), 4)
    assert scores.tolist() == shares.tolist() == [0, 0, 0]


def test_each_word_of_a_question_meets_its_nearest() -> None:
    question = np.eye(3, dtype=np.float32)[:2]
    passage = np.array([[0, 0, 1], [0.6, 0.8, 0], [0, 1, 0]], np.float32)
    similarities = question @ passage.T
    assert math.isclose(match_words(similarities, np.array([0.5, 0.5])), 0.8, abs_tol=1e-6)
    assert math.isclose(match_words(similarities, np.array([1.0, 0.0])), 0.6, abs_tol=1e-6)


def test_without_words_nothing_matches() -> None:
    assert match_words(np.zeros((0, 3), np.float32), np.zeros(0)) == 0
    assert match_words(np.zeros((1, 0), np.float32), np.ones(1)) == 0


def best_sentence(similarities: Vectors, weights: Vectors, *lengths: int) -> float:
    (found,) = match_best_sentences(similarities, weights, [np.array(lengths)])
    return float(found)


def test_words_that_one_sentence_meets_count_more_than_words_here_and_there() -> None:
    # A title of one word, and two sentences of two; each row is a word of the question.
    together = np.array([[0, 0.9, 0, 0, 0], [0, 0, 0.7, 0, 0]], np.float32)
    apart = np.array([[0, 0.9, 0, 0, 0], [0, 0, 0, 0, 0.7]], np.float32)
    weights = np.array([0.5, 0.5])
    assert math.isclose(best_sentence(together, weights, 1, 2, 2), 0.8, abs_tol=1e-6)
    assert math.isclose(best_sentence(apart, weights, 1, 2, 2), 0.45, abs_tol=1e-6)
    assert math.isclose(match_words(together, weights), match_words(apart, weights), abs_tol=1e-6)


def test_what_the_title_says_counts_for_every_sentence() -> None:
    similarities = np.array([[0.8, 0, 0.1], [0, 0.2, 0.6]], np.float32)
    weights = np.array([0.5, 0.5])
    assert math.isclose(best_sentence(similarities, weights, 1, 1, 1), 0.7, abs_tol=1e-6)
    untitled = best_sentence(similarities[:, 1:], weights, 0, 1, 1)
    assert math.isclose(untitled, 0.35, abs_tol=1e-6)


def test_a_sentence_without_a_word_matches_nothing() -> None:
    similarities = np.array([[0.1, 0.9, 0.3]], np.float32)
    # The first and the last have none.
    found = best_sentence(similarities, np.ones(1), 1, 0, 1, 1, 0)
    assert math.isclose(found, 0.9, abs_tol=1e-6)
    assert best_sentence(similarities[:, :1], np.ones(1), 1, 0, 0) == 0
    assert best_sentence(similarities[:, :0], np.ones(1), 0, 0) == 0


def test_passages_side_by_side_are_matched_each_by_itself() -> None:
    rng = np.random.default_rng(7)
    lengths = [rng.integers(0, 4, 1 + rng.integers(1, 6)) for _ in range(30)]
    similarities = rng.uniform(-1, 1, (5, sum(map(np.sum, lengths)))).astype(np.float32)
    weights = rng.dirichlet(np.ones(5))
    found = match_best_sentences(similarities, weights, lengths)
    own = np.split(similarities, np.cumsum([one.sum() for one in lengths])[:-1], axis=1)
    for value, words, sizes in zip(found, own, lengths, strict=True):
        title, *sentences = np.split(words, sizes.cumsum()[:-1], axis=1)
        said = [np.hstack([title, one]) for one in sentences if one.size]
        best = max((match_words(one, weights) for one in said), default=0.0)
        assert math.isclose(value, best, abs_tol=1e-6)
