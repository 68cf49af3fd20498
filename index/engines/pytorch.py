"""Any sentence-transformers model, run by torch."""

import gc
import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from safetensors import SafetensorError

from index.engines.hub import check_hub
from index.engines.processor import computes_bfloat16
from index.errors import EncoderUnavailable
from index.pooling import Reading
from index.records import Vectors
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT, default_model_folder

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# What the E5 model cards ask for; hub copies of these models do not always carry it themselves.
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}

# Texts per forward pass: more gains nothing on a CPU and pads shorter ones.
_BATCH = 16


class TorchEngine:
    """An :class:`index.engines.protocol.Engine` that sentence-transformers is behind."""

    def __init__(self, model: "SentenceTransformer", fingerprint: str) -> None:
        self._model = model
        self._fingerprint = fingerprint
        # Fast tokenizers keep truncation as mutable state.
        self._lock = threading.RLock()

    @classmethod
    def load(cls, name: str) -> "TorchEngine":
        """Load a model, at the precision that the processor computes fastest.

        Raises:
            EncoderUnavailable: It cannot be loaded, or lacks what is needed.
        """
        model = load_model(name)
        fingerprint = fingerprint_of(name, model)
        if model.device.type == "cpu" and computes_bfloat16():
            model.bfloat16()
        return cls(model, fingerprint)

    @property
    def label(self) -> str:
        kind = next(self._model.parameters()).dtype
        place = "" if self._model.device.type == "cpu" else f" on {self._model.device.type}"
        return f"torch {str(kind).removeprefix('torch.')}{place}"

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def prompts(self) -> Mapping[str, str]:
        return prompts_of(self._model)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        with self._lock:
            encoded = self._model.tokenizer(
                list(texts), add_special_tokens=False, truncation=False, padding=False
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            vectors = self._model.encode(
                list(texts),
                prompt="",  # the texts hold it
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_tensor=True,  # numpy knows no bfloat16
            )
        return _to_unit(vectors)

    def read(self, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        whole = [head + text for head, text in texts]
        with self._lock:
            outputs = self._model.encode(
                whole,
                prompt="",
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
                _to_unit(state["sentence_embedding"]),
                _to_array(state["token_embeddings"])[: len(places)],
                np.array(places, dtype=np.int64) - len(head),
            )
            for state, places, (head, _) in zip(
                states, tokens["offset_mapping"], texts, strict=True
            )
        ]


def load_model(name: str) -> "SentenceTransformer":
    """Load a sentence-transformers model at full precision.

    Raises:
        EncoderUnavailable: It cannot be loaded, or lacks what is needed.
    """
    path = str(default_model_folder()) if name == DEFAULT_ENCODER else name
    with _garbage_collection_paused():
        # Imported here: it takes seconds, and what is converted already needs none of it.
        from transformers.utils import logging as transformers_logging  # noqa: PLC0415

        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = _load(path)
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            said = str(error).strip().splitlines()
            reason = said[0] if said else type(error).__name__
            raise EncoderUnavailable(
                f"The encoder {name!r} cannot be loaded ({reason}); give a model folder or a hub "
                f"name, or leave --encoder out for {DEFAULT_ENCODER}."
            ) from error
    if not model.tokenizer.is_fast:
        raise EncoderUnavailable(
            f"The encoder {name!r} has no fast tokenizer, which the places of tokens need; "
            f"leave --encoder out for {DEFAULT_ENCODER}, or name a model that has one."
        )
    if "e5" in name.lower() and not model.prompts.get("document"):
        model.prompts.update(_E5_PROMPTS)
    return model


def _load(path: str) -> "SentenceTransformer":
    """Load a model that is on this machine without asking the hub, any other from there."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        return SentenceTransformer(path, local_files_only=True)
    except OSError:
        if Path(path).is_dir():
            raise
        check_hub(path)
        return SentenceTransformer(path)


def prompts_of(model: "SentenceTransformer") -> dict[str, str]:
    """Return what a model wants to read before a text, by role."""
    return {role: prompt for role, prompt in model.prompts.items() if prompt}


def fingerprint_of(name: str, model: "SentenceTransformer") -> str:
    """Return a hash of a model's weights as they were loaded, at full precision."""
    if name == DEFAULT_ENCODER:
        return DEFAULT_FINGERPRINT
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(
            tensor.detach().cpu().contiguous().flatten().view(-1).float().numpy().tobytes()
        )
    return digest.hexdigest()


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


def _to_array(tensor: "torch.Tensor") -> Vectors:
    return np.asarray(tensor.detach().float().cpu(), dtype=np.float32)


def _to_unit(tensor: "torch.Tensor") -> Vectors:
    # What has unit length in bfloat16 is off by up to a hundredth.
    vectors = _to_array(tensor)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)
