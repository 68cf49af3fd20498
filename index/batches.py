"""Articles are cut into passages and gathered into batches, and each batch is encoded at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from index.chunking import chunk
from index.encoding import Encoder, PassageVectors
from index.preparation import Prepared
from index.records import Chunk, Vectors
from index.stored_records import IndexedArticle, IndexedPassage, Receipt
from index.words import stems_of

# Passages encoded and committed together: enough to sort by length, little enough to lose.
_BATCH_PASSAGES = 48

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Pending:
    """An article that is to be indexed.

    Attributes:
        prepared: The article.
        receipt: Where it came from.
        chunks: Its passages.
        stems: Their stems.
    """

    prepared: Prepared
    receipt: Receipt
    chunks: tuple[Chunk, ...] = ()
    stems: tuple[tuple[str, ...], ...] = ()


def gather(pending: Iterable[Pending], most: int = _BATCH_PASSAGES) -> Iterator[list[Pending]]:
    """Gather articles until there are passages enough to encode together."""
    return group(pending, lambda one: len(one.chunks), most)


def group(
    items: Iterable[_Item], weigh: Callable[[_Item], int], most: int
) -> Iterator[list[_Item]]:
    """Gather items, in their order, until they weigh enough together."""
    batch: list[_Item] = []
    weight = 0
    for one in items:
        batch.append(one)
        weight += weigh(one)
        if weight >= most:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def cut(one: Pending, encoder: Encoder, passage_tokens: int) -> Pending:
    """Return the article with its passages."""
    article = one.prepared.article
    chunks = chunk(article, encoder.count_tokens, passage_tokens=passage_tokens)
    stems = tuple(stems_of(chunk_.passage.text, article.language) for chunk_ in chunks)
    return Pending(one.prepared, one.receipt, tuple(chunks), stems)


def encode(batch: Sequence[Pending], encoder: Encoder) -> list[IndexedArticle]:
    """Encode all that a batch holds, at once; a text that occurs twice is encoded once."""
    chunks = [chunk_ for one in batch for chunk_ in one.chunks]
    titles = [one.prepared.article.title for one in batch for _ in one.chunks]
    read = encoder.encode_passages(chunks, titles)
    alone = _read_alone(chunks, titles, read, encoder)
    passages = iter(read)
    return [
        IndexedArticle(
            article=one.prepared.article,
            passages=tuple(
                _index_passage(chunk_, next(passages), alone, stems)
                for chunk_, stems in zip(one.chunks, one.stems, strict=True)
            ),
            content_hash=one.prepared.article.content_hash,
            cuts=one.prepared.cuts,
            bands=one.prepared.bands,
            receipt=one.receipt,
            engine=encoder.engine,
        )
        for one in batch
    ]


def _read_alone(
    chunks: Sequence[Chunk],
    titles: Sequence[str],
    read: Sequence[PassageVectors],
    encoder: Encoder,
) -> dict[str, Vectors]:
    """Return the vectors of sentences by themselves, by their texts."""
    # A passage of one sentence without a title before it has been read by itself already.
    alone = {
        chunk_.passage.text: vectors.passage
        for chunk_, title, vectors in zip(chunks, titles, read, strict=True)
        if not title and len(chunk_.sentences) == 1
    }
    texts = dict.fromkeys(s.text for chunk_ in chunks for s in chunk_.sentences)
    others = [text for text in texts if text not in alone]
    return alone | dict(zip(others, encoder.encode_texts(others), strict=True))


def _index_passage(
    chunk_: Chunk, read: PassageVectors, alone: Mapping[str, Vectors], stems: tuple[str, ...]
) -> IndexedPassage:
    return IndexedPassage(
        chunk_,
        read.passage,
        np.stack([alone[sentence.text] for sentence in chunk_.sentences]),
        read.sentences,
        read.words,
        stems,
    )
