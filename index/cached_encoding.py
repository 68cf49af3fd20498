"""An encoder that remembers: documents that were read before are not read again.

What is kept does not depend on the index, nor on how articles are cut: a sentence is known again in
another passage, a passage in another article, and all of them when an index is built anew.
"""

import hashlib
import struct
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from importlib.resources import as_file, files

import numpy as np

from index.encoding import Encoder, PassageVectors, QuestionVectors
from index.projection import from_bytes, to_bytes
from index.records import Chunk, Span, Vectors
from index.vector_cache import KEY_BYTES, VectorCache

# What makes a text's vectors besides the weights, and how they are kept: when it changes, they may.
_READERS = (
    *("encoding.py", "engines/*.py", "pooling.py", "projection.py", "words.py"),
    *("cached_encoding.py", "data/word_axes.npy"),
)
# Before a passage's vectors: their dimension, and the greatest of its words' numbers.
_HEAD = struct.Struct("<If")
_INTEGERS = np.dtype("<i4")


class CachedEncoder:
    """An :class:`index.encoding.Encoder` of documents in front of another, which it spares work.

    Where all is known, the other one is not asked at all, and so never loads its model. Vectors
    come rounded as a store keeps them: those found and those made anew are stored as the same
    bytes, and as they would be without a cache. Questions are passed on.
    """

    def __init__(self, encoder: Encoder, kept: VectorCache, precision: str) -> None:
        """Put a cache in front of an encoder.

        Args:
            encoder: The encoder.
            kept: What it made before.
            precision: What runs it and in what precision, as others give other vectors. The
                encoder knows better, but only once it has loaded its model.
        """
        self._encoder = encoder
        self._kept = kept
        self._precision = precision

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def engine(self) -> str:
        return self._encoder.engine

    @cached_property
    def dimension(self) -> int:
        (value,) = self._recall(
            [self._key("dimension")], lambda _: [_integers([self._encoder.dimension])]
        )
        return int(np.frombuffer(value, _INTEGERS)[0])

    def load(self) -> None:
        self._encoder.load()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text.

        They are kept for all the texts of a call together, as an article's sentences come.
        """
        if not texts:
            return []

        def count(_: Sequence[int]) -> list[bytes]:
            return [_integers(self._encoder.count_tokens(texts))]

        (value,) = self._recall([self._key("tokens", *texts)], count)
        return [int(number) for number in np.frombuffer(value, _INTEGERS)]

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        return self._encoder.encode_questions(texts)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)

        def encode(places: Sequence[int]) -> list[bytes]:
            return [_pack(one) for one in self._encoder.encode_texts([texts[n] for n in places])]

        values = self._recall([self._key("text", text) for text in texts], encode)
        return np.stack([_unpack(value) for value in values])

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        def encode(places: Sequence[int]) -> list[bytes]:
            made = self._encoder.encode_passages(
                [chunks[n] for n in places], [titles[n] for n in places]
            )
            return [_pack_passage(one) for one in made]

        keys = [
            self._key("passage", title, one.passage.text, *_sentence_spans(one))
            for one, title in zip(chunks, titles, strict=True)
        ]
        values = self._recall(keys, encode)
        return [
            _unpack_passage(value, len(one.sentences))
            for value, one in zip(values, chunks, strict=True)
        ]

    def _recall(
        self, keys: Sequence[bytes], make: Callable[[Sequence[int]], list[bytes]]
    ) -> list[bytes]:
        """Return the values of keys; those not kept are made, each once, in one call.

        Args:
            keys: The keys.
            make: Returns the values of the keys at these places.
        """
        known = self._kept.get(keys)
        # One place for each key that is missing.
        places = {key: place for place, key in enumerate(keys) if key not in known}
        if places:
            made = dict(zip(places, make(list(places.values())), strict=True))
            self._kept.put(made)
            known |= made
        return [known[key] for key in keys]

    def _key(self, kind: str, *parts: object) -> bytes:
        named = repr((kind, *parts)).encode()
        return hashlib.blake2b(named, digest_size=KEY_BYTES, key=self._space).digest()

    @cached_property
    def _space(self) -> bytes:
        """What all vectors have in common that may be compared with each other."""
        named = repr((self.fingerprint, self._precision)).encode()
        return hashlib.blake2b(named + _hash_readers()).digest()


@cache
def _hash_readers() -> bytes:
    digest = hashlib.blake2b()
    with as_file(files("index")) as folder:
        for path in sorted(path for pattern in _READERS for path in folder.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()


def _sentence_spans(chunk: Chunk) -> list[Span]:
    """Return where a passage's sentences start and end in it, wherever it stands in its article."""
    begin = chunk.passage.start
    return [(one.start - begin, one.end - begin) for one in chunk.sentences]


def _integers(numbers: Sequence[int]) -> bytes:
    return np.asarray(numbers, _INTEGERS).tobytes()


def _pack(vectors: Vectors) -> bytes:
    return vectors.astype(np.float16).tobytes()


def _unpack(value: bytes) -> Vectors:
    return np.frombuffer(value, np.float16).astype(np.float32)


def _pack_passage(made: PassageVectors) -> bytes:
    largest = float(np.abs(made.words).max(initial=0.0))
    head = _HEAD.pack(len(made.passage), largest)
    return head + _pack(made.passage) + _pack(made.sentences) + to_bytes(made.words)


def _unpack_passage(value: bytes, sentences: int) -> PassageVectors:
    dimension, largest = _HEAD.unpack_from(value)
    split = _HEAD.size + 2 * dimension * (1 + sentences)
    whole = _unpack(value[_HEAD.size : split]).reshape(1 + sentences, dimension)
    words = from_bytes(value[split:])
    # The scale of words is reckoned from the greatest number among them. Multiplied out it may be
    # off by a bit, and then they would be stored in other bytes.
    peaks = np.abs(words) == np.abs(words).max(initial=0.0)
    words[peaks] = np.copysign(np.float32(largest), words[peaks])
    return PassageVectors(whole[0], whole[1:], words)
