"""Processes that are killed at a chosen moment of their work.

A moment is the n-th thing that happens in a phase: a call of a Python or C function, or a return
from one. So moments are spread over the work rather than over the clock, are the same on every
machine, and a run that is only watched tells how many there are.

What is killed are forks: importing all that is needed takes longer than the work.
"""

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Literal

from index import batches, preparation
from index.local import LocalStore
from index.local.database import Database
from index.local.vectors import building
from index.local.vectors.base import Base
from index.sources import Sources

Phase = Literal[
    "creating",
    "reading",
    "cleaning",
    "cutting",
    "encoding",
    "writing SQLite",
    "committing",
    "removing",
    "writing FAISS",
    "renaming",
    "closing",
]


def _code(function: Any) -> CodeType:
    code: CodeType = getattr(function, "__wrapped__", function).__code__
    return code


# A phase lasts as long as the call of one of these; the innermost counts.
_BEGINNINGS: dict[CodeType, Phase] = {
    _code(LocalStore.create.__func__): "creating",  # type: ignore[attr-defined]
    _code(Sources.read): "reading",
    _code(preparation.prepare): "cleaning",
    _code(batches.cut): "cutting",
    _code(batches.encode): "encoding",
    _code(LocalStore.add): "writing SQLite",
    _code(LocalStore.restore): "writing SQLite",
    _code(Database.transaction): "committing",
    _code(LocalStore.remove): "removing",
    _code(LocalStore.forget): "removing",
    _code(building.build): "writing FAISS",
    _code(building.extend): "writing FAISS",
    _code(Base.draft): "writing FAISS",
    _code(Path.replace): "renaming",
    _code(Path.unlink): "renaming",
    _code(LocalStore.close): "closing",
}
_PATIENCE_SECONDS = 60
# What runs in a thread of its own, ahead of the rest.
_AHEAD: frozenset[Phase] = frozenset({"reading", "cleaning", "cutting"})


@dataclass(frozen=True, slots=True)
class Blow:
    """What ends a process.

    Attributes:
        phase: In which phase; None is any.
        event: At which event of it, counted from 1.
        size: Rather than being killed there, it may then write no file beyond this size: it dies
            in the midst of writing what does not fit.
        seconds: Rather than by events, it is killed after this time.
    """

    phase: Phase | None = None
    event: int = 1
    size: int | None = None
    seconds: float | None = None


def run_and_strike(work: Callable[[], object], blow: Blow) -> bool:
    """Do a work in a fork that is struck; tell whether it died of that, or was done before."""
    # Only what runs in this very thread is carried over into a fork.
    assert threading.active_count() == 1
    child = os.fork()
    if child == 0:
        _work_to_the_end(work, _Watch(blow))
    if blow.seconds is not None:
        time.sleep(blow.seconds)
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, -signal.SIGKILL, -signal.SIGXFSZ}, code
    return code != 0


def count_events(work: Callable[[], object]) -> dict[Phase, int]:
    """Do a work and count the events in each of its phases."""
    watch = _Watch()
    watch.begin()
    try:
        work()
    finally:
        watch.end()
    return watch.counts


def _work_to_the_end(work: Callable[[], object], watch: "_Watch") -> None:
    """Work, and leave without cleaning up what belongs to the process that was forked."""
    code = 1
    try:
        signal.alarm(_PATIENCE_SECONDS)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        watch.begin()
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - the exit code tells
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


class _Watch:
    """Counts the events of a process, and strikes when it is time."""

    def __init__(self, blow: Blow | None = None) -> None:
        self.counts: dict[Phase, int] = {}
        self._blow = blow

    def begin(self) -> None:
        blow = self._blow
        if blow is None or blow.phase in _AHEAD:
            threading.setprofile(self._hook_on)
        if blow is None or blow.phase not in {None, *_AHEAD}:
            sys.setprofile(self._new_hook())
        if blow is not None and blow.phase is None and blow.size is not None:
            _limit_files(blow.size)

    def end(self) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _hook_on(self, _frame: FrameType, _event: str, _value: object) -> None:
        """Give a new thread a hook of its own: each is in a phase of its own."""
        sys.setprofile(self._new_hook())

    def _new_hook(self) -> Callable[[FrameType, str, object], None]:
        phases: list[Phase | None] = [None]
        counts = self.counts
        target = (self._blow.phase, self._blow.event) if self._blow else None

        def hook(frame: FrameType, event: str, _: object) -> None:
            if event == "call":
                phases.append(_BEGINNINGS.get(frame.f_code, phases[-1]))
            phase = phases[-1]
            if phase is not None:
                counts[phase] = count = counts.get(phase, 0) + 1
                if (phase, count) == target:
                    self._strike()
            if event == "return" and len(phases) > 1:
                phases.pop()

        return hook

    def _strike(self) -> None:
        if self._blow is None or self._blow.size is None:
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            _limit_files(self._blow.size)


def _limit_files(size: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
