"""Servers of the page, in processes of their own: the real one, and one that a test directs."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any
from urllib.error import URLError

ROOT = Path(__file__).parents[2]


def build_index(folder: Path, *sources: Path) -> None:
    """Index articles with the command line."""
    command = [sys.executable, "-m", "ui.cli", "add", "--json", "--index", str(folder)]
    subprocess.run([*command, *map(str, sources)], cwd=ROOT, check=True, capture_output=True)


@contextmanager
def served(index: Path, examples: Sequence[str], *options: str) -> Iterator[str]:
    """Serve an index from a process of its own and give the page's address."""
    port = _free_port()
    command = [sys.executable, "-m", "ui.cli", "serve", "--index", str(index), "--port", str(port)]
    command += options
    for example in examples:
        command += ["--example", example]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_until_ready(address, server)
            yield address
        finally:
            server.terminate()


class Stage:
    """A server of its own, whose answers a test words step by step: see ``scripted.py``.

    Attributes:
        address: The page's address.
    """

    def __init__(self, index: Path) -> None:
        """Serve an index; :meth:`end` it."""
        self._port = _free_port()
        self.address = f"http://127.0.0.1:{self._port}/"
        self._happened: Queue[str] = Queue()
        self._server = self._start(index)
        self._index = index

    def kill(self) -> None:
        """Have the server die without a word, as where the power fails."""
        self._server.kill()
        self._server.wait(30)

    def revive(self) -> None:
        """Serve again what was killed, at the same address; what was planned is forgotten."""
        self._server = self._start(self._index)

    def end(self) -> None:
        """Have the server end as it does when it is told to."""
        self._server.terminate()
        self._server.wait(30)

    def plan(self, question: str, *steps: tuple[str, ...]) -> str:
        """Set how a question is answered, and return it."""
        self._tell({"question": question, "steps": steps})
        self.expect("learned", question)
        return question

    def release(self, hold: str) -> None:
        """Let answers go on that wait at a ``hold`` step."""
        self._tell({"release": hold})

    def expect(self, happened: str, question: str, within: float = 30) -> None:
        """Wait until something happens to an answer; what happens before is passed over.

        Raises:
            Empty: It does not happen in so many seconds.
        """
        deadline = time.monotonic() + within
        wanted = f"{happened} {question}"
        while self._happened.get(timeout=max(deadline - time.monotonic(), 0)) != wanted:
            pass

    def _tell(self, told: dict[str, object]) -> None:
        assert self._server.stdin
        self._server.stdin.write(f"{json.dumps(told)}\n")
        self._server.stdin.flush()

    def _start(self, index: Path) -> "subprocess.Popen[str]":
        script = Path(__file__).with_name("scripted.py")
        server = subprocess.Popen(
            [sys.executable, str(script), str(index), str(self._port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        Thread(target=self._listen, args=[server], daemon=True).start()
        _wait_until_ready(self.address, server)
        return server

    def _listen(self, server: "subprocess.Popen[str]") -> None:
        with server:  # which closes its pipes in the end
            for line in server.stdout or ():
                self._happened.put(line.rstrip("\n"))


@contextmanager
def staged(index: Path) -> Iterator[Stage]:
    """Serve an index with answers that a test words."""
    stage = Stage(index)
    try:
        yield stage
    finally:
        stage.end()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_ready(address: str, server: "subprocess.Popen[Any]") -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with exit code {server.returncode}.")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError("The server did not answer within three minutes.")
