"""A server of Milvus, or a file of Milvus Lite, is connected to."""

import logging
import os
import time
from collections.abc import Callable
from typing import Any

from index.errors import IndexMissing
from index.milvus import failures
from index.places import TOKEN_VARIABLE, MilvusPlace

CONNECTING = 5.0
"""Seconds for the first word with the server."""

_PAUSE = 0.2  # seconds between two attempts to open a file

# Else gRPC would remember for all channels that a server was gone, for up to two minutes.
_CHANNEL = {"grpc.use_local_subchannel_pool": 1, "grpc.max_reconnect_backoff_ms": 1_000}

Client = Any  # pymilvus.MilvusClient, which is an extra, and untyped


def open_client(place: MilvusPlace) -> tuple[Client, bool]:
    """Return a client that is connected, and whether it is Milvus Lite that answers.

    Raises:
        IndexMissing: There is no folder for the file.
        StoreUnreachable: The server cannot be reached.
        StoreError: It refuses, or the libraries are not installed.
    """
    try:
        # An extra, and slow to import.
        from pymilvus import MilvusClient  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError as error:
        raise failures.missing_libraries() from error
    # It tells its own log what it raises as well, with tracebacks.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
    _check_folder(place)
    deadline = time.monotonic() + CONNECTING
    while True:
        try:
            return _greet(place, MilvusClient)
        except failures.kinds() as error:
            # A file is opened by one at a time: who has just asked it may be about to leave.
            if place.file is None or time.monotonic() > deadline:
                raise failures.plain(error, place) from error
        time.sleep(_PAUSE)


def _greet(place: MilvusPlace, client_of: Callable[..., Client]) -> tuple[Client, bool]:
    client = client_of(
        place.uri,
        token=os.environ.get(TOKEN_VARIABLE, ""),
        timeout=CONNECTING,
        dedicated=True,
        grpc_options=_CHANNEL,
    )
    return client, "lite" in client.get_server_version(timeout=CONNECTING)


def _check_folder(place: MilvusPlace) -> None:
    file = place.file
    if file is not None and not file.parent.is_dir():
        raise IndexMissing(
            f"There is no folder {file.parent} for the Milvus Lite file; make it first, or "
            "choose another place with --index."
        )
