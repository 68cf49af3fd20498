"""OpenVINO as a library: imported without the part of it that reports its use over the network."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

# Sends an event to a server when OpenVINO is imported, from a forked process. Without it, OpenVINO
# takes a stub that it brings along.
_TELEMETRY = "openvino_telemetry"


def import_openvino() -> ModuleType:
    """Return the library.

    Raises:
        ImportError: It is not installed.
    """
    with _hidden(_TELEMETRY):
        return import_module("openvino")


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let a module that is not loaded yet be as if it were not installed."""
    if name in sys.modules:
        yield
        return
    modules: dict[str, Any] = sys.modules
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
