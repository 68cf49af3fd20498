"""A question becomes hits: candidates first, then scoring.

Candidates come from the nearest passage vectors, language by language, so that the question's own
language cannot crowd the others out, and from BM25. What a score is made of, each part weighted
(see :class:`rag.scoring.Weights`):

- passage: similarity of the passage's vector;
- sentences: of the mean of its sentences' vectors;
- sentence: of its best sentence's vector;
- words: of the words of its best sentence and its title to the question's, word by word;
- terms: BM25 over stems.

All vectors are without their language's mean (see :mod:`rag.centring`). Scores are added, not ranks
fused: a BM25 that cannot match across languages would otherwise drag a good dense ranking down.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from index.records import Filter, Hit, ScoredSentence, Vectors
from index.store import Candidate, CollectionStatistics, Store
from index.threads import single_threaded
from index.words import stem
from rag.centring import LanguageMeans
from rag.questions import Question
from rag.reprints import collapse
from rag.scoring import (
    Counts,
    Weights,
    centre,
    compare,
    match_best_sentences,
    match_terms,
    rarity,
)

# Reading word by word takes long vectors from disk: only for what may still come out first.
_READ_WORD_BY_WORD = 40
# A stem that more passages than this share have finds no candidates; it still counts in the score.
_COMMON = 0.2


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate with its score in parts, which add up to the whole.

    ``words`` holds the similarities of the question's words to its title's and its own, shape
    ``(question words, words)``; None as long as it has not been read word by word.
    """

    candidate: Candidate
    similarities: Vectors
    parts: tuple[tuple[str, float], ...]
    words: Vectors | None = None

    @property
    def score(self) -> float:
        return sum(value for _, value in self.parts)


@single_threaded
def retrieve(
    question: Question,
    store: Store,
    means: LanguageMeans,
    k: int,
    *,
    candidates: int = 50,
    allowed: Filter | None = None,
    weights: Weights | None = None,
) -> list[Hit]:
    """Return the ``k`` passages that fit a question best, best first.

    Args:
        question: The question.
        store: Where to look.
        means: Where the vectors of each language lie.
        k: How many hits at most.
        candidates: How many passages to score, per language by vectors and in all by words.
        allowed: Which articles may be found; None allows all.
        weights: What each part of a score counts; None takes the default.
    """
    weights = weights or Weights()
    languages = store.languages()
    centres = {code: means.of_passages(code, share) for code, share in languages.items()}
    terms = {code: tuple(dict.fromkeys(stem(list(question.terms), code))) for code in languages}
    statistics = store.statistics(set().union(*terms.values()))
    wanted = max(k, candidates)
    numbers = _find(question, store, terms, statistics, wanted, allowed or Filter())
    found = store.candidates(numbers)
    keep = max(k, _READ_WORD_BY_WORD)
    scored: list[_Scored] = []
    for language, mean in centres.items():
        own = [one for one in found if one.language == language]
        if own:
            matched = _score_terms(question, own, terms[language], statistics, weights)
            scored += _score_vectors(question, own, mean, matched, weights, keep)
    read = _best(_read_words(question, _best(scored, keep), store, means, weights), keep)
    hits: list[Hit] = []
    for start in range(0, len(read), k):  # mostly once: more are needed where reprints collapse
        collapse(hits, _as_hits(question, read[start : start + k], centres, store))
        if len(hits) >= k:
            break
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], 1)]


def _find(
    question: Question,
    store: Store,
    terms: Mapping[str, Sequence[str]],
    statistics: CollectionStatistics,
    k: int,
    allowed: Filter,
) -> set[int]:
    """Return the numbers of the candidates."""
    every = set().union(*terms.values())
    common = {
        term
        for term in every
        if statistics.frequencies.get(term, 0) > _COMMON * statistics.passages
    }
    numbers = set(store.matching(every - common or every, k, allowed))
    for language in terms:
        # Within one language the mean shifts all similarities alike: for finding the nearest, the
        # stored vectors serve as they are.
        numbers.update(store.nearest(question.vector, k, language, allowed))
    return numbers


def _score_terms(
    question: Question,
    candidates: Sequence[Candidate],
    terms: Sequence[str],
    statistics: CollectionStatistics,
    weights: Weights,
) -> Vectors:
    """Return the weighted part of the terms, shape ``(len(candidates),)``."""
    held = (_count(candidate.stems) for candidate in candidates)
    counts = np.array([[one.get(term, 0) for term in terms] for one in held], np.int64)
    lengths = np.array([len(candidate.stems) for candidate in candidates])
    scores, shares = match_terms(
        counts, lengths, rarity(terms, statistics), statistics.average_length
    )
    if candidates[0].language == question.language:
        return weights.terms_within * scores * shares**weights.coverage
    return weights.terms_across * scores


