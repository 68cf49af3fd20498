"""Text becomes vectors: the Encoder protocol, and sentence-transformers models behind it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from index.coalescing import Coalescer
from index.config import IndexConfig
from index.engines import AUTO, Engine, foretell_engine, open_engine
from index.errors import IndexMismatch
from index.pooling import Reading, pool
from index.projection import axes_for
from index.records import Chunk, Vectors
from index.threads import single_threaded
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT
from index.words import word_spans


@dataclass(frozen=True, slots=True, eq=False)
class PassageVectors:
    """The vectors that one reading of a passage gives.

    Attributes:
        passage: The passage's unit vector, shape ``(dimension,)``.
        sentences: Its sentences' unit vectors in context, shape ``(sentences, dimension)``.
        words: Its title's and its own words' vectors in context, projected, shape
            ``(words, WORD_DIMENSION)``.
    """

    passage: Vectors
    sentences: Vectors
    words: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class QuestionVectors:
    """The vectors of a question.

    Attributes:
        asked: Its unit vector, read as a question, shape ``(dimension,)``.
        stated: Its unit vector, read as a text that might answer; the same as ``asked`` where the
            model makes no difference.
        words: Its words' vectors in context, projected, shape ``(words, WORD_DIMENSION)``; words
            are those of :func:`index.words.word_spans`.
        stated_words: The same of the reading as a text.
    """

    asked: Vectors
    stated: Vectors
    words: Vectors
    stated_words: Vectors


class Encoder(Protocol):
    """Turns questions and passages into unit vectors of one space."""

    @property
    def name(self) -> str:
        """The name it is configured by: a built-in name, a hub name or a folder."""

    @property
    def fingerprint(self) -> str:
        """A hash of the weights: equal fingerprints give comparable vectors."""

    @property
    def engine(self) -> str:
        """What runs the model and at which precision, such as ``openvino bfloat16``.

        Before the model is loaded, what is going to.
        """

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def load(self) -> None:
        """Load the model now, rather than when it is first needed.

        Raises:
            EncoderUnavailable: It cannot be loaded.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without prefix and special tokens."""

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        """Return the vectors of questions."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of texts that may answer, shape ``(len(texts), dimension)``."""

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        """Return the vectors of passages and of their sentences in context.

        Args:
            chunks: The passages.
            titles: Each one's article's title, read before it; ``""`` for none.
        """


class ModelEncoder:
    """Any sentence-transformers model as an Encoder; the model loads at first use."""

    def __init__(self, name: str = DEFAULT_ENCODER, engine: str = AUTO) -> None:
        """Name the model, and the engine that runs it (:func:`index.engines.open_engine`)."""
        self._name = name
        self._wanted = engine
        self._loaded: Engine | None = None
        self._lock = threading.Lock()
        self._together = Coalescer(self._encode_questions)

    @property
    def name(self) -> str:
        return self._name

    @property
    def engine(self) -> str:
        if self._loaded is None:
            return foretell_engine(self._wanted)
        return self._loaded.label

    @property
    def fingerprint(self) -> str:
        return DEFAULT_FINGERPRINT if self._name == DEFAULT_ENCODER else self._engine.fingerprint

    @property
    def dimension(self) -> int:
        return self._engine.dimension

    def load(self) -> None:
        _ = self._engine

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._engine.count_tokens(texts) if texts else []

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        """Read questions as questions and, where the model makes a difference, as texts too.

        A question read as a text lies nearer to what answers it in another language; the mean of
        the two readings finds better than either. What several threads ask is read together.
        """
        return self._together(texts) if texts else []

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        prompt = self._prompt("document")
        return self._engine.encode([prompt + text for text in texts])

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        """Encode passages, and pool sentences and words from their passage's token states.

        That is late chunking (Günther et al. 2024, arXiv:2409.04701): one reading serves all.
        """
        if not chunks:
            return []
        prompt = self._prompt("document")
        heads = [f"{title}. " if title else "" for title in titles]
        texts = [chunk.passage.text for chunk in chunks]
        read = self._engine.read(
            [(prompt + head, text) for head, text in zip(heads, texts, strict=True)]
        )
        found = []
        for chunk, head, reading in zip(chunks, heads, read, strict=True):
            begin = chunk.passage.start
            sentences = pool(reading, [(s.start - begin, s.end - begin) for s in chunk.sentences])
            words = self._pool_words(reading, chunk.passage.text, head)
            found.append(PassageVectors(reading.whole, sentences, words))
        return found

    def _encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        query, document = self._prompt("query"), self._prompt("document")
        prompts = [query] if query == document else [query, document]
        readings = self._engine.read([(prompt, text) for prompt in prompts for text in texts])
        asked, stated = readings[: len(texts)], readings[-len(texts) :]
        return [
            QuestionVectors(
                one.whole,
                other.whole,
                self._pool_words(one, text),
                self._pool_words(other, text),
            )
            for text, one, other in zip(texts, asked, stated, strict=True)
        ]

    @single_threaded
    def _pool_words(self, reading: Reading, text: str, head: str = "") -> Vectors:
        spans = [(start - len(head), end - len(head)) for start, end in word_spans(head + text)]
        return pool(reading, spans) @ axes_for(self.fingerprint, self.dimension)

    def _prompt(self, role: str) -> str:
        return self._engine.prompts.get(role) or ""

    @property
    def _engine(self) -> Engine:
        loaded = self._loaded
        if loaded is None:
            with self._lock:
                loaded = self._loaded = self._loaded or open_engine(self._name, self._wanted)
        return loaded


def encoder_named(name: str, engine: str = AUTO) -> ModelEncoder:
    """Return the encoder of that name, one object per process: its weights are loaded once.

    Args:
        name: Built in, a hub name or a folder.
        engine: What is to run it, one of :data:`index.engines.ENGINES`.
    """
    return _shared(name, engine)


@lru_cache(maxsize=2)
def _shared(name: str, engine: str) -> ModelEncoder:
    return ModelEncoder(name, engine)


def check_encoder(config: IndexConfig, encoder: Encoder) -> None:
    """Make sure that an encoder's vectors may be compared with those of an index.

    Raises:
        IndexMismatch: The index was built with another encoder, or with other weights of its name.
    """
    if encoder.name != config.encoder:
        raise IndexMismatch(
            f"The index was built with the encoder {config.encoder!r}, not {encoder.name!r}; leave "
            f"--encoder out, or build another index: "
            f"fundstelle add --index NEW_DIR --encoder {encoder.name} PATH…"
        )
    if encoder.fingerprint != config.fingerprint:
        raise IndexMismatch(
            f"The encoder {encoder.name!r} has other weights than when the index was built; "
            f"build it anew: fundstelle add --index NEW_DIR --encoder {encoder.name} PATH…"
        )
