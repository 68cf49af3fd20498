"""A language model's server that misbehaves, in as many ways as there are models on it.

It speaks through bare sockets, so that it can lie in its headers as well. It records every request,
and whether the client left before the end.
"""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Any

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
WORDS = ("The ", "ferry ", "costs ", "four ", "euros.")
TEXT = "".join(WORDS)


@dataclass(slots=True)
class Call:
    """A request as it came in."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))


class Wire:
    """The connection to one client, and how often its model was asked."""

    def __init__(self, connection: socket.socket, call: Call, times: int) -> None:
        self._connection = connection
        self.call = call
        self.times = times

    def send(self, text: str | bytes) -> None:
        self._connection.sendall(text if isinstance(text, bytes) else text.encode())

    def status(self, line: str, body: str = "", headers: str = "") -> None:
        """Send a whole response, such as an error."""
        data = body.encode()
        self.send(f"HTTP/1.1 {line}\r\n{headers}Content-Length: {len(data)}\r\n")
        self.send(b"Connection: close\r\n\r\n" + data)

    def begin(self, headers: str = "") -> None:
        self.send(f"{HEAD}{headers}\r\n")

    def event(self, value: object) -> None:
        self.send(f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n")

    def say(self, *words: str, pause: float = 0) -> None:
        for word in words:
            self.event(delta({"content": word}))
            time.sleep(pause)

    def finish(self, reason: str = "stop") -> None:
        self.event(delta({}, reason))
        self.event("[DONE]")

    def hang(self, seconds: float = 20) -> None:
        """Do nothing until the client leaves."""
        self._connection.settimeout(seconds)
        with suppress(TimeoutError):
            try:
                gone = not self._connection.recv(1)
            except ConnectionError:
                gone = True
            if gone:
                self.call.left.set()

    def reset(self) -> None:
        """Close without the usual farewell."""
        linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()


Behaviour = Callable[[Wire], None]


def delta(content: object, reason: object = None) -> dict[str, Any]:
    """Return an event's data."""
    choice = {"index": 0, "delta": content, "finish_reason": reason}
    return {"id": "x", "object": "chat.completion.chunk", "choices": [choice]}


def reply(*words: str, reason: str = "stop", headers: str = "") -> Behaviour:
    """Behave: say some words, and end."""

    def behave(wire: Wire) -> None:
        wire.begin(headers)
        wire.say(*words)
        wire.finish(reason)

    return behave


def fail(line: str, body: str = "", headers: str = "", *, first: int = 1000) -> Behaviour:
    """Behave: answer with a status, the first times; then well."""

    def behave(wire: Wire) -> None:
        if wire.times <= first:
            wire.status(line, body, headers)
        else:
            reply(*WORDS)(wire)

    return behave


def send(text: str | bytes) -> Behaviour:
    """Behave: send this, and close."""
    return lambda wire: wire.send(text)


def events(*values: object, end: bool = True) -> Behaviour:
    """Behave: send these events, then the usual words."""

    def behave(wire: Wire) -> None:
        wire.begin()
        for value in values:
            wire.event(value)
        if end:
            wire.say(*WORDS)
            wire.finish()

    return behave


def _stall_midway(wire: Wire) -> None:
    wire.begin()
    wire.say(*WORDS[:2])
    wire.hang()


def _stall_before_words(wire: Wire) -> None:
    wire.begin()
    wire.event(delta({"role": "assistant"}))
    wire.hang()


def _ping(wire: Wire) -> None:
    wire.begin()
    while True:
        wire.send(": still here\n\n")
        time.sleep(0.05)


def _drip(wire: Wire) -> None:
    wire.begin()
    for number in range(1000):
        wire.say(f"{number} ", pause=0.1)


def _cut(wire: Wire) -> None:
    wire.begin()
    wire.say(*WORDS[:3])


def _reset_midway(wire: Wire) -> None:
    _cut(wire)
    time.sleep(0.1)  # what was sent would be lost with it
    wire.reset()


def _flood_words(wire: Wire) -> None:
    wire.begin()
    for number in range(1_000_000):
        wire.say(f"word{number * number} ")


def _flood_reasoning(wire: Wire) -> None:
    wire.begin()
    while True:
        wire.event(delta({"reasoning_content": "hm " * 1000}))


def _flood_event(wire: Wire) -> None:
    wire.begin()
    wire.send("data: ")
    while True:
        wire.send("x" * 10_000)


