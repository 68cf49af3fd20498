"""Nearest passages by FAISS: built from the store's vectors, kept in one checked file.

The file is derived and may be lost at any time. Its first line is a digest of the rest; its second,
JSON, says which store and generation it belongs to. So a stale, damaged or foreign file is known
for what it is. What follows is one serialised FAISS index per language.
"""

import hashlib
import json
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.records import Vectors

Numbers = npt.NDArray[np.int64]

_DRAFT = ".vectors-"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which state of which store a vector file was made from."""

    store: str
    generation: int


class VectorFile:
    """The vector index of a store's newest generation, in memory and in a file beside the store."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is read yet."""
        self._path = path
        self._lock = threading.Lock()
        self._held: VectorIndex | None = None

    def current(self, stamp: Stamp, build: Callable[[], "VectorIndex"]) -> "VectorIndex":
        """Return the index of a generation: the one held, the file's, or one that is built anew."""
        held = self._held
        if held is not None and held.stamp == stamp:
            return held
        with self._lock:
            if self._held is None or self._held.stamp != stamp:
                self._held = VectorIndex.load(self._path, stamp) or self._make(build)
            return self._held

    def _make(self, build: Callable[[], "VectorIndex"]) -> "VectorIndex":
        built = build()
        with suppress(OSError):  # a read-only folder or a full disk: searching needs no file
            built.save(self._path)
        return built


class VectorIndex:
    """The passage vectors of one generation, one flat FAISS index per language.

    Flat is exact inner product search; it needs no training and is quick while an index is small.
    """

    def __init__(self, stamp: Stamp, parts: Mapping[str, faiss.Index]) -> None:
        self.stamp = stamp
        self._parts = dict(parts)

    @classmethod
    def build(cls, stamp: Stamp, vectors: Mapping[str, tuple[Numbers, Vectors]]) -> "VectorIndex":
        """Build from each language's passage numbers ``(n,)`` and vectors ``(n, dimension)``."""
        parts = {}
        for language, (numbers, matrix) in vectors.items():
            part = faiss.IndexIDMap2(faiss.IndexFlatIP(matrix.shape[1]))
            part.add_with_ids(np.ascontiguousarray(matrix, np.float32), numbers)
            parts[language] = part
        return cls(stamp, parts)

    def search(
        self, vector: Vectors, k: int, language: str, allowed: Numbers | None = None
    ) -> list[int]:
        """Return the numbers of the ``k`` passages of a language nearest to a vector.

        Args:
            vector: Unit vector, shape ``(dimension,)``.
            k: How many at most.
            language: Which part to search.
            allowed: Only these passage numbers; None allows all.
        """
        part = self._parts.get(language)
        if part is None or k < 1 or (allowed is not None and not len(allowed)):
            return []
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        _, found = part.search(vector[None, :], min(k, part.ntotal), params=parameters)
        return [int(number) for number in found[0] if number >= 0]

    def save(self, path: Path) -> None:
        """Write the file beside its place, then rename it there: readers see old or new, whole.

        Raises:
            OSError: It cannot be written; or another process, saving too, took the draft for one
                that was left behind.
        """
        blobs = {name: faiss.serialize_index(part).tobytes() for name, part in self._parts.items()}
        header = {
            "store": self.stamp.store,
            "generation": self.stamp.generation,
            "sizes": {name: len(blob) for name, blob in blobs.items()},
        }
        content = json.dumps(header).encode() + b"\n" + b"".join(blobs.values())
        digest = hashlib.blake2b(content).hexdigest().encode()
        for left in path.parent.glob(f"{_DRAFT}*"):  # by a process that was killed
            left.unlink(missing_ok=True)
        draft = path.with_name(_DRAFT + uuid.uuid4().hex)
        try:
            draft.write_bytes(digest + b"\n" + content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path, expected: Stamp) -> "VectorIndex | None":
        """Read the file; None where it is missing, damaged, or not of the expected state."""
        try:
            digest, _, content = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest.decode("ascii", "replace") != hashlib.blake2b(content).hexdigest():
            return None
        head, _, body = content.partition(b"\n")
        header = json.loads(head)
        if Stamp(header["store"], header["generation"]) != expected:
            return None
        parts, at = {}, 0
        for language, size in header["sizes"].items():
            parts[language] = faiss.deserialize_index(np.frombuffer(body, np.uint8, size, at))
            at += size
        return cls(expected, parts)
