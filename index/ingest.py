"""Sources become stored articles: incrementally, in batches, each batch committed whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from index.chunking import chunk
from index.cleaning import clean
from index.config import IndexConfig
from index.encoding import Encoder, PassageVectors, check_encoder, encoder_named
from index.errors import SourceUnreadable
from index.language import UNKNOWN, detect_language
from index.local import LocalStore
from index.records import Article, Chunk, IndexedArticle, IndexedPassage, Vectors
from index.sources import Document, Problem, read
from index.store import Store
from index.weights import DEFAULT_ENCODER
from index.words import stems_of

# Passages encoded and committed together: enough to sort by length, little enough to lose.
_BATCH_PASSAGES = 48


@dataclass(slots=True)
class Report:
    """What an ingest has done so far; article ids, in the order they came."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    passages: int = 0

    def __str__(self) -> str:
        return (
            f"{len(self.added)} added, {len(self.replaced)} replaced, "
            f"{len(self.unchanged)} unchanged, {len(self.skipped)} skipped"
        )


Progress = Callable[[Report], None]
"""Called after each batch that was committed, and after each source that needed nothing."""


def open_or_create(folder: Path, encoder_name: str | None = None) -> tuple[LocalStore, Encoder]:
    """Open the index in a folder for adding to it, making it first where there is none.

    Args:
        folder: Where the index is kept.
        encoder_name: The encoder asked for; None takes the index's own, or the default.

    Raises:
        IndexMismatch: The index was built with another encoder.
        StoreError: The index cannot be read or made.
        EncoderUnavailable: The model of a new index cannot be loaded.
    """
    if LocalStore.exists(folder):
        store = LocalStore.open(folder)
        encoder = encoder_named(encoder_name or store.config.encoder)
        check_encoder(store.config, encoder)
        return store, encoder
    encoder = encoder_named(encoder_name or DEFAULT_ENCODER)
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    return LocalStore.create(folder, config), encoder


def ingest(
    paths: Sequence[Path], store: Store, encoder: Encoder, progress: Progress = lambda _: None
) -> Report:
    """Add what is new or changed in files and folders to a store.

    What was committed stays, whenever this is stopped; the next call does the rest.

    Args:
        paths: Files and folders.
        store: Where to.
        encoder: The encoder that the store was built with.
        progress: Told of every step.

    Returns:
        What was added, replaced, left alone and skipped.
    """
    report = Report()
    for batch in _batches(_changed(read(paths), store, report, progress), store, encoder):
        known = store.content_hashes()
        store.add(_index(batch, encoder))
        for pending, chunks in batch:
            was = report.replaced if pending.article.id in known else report.added
            was.append(pending.article.id)
            report.passages += len(chunks)
        progress(report)
    store.publish()
    return report


@dataclass(frozen=True, slots=True)
class _Pending:
    """An article that needs indexing."""

    article: Article
    content_hash: str


def _changed(
    documents: Iterable[Document | Problem], store: Store, report: Report, progress: Progress
) -> Iterator[_Pending]:
    """Yield the articles that the store does not hold in this very state."""
    known = store.content_hashes()
    seen: set[str] = set()
    for document in documents:
        if isinstance(document, Problem):
            report.skipped.append(document)
            continue
        try:
            article = clean(document).article
        except SourceUnreadable as error:
            report.skipped.append(Problem(document.origin, str(error)))
            continue
        content_hash = article.content_hash
        if article.id in seen:
            reason = f"the id {article.id!r} was already taken by an earlier article of this run"
            report.skipped.append(Problem(document.origin, reason))
        elif known.get(article.id) == content_hash:
            report.unchanged.append(article.id)
            progress(report)
        else:
            yield _Pending(_with_language(article), content_hash)
        seen.add(article.id)


def _with_language(article: Article) -> Article:
    if article.language != UNKNOWN:
        return article
    return replace(article, language=detect_language(article.text))


_Batch = list[tuple[_Pending, list[Chunk]]]


def _batches(pending: Iterable[_Pending], store: Store, encoder: Encoder) -> Iterator[_Batch]:
    """Chunk articles and gather them until there is enough to encode together."""
    size = store.config.passage_tokens
    batch: _Batch = []
    for item in pending:
        chunks = chunk(item.article, encoder.count_tokens, passage_tokens=size)
        batch.append((item, chunks))
        if sum(len(chunks) for _, chunks in batch) >= _BATCH_PASSAGES:
            yield batch
            batch = []
    if batch:
        yield batch


def _index(batch: _Batch, encoder: Encoder) -> list[IndexedArticle]:
    """Encode all that a batch holds, at once; a sentence that occurs twice is encoded once."""
    chunks = [chunk_ for _, chunks in batch for chunk_ in chunks]
    titles = [item.article.title for item, chunks in batch for _ in chunks]
    passages = iter(encoder.encode_passages(chunks, titles))
    sentences = list(dict.fromkeys(s.text for chunk_ in chunks for s in chunk_.sentences))
    alone = dict(zip(sentences, encoder.encode_texts(sentences), strict=True))
    return [
        IndexedArticle(
            item.article,
            tuple(
                _index_passage(chunk_, next(passages), alone, item.article.language)
                for chunk_ in own
            ),
            item.content_hash,
        )
        for item, own in batch
    ]


def _index_passage(
    chunk_: Chunk, read: PassageVectors, alone: Mapping[str, Vectors], language: str
) -> IndexedPassage:
    return IndexedPassage(
        chunk_,
        read.passage,
        np.stack([alone[sentence.text] for sentence in chunk_.sentences]),
        read.sentences,
        read.words,
        stems_of(chunk_.passage.text, language),
    )
