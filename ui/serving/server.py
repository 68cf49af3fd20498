"""How the page reaches the browser: a listening socket and uvicorn.

Not ``Blocks.launch``: it asks its own address through whatever proxy is configured, and says of a
port that is taken only that it found none.
"""

import contextlib
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from ui.serving.listening import listen

_PATIENCE = 5  # seconds that answers under way are given at the end


def run(
    app: FastAPI,
    host: str,
    port: int,
    *,
    on_ready: Callable[[str], None] | None = None,
    on_stop: Callable[[], None] | None = None,
) -> None:
    """Serve an app until interrupted.

    Args:
        app: The app.
        host: Address to listen at.
        port: Port to listen at.
        on_ready: Called with the app's address once it is listened at.
        on_stop: Called at the end, to let go of connections that would stay open otherwise.

    Raises:
        SettingInvalid: If nothing can listen at that host and port.
    """
    with listen(host, port) as listener:
        if on_ready:
            on_ready(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")
        with contextlib.suppress(KeyboardInterrupt):  # how one stops it
            _Server(app, on_stop).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Uvicorn, quiet, with something to do before it waits for its connections to end."""

    def __init__(self, app: FastAPI, on_stop: Callable[[], None] | None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                ws="none",
                timeout_graceful_shutdown=_PATIENCE,
            )
        )
        self._on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._on_stop:
            self._on_stop()
        await super().shutdown(sockets)
