"""What a verb gives back, and what is shown on stderr while it works."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from eval.corpus import Corpus
from eval.runs import Json
from index.report import Progress, Report
from index.sources import Problem

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a verb found.

    Attributes:
        text: What to show.
        complaints: What is wrong with the questions or articles, a sentence each.
        run: What goes to the run file; None where nothing was measured.
    """

    text: str
    complaints: tuple[str, ...] = ()
    run: Json | None = None


def results_file(measured: str) -> Path:
    """Return where a run is kept by default: a file of its own, named after what and when."""
    return Path("eval/results") / f"{measured}-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.json"


@contextmanager
def indexing(name: str) -> Iterator[Progress]:
    """Show on stderr how many articles are indexed already."""
    with tqdm(desc=f"Indexing {name}", unit=" articles", file=sys.stderr) as bar:

        def show(done: Report) -> None:
            bar.set_postfix_str(f"{done.passages} passages", refresh=False)
            bar.update(done.articles - bar.n)

        yield show


def tell(message: str) -> None:
    """Say something on stderr, above what is shown there."""
    tqdm.write(message, file=sys.stderr)


def tell_skipped(problems: Iterable[Problem]) -> None:
    """Say on stderr what could not be read, and why."""
    for skipped in problems:
        tell(f"skipped {skipped.origin}: {skipped.reason}")


def show_asking(results: Iterator[Result], corpus: Corpus, total: int) -> Iterator[Result]:
    """Yield the results, showing on stderr how many there are already."""
    yield from tqdm(results, corpus.name, total, unit=" questions", mininterval=1, file=sys.stderr)
