"""Documents are prepared in a process of their own: one that hangs there costs itself alone.

Pages and papers come from anywhere, and their parsers were not written against malice. What takes
too long is killed with its process, what takes too much memory fails in it; the next document gets
a new process. It also leaves this process free for the encoder.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from typing import IO, Self

from index.errors import SourceUnreadable
from index.preparation import Prepared
from index.sources import DEFAULT_LIMITS, Document, Limits

READY = "ready"
_WORKER = "index.worker"
# Importing the parsers, on a machine that is busy.
_PATIENCE_SECONDS = 120


class IsolatedPreparation:
    """:func:`index.preparation.prepare`, in another process; a context manager that ends it."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        """Set the bounds; the process is started with the first document."""
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._timed_out = threading.Event()

    def __call__(self, document: Document) -> Prepared:
        """Make a document ready for indexing.

        Raises:
            SourceUnreadable: There is no article in it, or reading it takes too much.
        """
        process = self._process or self._start()
        answer = self._ask(process, document, self._limits.seconds)
        if isinstance(answer, SourceUnreadable):
            raise answer
        if isinstance(answer, Prepared):
            return answer
        raise SourceUnreadable(self._bury(process))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        with suppress(OSError):  # where the disk is full, nobody hears what it dies of
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        bounds = (self._limits.memory_bytes, self._limits.seconds)
        self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            [sys.executable, "-m", _WORKER, *map(str, bounds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints or subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        if self._ask(self._process, READY, _PATIENCE_SECONDS) != READY:
            raise SourceUnreadable(self._bury(self._process))
        return self._process

    def _ask(self, process: "subprocess.Popen[bytes]", question: object, seconds: float) -> object:
        """Return the answer; None where the process dies of the question, or takes too long."""
        if process.stdin is None or process.stdout is None:
            return None

        def give_up() -> None:
            self._timed_out.set()
            process.kill()

        self._timed_out.clear()
        timer = threading.Timer(seconds, give_up)
        timer.start()
        try:
            pickle.dump(question, process.stdin)
            process.stdin.flush()
            return pickle.load(process.stdout)  # noqa: S301 - from our own process
        except (BrokenPipeError, EOFError, pickle.UnpicklingError):
            return None
        finally:
            timer.cancel()

    def _bury(self, process: "subprocess.Popen[bytes]") -> str:
        """End a process that gave no answer; return why it gave none."""
        process.wait()
        said = ""
        if self._complaints is not None:
            self._complaints.seek(0)
            said = self._complaints.read().decode("utf-8", "replace").strip()
        self.close()
        reason = said.splitlines()[-1][:200] if said else ""
        if self._timed_out.is_set():
            return f"takes more than {self._limits.seconds:g} s to read; give its text alone"
        if "MemoryError" in reason:
            most = self._limits.memory_bytes / 1e9
            return f"takes more than {most:g} GB of memory to read; split it"
        return f"cannot be read ({reason or 'its reader was killed'}); give its text alone"
