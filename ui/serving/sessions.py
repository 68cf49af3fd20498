"""Who is logged in, and who has tried too often: in memory, bounded, gone when the server ends.

:mod:`ui.serving.tokens` has sessions that several servers share.
"""

import hashlib
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

_IDLE = 12 * 60 * 60.0  # seconds
_SESSIONS = 10_000
_TRIES = 5
_WITHIN = 60.0  # seconds
_WATCHED = 10_000


@dataclass(slots=True)
class _Session:
    name: str
    stamp: str
    used: float


class SessionKeeper(Protocol):
    """Knows those who logged in by a token."""

    @property
    def realm(self) -> str:
        """What the servers that know the same sessions have in common; ``""`` where it is one."""

    def open(self, name: str, stamp: str) -> str:
        """Begin a session and return its token.

        Args:
            name: Who logged in.
            stamp: What must still hold of that user, such as a hash of the password's hash.
        """

    def find(self, token: str) -> tuple[str, str] | None:
        """Return the name and the stamp of a session that still holds."""

    def close(self, token: str) -> None:
        """End a session, if there is one."""


class Sessions:
    """Tokens of those who logged in. Each holds until it is not used for twelve hours."""

    realm = ""

    def __init__(self, clock: Callable[[], float] = time.monotonic, limit: int = _SESSIONS) -> None:
        self._clock = clock
        self._limit = limit
        self._lock = Lock()
        self._sessions: OrderedDict[bytes, _Session] = OrderedDict()  # the least used come first

    def open(self, name: str, stamp: str, token: str = "") -> str:
        """Begin a session and return its token.

        Args:
            name: Who logged in.
            stamp: What must still hold of that user.
            token: What it is to be found by; a new, random one if empty.
        """
        token = token or secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_key(token)] = _Session(name, stamp, self._clock())
            while len(self._sessions) > self._limit:
                self._sessions.popitem(last=False)
        return token

    def find(self, token: str) -> tuple[str, str] | None:
        """Return the name and the stamp of a session that still holds."""
        key, now = _key(token), self._clock()
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                return None
            if now - session.used > _IDLE:
                del self._sessions[key]
                return None
            session.used = now
            self._sessions.move_to_end(key)
            return session.name, session.stamp

    def close(self, token: str) -> None:
        """End a session, if there is one."""
        with self._lock:
            self._sessions.pop(_key(token), None)


class Attempts:
    """Failed logins of the last minute, by name and by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, limit: int = _WATCHED) -> None:
        self._clock = clock
        self._limit = limit
        self._lock = Lock()
        self._failed: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def begin(self, name: str, address: str) -> float:
        """Count an attempt as failed, until it is forgiven.

        Counted first, so that many at once are not all let through. One that has to wait is not
        counted, so that the wait ends.

        Returns:
            How many seconds to wait; 0 if the password may be looked at.
        """
        now = self._clock()
        keys = _watched(name, address)
        with self._lock:
            wait = max(self._wait(key, now) for key in keys)
            if wait > 0:
                return wait
            for key in keys:
                self._failed.setdefault(key, deque(maxlen=_TRIES)).append(now)
                self._failed.move_to_end(key)
            while len(self._failed) > self._limit:
                self._failed.popitem(last=False)
        return 0.0

    def forgive(self, name: str, address: str) -> None:
        """Take back an attempt that was right, and what was wrong before it of that name."""
        of_name, of_address = _watched(name, address)
        with self._lock:
            self._failed.pop(of_name, None)
            failed = self._failed.get(of_address)
            if failed:
                failed.pop()

    def _wait(self, key: tuple[str, str], now: float) -> float:
        failed = self._failed.get(key, ())
        recent = [moment for moment in failed if now - moment < _WITHIN]
        return recent[0] + _WITHIN - now if len(recent) >= _TRIES else 0.0


def _key(token: str) -> bytes:
    # Looked up by a hash, so that how long a look-up takes says nothing of a token.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _watched(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("name", name[:100]), ("address", address)
