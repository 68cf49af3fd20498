"""A question becomes hits: candidates first, then scoring.

Candidates come from the nearest passage vectors, language by language, so that the question's own
language cannot crowd the others out, and from BM25. Every candidate is then scored the same way:

    ½ passage similarity + ½ best sentence similarity + a little BM25

The similarities are between vectors centred on their language (see :mod:`rag.centring`).
Scores are added, not ranks fused: a BM25 that cannot match across languages would otherwise drag
a good dense ranking down.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from index.records import Filter, Hit, ScoredSentence, Vectors
from index.store import Candidate, Store
from index.words import stem
from rag.centring import LanguageMeans
from rag.questions import Question
from rag.scoring import bm25, centre

# What one unit of BM25 is worth beside a centred cosine. Across languages only names, numbers and
# codes match, and a chance match says little.
_WORDS_WITHIN, _WORDS_ACROSS = 0.007, 0.004
_PASSAGE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate with its score in parts, which add up to the whole."""

    number: int
    passage: float
    sentence: float
    words: float
    similarities: Vectors
    in_context: Vectors

    @property
    def score(self) -> float:
        return self.passage + self.sentence + self.words


def retrieve(
    question: Question,
    store: Store,
    means: LanguageMeans,
    k: int,
    *,
    candidates: int = 100,
    allowed: Filter | None = None,
) -> list[Hit]:
    """Return the ``k`` passages that fit a question best, best first.

    Args:
        question: The question.
        store: Where to look.
        means: Where the vectors of each language lie.
        k: How many hits at most.
        candidates: How many passages to score, per language by vectors and in all by words.
        allowed: Which articles may be found; None allows all.
    """
    allowed = allowed or Filter()
    languages = store.languages()
    stems = {language: set(stem(list(question.words), language)) for language in languages}
    every_stem = set().union(*stems.values())
    numbers = set(store.matching(every_stem, candidates, allowed))
    for language in languages:
        # Within one language the mean shifts all similarities alike: for finding the nearest, the
        # stored vectors serve as they are.
        numbers.update(store.nearest(question.centred, candidates, language, allowed))
    lexicon = store.lexicon(every_stem)
    found = store.candidates(numbers)
    scored = [
        one
        for language, share in languages.items()
        for one in _score(
            question,
            [candidate for candidate in found if candidate.language == language],
            means.of_passages(language, share),
            partial(bm25, stems[language], lexicon=lexicon),
        )
    ]
    best = sorted(scored, key=lambda one: (-one.score, one.number))[:k]
    return _as_hits(best, store)


def _score(
    question: Question,
    candidates: Sequence[Candidate],
    mean: Vectors,
    score_words: Callable[[Sequence[str]], float],
) -> Iterator[_Scored]:
    """Score candidates of one language, all their vectors at once."""
    if not candidates:
        return
    passages = np.stack([candidate.vector for candidate in candidates])
    alone = np.concatenate([candidate.sentence_vectors for candidate in candidates])
    in_context = np.concatenate([candidate.context_vectors for candidate in candidates])
    passages, alone, in_context = (
        centre(vectors, mean) @ question.centred for vectors in (passages, alone, in_context)
    )
    weight = _WORDS_WITHIN if candidates[0].language == question.language else _WORDS_ACROSS
    end = 0
    for candidate, passage in zip(candidates, passages, strict=True):
        start, end = end, end + len(candidate.sentence_vectors)
        yield _Scored(
            candidate.number,
            _PASSAGE_SHARE * float(passage),
            (1 - _PASSAGE_SHARE) * float(alone[start:end].max()),
            weight * score_words(candidate.stems),
            alone[start:end],
            in_context[start:end],
        )


def _as_hits(scored: Sequence[_Scored], store: Store) -> list[Hit]:
    found = store.chunks([one.number for one in scored])
    hits: list[Hit] = []
    for one in scored:
        if one.number not in found:  # removed since it was scored
            continue
        article, chunk = found[one.number]
        sentences = tuple(
            ScoredSentence(sentence, float(alone), float(in_context))
            for sentence, alone, in_context in zip(
                chunk.sentences, one.similarities, one.in_context, strict=True
            )
        )
        parts = (("passage", one.passage), ("sentence", one.sentence), ("words", one.words))
        hits.append(Hit(chunk.passage, article, one.score, len(hits) + 1, sentences, parts))
    return hits
