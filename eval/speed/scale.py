"""What an index of some size takes: time, memory and disk. Measured in a process of its own.

A new process holds nothing but the models and the index, as a user's does; what was needed to make
the index is not counted.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from eval.speed.ingest import write_one_more
from eval.speed.stages import Timed, WatchedAssistant
from index.encoding import Encoder, encoder_named
from index.errors import FundstelleError
from index.ingest import ingest
from index.local import LocalStore
from index.preparation import prepare
from index.records import Filter
from index.sources import Sources
from index.store import Store
from rag.assistant import Assistant
from rag.config import Settings

ROUNDS = 3
"""How many times an article is added and removed, after once to warm up."""

# Words that no set asks for: the files are opened, and no question is met a second time.
_WARM_UP = "Xyzzy?"


class ProcessDied(FundstelleError):
    """The process that measures has ended before it was done."""


@dataclass(frozen=True, slots=True)
class Change:
    """How long one article took, in seconds, the models loaded and the index open.

    Attributes:
        passages: How many it has.
        adding: From the file to the index, all that is derived from it brought up to date.
        asking: Retrieving right after that.
        removing: Removing it, all that is derived brought up to date.
    """

    passages: int
    adding: float
    asking: float
    removing: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What one size of an index takes.

    Attributes:
        articles: Articles in the index.
        passages: Passages in the index.
        opening: Seconds from opening it until it finds the nearest passages in each language.
        encoder_bytes: Memory of the process with the encoder loaded.
        warm_bytes: Memory after the index was opened and the assistant has warmed up.
        questions: How long each question took.
        changes: How long adding and removing an article took, each time.
    """

    articles: int
    passages: int
    opening: float
    encoder_bytes: int
    warm_bytes: int
    questions: tuple[Timed, ...]
    changes: tuple[Change, ...]


def measure_alone(
    folder: Path, questions: Sequence[str], article: str, settings: Settings
) -> Taken:
    """Measure the index in a folder in a new process; see :func:`measure`.

    Raises:
        ProcessDied: The process died.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_measure, folder, tuple(questions), article, settings).result()
        except BrokenProcessPool as error:
            raise ProcessDied(
                f"The process that measures {folder} died; if nothing above says why, memory ran "
                f"out: close other programs, or ask for smaller --sizes."
            ) from error


def _measure(folder: Path, questions: Sequence[str], article: str, settings: Settings) -> Taken:
    with closing(LocalStore.open(folder)) as store:
        encoder = encoder_named(store.config.encoder, settings.engine)
    return measure(partial(LocalStore.open, folder), encoder, questions, article, settings)


def measure(
    open_store: Callable[[], Store],
    encoder: Encoder,
    questions: Sequence[str],
    article: str,
    settings: Settings,
) -> Taken:
    """Measure an index: opening it, asking it, and changing it by one article.

    Args:
        open_store: Opens it.
        encoder: The encoder that it was built with.
        questions: What to ask.
        article: Id of an article in it, a copy of which is added and removed.
        settings: The assistant's settings.
    """
    (read,) = encoder.encode_questions([_WARM_UP])
    encoder_bytes = _memory()
    started = time.perf_counter()
    with closing(open_store()) as store:
        for language in store.languages():
            store.nearest(read.asked, 1, language, Filter())
        opening = time.perf_counter() - started
        watched = WatchedAssistant(store, encoder, settings)
        watched.assistant.warm_up()
        watched.time(_WARM_UP)
        warm_bytes, summary = _memory(), store.summary()
        timed = tuple(map(watched.time, questions))
        with TemporaryDirectory() as scratch:
            place = Path(scratch) / "article.jsonl"
            write_one_more(store, article, place)
            _change(watched.assistant, encoder, place)  # loads word lists
            changes = tuple(_change(watched.assistant, encoder, place) for _ in range(ROUNDS))
    return Taken(
        summary.articles,
        summary.passages,
        opening,
        encoder_bytes,
        warm_bytes,
        timed,
        changes,
    )


def _change(assistant: Assistant, encoder: Encoder, place: Path) -> Change:
    """Add the article in a file and remove it."""
    store = assistant.store
    moments = [time.perf_counter()]
    report = ingest(Sources([place]), store, encoder, prepare=prepare)
    moments.append(time.perf_counter())
    assistant.retrieve(_WARM_UP)
    moments.append(time.perf_counter())
    store.remove(report.added)
    store.publish()
    moments.append(time.perf_counter())
    return Change(report.passages, *(after - before for before, after in pairwise(moments)))


def _memory() -> int:
    return int(psutil.Process().memory_info().rss)
