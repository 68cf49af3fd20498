"""A converted model, run by OpenVINO: two to three times as fast as torch on the same CPU.

Needs neither torch nor sentence-transformers, and so is ready in a second.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.engines.batching import group_by_length, pad_width
from index.engines.library import import_openvino
from index.engines.processor import computes_bfloat16, thread_limit
from index.errors import EncoderUnavailable
from index.pooling import Reading
from index.records import Vectors

if TYPE_CHECKING:
    import openvino

MODEL, WEIGHTS, TOKENIZER, DESCRIPTION = "model.xml", "model.bin", "tokenizer.json", "model.json"
_COMPILED = "compiled"

Ids = npt.NDArray[np.int64]


class ConversionDamaged(EncoderUnavailable):
    """A converted model is not there, or not as it was written; it has to be made anew."""


@dataclass(frozen=True, slots=True)
class Description:
    """What else is to be known of a converted model.

    Attributes:
        fingerprint: Hash of the weights it was made from.
        dimension: Length of a vector.
        max_tokens: How many tokens it reads of a text, special ones included.
        padding: The token that fills up shorter texts.
        lower_case: Whether it wants its texts in lower case.
        prompts: What it wants to read before a text, by role.
        cosine: How well its vectors agreed with the original's, when it was made.
        digests: SHA-256 of each file.
    """

    fingerprint: str
    dimension: int
    max_tokens: int
    padding: int
    lower_case: bool
    prompts: dict[str, str]
    cosine: float
    digests: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write it beside the model."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (folder / DESCRIPTION).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Description":
        """Read it, and check the model's files against it.

        Raises:
            ConversionDamaged: Something is missing or not as it was.
        """
        try:
            found = cls(**json.loads((folder / DESCRIPTION).read_text(encoding="utf-8")))
            sound = digest_files(folder) == found.digests
        except (OSError, ValueError, TypeError) as error:
            raise ConversionDamaged(str(error)) from error
        if not sound:
            raise ConversionDamaged("a file is not the one that was written")
        return found


def digest_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each of a converted model's files."""
    found = {}
    for name in (MODEL, WEIGHTS, TOKENIZER):
        with (folder / name).open("rb") as file:
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


class OpenVinoEngine:
    """An :class:`index.engines.protocol.Engine` for a model that was converted."""

    def __init__(self, folder: Path, description: Description) -> None:
        """Compile the model in a folder; what is compiled once is kept there."""
        self._description = description
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._bfloat16 = computes_bfloat16()
        self._request = _compile(folder, bfloat16=self._bfloat16).create_infer_request()
        self._lock = threading.Lock()  # a request answers one at a time

    @classmethod
    def load(cls, folder: Path) -> "OpenVinoEngine":
        """Load a converted model.

        Raises:
            ConversionDamaged: It is not as it was written.
        """
        return cls(folder, Description.read(folder))

    @property
    def label(self) -> str:
        return f"openvino {'bfloat16' if self._bfloat16 else 'float32'}"

    @property
    def fingerprint(self) -> str:
        return self._description.fingerprint

    @property
    def dimension(self) -> int:
        return self._description.dimension

    @property
    def prompts(self) -> Mapping[str, str]:
        return self._description.prompts

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encoded = self._tokenizer.encode_batch(self._cased(texts), add_special_tokens=False)
        return [len(one.ids) for one in encoded]

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), self.dimension), np.float32)
        for group, _, vectors in self._infer(self._encode(texts)):
            found[group] = vectors
        return found

    def read(self, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        encoded = self._encode([head + text for head, text in texts])
        readings: dict[int, Reading] = {}
        for group, states, vectors in self._infer(encoded):
            for row, index in enumerate(group):
                places = np.array(encoded[index].offsets, dtype=np.int64)
                read = states[row, : len(places)]
                readings[index] = Reading(vectors[row], read, places - len(texts[index][0]))
        return [readings[index] for index in range(len(texts))]

    def _cased(self, texts: Sequence[str]) -> list[str]:
        return [text.lower() for text in texts] if self._description.lower_case else list(texts)

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Return the texts' tokens, special ones included, as far as the model reads."""
        cased = self._cased(texts)
        encoded = self._tokenizer.encode_batch(cased)
        most = self._description.max_tokens
        return [
            one if len(one.ids) <= most else self._cut(text, most)
            for one, text in zip(encoded, cased, strict=True)
        ]

    def _cut(self, text: str, most: int) -> Encoding:
        # By hand: the tokenizer's own truncation is a state of it, which counting must not meet.
        plain = self._tokenizer.encode(text, add_special_tokens=False)
        plain.truncate(most - self._tokenizer.num_special_tokens_to_add(is_pair=False))
        return self._tokenizer.post_process(plain)

    def _infer(self, encoded: Sequence[Encoding]) -> Iterator[tuple[list[int], Vectors, Vectors]]:
        """Yield groups of texts with their token states and unit vectors."""
        for group in group_by_length([len(one.ids) for one in encoded]):
            ids, mask = self._arrange([encoded[index] for index in group])
            with self._lock:
                self._request.infer({"input_ids": ids, "attention_mask": mask})
                states, vectors = (
                    np.array(self._request.get_output_tensor(number).data, dtype=np.float32)
                    for number in (0, 1)
                )
            yield group, states, vectors

    def _arrange(self, encoded: Sequence[Encoding]) -> tuple[Ids, Ids]:
        width = pad_width(max(len(one.ids) for one in encoded))
        shape = len(encoded), min(width, self._description.max_tokens)
        ids, mask = np.full(shape, self._description.padding, np.int64), np.zeros(shape, np.int64)
        for row, one in enumerate(encoded):
            ids[row, : len(one.ids)] = one.ids
            mask[row, : len(one.ids)] = 1
        return ids, mask


def _compile(folder: Path, *, bfloat16: bool) -> "openvino.CompiledModel":
    openvino = import_openvino()

    core = openvino.Core()
    settings: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if bfloat16 else "f32",
        "CACHE_DIR": str(folder / _COMPILED),
        "CACHE_MODE": "OPTIMIZE_SIZE",  # the weights stay where they are, checked
    }
    if threads := thread_limit():
        settings["INFERENCE_NUM_THREADS"] = threads
    return core.compile_model(folder / MODEL, "CPU", settings)
