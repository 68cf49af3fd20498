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
from index.records import Chunk, Vectors
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT, default_model_folder

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# What the E5 model cards ask for; hub copies of these models do not always carry it themselves.
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


# Texts per forward pass: more gains nothing on a CPU and pads shorter ones.
_BATCH = 16

_Reading = Mapping[str, "torch.Tensor"]


@dataclass(frozen=True, slots=True, eq=False)
class PassageVectors:
    """The vectors that one reading of a passage gives.

    Attributes:
        passage: The passage's unit vector, shape ``(dimension,)``.
        sentences: Its sentences' unit vectors in context, shape ``(sentences, dimension)``.
    """

    passage: Vectors
    sentences: Vectors


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

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions, shape ``(len(texts), dimension)``."""

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
        # Guards loading, and the tokenizer: fast tokenizers keep truncation as mutable state.
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def fingerprint(self) -> str:
        if self._name == DEFAULT_ENCODER:
            return DEFAULT_FINGERPRINT
        return _hash_weights(self._model)

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

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "query")

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "document")

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        """Encode passages, and pool each sentence from its passage's token states.

        That is late chunking (Günther et al. 2024, arXiv:2409.04701): one reading serves both.
        """
        heads = [f"{title}. " if title else "" for title in titles]
        texts = [head + chunk.passage.text for head, chunk in zip(heads, chunks, strict=True)]
        if not texts:
            return []
        prompt, readings, places = self._read(texts)
        found = []
        for chunk, head, reading, place in zip(chunks, heads, readings, places, strict=True):
            shift = len(prompt) + len(head) - chunk.passage.start
            spans = [(s.start + shift, s.end + shift) for s in chunk.sentences]
            found.append(_pool(reading, place, spans))
        return found

    def _read(self, texts: list[str]) -> tuple[str, list[_Reading], list[list[tuple[int, int]]]]:
        """Return the prompt, the readings of texts, and each token's place in prompt + text."""
        with self._lock:
            prompt = self._model.prompts.get("document") or ""
            outputs = self._model.encode(
                texts,
                prompt=prompt or None,
                batch_size=_BATCH,
                output_value=None,  # everything, the token states among it
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            tokens = self._model.tokenizer(
                [prompt + text for text in texts],
                return_offsets_mapping=True,
                truncation=True,
                max_length=self._model.max_seq_length,
                padding=False,
            )
        return prompt, cast("list[_Reading]", outputs), tokens["offset_mapping"]

    def _encode(self, texts: Sequence[str], role: str) -> Vectors:
        with self._lock:
            if not texts:
                return np.zeros((0, self.dimension), np.float32)
            vectors = self._model.encode(
                list(texts),
                prompt=self._model.prompts.get(role) or None,
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

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


def _pool(
    reading: _Reading, places: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]
) -> PassageVectors:
    """Average the token states under each span; one past the encoder's reach gets the whole's."""
    passage = _to_array(reading["sentence_embedding"])
    states = _to_array(reading["token_embeddings"])[: len(places)]
    first, last = np.array(places).T
    pooled = np.empty((len(spans), len(passage)), np.float32)
    for row, (start, end) in enumerate(spans):
        under = (last > start) & (first < end)
        mean = states[under].mean(axis=0) if under.any() else passage
        pooled[row] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return PassageVectors(passage, pooled)


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
