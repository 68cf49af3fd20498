"""Servers of one index as processes of their own, and readers who go from one to another."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parents[2]

_PATIENCE = 120.0  # seconds until a replica answers


class Replica:
    """A ``fundstelle serve`` that is real in all things, and may be killed.

    Attributes:
        address: The page's address, without a slash at the end.
        said: What it has said on both its outputs, once it has ended.
    """

    def __init__(
        self, options: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port: int = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.said = ""
        command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port), *options]
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"A replica has ended: {self._process.communicate()[0]}")
            try:
                httpx2.get(self.address, trust_env=False, timeout=5)
            except httpx2.TransportError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError("A replica does not answer.")

    def kill(self) -> None:
        """Have it die without a word, as where the power fails."""
        self._process.kill()
        self._end()

    def end(self) -> None:
        """Have it end as it does when it is told to, if it has not ended yet."""
        if self._process.poll() is None:
            self._process.terminate()
        self._end()

    def _end(self) -> None:
        if not self.said:
            self.said = self._process.communicate(timeout=60)[0]


@contextmanager
def replicas(
    count: int, options: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[list[Replica]]:
    """Start some replicas at once in a folder, and end those in the end that are left."""
    started = [Replica(options, folder, environment) for _ in range(count)]
    try:
        for one in started:
            one.wait()
        yield started
    finally:
        for one in started:
            one.end()


class Visitor:
    """A reader's browser, as far as it speaks to a server; cookies go with it to any replica."""

    def __init__(self, replica: Replica, cookies: httpx2.Cookies | None = None) -> None:
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
        self.http = httpx2.Client(
            base_url=replica.address,
            headers=headers,
            cookies=cookies,
            limits=httpx2.Limits(max_keepalive_connections=0),  # no connection outlives a request
            trust_env=False,
            timeout=60,
        )

    def log_in(self, name: str, password: str) -> httpx2.Response:
        return self.http.post("/login", data={"username": name, "password": password})

    def move_to(self, replica: Replica) -> "Visitor":
        """Return the same reader at another replica, as a load balancer has it."""
        # All of them have one address behind a load balancer; here only their ports differ, which
        # cookies do not tell apart.
        return Visitor(replica, self.http.cookies)

    def call(self, part: str, function: str, sent: Any = None) -> Any:
        """Call one of the functions that a part of the page has on the server."""
        body = {
            "data": sent,
            "component_id": self._part(part),
            "session_hash": uuid.uuid4().hex,
            "fn_name": function,
        }
        answer = self.http.post("/gradio_api/component_server", json=body)
        answer.raise_for_status()
        return answer.json()

    def ask(self, question: str) -> dict[str, Any]:
        """Ask as the page does; return the message with the complete turn."""
        (message,) = self._raise_event("chat", "submit", {"question": question, "number": 1})
        assert isinstance(message, dict)
        turn: dict[str, Any] = message["turn"]
        return turn

    def add(self, text: str, title: str) -> str:
        """Add an article that is pasted; return what the page shows in the end."""
        pasted = {"kind": "paste", "job": uuid.uuid4().hex, "text": text, "title": title}
        (shown,) = self._raise_event("articles", "upload", pasted)
        return shown["value"] if isinstance(shown, dict) else str(shown)

    def _config(self) -> dict[str, Any]:
        answer = self.http.get("/config")
        answer.raise_for_status()
        config: dict[str, Any] = answer.json()
        return config

    def _part(self, name: str) -> int:
        parts = {one["props"].get("elem_id"): one["id"] for one in self._config()["components"]}
        part: int = parts[name]
        return part

    def _raise_event(self, part: str, event: str, sent: Mapping[str, Any]) -> list[Any]:
        """Raise an event of a part of the page; return what it comes to in the end."""
        component = self._part(part)
        (number,) = (
            one["id"]
            for one in self._config()["dependencies"]
            if [component, event] in one["targets"]
        )
        session = uuid.uuid4().hex
        joined = self.http.post(
            "/gradio_api/queue/join",
            json={
                "data": [],
                "event_data": sent,
                "fn_index": number,
                "trigger_id": component,
                "session_hash": session,
            },
        )
        joined.raise_for_status()
        return self._follow(session)

    def _follow(self, session: str) -> list[Any]:
        path = f"/gradio_api/queue/data?session_hash={session}"
        with self.http.stream("GET", path) as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data:")) if line else {}
                if message.get("msg") == "process_completed":
                    assert message["success"], message
                    data: list[Any] = message["output"]["data"]
                    return data
        raise AssertionError("The stream ended before the answer.")


def text_of(html: str) -> str:
    """Return what HTML says, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def home_in(folder: Path) -> dict[str, str]:
    """Return an environment whose home and temporary folder are empty ones in ``folder``.

    Another, ``work``, is made to work in.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "FUNDSTELLE_", "GRADIO_", "MPL", "HF_"))
    }
    for name in ("home", "tmp", "work"):
        (folder / name).mkdir()
    return {
        **kept,
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": str(ROOT),
        "FUNDSTELLE_CACHE_MB": "0",
    }