@lru_cache(maxsize=2000)  # many questions meet the same passages
def _count(stems: tuple[str, ...]) -> Mapping[str, int]:
    return Counter(stems)


def _score_vectors(
    question: Question,
    candidates: Sequence[Candidate],
    mean: Vectors,
    terms: Vectors,
    weights: Weights,
    keep: int,
) -> Iterator[_Scored]:
    """Score candidates of one language, all their vectors at once; yield the best of them."""
    passages = centre(np.stack([one.vector for one in candidates]), mean)
    vectors = centre(np.concatenate([one.sentence_vectors for one in candidates]), mean)
    ends = np.cumsum([len(one.sentence_vectors) for one in candidates])
    starts = np.concatenate([[0], ends[:-1]])
    means = centre(np.add.reduceat(vectors, starts, axis=0), np.zeros_like(mean))
    similarities = vectors @ question.vector
    parts = {
        "passage": weights.passage * (passages @ question.vector),
        "sentences": weights.sentences * (means @ question.vector),
        "sentence": weights.sentence * np.maximum.reduceat(similarities, starts),
        "terms": terms,
    }
    for row in np.argsort(-sum(parts.values()), kind="stable")[:keep]:
        yield _Scored(
            candidates[row],
            similarities[starts[row] : ends[row]],
            tuple((name, float(values[row])) for name, values in parts.items()),
        )


def _read_words(
    question: Question,
    scored: Sequence[_Scored],
    store: Store,
    means: LanguageMeans,
    weights: Weights,
) -> Iterator[_Scored]:
    """Add the part of the words to what was scored; what is gone by now is left out."""
    found = store.word_vectors([one.candidate.number for one in scored])
    scored = [one for one in scored if one.candidate.number in found]
    emphasised = question.word_weights**weights.emphasis
    emphasised /= emphasised.sum()
    for language in {one.candidate.language for one in scored}:
        own = [one for one in scored if one.candidate.language == language]
        words = [found[one.candidate.number] for one in own]
        lengths = [_lengths(one, len(its)) for one, its in zip(own, words, strict=True)]
        typical = means.typical(language).stated_words
        # All of them at once: a hundred small products take ten times as long as a large one.
        compared = compare(question.word_vectors, np.concatenate(words), typical)
        values = match_best_sentences(compared, emphasised, lengths)
        ends = np.cumsum([len(its) for its in words])
        for one, its, end, value in zip(own, words, ends, values, strict=True):
            parts = (*one.parts, ("words", weights.words * float(value)))
            yield replace(one, parts=parts, words=compared[:, end - len(its) : end])


def _lengths(scored: _Scored, words: int) -> Counts:
    """Return how many of these words are its title's, and how many each sentence's."""
    counts = scored.candidate.word_counts
    return np.concatenate([[words - counts.sum()], counts])


def _best(scored: Iterable[_Scored], k: int) -> list[_Scored]:
    return sorted(scored, key=lambda one: (-one.score, one.candidate.number))[:k]


def _as_hits(
    question: Question, scored: Sequence[_Scored], centres: Mapping[str, Vectors], store: Store
) -> list[Hit]:
    numbers = [one.candidate.number for one in scored]
    chunks, contexts = store.chunks(numbers), store.context_vectors(numbers)
    hits: list[Hit] = []
    for one in scored:
        number, language = one.candidate.number, one.candidate.language
        if number not in chunks or number not in contexts:  # removed since it was scored
            continue
        article, chunk = chunks[number]
        in_context = centre(contexts[number], centres[language]) @ question.vector
        sentences = tuple(
            ScoredSentence(sentence, float(alone), float(context), words)
            for sentence, alone, context, words in zip(
                chunk.sentences, one.similarities, in_context, _by_sentence(one), strict=True
            )
        )
        hits.append(Hit(chunk.passage, article, one.score, len(hits) + 1, sentences, one.parts))
    return hits


def _by_sentence(scored: _Scored) -> list[Vectors]:
    """Return the similarities of each sentence's words, cut out of those of its passage."""
    if scored.words is None:
        raise ValueError("a hit must have been read word by word")
    starts = _lengths(scored, scored.words.shape[1]).cumsum()[:-1]
    return np.split(scored.words, starts, axis=1)[1:]  # the title's come first
