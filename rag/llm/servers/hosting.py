"""The process that runs a GGUF file, seen from the one that started it: see ``serving``."""

import os
import re
import secrets
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import IO

from rag.llm.models import ModelUnavailable, Outage
from rag.llm.servers.addresses import VENDOR_VARIABLE, Address
from rag.llm.servers.outages import clean
from rag.llm.servers.server import ServerModel

_WORKER = "rag.llm.servers.serving"
_HOST = "127.0.0.1"
_LOADING_SECONDS = 120.0
_GLANCE_SECONDS = 0.05
_DYING_SECONDS = 0.5  # from the loss of its connections to its end
_LINES, _LINE_LENGTH = 40, 500  # that are kept of what it complains of
_STAMP = re.compile(r"^[\d.]+ [A-Z] ")
# Settings are the parent's, and so are the keys for other servers.
_PREFIX = "FUNDSTELLE_"


class Host:
    """Runs one model; waits for it, and tells what it died of.

    Safe to use from several threads.
    """

    def __init__(self, path: Path, *, seconds: float, context: int) -> None:
        """Start the process; it loads the model meanwhile.

        Args:
            path: A GGUF file.
            seconds: How long the model's first word may take, and later each next one.
            context: How many tokens prompt and reply have together.
        """
        self._path = path
        self._seconds = seconds
        self._context = context
        self._key = secrets.token_urlsafe()
        self._started = time.monotonic()
        self._settled = threading.Event()
        self._model: ServerModel | None = None
        self._complaints: deque[str] = deque(maxlen=_LINES)
        self._process = subprocess.Popen(  # noqa: S603 - the file is an argument, and no option
            # -P: what lies in the working directory is not this program.
            [sys.executable, "-P", "-m", _WORKER, str(path.absolute()), str(context)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=_environment(),
        )
        self._threads = [
            threading.Thread(target=work, args=(stream,), daemon=True)
            for work, stream in (
                (self._introduce, self._process.stdout),
                (self._listen, self._process.stderr),
            )
        ]
        for thread in self._threads:
            thread.start()

    def wait(self, stop: threading.Event | None = None) -> ServerModel | None:
        """Return the model once it is loaded; None where nobody waits for it any more.

        Raises:
            ModelUnavailable: It cannot be loaded, or takes too long.
        """
        while not self._settled.wait(_GLANCE_SECONDS):
            if stop is not None and stop.is_set():
                return None
            if time.monotonic() > self._started + _LOADING_SECONDS:
                raise ModelUnavailable(
                    Outage.SLOW,
                    f"The language model {self._path} takes more than {_LOADING_SECONDS:g} s to "
                    "load; take a smaller one.",
                )
        if self._model is None:
            raise self.obituary()
        return self._model

    def ended(self, patience: float = 0) -> bool:
        """Tell whether the process has ended, or does so within some seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        return self._process.returncode is not None

    def obituary(self, outage: Outage = Outage.FAILED) -> ModelUnavailable:
        """Return why the process ended."""
        self.ended(_DYING_SECONDS)
        self._threads[1].join(_DYING_SECONDS)
        errors = [line for line in self._complaints if "error" in line.lower()]
        line = (errors or [*self._complaints][-1:] or [""])[0]
        reason = clean(_STAMP.sub("", line), self._key) or f"code {self._process.returncode}"
        happened = "has crashed" if self._model else "cannot be loaded"
        return ModelUnavailable(
            outage,
            f"The language model {self._path} {happened} ({reason}); get the file once more, or "
            "name another one.",
        )

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with suppress(OSError):  # what was to be told it
                    stream.close()
        if self._model is not None:
            self._model.close()

    def _introduce(self, stdout: IO[str]) -> None:
        """Tell the process its key, and learn its address from it."""
        if self._process.stdin is not None:
            with suppress(OSError):  # it has ended already: there will be no address
                self._process.stdin.write(f"{self._key}\n")
                self._process.stdin.flush()
        said = stdout.readline().strip()
        if said:
            address = Address(f"{said}/v1", _HOST, self._key, str(self._path))
            self._model = ServerModel(
                address, self._path.stem, seconds=self._seconds, context=self._context
            )
        self._settled.set()

    def _listen(self, stderr: IO[str]) -> None:
        """Keep the last of what the process complains of, for the message if it dies."""
        for line in stderr:
            self._complaints.append(line[:_LINE_LENGTH].strip())


def _environment() -> dict[str, str]:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_PREFIX) and name != VENDOR_VARIABLE
    }
    return own | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
