"""An encoder for unit tests: quick, and telling words apart."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.encoding import Encoder, PassageVectors, QuestionVectors
from index.projection import axes_for
from index.records import Chunk, Vectors
from index.words import split_words, word_spans

# The modules beside this one are imported by name.
sys.path.append(str(Path(__file__).parent))


class HashingEncoder:
    """Gives each word a fixed random direction: texts are alike as far as they share words."""

    name = "hashing"
    fingerprint = "1"
    dimension = 64
    engine = "none"

    def load(self) -> None:
        pass

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        return [
            QuestionVectors(whole, whole, self._words_of(text), self._words_of(text))
            for text, whole in zip(texts, self.encode_texts(texts), strict=True)
        ]

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        assert len(chunks) == len(titles)
        return [
            PassageVectors(
                self.encode_texts([chunk.passage.text])[0],
                self.encode_texts([sentence.text for sentence in chunk.sentences]),
                self._words_of(chunk.passage.text),
            )
            for chunk in chunks
        ]

    def _words_of(self, text: str) -> Vectors:
        words = self.encode_texts([text[a:b] for a, b in word_spans(text)])
        return words @ axes_for(self.fingerprint, self.dimension)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        rows = np.stack([sum(map(self._direction, split_words(text))) for text in texts])
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(unit, dtype=np.float32)

    def _direction(self, word: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        return np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)


@pytest.fixture
def encoder() -> Encoder:
    return HashingEncoder()
