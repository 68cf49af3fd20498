"""The records that travel from article to hit: frozen, and nothing but data."""

import hashlib
from dataclasses import astuple, dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from index.filters import Filter

__all__ = [
    "Article",
    "Chunk",
    "CleanArticle",
    "Cut",
    "Filter",
    "Hit",
    "Passage",
    "ScoredSentence",
    "Sentence",
    "Span",
    "Vectors",
    "opening",
]

Vectors = npt.NDArray[np.float32]
"""An array of float32: shape ``(dimension,)`` for one vector, ``(n, dimension)`` for several."""

Span = tuple[int, int]
"""Where something starts and ends in a text, as of a slice."""

_OPENING = 60  # characters of a text that a record is known by


def _no_words() -> Vectors:
    return np.zeros((0, 0), np.float32)


def opening(text: str) -> str:
    """Return the opening words of a text, in a line, to know a record by."""
    words = " ".join(text[: 2 * _OPENING].split())
    if len(words) <= _OPENING:
        return words
    return f"{words[:_OPENING].rpartition(' ')[0] or words[:_OPENING]} …"


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as it is stored, shown and cited.

    Attributes:
        id: Stable name of the article within an index.
        title: Its headline, or ``""`` where none was found.
        text: The cleaned text. Every offset in this package counts characters of it.
        url: Where it was published, if known.
        source: The outlet, if known.
        published: The day of publication, if known; never guessed.
        language: ISO 639-1 code, or ``"und"`` where it could not be told.
        author: Who wrote it, if known; several names are joined by ``", "``.
        reprint_of: Id of the stored article that this one reprints; told by the store.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    published: date | None = None
    language: str = "und"
    author: str | None = None
    reprint_of: str | None = None

    @property
    def report(self) -> str:
        """Id of the report that it prints: its own, or its original's. Reprints are one voice."""
        return self.reprint_of or self.id

    @property
    def content_hash(self) -> str:
        """A hash of what the article itself says: equal hashes mean that nothing has changed."""
        return hashlib.sha256(repr(astuple(self)[1:-1]).encode()).hexdigest()

    def __repr__(self) -> str:
        return (
            f"Article({self.id!r}, {self.title!r}, source={self.source!r}, "
            f"published={self.published}, text={opening(self.text)!r})"
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """Something that was cut out of a document because it is no part of the article.

    Attributes:
        reason: What it is taken for, in a word or two.
        text: What was cut, to the letter.
    """

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article as cleaning leaves it, with what was cut, in the order of the document."""

    article: Article
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of an article; ``text == article.text[start:end]``, always.

    Attributes:
        article_id: The article it stands in.
        ordinal: Counts the passages of the article from 0.
        start: Where it starts in ``article.text``, in characters.
        end: Where it ends there, exclusive.
        text: Its text, about 200 of the encoder's tokens.
    """

    article_id: str
    ordinal: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage; ``text == article.text[start:end]``, always.

    Attributes:
        article_id: The article it stands in.
        ordinal: Counts the sentences of the passage from 0.
        start: Where it starts in ``article.text``, in characters.
        end: Where it ends there, exclusive.
        text: Its text.
    """

    article_id: str
    ordinal: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage together with the sentences it is made of."""

    passage: Passage
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and its similarity to the question; higher is better.

    Attributes:
        sentence: The sentence.
        similarity: Of the sentence read by itself: the cosine of centred vectors, at most 1.
        in_context: The same of the sentence read within its passage, under its article's title.
            "It cost £46m" says by itself not what cost so much.
        words: Similarities of the question's words to the sentence's (see
            :func:`index.words.word_spans`), shape ``(question words, words)``.
    """

    sentence: Sentence
    similarity: float
    in_context: float
    words: Vectors = field(default_factory=_no_words, compare=False)

    def __repr__(self) -> str:
        return (
            f"ScoredSentence(similarity={self.similarity:.3f}, in_context={self.in_context:.3f}, "
            f"text={opening(self.sentence.text)!r})"
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    Attributes:
        passage: The passage.
        article: The article it stands in.
        score: Higher is better; comparable within one question.
        rank: 1 for the best hit.
        sentences: The passage's sentences, in reading order, each with its similarity.
        parts: What the score is made of, by name; the weighted parts add up to it.
        reprints: Other articles that print the same passage; they are not hits of their own.
    """

    passage: Passage
    article: Article
    score: float
    rank: int
    sentences: tuple[ScoredSentence, ...]
    parts: tuple[tuple[str, float], ...] = ()
    reprints: tuple[Article, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Hit(rank={self.rank}, score={self.score:.3f}, title={self.article.title!r}, "
            f"passage={opening(self.passage.text)!r})"
        )
