"""Reads the one file that holds the default encoder's weights.

File layout, little-endian: the magic ``E5S1`` and a version; the model's shape; the Unigram
vocabulary (offsets, scores, bytes); a character normalisation table (not needed: see
``index.weights``); a directory of tensors. A matrix is stored as Q4_0: blocks of 32 weights, each
an fp16 scale and 16 bytes, whose low nibbles are the first 16 weights and whose high nibbles the
last 16, offset by 8. Everything else is fp32.
"""

import struct

import numpy as np

from index.errors import EncoderUnavailable
from index.records import Vectors

_SHAPE = struct.Struct("<7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_TENSOR = struct.Struct("<BIQQ")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


class PackedReader:
    """Reads the packed file from its start; the calls come in the file's order."""

    def __init__(self, data: bytes) -> None:
        if data[:4] != b"E5S1":
            raise EncoderUnavailable("The default encoder's weights are in an unknown format.")
        self._data = data
        self._at = 8  # past magic and version

    def _take(self, form: struct.Struct) -> tuple[int, ...]:
        values = form.unpack_from(self._data, self._at)
        self._at += form.size
        return values

    def _array(self, dtype: str, count: int) -> np.ndarray:
        array = np.frombuffer(self._data, dtype, count, self._at)
        self._at += array.nbytes
        return array

    def shape(self) -> dict[str, int]:
        width, layers, heads, inner, words, positions, types, _, _ = self._take(_SHAPE)
        return {
            "hidden_size": width,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "intermediate_size": inner,
            "vocab_size": words,
            "max_position_embeddings": positions,
            "type_vocab_size": types,
        }

    def vocabulary(self) -> list[tuple[str, float]]:
        count, _, _, _, _, size = self._take(_VOCABULARY)
        offsets = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        pieces = self._array("u1", size).tobytes()
        (_, table_size) = self._take(struct.Struct("<iI"))
        self._at += table_size
        return [
            (pieces[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i]))
            for i in range(count)
        ]

    def tensors(self) -> dict[str, Vectors]:
        """Return every tensor by its name in the file, flat and as float32."""
        (count,) = self._take(struct.Struct("<i"))
        found: dict[str, Vectors] = {}
        for _ in range(count):
            (length,) = self._take(struct.Struct("<H"))
            name = self._array("u1", length).tobytes().decode("ascii")
            packed, size, offset, _ = self._take(_TENSOR)
            found[name] = (
                _unpack_q4(np.frombuffer(self._data, _BLOCK, size // 32, offset))
                if packed
                else np.frombuffer(self._data, "<f4", size, offset)
            )
        return found


def _unpack_q4(blocks: np.ndarray) -> Vectors:
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()
