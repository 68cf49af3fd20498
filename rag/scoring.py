"""How well passages fit a question: pure functions on vectors and counts, and their weights."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.records import Vectors
from index.store import CollectionStatistics

# Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", section 3.
_K1, _B = 1.2, 0.75

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a score counts.

    Found on parallel German and English questions over German news, where the score changes little
    around these values; ``docs/adr/0007-what-a-score-is-made-of.md`` has the figures.

    Attributes:
        passage: Of the passage's similarity.
        sentences: Of the similarity of its sentences' mean.
        sentence: Of its best sentence's similarity.
        words: Of how well the words of one of its sentences meet the question's, word by word.
        emphasis: With how much more than its share a rare word of the question counts there: the
            power that its weight is raised to.
        terms_within: Of the terms it shares with a question in its own language, where it has all.
        coverage: With how much less than all, that falls off: the power that the share is raised
            to. A passage that has but the question's everyday words is no better for them.
        terms_across: Of the terms it shares with a question in another language. They are mostly
            names and numbers, of which a question has few, so their share says little.
    """

    passage: float = 0.11
    sentences: float = 0.32
    sentence: float = 0.57
    words: float = 0.76
    emphasis: float = 2.0
    terms_within: float = 0.2
    coverage: float = 1.25
    terms_across: float = 0.2


def centre(vectors: Vectors, mean: Vectors) -> Vectors:
    """Take a mean away from unit vectors and bring them back to unit length.

    Args:
        vectors: Shape ``(dimension,)`` or ``(n, dimension)``.
        mean: Shape ``(dimension,)``.
    """
    moved = vectors - mean
    length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(length, 1e-9), dtype=np.float32)


def compare(vectors: Vectors, others: Vectors, mean: Vectors) -> Vectors:
    """Return the products of vectors with others that :func:`centre` would bring to unit length.

    Only the products are centred, not the others: there are thousands of those.

    Args:
        vectors: Shape ``(m, dimension)``.
        others: Shape ``(n, dimension)``; they need not be unit vectors.
        mean: What is taken away from the others, shape ``(dimension,)``.

    Returns:
        Shape ``(m, n)``.
    """
    products = np.vstack([vectors, mean]) @ others.T
    squares = np.einsum("nd,nd->n", others, others) - 2 * products[-1] + mean @ mean
    # What lies nearer to the mean than float32 can tell there is like nothing.
    lengths = np.sqrt(np.maximum(squares, 1e-6))
    return np.asarray((products[:-1] - (vectors @ mean)[:, None]) / lengths, dtype=np.float32)


def match_words(similarities: Vectors, weights: Vectors) -> float:
    """Return how well words fit a question's: the similarity of each one's nearest, averaged.

    Late interaction (Khattab and Zaharia 2020, "ColBERT"), weighted by what each word says.

    Args:
        similarities: Of the question's words to the others, shape ``(question words, words)``.
        weights: What each of the question's words says, shape ``(question words,)``; they add
            up to 1.
    """
    return float(weights @ similarities.max(axis=1)) if similarities.size else 0.0


def match_best_sentences(
    similarities: Vectors, weights: Vectors, lengths: Sequence[Counts]
) -> Vectors:
    """Return :func:`match_words` of the sentence of each passage that fits best, with the title's.

    What is met by one sentence is asked for there; what is met by one word here and one there often
    is not. All passages at once: forty small products take several times as long as a large one.

    Args:
        similarities: Of the question's words to those of the passages, side by side, the title's
            before its passage's; shape ``(question words, words)``.
        weights: As there.
        lengths: Of each passage how many words its title has, and each of its sentences.

    Returns:
        Shape ``(passages,)``; 0 for a passage without words.
    """
    sizes = np.concatenate(lengths)
    of_title = np.concatenate([np.arange(len(one)) == 0 for one in lengths])
    said = sizes > 0  # np.maximum.reduceat takes a stretch of none for one of one
    nearest = np.full((len(weights), len(sizes)), -np.inf, np.float32)
    starts = sizes.cumsum() - sizes
    nearest[:, said] = np.maximum.reduceat(similarities, starts[said], axis=1)
    titles = np.repeat(nearest[:, of_title], [len(one) for one in lengths], axis=1)
    sentences = said & ~of_title
    met = np.full(len(sizes), -np.inf, np.float32)
    met[sentences] = weights @ np.maximum(nearest, titles)[:, sentences]
    best = np.maximum.reduceat(met, np.flatnonzero(of_title))
    return np.where(np.isinf(best), 0, best)


def match_terms(
    counts: Counts, lengths: Counts, rarity: Vectors, average_length: float
) -> tuple[Vectors, Vectors]:
    """Return how well passages match a question's terms, and how much of them they have.

    Args:
        counts: How often each passage has each term, shape ``(n, terms)``.
        lengths: The passages' lengths in terms, shape ``(n,)``.
        rarity: The terms' inverse document frequencies, shape ``(terms,)``.
        average_length: The mean length of all passages of the index.

    Returns:
        Their BM25 scores over the sum of all terms' rarities, and the share of that sum that is of
        terms they have; each of shape ``(n,)``.
    """
    length = 1 - _B + _B * lengths / max(average_length, 1.0)
    saturated = counts * (_K1 + 1) / (counts + _K1 * length[:, None])
    total = max(float(rarity.sum()), 1e-9)
    # No matrix product: BLAS at times reports an invalid value here where there is none.
    scores, shares = ((each * rarity).sum(axis=1) / total for each in (saturated, counts > 0))
    return scores.astype(np.float32), shares.astype(np.float32)


def rarity(terms: Sequence[str], statistics: CollectionStatistics) -> Vectors:
    """Return the inverse document frequency of each term, shape ``(len(terms),)``.

    Lucene's, log(1 + (N - n + ½) / (n + ½)), which stays above 0 however many passages have the
    term: scores are divided by the sum of these, and everyday words are a part of a question too.
    Candidates are sought by another one, for which :mod:`index.local.lexicon` says why.
    """
    found = [statistics.frequencies.get(term, 0) for term in terms]
    values = [math.log1p((statistics.passages - n + 0.5) / (n + 0.5)) for n in found]
    return np.array(values, dtype=np.float32)
