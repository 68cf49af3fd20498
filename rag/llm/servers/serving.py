"""Serves a GGUF file to the process that started it: ``-m rag.llm.servers.serving FILE CONTEXT``.

The key is the first line of standard input; once the model is loaded, the address is the only line
of standard output. It ends when its standard input does, and so with its parent in any case.
"""

import os
import sys
import threading
from pathlib import Path

import xllamacpp

_ERRORS_ONLY = 1


def main(file: Path, context: int) -> None:
    """Load a model, say where it is served, and serve it until standard input ends."""
    key = sys.stdin.readline().strip()
    # What the library prints is a message, whatever it prints to.
    said = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server = xllamacpp.Server(_parameters(file, context, key))
    said.write(f"{server.listening_address}\n")
    said.close()
    threading.Event().wait()


def _parameters(file: Path, context: int, key: str) -> xllamacpp.CommonParams:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.model_alias = {file.stem}
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = _cores()
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0  # any that is free
    parameters.api_keys = [key]
    parameters.ui = parameters.endpoint_slots = False
    parameters.cache_ram_mib = 0  # or old prompts would take up to 8 GB
    parameters.offline = True
    parameters.verbosity = _ERRORS_ONLY
    return parameters


def _cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
