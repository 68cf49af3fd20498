"""An index grows beyond its corpus: real articles first, then perturbed copies of them.

A copy is an article of its own with the text of a real one. So that no two are equally near to a
question, every vector is turned by an angle in a random direction, and a tenth of the stems are
left out. Copies share no bands with anything, or each would be taken for a reprint. Where there are
many, a copy's passages are cut to their first words, or the disk would fill with word vectors.

What this cannot show: copies bring no new words, so the vocabulary does not grow as that of a real
collection does (Heaps 1978), and the lists of passages that have a word grow faster.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress, count

import numpy as np

from eval.speed.ingest import CorpusUnfit
from index.records import Article, Chunk, Filter, Passage, Sentence, Vectors
from index.reprints import sign
from index.store import Store
from index.stored_records import IndexedArticle, IndexedPassage
from index.words import word_spans

ANGLE = 15
"""Degrees by which a copy's vectors are turned."""

LEFT_OUT = 0.1
"""Share of the stems that a copy is without."""

WHOLE = 100_000
"""Passages of an index up to which copies are whole."""

CUT_WORDS = 8
"""Words that the passages of other copies are cut to."""

PASSAGES = 2000
"""How many are written at a time."""

_SEED = 0
_ARTICLES = 50  # read at a time
# Of disk, rounded up: what the tables, FTS5 and FAISS take for a passage, and FAISS's file twice.
_WHOLE_BYTES, _CUT_BYTES = 55_000, 9_000

Read = Callable[[], Iterable[IndexedArticle]]


def bytes_needed(passages: int) -> int:
    """Return about how much disk an index of so many passages takes while it is made."""
    whole = min(passages, WHOLE)
    return whole * _WHOLE_BYTES + (passages - whole) * _CUT_BYTES


def read_articles(store: Store, ids: Sequence[str]) -> Iterator[IndexedArticle]:
    """Yield stored articles with all that is stored of their passages, but without bands.

    Raises:
        CorpusUnfit: The store does not give an article's passages when asked for them all.
    """
    for at in range(0, len(ids), _ARTICLES):
        block = ids[at : at + _ARTICLES]
        passages = _read_passages(store, block)
        for article_id in block:
            article = store.article(article_id)
            own = passages.get(article_id, [])
            if not own:
                raise CorpusUnfit(f"The index gives no passages of {article_id!r}; build it anew.")
            yield IndexedArticle(
                article=replace(article, reprint_of=None),
                passages=tuple(sorted(own, key=lambda one: one.chunk.passage.ordinal)),
                content_hash=article.content_hash,
                cuts=store.cuts(article_id),
            )


def _read_passages(store: Store, ids: Sequence[str]) -> dict[str, list[IndexedPassage]]:
    """Return the passages of some articles, found as the nearest ones that are allowed."""
    allowed, every = Filter(articles=tuple(ids)), store.summary().passages
    numbers = [
        number
        for language, share in store.languages().items()
        for number in store.nearest(share.mean, every, language, allowed)
    ]
    chunks, words = store.chunks(numbers), store.word_vectors(numbers)
    contexts = store.context_vectors(numbers)
    found: dict[str, list[IndexedPassage]] = defaultdict(list)
    for one in store.candidates(numbers):
        article, chunk = chunks[one.number]
        vectors = one.vector, one.sentence_vectors, contexts[one.number], words[one.number]
        found[article.id].append(IndexedPassage(chunk, *vectors, one.stems))
    return found


def endless(read: Read, whole: int = WHOLE) -> Iterator[IndexedArticle]:
    """Yield the real articles, then copies of them without end.

    Args:
        read: Reads the real articles; at least one.
        whole: Passages up to which copies are whole.
    """
    rng = np.random.default_rng(_SEED)
    given = 0
    for one in read():
        given += len(one.passages)
        yield replace(one, bands=sign(one.article.text).bands())
    short: list[IndexedArticle] = []
    for lap in count(1):
        if given >= whole and not short:
            short = list(map(_cut, read()))
        for one in short or read():
            given += len(one.passages)
            yield _copy(one, f"{one.article.id}~{lap}", rng)
            if given >= whole and not short:
                break


