"""A question becomes hits: candidates first, then scoring.

Candidates come from the nearest passage vectors, language by language, so that the question's own
language cannot crowd the others out, and from BM25. Every candidate is then scored the same way:

    ½ passage similarity + ½ best sentence similarity + a little BM25

The similarities are between vectors centred on their language (see :mod:`rag.centring`).
Scores are added, not ranks fused: a BM25 that cannot match across languages would otherwise drag
a good dense ranking down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Filter, Hit, ScoredSentence, Vectors
from index.store import Candidate, Lexicon, Store
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
    centres = {language: means.of_passages(language, s) for language, s in languages.items()}
    scored = [
        _score(question, candidate, centres, stems, lexicon)
        for candidate in store.candidates(numbers)
    ]
    best = sorted(scored, key=lambda one: (-one.score, one.number))[:k]
    return _as_hits(best, store)


def _score(
    question: Question,
    candidate: Candidate,
    centres: dict[str, Vectors],
    stems: dict[str, set[str]],
    lexicon: Lexicon,
) -> _Scored:
    mean = centres[candidate.language]
    passage = float(centre(candidate.vector, mean) @ question.centred)
    similarities = centre(candidate.sentence_vectors, mean) @ question.centred
    weight = _WORDS_WITHIN if candidate.language == question.language else _WORDS_ACROSS
    words = bm25(stems[candidate.language], candidate.stems, lexicon)
    return _Scored(
        candidate.number,
        _PASSAGE_SHARE * passage,
        (1 - _PASSAGE_SHARE) * float(similarities.max()),
        weight * words,
        similarities,
        centre(candidate.context_vectors, mean) @ question.centred,
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
