"""The other end of :mod:`index.isolation`: prepares the documents that come in on stdin."""

import faulthandler
import os
import pickle
import signal
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from index.errors import SourceUnreadable
from index.isolation import READY
from index.preparation import Prepared, prepare
from index.sources import Document


def main() -> None:
    """Answer each document with what was prepared of it, or with why it could not be."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they are for the process that asks, and it ends us
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _leave_scipy_out()
    _bound_memory(int(sys.argv[1]))
    seconds = float(sys.argv[2])
    while (question := _receive()) is not None:
        # It is the other end that watches the time. Should that be dead, this process ends itself.
        faulthandler.dump_traceback_later(2 * seconds, exit=True)
        pickle.dump(question if question == READY else _answer(question), answers)
        answers.flush()
        faulthandler.cancel_dump_traceback_later()


def _receive() -> Any:
    try:
        return pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    except EOFError:
        return None


def _answer(document: Document) -> Prepared | SourceUnreadable:
    try:
        return prepare(document)
    except SourceUnreadable as error:
        return error


def _leave_scipy_out() -> None:
    """Let what signs texts be imported without the rest of its package.

    The rest brings SciPy along, which nobody here asks for: a third of this process's start.
    """
    spec = find_spec("datasketch")
    if spec is not None and spec.submodule_search_locations:
        package = ModuleType(spec.name)
        package.__path__ = spec.submodule_search_locations
        sys.modules[spec.name] = package
        from datasketch.minhash import MinHash  # noqa: PLC0415 - not before the package is there

        package.MinHash = MinHash  # type: ignore[attr-defined]


def _bound_memory(most: int) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


if __name__ == "__main__":
    main()
