"""How long a question takes: what is timed is what a user asks, with the models loaded."""

import time
from collections.abc import Iterable, Sequence

import numpy as np

from eval.corpus import Corpus
from eval.sets import EvalQuestion, draw

TIMED = 200
"""How many questions of a corpus are timed at most: the same ones every time."""

# Words that no set asks for: the files are opened, and no question is met a second time.
_WARM_UP = "Xyzzy?"


def warm_up(corpus: Corpus) -> None:
    """Load the models and open the index's files, or the first question would be timed doing so."""
    corpus.assistant.warm_up()
    corpus.assistant.retrieve(_WARM_UP)


def draw_timed(questions: Sequence[EvalQuestion]) -> frozenset[str]:
    """Return the ids of the questions to time."""
    return frozenset(question.id for question in draw(questions, TIMED))


def time_retrieval(corpus: Corpus, question: EvalQuestion) -> float:
    """Retrieve as many hits as a user is shown; return the time it took in milliseconds."""
    only = corpus.filter_for(question)
    started = time.perf_counter()
    corpus.assistant.retrieve(question.text, only=only)
    return (time.perf_counter() - started) * 1000


def percentiles(milliseconds: Iterable[float | None]) -> dict[str, float | None]:
    """Return the median and the 95th percentile of the times there are; None if there are none."""
    times = [one for one in milliseconds if one is not None]
    return {
        f"p{percent}_ms": float(np.percentile(times, percent)) if times else None
        for percent in (50, 95)
    }
