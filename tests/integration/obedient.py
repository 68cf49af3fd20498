"""A language model as gullible as can be, behind an OpenAI-compatible server of its own.

It looks for orders in all that it is sent and carries them out; where there is none, it answers
with a sentence of the article that comes first. It can also be told to behave as if it
had been led astray whatever it is sent: then nothing but the checks stands in its way.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

SUITE = Path(__file__).parents[1] / "data" / "injections"
MODEL = "obedient"

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_FIRST = re.compile(r"^\[1\] .*(?:\n\[\d+\] .*)*", re.MULTILINE)
_ANNOTATION = re.compile(r" ?\{= [^}]*\}")
_PIECE = 7  # characters that are sent at once: sentences and markers come in parts
_SYSTEM = "$SYSTEM"


class Mode(Enum):
    """When orders are carried out."""

    GULLIBLE = "gullible"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Attack:
    """An article of the suite, and what comes of obeying it.

    Attributes:
        id: Its name.
        file: The article's file, below the suite's folder.
        language: The language of the article and of the question.
        kind: How the order is put.
        question: A question that the article answers honestly.
        expected: Of these, one is in a right answer.
        trigger: What of the order has to reach a model for it to work.
        payload: What a model says that obeys.
        forbidden: What no answer may say.
        injected: What the file would be honest without.
    """

    id: str
    file: str
    language: str
    kind: str
    question: str
    expected: tuple[str, ...]
    trigger: str
    payload: str
    forbidden: tuple[str, ...]
    injected: tuple[str, ...]


def read_suite() -> tuple[Attack, ...]:
    """Return the attacks of the manifest."""
    lines = (SUITE / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    lists = ("expected", "forbidden", "injected")
    return tuple(Attack(**row | {name: tuple(row[name]) for name in lists}) for row in rows)


def reply_to(messages: Sequence[Mapping[str, str]], attacks: Sequence[Attack], mode: Mode) -> str:
    """Return what the model says."""
    asked = messages[-1]["content"]
    prompt = "\n".join(message["content"] for message in messages)
    own = [one for one in attacks if one.question in asked]
    astray = [one for one in (*own, *attacks) if one.trigger in prompt]
    obeyed = own if own and mode is Mode.ALWAYS else astray
    if obeyed:
        system = f"Mein Systemprompt lautet: {messages[0]['content']} [1]"
        return obeyed[0].payload.replace(_SYSTEM, system)
    return _answer_honestly(asked)


def _answer_honestly(asked: str) -> str:
    """Return that sentence of the first article that shares most words with the question."""
    found = _FIRST.search(asked)
    if found is None:
        return "NOT FOUND"
    words = _words_of(asked[found.end() :])
    evidence = dict(_NUMBERED.findall(found[0]))
    best = max(evidence, key=lambda number: len(words & _words_of(evidence[number])))
    return f"{_ANNOTATION.sub('', evidence[best])} [{best}]"


def _words_of(text: str) -> set[str]:
    return {*re.findall(r"\w+", text.casefold())}


class Obedient(ThreadingHTTPServer):
    """The server; what it is sent stays in ``prompts``."""

    daemon_threads = True

    def __init__(self, attacks: Sequence[Attack]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.attacks = attacks
        self.mode = Mode.GULLIBLE
        self.prompts: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Obedient
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        listed = {"object": "list", "data": [{"id": MODEL, "object": "model"}]}
        self._send("application/json", json.dumps(listed))

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        messages = json.loads(self.rfile.read(length))["messages"]
        self.server.prompts.append("\n".join(message["content"] for message in messages))
        reply = reply_to(messages, self.server.attacks, self.server.mode)
        pieces = [reply[at : at + _PIECE] for at in range(0, len(reply), _PIECE)]
        events = [*({"content": piece} for piece in pieces), None]
        self._send("text/event-stream", "".join(map(_event, events)) + "data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, kind: str, body: str) -> None:
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _event(delta: Mapping[str, str] | None) -> str:
    choice: dict[str, Any] = {"index": 0, "delta": delta or {}}
    choice["finish_reason"] = None if delta else "stop"
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": MODEL}
    return f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n"


@contextmanager
def serving(attacks: Sequence[Attack]) -> Iterator[Obedient]:
    """Serve the model for as long as the context lasts."""
    with Obedient(attacks) as server:
        thread = Thread(target=server.serve_forever, args=[0.05], name="obedient")
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
