"""How long the command line takes from nothing: each verb in new processes, and the page.

Each is started once before it is timed: the disk's cache is warm then.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from index.errors import FundstelleError

_PATIENCE = 600  # seconds
_READY = " answers at "
_DONE, _MISTAKE = 0, 2


class StartFailed(FundstelleError):
    """The command line did not do what was to be timed."""


def time_verbs(
    folder: Path, article_id: str, question: str, rounds: int
) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield each verb with the seconds that it took to end, in new processes.

    Args:
        folder: Where the index is.
        article_id: The article to show.
        question: The question to ask.
        rounds: How many times each is timed.

    Raises:
        StartFailed: A verb has failed.
    """
    own = ["--index", str(folder)]
    verbs = {
        "--help": ["--help"],
        "list": ["list", *own],
        "info": ["info", *own],
        "show": ["show", *own, article_id],
        "retrieve": ["retrieve", *own, question],
        "ask": ["ask", *own, question],
    }
    for name, arguments in verbs.items():
        _, *seconds = (_time(arguments) for _ in range(1 + rounds))
        yield name, tuple(seconds)


def time_page(folder: Path, question: str, rounds: int) -> dict[str, tuple[float, ...]]:
    """Return the seconds until the page can be opened, and until it has answered a question.

    Raises:
        StartFailed: The page was not served, or its first question not answered.
    """
    _, *timed = (_serve(folder, question) for _ in range(1 + rounds))
    ready, answered = zip(*timed, strict=True)
    return {"serve, to the page": ready, "serve, to the answer": answered}


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "ui.cli", *arguments]


def _time(arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    ended = subprocess.run(  # noqa: S603 - our own command
        _command(arguments), capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if ended.returncode not in range(_DONE, _MISTAKE):
        raise StartFailed(f"fundstelle {arguments[0]} has failed: {ended.stderr.strip()[-300:]}")
    return seconds


def _serve(folder: Path, question: str) -> tuple[float, float]:
    started = time.perf_counter()
    with _served(folder) as address:
        ready = time.perf_counter() - started
        try:
            _ask(address, question)
        except (httpx2.HTTPError, LookupError, ValueError) as error:
            raise StartFailed(f"The page at {address} has not answered ({error!r}).") from error
        return ready, time.perf_counter() - started


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve an index, and give the page's address once it can be opened."""
    arguments = ["serve", "--index", str(folder), "--port", str(_free_port())]
    with subprocess.Popen(  # noqa: S603 - our own command
        _command(arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            told = ""
            for told in server.stderr or ():
                if _READY in told:
                    yield told.partition(_READY)[2].split()[0]
                    return
            raise StartFailed(f"fundstelle serve has ended by itself: {told.strip()}")
        finally:
            server.terminate()


def _ask(address: str, question: str) -> None:
    """Ask as other programs do, over the page's queue, and read on until it is answered."""
    path = "gradio_api/call/v2/ask"
    with httpx2.Client(base_url=address, trust_env=False, timeout=_PATIENCE) as client:
        asked = client.post(path, json={"question": question}).raise_for_status().json()
        with client.stream("GET", f"{path}/{asked['event_id']}") as events:
            lines = events.iter_lines()
            for line in lines:
                if line == "event: complete":
                    return
                if line == "event: error":
                    raise ValueError(next(lines, line)[:300])
    raise ValueError("it ended the connection")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
