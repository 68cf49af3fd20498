"""Users, and requests of theirs, without a server."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
from starlette.types import Scope

from ui.serving.door import Door
from ui.serving.sessions import Attempts, Sessions
from ui.serving.users import User, Users


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Known(Users):
    """Users without a file, whose password is their name backwards."""

    def __init__(self, **roles: str) -> None:
        self.roles = roles
        self.stamp = "hash"

    @property
    def file(self) -> Path:
        return Path("users")

    def find(self, name: str) -> User | None:
        return User(name, self.roles[name], self.stamp) if name in self.roles else None

    def check(self, name: str, password: str) -> User | None:
        return self.find(name) if password == name[::-1] else None


def scope_of(method: str = "GET", path: str = "/", **headers: str) -> Scope:
    given = {"host": "localhost:7860", "content_length": "2", **headers}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "client": ("192.0.2.7", 1),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
    }


def door_of(users: Users, clock: Clock | None = None) -> Door:
    clock = clock or Clock()
    return Door(users, Sessions(clock), Attempts(clock))


def run(function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    return anyio.run(function, *arguments)
