"""How long something takes: two clocks, and an encoder that is timed."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from index.encoding import Encoder, PassageVectors, QuestionVectors
from index.records import Chunk, Vectors


@dataclass(frozen=True, slots=True)
class Clock:
    """A reading of the clocks, in seconds.

    Attributes:
        wall: By the clock on the wall.
        processor: Processor time of this process and of those that it started and that have ended.
    """

    wall: float
    processor: float

    def __sub__(self, other: "Clock") -> "Clock":
        return Clock(self.wall - other.wall, self.processor - other.processor)


def read_clock() -> Clock:
    """Return what the clocks say."""
    times = os.times()
    used = times.user + times.system + times.children_user + times.children_system
    return Clock(time.perf_counter(), used)


class WatchedEncoder:
    """An encoder, and how long it was at work.

    Attributes:
        seconds: Time that encoding took.
        tokens: How many tokens were counted: those of every sentence that was cut.
    """

    def __init__(self, encoder: Encoder) -> None:
        """Watch an encoder."""
        self.seconds = 0.0
        self.tokens = 0
        self._encoder = encoder

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def engine(self) -> str:
        return self._encoder.engine

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def load(self) -> None:
        self._encoder.load()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        counts = self._encoder.count_tokens(texts)
        self.tokens += sum(counts)
        return counts

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        return self._encoder.encode_questions(texts)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        started = time.perf_counter()
        vectors = self._encoder.encode_texts(texts)
        self.seconds += time.perf_counter() - started
        return vectors

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        started = time.perf_counter()
        vectors = self._encoder.encode_passages(chunks, titles)
        self.seconds += time.perf_counter() - started
        return vectors
