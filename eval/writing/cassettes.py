"""Replies of a language model, kept in a file: a measurement is repeated without the model.

A cassette is a JSONL file. Its first line says which model replied, each further one holds a reply
under the hash of what was asked. What was asked is not in it, but for the end of the question, for
people to read.
"""

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Event, Lock
from typing import Any

from index.errors import FundstelleError
from rag.llm.models import ChatModel, Message, ModelUnavailable, Outage

VERSION = 1

_TAIL = 80  # characters of a question
_WORD = re.compile(r"\s*\S+|\s+\Z")

_Row = dict[str, Any]


class CassetteInvalid(FundstelleError):
    """A cassette cannot be read or written."""


class CassetteIncomplete(FundstelleError):
    """A cassette does not hold what a model is asked for."""


class Recorder:
    """Passes on what a model replies, and keeps it in a file.

    The file is begun anew with the first reply, and whole after each one. A prompt that is asked
    more than once keeps the longest reply. Of a reply that the reader breaks off, the file holds
    what was read; one that is stopped is not kept.
    """

    def __init__(self, model: ChatModel, path: Path) -> None:
        """Set who replies, and where that is kept."""
        self._model = model
        self._path = path
        self._lock = Lock()
        self._rows: dict[str, _Row] = {}

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def context(self) -> int:
        return self._model.context

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        said: list[str] = []
        row: _Row = {"key": key_of(messages, limit, self.name), "question": _tail_of(messages)}
        try:
            for piece in self._model.stream(messages, limit, stop):
                said.append(piece)
                yield piece
        except ModelUnavailable as error:
            self._keep(row | {"reply": "".join(said), "outage": error.outage.value})
            raise
        except GeneratorExit:
            if not (stop and stop.is_set()):
                self._keep(row | {"reply": "".join(said), "unfinished": True})
            raise
        if not (stop and stop.is_set()):
            self._keep(row | {"reply": "".join(said)})

    def warm_up(self) -> None:
        self._model.warm_up()

    def close(self) -> None:
        self._model.close()

    def _keep(self, row: _Row) -> None:
        with self._lock:
            known = self._rows.get(row["key"])
            if known is None or _worth(row) > _worth(known):
                self._rows[row["key"]] = row
                self._write()

    def _write(self) -> None:
        head = {"cassette": VERSION, "model": self.name, "context": self._told_context()}
        rows = [head, *(self._rows[key] for key in sorted(self._rows))]
        lines = (
            json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            for row in rows
        )
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_name(f"{self._path.name}.new")
            fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:
            raise CassetteInvalid(
                f"{self._path} cannot be written ({error.strerror}); choose another file with "
                f"--record."
            ) from error

    def _told_context(self) -> int | str:
        try:
            return self._model.context
        except ModelUnavailable as error:
            return error.outage.value


class Replayer:
    """Replies as a model did when it was recorded; never asks a model."""

    def __init__(self, path: Path) -> None:
        """Read a cassette.

        Raises:
            CassetteInvalid: It cannot be read, or is none.
        """
        self._path = path
        self._model, self._context, self._rows = _read(path)

    @property
    def name(self) -> str:
        return self._model

    @property
    def context(self) -> int:
        if isinstance(self._context, Outage):
            raise _unavailable(self._context)
        return self._context

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        """Yield a reply word by word; see :class:`rag.llm.models.ChatModel`.

        Raises:
            CassetteIncomplete: This was not asked when the cassette was recorded, or its reply was
                not read to where it is read now.
            ModelUnavailable: The model was unavailable then.
        """
        row = self._rows.get(key_of(messages, limit, self._model))
        if row is None:
            raise self._incomplete("holds no reply to", _tail_of(messages))
        for word in _WORD.findall(row["reply"]):
            if stop and stop.is_set():
                return
            yield word
        if "outage" in row:
            raise _unavailable(Outage(row["outage"]))
        if row.get("unfinished"):
            raise self._incomplete("holds only the start of the reply to", _tail_of(messages))

    def warm_up(self) -> None:
        """Nothing is to be loaded."""

    def close(self) -> None:
        """Nothing is held."""

    def _incomplete(self, what: str, tail: str) -> CassetteIncomplete:
        return CassetteIncomplete(
            f"{self._path} {what} the prompt that asks “{tail}”: the prompt, the evidence or the "
            f"reading of replies has changed since. Record it anew with --record."
        )


def key_of(messages: Sequence[Message], limit: int, model: str) -> str:
    """Return the hash under which the reply to a prompt is kept."""
    asked = [model, limit, *([one.role, one.content] for one in messages)]
    return sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()


def _tail_of(messages: Sequence[Message]) -> str:
    """Return the end of what looks like the question of a prompt: its last line with a ``?``."""
    lines = [
        line.strip() for one in messages if one.role == "user" for line in one.content.splitlines()
    ]
    asking = [line for line in lines if line.endswith("?")]
    return (asking or lines or [""])[-1][-_TAIL:]


def _worth(row: _Row) -> tuple[bool, bool, int]:
    return ("outage" not in row, not row.get("unfinished"), len(row["reply"]))


def _unavailable(outage: Outage) -> ModelUnavailable:
    return ModelUnavailable(outage, f"The language model was recorded as {outage.value}.")


def _read(path: Path) -> tuple[str, int | Outage, dict[str, _Row]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CassetteInvalid(f"{path} cannot be read ({reason}); check the path.") from error
    try:
        head, *rows = [json.loads(line) for line in text.split("\n") if line]
        _check_version(head["cassette"])
        context = head["context"]
        return (
            str(head["model"]),
            context if isinstance(context, int) else Outage(context),
            {str(row["key"]): row | {"reply": str(row["reply"])} for row in rows},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CassetteInvalid(
            f"{path} is no cassette of version {VERSION}, or damaged; record it anew with --record."
        ) from error


def _check_version(version: object) -> None:
    if version != VERSION:
        raise ValueError(version)
