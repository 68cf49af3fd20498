"""An encoder that needs no model: quick, the same in every process, and telling texts apart."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.encoding import PassageVectors, QuestionVectors
from index.projection import axes_for
from index.records import Chunk, Vectors
from index.words import split_words, word_spans


class QuickEncoder:
    """An :class:`index.encoding.Encoder`: each word has a random direction, a text their sum."""

    name, fingerprint, dimension, engine = "quick", "f00d", 32, "none"

    def load(self) -> None:
        pass

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        wholes, words = self.encode_texts(texts), [self._words_of(text) for text in texts]
        return [QuestionVectors(*one) for one in zip(wholes, wholes, words, words, strict=True)]

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        sums = np.stack([np.sum(list(map(_direction, split_words(one))), axis=0) for one in texts])
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        texts = [f"{title} {one.passage.text}" for title, one in zip(titles, chunks, strict=True)]
        return [
            PassageVectors(
                whole,
                -self.encode_texts([sentence.text for sentence in one.sentences]),
                self._words_of(text),
            )
            for whole, one, text in zip(self.encode_texts(texts), chunks, texts, strict=True)
        ]

    def _words_of(self, text: str) -> Vectors:
        words = np.stack([_direction(text[start:end].lower()) for start, end in word_spans(text)])
        return words @ axes_for(self.fingerprint, self.dimension)


@lru_cache(maxsize=4096)
def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(QuickEncoder.dimension).astype(np.float32)