def _flood_error(wire: Wire) -> None:
    wire.send("HTTP/1.1 400 Bad Request\r\n\r\n")
    while True:
        wire.send("no " * 10_000)


def _flood_headers(wire: Wire) -> None:
    wire.send("HTTP/1.1 200 OK\r\n")
    while True:
        wire.send(f"X-More: {'x' * 1000}\r\n")


def _chatter(wire: Wire) -> None:
    """Say something for as long as the client listens."""
    wire.begin()
    try:
        for number in range(1000):
            wire.say(f"{number * number} ", pause=0.02)
    except OSError:
        wire.call.left.set()


def _echo_key(wire: Wire) -> None:
    said = f"Your key {wire.call.headers.get('authorization')} is wrong"
    wire.status("400 Bad Request", json.dumps({"error": {"message": said}}))


def _wrong_type(wire: Wire) -> None:
    wire.send("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
    wire.say(*WORDS)
    wire.finish()


def chunked(*chunks: str, end: str = "") -> str:
    """Return a response that is sent in chunks."""
    body = "".join(f"{len(chunk.encode()):x}\r\n{chunk}\r\n" for chunk in chunks)
    return f"{HEAD}Transfer-Encoding: chunked\r\n\r\n{body}{end}"


_HALF = f"data: {json.dumps(delta({'content': 'The '}))}\n\n"
_HTML = "<html><body><h1>It works!</h1></body></html>"
_TOO_LONG = {"code": 400, "message": "the request exceeds the available context size"}

BEHAVIOURS: Mapping[str, Behaviour] = {
    "good": reply(*WORDS),
    "length": reply(*WORDS, reason="length"),
    "stall-before-headers": Wire.hang,
    "stall-before-words": _stall_before_words,
    "stall-midway": _stall_midway,
    "ping": _ping,
    "drip": _drip,
    "cut": _cut,
    "reset-at-once": Wire.reset,
    "reset-midway": _reset_midway,
    "close-at-once": lambda _: None,
    "flood-words": _flood_words,
    "flood-reasoning": _flood_reasoning,
    "flood-event": _flood_event,
    "flood-error": _flood_error,
    "flood-headers": _flood_headers,
    "chatter": _chatter,
    "echo-key": _echo_key,
    "no-http": send("GIF89a\x00\x01 nothing of what you wanted\r\n\r\n"),
    "not-json": events("{not json"),
    "not-json-midway": events(delta({"content": "The "}), "{not json"),
    "deep-json": events("[" * 100_000),
    "a-list": events([1, 2], "text", 7, None, end=False),
    "bad-bytes": send(f"{HEAD}\r\n".encode() + b"data: \xff\xfe\xfa\n\n"),
    "html": send(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{_HTML}"),
    "html-404": fail("404 Not Found", _HTML),
    "html-500": fail("500 Oh", _HTML),
    "no-content": send("HTTP/1.1 204 No Content\r\n\r\n"),
    "redirect": fail("307 Temporary Redirect", headers="Location: http://127.0.0.1:9/v1\r\n"),
    "gzip": reply(*WORDS, headers="Content-Encoding: gzip\r\n"),
    "wrong-type": _wrong_type,
    "too-short": send(f"{HEAD}Content-Length: 20\r\n\r\n{_HALF}"),
    "too-much-promised": send(f"{HEAD}Content-Length: 99999\r\n\r\n{_HALF}"),
    "bad-length": send(f"{HEAD}Content-Length: -5\r\n\r\n{_HALF}"),
    "bad-chunk": send(f"{HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{_HALF}\r\n"),
    "chunks-cut": send(chunked(_HALF)),
    "odd-events": events(
        {}, {"choices": None}, {"choices": []}, {"choices": "x"}, {"choices": [None]},
        {"choices": [{"delta": None}]}, {"choices": [{"delta": {"content": 5}}]},
        {"object": 3, "id": None, "unknown": {"a": [1]}, "choices": [{"index": 0, "delta": {}}]},
        delta({"role": "assistant", "content": None}), delta({"reasoning_content": "Hm."}),
        {"choices": [{"index": 1, "delta": {"content": "Other."}}]},
        {"usage": {"total_tokens": "many"}},
    ),
    "think": reply("\n<th", "ink>Who asks?", " <b>", "</thi", "nk>\n\n", *WORDS),
    "only-think": reply("<think>", "Hm, ", "hm."),
    "halves": reply("Fähre \ud83d", "\ude00 \ud800", "\x00\x1b!"),
    "empty": reply(),
    "white": reply(" ", "\n", "\t "),
    "repeating": reply("It costs four euros. ", *["The ferry is slow. "] * 30),
    "counting": reply("1 000 000 000 euros. ", *WORDS),
    "401": fail("401 Unauthorized", '{"error": {"message": "Wrong key."}}'),
    "403": fail("403 Forbidden", '{"error": "no"}'),
    "404": fail("404 Not Found", '{"error": {"message": "model \'404\' not found"}}'),
    "400": fail("400 Bad Request", '{"error": {"message": "temperature \\u0007 is fixed"}}'),
    "400-unknown": fail("400 Bad Request", '{"error": {"code": "model_not_found"}}'),
    "too-long": fail("400 Bad Request", json.dumps({"error": _TOO_LONG})),
    "too-long-late": events({"error": _TOO_LONG}),
    "413": fail("413 Content Too Large"),
    "error-late": events(delta({"content": "The "}), {"error": {"message": "out of memory"}}),
    "busy": fail("429 Too Many Requests"),
    "503": fail("503 Service Unavailable"),
    "busy-once": fail("429 Too Many Requests", first=1),
    "busy-soon": fail("429 Too Many Requests", headers="Retry-After: 0.1\r\n", first=2),
    "busy-long": fail("429 Too Many Requests", headers="Retry-After: 3600\r\n", first=1),
    "500-once": fail("500 Internal Server Error", first=1),
    "500": fail("500 Internal Server Error"),
    "reset-once": lambda wire: wire.reset() if wire.times == 1 else reply(*WORDS)(wire),
    **{
        f"busy-lie-{number}": fail("429 Too Many Requests", headers=f"Retry-After: {lie}\r\n",
                                   first=1)
        for number, lie in enumerate(
            ("-5", "NaN", "inf", "1e999", "", "soon", "Wed, 21 Oct 2015 07:28:00 GMT",
             "99999999999999999999", "Wed, 99 Foo 2015", "0x10", "٣")
        )
    },
}  # fmt: skip

_LISTS: Mapping[str, str] = {
    "one": '{"data": [{"id": "good", "aliases": ["good"], "meta": {"n_ctx": 2048}}]}',
    "vllm": '{"data": [{"id": "good", "root": "w", "max_model_len": 1024}, '
    '{"id": "well", "root": "w"}]}',
    "many": '{"data": [{"id": "good"}, {"id": "html"}]}',
    "none": '{"object": "list", "data": null}',
    "lies": '{"data": [7, {"id": ""}, {"id": "good", "meta": {"n_ctx": -3}, '
    '"max_model_len": "NaN"}, {"id": "a\\nb"}]}',
    "page": _HTML,
}


class Rogue:
    """The server; ``/PLACE/v1`` is its address where ``GET /models`` answers by the place."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.calls: list[Call] = []
        self._counts: Counter[str] = Counter()
        threading.Thread(target=self._accept, daemon=True).start()

    def address(self, place: str = "one") -> str:
        return f"http://127.0.0.1:{self.port}/{place}/v1"

    def asked(self, model: str) -> Sequence[Call]:
        """Return the requests for a model."""
        return [call for call in self.calls if call.model == model]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError), connection.makefile("rb") as stream:
            connection.settimeout(20)
            try:
                call = _read(stream)
            except (ValueError, IndexError):  # no request, such as the beginning of TLS
                return
            self.calls.append(call)
            self._counts[call.model] += 1
            wire = Wire(connection, call, self._counts[call.model])
            place = call.path.split("/")[1]
            if not call.path.endswith("/models"):
                BEHAVIOURS[call.model](wire)
            elif place == "mute":
                wire.hang()
            elif place in _LISTS:
                wire.status("200 OK", _LISTS[place])
            else:
                wire.status("404 Not Found", "no such page")


@contextmanager
def rogue() -> Iterator[Rogue]:
    """Run the server."""
    server = Rogue()
    try:
        yield server
    finally:
        server.close()


def _read(stream: IO[bytes]) -> Call:
    line = stream.readline().decode().split()
    headers = {}
    while (header := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = header.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    body = stream.read(length)
    if len(body) < length:
        raise ValueError("the client left before it had asked")
    return Call(line[1], headers, json.loads(body or b"{}"))
