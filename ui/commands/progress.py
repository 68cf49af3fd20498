"""How far a work has come: a bar on a terminal, a plain line now and then anywhere else."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TextIO, TypeVar

from tqdm import tqdm

from index.report import Progress, Report

_Report = TypeVar("_Report")

_EVERY_SECONDS = 5.0
# Before this much is done, what is left cannot be told.
_TELLING = 0.02
_KINDS = 5  # of files passed over that are named


@contextmanager
def shown(stream: TextIO, clock: Callable[[], float] = time.monotonic) -> Iterator[Progress]:
    """Show the progress of an ingest on a stream, as fits what the stream is."""
    with shown_as(describe, stream, clock) as progress:
        yield progress


@contextmanager
def shown_as(
    description: Callable[[_Report, float], str],
    stream: TextIO,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Callable[[_Report], None]]:
    """Show how far a work has come, described from its report and the seconds so far."""
    started = clock()
    if not stream.isatty():
        yield _Lines(description, stream, clock, started)
        return
    with tqdm(file=stream, bar_format="{desc}", dynamic_ncols=True) as bar:
        yield lambda report: bar.set_description_str(description(report, clock() - started))


class _Lines(Generic[_Report]):
    """Writes a line every few seconds."""

    def __init__(
        self,
        description: Callable[[_Report, float], str],
        stream: TextIO,
        clock: Callable[[], float],
        started: float,
    ) -> None:
        self._description, self._stream, self._clock = description, stream, clock
        self._started = self._last = started

    def __call__(self, report: _Report) -> None:
        now = self._clock()
        if now - self._last >= _EVERY_SECONDS:
            self._last = now
            self._stream.write(f"{self._description(report, now - self._started)}\n")
            self._stream.flush()


def describe(report: Report, seconds: float) -> str:
    """Return how far an ingest has come after so many seconds, on one line."""
    tally = report.tally
    parts = [f"{tally.files_read} of {tally.files} files"] if tally.files else []
    parts += [f"{tally.pages_read} pages"] if tally.pages_read else []
    parts += [f"{report.articles} articles", f"{report.passages} passages"]
    if report.passages and seconds > 0:
        parts.append(f"{report.passages / seconds:.1f} passages/s")
    parts += [f"{len(report.skipped)} skipped"] if report.skipped else []
    done = tally.bytes_read / tally.bytes if tally.bytes else 0
    if _TELLING <= done < 1:
        parts.append(f"{_describe_seconds(seconds / done - seconds)} left")
    return f"Adding: {', '.join(parts)}"


def describe_others(others: Counter[str]) -> str:
    """Return how many files were passed over, of which kinds, and what to do about it."""
    kinds = [f"{count} {suffix or 'without a suffix'}" for suffix, count in others.most_common()]
    more = [f"{len(kinds) - _KINDS} kinds more"] if len(kinds) > _KINDS else []
    files = "1 file" if others.total() == 1 else f"{others.total()} files"
    return (
        f"passed over {files} of other kinds ({', '.join([*kinds[:_KINDS], *more])}); "
        "save what is an article as .docx, .pdf, .html or .txt"
    )


def _describe_seconds(seconds: float) -> str:
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
