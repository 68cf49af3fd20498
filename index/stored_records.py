"""The records of what a store keeps of an article: its vectors, its source, what it was before."""

from dataclasses import dataclass

from index.records import Article, Chunk, Cut, Vectors


@dataclass(frozen=True, slots=True, eq=False)
class IndexedPassage:
    """A passage with all that is stored to score it.

    Attributes:
        chunk: The passage and its sentences.
        vector: The passage's unit vector, shape ``(dimension,)``.
        sentence_vectors: The sentences' unit vectors, each read by itself, shape
            ``(sentences, dimension)``.
        context_vectors: The sentences' unit vectors, read within the passage; the same shape.
        word_vectors: The vectors of the title's and the passage's words, read together and
            projected (see :mod:`index.projection`), shape ``(words, WORD_DIMENSION)``.
        stems: The stems of its words, in order, for BM25.
    """

    chunk: Chunk
    vector: Vectors
    sentence_vectors: Vectors
    context_vectors: Vectors
    word_vectors: Vectors
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a web server tells whether a page has changed since (RFC 9110, 8.8).

    Attributes:
        etag: The page's ETag, as it came.
        last_modified: Its Last-Modified, as it came.
        url: The address that gave them, which is the only one to make sense of them; None for the
            one that is asked for. It differs where there was a redirect.
    """

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an article came from, and the state its source was in.

    Attributes:
        origin: The path, the address, or a place within a file.
        article_id: The article that was made of it.
        fingerprint: Hash of the raw document and of the cleaning; equal ones mean nothing to do.
        validators: By what a web server tells whether that is still the latest state.
    """

    origin: str
    article_id: str
    fingerprint: str
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it was before a newer version replaced it at ``replaced`` (ISO 8601, UTC)."""

    article: Article
    replaced: str


@dataclass(frozen=True, slots=True, eq=False)
class IndexedArticle:
    """An article with all that is stored of it.

    Attributes:
        article: The article, its language told.
        passages: Its passages, in order.
        content_hash: Hash of the article as it came in; equal hashes mean nothing to do.
        cuts: What cleaning took away.
        bands: By these, reprints of it are found (see :mod:`index.reprints`).
        receipt: Where it came from, if that is to be remembered.
        engine: What made its vectors, such as ``openvino bfloat16``.
    """

    article: Article
    passages: tuple[IndexedPassage, ...]
    content_hash: str
    cuts: tuple[Cut, ...] = ()
    bands: tuple[int, ...] = ()
    receipt: Receipt | None = None
    engine: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """All that a store holds of one article: what is copied from store to store.

    Attributes:
        indexed: The article, ``reprint_of`` included, its passages and vectors; no receipt.
        receipts: Where it came from.
        versions: What it was before, the latest first.
    """

    indexed: IndexedArticle
    receipts: tuple[Receipt, ...] = ()
    versions: tuple[Version, ...] = ()
