"""Running the contenders: ours on the articles, each peer on the passages cut from them."""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from eval.corpus import open_corpus, prepare
from eval.peers.measurement import WARM_UP, ContenderFailed, Measurement, measure, measure_peer
from eval.peers.roster import OWN, ROSTER
from eval.peers.task import Task, set_task
from eval.retrieval import passage_id
from eval.sets import QuestionSet
from index.encoding import encoder_named
from index.ingest import ingest, open_or_create
from index.weights import default_model_folder
from rag.assistant import Assistant
from rag.config import Settings

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def run_own(
    question_set: QuestionSet, settings: Settings, *, titles: bool = True
) -> tuple[Task, Measurement]:
    """Measure this package's assistant on a new index; return the task for the peers too.

    The whole ingest is timed: articles are read, cleaned, cut, encoded and stored.

    Args:
        question_set: The question set.
        settings: The assistant's settings; its index is not looked at.
        titles: Whether the task's passages have their article's title before them.
    """
    with tempfile.TemporaryDirectory() as folder:
        store, encoder = open_or_create(
            Path(folder) / "index", settings.encoder, engine=settings.engine
        )
        with Assistant(store, encoder, settings, remembered=0) as assistant:
            encoder.encode_questions([WARM_UP])
            started = time.perf_counter()
            ingest(question_set.sources, store, encoder)
            seconds = time.perf_counter() - started
            task = set_task(prepare(question_set, assistant, encoder), encoder, titles=titles)
            assistant.warm_up()

            def search(question: str, k: int) -> list[str]:
                return [passage_id(hit) for hit in assistant.retrieve(question, k)]

            return task, measure(OWN, search, task, seconds)


def read_task(question_set: QuestionSet, settings: Settings, *, titles: bool = True) -> Task:
    """Return a question set's task without measuring; its index is kept in the user's cache."""
    corpus = open_corpus(question_set, None, settings)
    with corpus.assistant:
        encoder = encoder_named(corpus.snapshot.config.encoder, settings.engine)
        return set_task(corpus, encoder, titles=titles)


def run_peer(name: str, task: Task) -> Measurement:
    """Make a peer with the default encoder's weights and measure it on a task."""
    return measure_peer(ROSTER[name].make(default_model_folder(), task.language), task)


def in_own_process(
    work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Do some work in a new process, which gives back all it held when it ends.

    Libraries keep models in caches of their own, set threads and open pools: only a process of its
    own leaves the next contender what the first one had.

    Raises:
        ContenderFailed: The process died.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(work, *args, **kwargs).result()
        except BrokenProcessPool as error:
            raise ContenderFailed(
                "A contender's process died; if nothing above says why, memory ran out: "
                "close other programs, or measure fewer at a time with --only."
            ) from error
