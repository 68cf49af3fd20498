"""A language model in a GGUF file on this machine, run by llama.cpp in a process of its own.

A file that is damaged, or a model that crashes, takes down that process alone.
"""

import logging
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Lock

from index.errors import SettingInvalid
from rag.llm.models import Message, ModelUnavailable, Outage
from rag.llm.servers.hosting import Host

_log = logging.getLogger(__name__)

_LIBRARY = "xllamacpp"
_MAGIC = b"GGUF"
_STARTS = 2  # in a row, without a word between them
_DYING_SECONDS = 0.5


def check_file(path: Path) -> None:
    """Check what can be checked of a GGUF file without loading it.

    Raises:
        SettingInvalid: It is none, cannot be read, or nothing is installed to run it.
    """
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for its other end
            raise SettingInvalid(f"The language model {path} is no file; name another one.")
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise SettingInvalid(
            f"The language model {path} cannot be read ({error.strerror}); name another file."
        ) from None
    if magic != _MAGIC:
        raise SettingInvalid(f"The language model {path} is no GGUF file; name another one.")
    if find_spec(_LIBRARY) is None:
        raise SettingInvalid(
            f"Running the language model {path} needs a library that is not installed; install it "
            "by: pip install 'fundstelle[local-llm]'"
        )


class LocalModel:
    """A :class:`rag.llm.models.ChatModel` from a file; loaded when it is first needed."""

    def __init__(self, path: Path, *, seconds: float = 20, context: int = 4096) -> None:
        """Set the file.

        Args:
            path: A GGUF file.
            seconds: How long its first word may take once it is loaded, and later each next one.
            context: How many tokens prompt and reply have together.

        Raises:
            SettingInvalid: It is none, cannot be read, or nothing is installed to run it.
        """
        check_file(path)
        self._path = path
        self._seconds = seconds
        self._context = context
        self._lock = Lock()
        self._host: Host | None = None
        self._starts = 0

    @property
    def address(self) -> str:
        """Nowhere else."""
        return ""

    @property
    def file(self) -> str:
        """The file."""
        return str(self._path)

    @property
    def name(self) -> str:
        return self._path.stem

    @property
    def context(self) -> int:
        """How many tokens prompt and reply have together: as many as were set, or it can have."""
        try:
            model = self._running().wait()
        except ModelUnavailable:
            return self._context
        return model.context if model else self._context

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        for last in (False, True):
            host, begun = self._running(), False
            try:
                model = host.wait(stop)
                if model is None:
                    return
                for piece in model.stream(messages, limit, stop):
                    self._starts, begun = 0, True
                    yield piece
            except ModelUnavailable:
                if not host.ended(_DYING_SECONDS):
                    raise
                if begun or last:
                    raise host.obituary(Outage.CUT if begun else Outage.FAILED) from None
            else:
                return

    def warm_up(self) -> None:
        """Load it; where that fails the log says so, and so does every question."""
        try:
            self._running().wait()
        except ModelUnavailable as error:
            _log.warning("%s", error)

    def close(self) -> None:
        with self._lock:
            if self._host is not None:
                self._host.close()
                self._host = None

    def _running(self) -> Host:
        """Return the process that runs it; started once more if it has ended.

        Raises:
            ModelUnavailable: That has not helped before.
        """
        with self._lock:
            if self._host is not None and not self._host.ended():
                return self._host
            if self._host is not None:
                if self._starts >= _STARTS:
                    raise self._host.obituary()
                self._host.close()
            self._host = Host(self._path, seconds=self._seconds, context=self._context)
            self._starts += 1
            return self._host
