"""Milvus Lite's server as a process of its own: real gRPC, and it can be killed and come back."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.places import MilvusPlace

_PATIENCE_SECONDS = 30


class MilvusServer:
    """A server with its data in a folder, at a port of its own that it keeps.

    Attributes:
        folder: Where its data is.
        port: The port that it listens at.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def place(self, name: str = "news") -> MilvusPlace:
        """Return the place of an index of that name."""
        return MilvusPlace(f"http://127.0.0.1:{self.port}", name)

    def start(self) -> None:
        """Start the server, and wait until it listens."""
        command = Path(sys.executable).with_name("milvus-lite")
        # One worker: Milvus Lite does not guard a collection against two writers.
        self._process = subprocess.Popen(
            [
                *(command, "server", "--data-dir", self.folder, "--host", "127.0.0.1"),
                *("--port", str(self.port), "--max-workers", "1"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"the server of Milvus Lite does not listen at port {self.port}")

    def kill(self) -> None:
        """End the server as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def suspend(self) -> None:
        """Have the server answer nothing, with its connections open."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Have a suspended server go on."""
        self._signal(signal.SIGCONT)

    def limit_files(self, size: int | None) -> None:
        """Have the server write no file larger than that, as if the disk were full."""
        if self._process is not None:
            most = resource.RLIM_INFINITY if size is None else size
            resource.prlimit(
                self._process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY)
            )

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)


@contextmanager
def milvus_server(folder: Path) -> Iterator[MilvusServer]:
    """Run a server with its data in a folder, until the end of the block."""
    server = MilvusServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
