"""Text becomes vectors: the Encoder protocol, and sentence-transformers behind it."""

import gc
import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from safetensors import SafetensorError

from index.config import IndexConfig
from index.errors import EncoderUnavailable, IndexMismatch
from index.pooling import Reading, pool
from index.projection import axes_for
from index.records import Chunk, Vectors
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT, default_model_folder
from index.words import word_spans

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# What the E5 model cards ask for; hub copies of these models do not always carry it themselves.
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


# Texts per forward pass: more gains nothing on a CPU and pads shorter ones.
_BATCH = 16


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
    def dimension(self) -> int:
        """The length of a vector."""

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


class SentenceTransformerEncoder:
    """Any sentence-transformers model as an Encoder; the model loads at first use."""

    def __init__(self, name: str = DEFAULT_ENCODER) -> None:
        self._name = name
        self._loaded: SentenceTransformer | None = None
        self._fingerprint = DEFAULT_FINGERPRINT if name == DEFAULT_ENCODER else ""
        # Guards loading, and the tokenizer: fast tokenizers keep truncation as mutable state.
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def fingerprint(self) -> str:
        with self._lock:
            if not self._fingerprint:
                self._fingerprint = _hash_weights(self._model)
            return self._fingerprint

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        with self._lock:
            encoded = self._model.tokenizer(
                list(texts), add_special_tokens=False, truncation=False, padding=False
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        """Read questions as questions and, where the model makes a difference, as texts too.

        A question read as a text lies nearer to what answers it in another language; the mean of
        the two readings finds better than either.
        """
        query, document = self._prompt("query"), self._prompt("document")
        prompts = [query] if query == document else [query, document]
        readings = self._read([(prompt, text) for prompt in prompts for text in texts])
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

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            if not texts:
                return np.zeros((0, self.dimension), np.float32)
            vectors = self._model.encode(
                list(texts),
                prompt=self._prompt("document"),
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        """Encode passages, and pool sentences and words from their passage's token states.

        That is late chunking (Günther et al. 2024, arXiv:2409.04701): one reading serves all.
        """
        prompt = self._prompt("document")
        heads = [f"{title}. " if title else "" for title in titles]
        texts = [chunk.passage.text for chunk in chunks]
        read = self._read([(prompt + head, text) for head, text in zip(heads, texts, strict=True)])
        found = []
        for chunk, head, reading in zip(chunks, heads, read, strict=True):
            begin = chunk.passage.start
            sentences = pool(reading, [(s.start - begin, s.end - begin) for s in chunk.sentences])
            words = self._pool_words(reading, chunk.passage.text, head)
            found.append(PassageVectors(reading.whole, sentences, words))
        return found

    def _pool_words(self, reading: Reading, text: str, head: str = "") -> Vectors:
        spans = [(start - len(head), end - len(head)) for start, end in word_spans(head + text)]
        return pool(reading, spans) @ axes_for(self.fingerprint, self.dimension)

    def _prompt(self, role: str) -> str:
        return self._model.prompts.get(role) or ""

    def _read(self, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read texts token by token, each behind the head that is given before it."""
        if not texts:
            return []
        whole = [head + text for head, text in texts]
        with self._lock:
            outputs = self._model.encode(
                whole,
                prompt="",  # the heads hold it
                batch_size=_BATCH,
                output_value=None,  # everything, the token states among it
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            tokens = self._model.tokenizer(
                whole,
                return_offsets_mapping=True,
                truncation=True,
                max_length=self._model.max_seq_length,
                padding=False,
            )
        states = cast("list[Mapping[str, torch.Tensor]]", outputs)
        return [
            Reading(
                _to_array(state["sentence_embedding"]),
                _to_array(state["token_embeddings"])[: len(places)],
                np.array(places, dtype=np.int64) - len(head),
            )
            for state, places, (head, _) in zip(
                states, tokens["offset_mapping"], texts, strict=True
            )
        ]

    @property
    def _model(self) -> "SentenceTransformer":
        with self._lock:
            if self._loaded is None:
                with _garbage_collection_paused():
                    self._loaded = _load(self._name)
            return self._loaded


@lru_cache(maxsize=2)
def encoder_named(name: str) -> SentenceTransformerEncoder:
    """Return the encoder of that name, one object per process: its weights are loaded once."""
    return SentenceTransformerEncoder(name)


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


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Spare the collector the millions of objects that loading makes: a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(name: str) -> "SentenceTransformer":
    path = str(default_model_folder()) if name == DEFAULT_ENCODER else name
    # Imported here: it takes seconds, and listing articles needs none of it.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(path, local_files_only=name == DEFAULT_ENCODER)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EncoderUnavailable(
            f"The encoder {name!r} cannot be loaded ({reason}); "
            f"give a model folder or a hub name, or leave --encoder out for {DEFAULT_ENCODER}."
        ) from error
    if not model.tokenizer.is_fast:
        raise EncoderUnavailable(
            f"The encoder {name!r} has no fast tokenizer, which the places of tokens need; "
            f"leave --encoder out for {DEFAULT_ENCODER}, or name a model that has one."
        )
    if "e5" in name.lower() and not model.prompts.get("document"):
        model.prompts.update(_E5_PROMPTS)
    return model


def _to_array(tensor: "torch.Tensor") -> Vectors:
    return np.asarray(tensor.detach().float().cpu(), dtype=np.float32)


def _hash_weights(model: "SentenceTransformer") -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(
            tensor.detach().cpu().contiguous().flatten().view(-1).float().numpy().tobytes()
        )
    return digest.hexdigest()