def grow(store: Store, articles: Iterator[IndexedArticle], passages: int) -> Iterator[int]:
    """Add articles until a store holds so many passages; yield after each batch how many it does.

    Of the last article only the passages that fit are added.
    """
    held = store.summary().passages
    while held < passages:
        batch: list[IndexedArticle] = []
        upto = min(held + PASSAGES, passages)
        while held < upto:
            one = next(articles)
            batch.append(replace(one, passages=one.passages[: upto - held]))
            held += len(batch[-1].passages)
        store.add(batch)
        yield held


def perturb(vectors: Vectors, rng: np.random.Generator, degrees: float = ANGLE) -> Vectors:
    """Turn each vector by an angle in a random direction; its length stays.

    Args:
        vectors: Shape ``(n, dimension)`` or ``(dimension,)``.
        rng: Draws the directions.
        degrees: The angle.
    """
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    units = vectors / np.maximum(lengths, 1e-12)
    noise = rng.standard_normal(vectors.shape, np.float32)
    noise -= (noise * units).sum(axis=-1, keepdims=True) * units
    noise /= np.linalg.norm(noise, axis=-1, keepdims=True)
    turned = lengths * (math.cos(math.radians(degrees)) * units)
    return np.asarray(turned + lengths * math.sin(math.radians(degrees)) * noise, np.float32)


def _copy(real: IndexedArticle, article_id: str, rng: np.random.Generator) -> IndexedArticle:
    """Return a copy under another id; it has no address, which would be that of another article."""
    article = replace(real.article, id=article_id, url=None)
    passages = tuple(_copy_passage(one, article_id, rng) for one in real.passages)
    return IndexedArticle(article, passages, article.content_hash)


def _copy_passage(
    real: IndexedPassage, article_id: str, rng: np.random.Generator
) -> IndexedPassage:
    sentences = (replace(one, article_id=article_id) for one in real.chunk.sentences)
    kept = rng.random(len(real.stems)) >= LEFT_OUT
    vectors = perturb(
        np.vstack([real.vector, real.sentence_vectors, real.context_vectors]), rng
    )  # at once: it is done a million times
    middle = 1 + len(real.sentence_vectors)
    return IndexedPassage(
        chunk=Chunk(replace(real.chunk.passage, article_id=article_id), tuple(sentences)),
        vector=vectors[0],
        sentence_vectors=vectors[1:middle],
        context_vectors=vectors[middle:],
        word_vectors=perturb(real.word_vectors, rng),
        stems=tuple(compress(real.stems, kept)),
    )


def _cut(real: IndexedArticle) -> IndexedArticle:
    """Return an article whose passages hold their first words only; its text stays as it is.

    It has no title, whose words every passage would keep vectors of.
    """
    article = replace(real.article, title="")
    return replace(
        real, article=article, passages=tuple(_cut_passage(one, article) for one in real.passages)
    )


def _cut_passage(real: IndexedPassage, article: Article) -> IndexedPassage:
    passage, first = real.chunk.passage, real.chunk.sentences[0]
    spans = word_spans(passage.text)
    kept = [end for _, end in spans if passage.start + end <= first.end][:CUT_WORDS]
    end = passage.start + kept[-1] if kept else first.end
    text = article.text[passage.start : end]
    own_words = real.word_vectors[len(real.word_vectors) - len(spans) :]  # the title's come first
    return IndexedPassage(
        Chunk(
            Passage(article.id, passage.ordinal, passage.start, end, text),
            (Sentence(article.id, 0, passage.start, end, text),),
        ),
        real.vector,
        real.sentence_vectors[:1],
        real.context_vectors[:1],
        own_words[: len(kept)],
        real.stems,
    )
