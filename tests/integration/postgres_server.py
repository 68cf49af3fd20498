"""A real PostgreSQL, as Debian packages it, for the time of a test: in a temporary folder."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_USUAL = Path("/usr/lib/postgresql")
_SERVANTS = ("postgres", "nobody")  # whom it may run as where root starts it, which it refuses


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, or None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(_USUAL.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def postgres_server(programs: Path) -> Iterator[str]:
    """Start a server with an empty database, and give its address; it is gone afterwards."""
    # Not below the test's own folder, which nobody else may enter.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    servant = _servant()
    try:
        if servant:
            os.chown(folder, servant["user"], servant["group"])
        data = folder / "data"
        _run([programs / "initdb", "--pgdata", data, *_INIT], servant)
        port = _free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off"
        options += f" -c unix_socket_directories={folder}"
        control = [programs / "pg_ctl", "--pgdata", data, "--silent", "--wait"]
        _run([*control, "--log", folder / "log", "--options", options, "start"], servant)
        try:
            yield f"postgresql://desk@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "--mode", "immediate", "stop"], servant)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INIT = ("--username", "desk", "--auth", "trust", "--encoding", "UTF8", "--no-sync", "--no-locale")


def _servant() -> dict[str, Any]:
    """Return whom to run it as, where that cannot be who runs the tests."""
    if os.geteuid() != 0:
        return {}
    for name in _SERVANTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise LookupError("There is nobody but root to run PostgreSQL as.")


def _run(command: Sequence[str | Path], servant: dict[str, Any]) -> None:
    done = subprocess.run(
        list(map(str, command)),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # no pipe, which the server would keep open
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
        **servant,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with exit code {done.returncode}.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
