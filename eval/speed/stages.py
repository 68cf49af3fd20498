"""Where the time of a question goes: the store and the encoder are watched from outside."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from index.encoding import Encoder
from index.store import Store
from rag.assistant import Assistant
from rag.config import Settings

PREPARING = "preparing"
"""What belongs to no other stage: telling the language, stemming, taking means away."""

_OF_STORE = {
    "languages": PREPARING,
    "matching": "BM25",
    "lexicon": "BM25",
    "nearest": "nearest vectors",
    "candidates": "candidates",
    "word_vectors": "words",
    "chunks": "hits",
    "context_vectors": "hits",
}
_OF_ENCODER = {"encode_questions": "encoding"}

STAGES = tuple(dict.fromkeys([*_OF_ENCODER.values(), *_OF_STORE.values()]))
"""The stages of a retrieval; together they are all of it."""


class Stopwatch:
    """Tells how long stages take: each lasts until the next one begins."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._stage, self._since = PREPARING, 0.0

    def start(self) -> None:
        """Begin anew."""
        self._seconds = dict.fromkeys(STAGES, 0.0)
        self._stage, self._since = PREPARING, time.perf_counter()

    def enter(self, stage: str) -> None:
        """End the stage that is on, and begin another one."""
        now = time.perf_counter()
        self._seconds[self._stage] = self._seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now

    def stop(self) -> dict[str, float]:
        """Return the milliseconds of each stage since the start."""
        self.enter(PREPARING)
        return {stage: 1000 * seconds for stage, seconds in self._seconds.items()}


class _Watched:
    """Another object, of which looking up a method begins a stage; whoever does calls it at once.

    So what is done with what a method returns counts as its stage too: scoring candidates is part
    of "candidates".
    """

    def __init__(self, watched: object, stages: Mapping[str, str], watch: Stopwatch) -> None:
        self._watched, self._stages, self._watch = watched, stages, watch

    def __getattr__(self, name: str) -> Any:
        if name in self._stages:
            self._watch.enter(self._stages[name])
        return getattr(self._watched, name)


@dataclass(frozen=True, slots=True)
class Timed:
    """How long one question took, in milliseconds.

    Attributes:
        stages: Each stage of the retrieval.
        retrieval: All of it.
        answer: Asking the same question for an answer, which retrieves once more.
    """

    stages: Mapping[str, float]
    retrieval: float
    answer: float


class WatchedAssistant:
    """An assistant whose stages are timed."""

    def __init__(self, store: Store, encoder: Encoder, settings: Settings) -> None:
        """Compose an assistant of parts that are watched."""
        self._watch = Stopwatch()
        self.assistant = Assistant(
            cast("Store", _Watched(store, _OF_STORE, self._watch)),
            cast("Encoder", _Watched(encoder, _OF_ENCODER, self._watch)),
            settings,
            remembered=0,  # or a question would be read once, and asked for an answer without
        )

    def time(self, question: str) -> Timed:
        """Retrieve for a question, then answer it."""
        self._watch.start()
        self.assistant.retrieve(question)
        stages = self._watch.stop()
        return Timed(stages, sum(stages.values()), self.assistant.ask(question).elapsed_ms)
