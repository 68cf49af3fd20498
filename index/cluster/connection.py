"""The connection to a Ray cluster: made in silence, and given up whole."""

import logging
import os
import re
import socket
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ray
from ray._private import services

from index.cluster.errors import ClusterUnavailable
from index.errors import SettingInvalid

AUTO = "auto"
_ADDRESS = re.compile(r"(ray://)?(\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}")

# No statistics sent, and no advice on what a future version of Ray will do.
_SILENCE = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
_PATIENCE_SECONDS = 5.0
# For what a few batches have in flight; Ray would take a third of the machine's memory.
_OBJECT_BYTES = 500_000_000


@contextmanager
def connected(address: str) -> Iterator[None]:
    """Connect this process to a cluster, and disconnect it in the end.

    Args:
        address: As :func:`index.cluster.opened_cluster` takes it.

    Raises:
        SettingInvalid: The address is none.
        ClusterUnavailable: It cannot be reached, or runs another version of Ray or Python.
    """
    if address != AUTO and not _ADDRESS.fullmatch(address):
        raise SettingInvalid(
            f"{address[:200]!r} is no address of a Ray cluster: give auto, ray://host:10001, or "
            "host:6379 on a machine of the cluster."
        )
    with _environment(_SILENCE):
        found = _find_here() if address == AUTO else address
        if found is None:
            with _own_cluster():
                yield
            return
        _connect(found)
        try:
            yield
        finally:
            ray.shutdown()


def _find_here() -> str | None:
    """Return the address of the cluster that this machine is part of, if it is up."""
    if named := os.environ.get("RAY_ADDRESS"):
        return named
    # What ray start has written down; Ray's own search finds other users' clusters, too. And it
    # remembers those that were not stopped but killed.
    found: str | None = services.find_bootstrap_address(None)
    return found if found and _answers(found) else None


def _connect(address: str) -> None:
    if not _answers(address):
        raise _unreachable(address)
    try:
        try:
            _init(address)
        except ConnectionAbortedError:  # it is there, but failed at starting a server for us
            _init(address)
    except (ConnectionError, TimeoutError, ValueError) as error:
        raise _unreachable(address) from error
    except RuntimeError as error:
        raise _unfit(address, error) from error


def _answers(address: str) -> bool:
    """Tell whether anything listens there: Ray itself would try for two minutes."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), _PATIENCE_SECONDS):
            return True
    except (OSError, ValueError):
        return False


@contextmanager
def _own_cluster() -> Iterator[None]:
    """Start a cluster on this machine, and end it; Ray's token in ``~/.ray`` keeps others out."""
    with _short_folder() as folder:
        try:
            _init(
                "local",
                include_dashboard=False,
                object_store_memory=_OBJECT_BYTES,
                _temp_dir=folder,
            )
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            raise ClusterUnavailable(
                f"Ray cannot be started on this machine ({_first_line(error)}); "
                "leave --ray out to add without it."
            ) from error
        try:
            yield
        finally:
            ray.shutdown()


def _init(address: str, **settings: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is wrong is raised as well
        ray.init(address, log_to_driver=False, logging_level=logging.CRITICAL, **settings)


def _short_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder whose path leaves room for the names of Ray's sockets in it."""
    short = "/tmp"  # noqa: S108 - what is made in it is this user's alone
    parent = short if Path(short).is_dir() else None
    return tempfile.TemporaryDirectory(prefix="ray", dir=parent, ignore_cleanup_errors=True)


def _unreachable(address: str) -> ClusterUnavailable:
    hint = "" if address.startswith("ray://") else " (which only works on a machine of the cluster)"
    return ClusterUnavailable(
        f"There is no Ray cluster to be reached at {address}{hint}; start it, or give the address "
        "of its head as ray://host:10001."
    )


def _unfit(address: str, error: RuntimeError) -> ClusterUnavailable:
    if "version" in str(error).lower():
        return ClusterUnavailable(
            f"The cluster at {address} runs another version of Ray or Python "
            f"({_versions(error)}); use the same ones there and here."
        )
    return ClusterUnavailable(
        f"The cluster at {address} cannot be used ({_first_line(error)}); ray status tells more."
    )


def _versions(error: RuntimeError) -> str:
    return " ".join(str(error).split())[:200]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Set variables that Ray and the processes it starts look at; put back what Ray sets, too."""
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("RAY_")]:
            if name in before:
                os.environ[name] = before[name]
            else:
                del os.environ[name]
