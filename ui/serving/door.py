"""Letting readers in: passwords, sessions, and how a request says whose it is."""

import base64
import hashlib
import ipaddress
import logging
from dataclasses import dataclass

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.types import Scope

from index.errors import SettingInvalid
from ui.serving.sessions import Attempts, SessionKeeper, Sessions
from ui.serving.users import User, Users

_LOG = logging.getLogger(__name__)
_AT_ONCE = 2
"""Passwords checked at once; each takes 64 MB."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody was not let in.

    Attributes:
        reason: ``wrong``, ``wait`` or ``broken``, where the users cannot be read.
        seconds: How long to wait.
    """

    reason: str
    seconds: int = 0


class Door:
    """Lets in who has a password, and knows them again.

    A session ends at once for whoever is removed from the users or given another password.
    """

    def __init__(self, users: Users, sessions: SessionKeeper, attempts: Attempts) -> None:
        self._users = users
        self._sessions = sessions
        self._presented = Sessions()  # passwords that were sent with a request, and were right
        self._attempts = attempts
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        # Several servers of one machine share its cookies.
        realm = sessions.realm or str(users.file.resolve())
        self.cookie = f"fundstelle-{hashlib.sha256(realm.encode()).hexdigest()[:8]}"

    async def enter(self, name: str, password: str, address: str) -> str | Refusal:
        """Check a password and return the token of a new session.

        Args:
            name: Who wants in.
            password: What was given for it.
            address: Where from.
        """
        checked = await self._check(name, password, address)
        if isinstance(checked, Refusal):
            return checked
        return self._sessions.open(checked.name, _stamp(checked))

    def leave(self, request: Request) -> None:
        """End the session of a request, if it has one."""
        self._sessions.close(request.cookies.get(self.cookie, ""))

    async def known(self, scope: Scope) -> str | None:
        """Return the name of who is logged in, or None.

        A session is known by its cookie. Programs that keep no cookies may send name and password
        with each request (RFC 7617); no browser does, since none is ever asked to.
        """
        request = Request(scope)
        try:
            name = self._holder(request.cookies.get(self.cookie, ""), self._sessions)
            return name or await self._check_presented(request)
        except SettingInvalid as error:
            _LOG.error("Nobody can log in: %s", error)
            return None

    def _holder(self, token: str, sessions: SessionKeeper) -> str | None:
        session = sessions.find(token) if token else None
        if session is None:
            return None
        name, stamp = session
        user = self._users.find(name)
        if user is not None and _stamp(user) == stamp:
            return name
        sessions.close(token)
        return None

    async def _check_presented(self, request: Request) -> str | None:
        header = request.headers.get("authorization", "")
        scheme, _, encoded = header.partition(" ")
        if scheme.lower() != "basic":
            return None
        if name := self._holder(header, self._presented):  # checked before
            return name
        try:
            name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return None
        checked = await self._check(name, password, address_of(request))
        if isinstance(checked, Refusal):
            return None
        self._presented.open(checked.name, _stamp(checked), token=header)
        return checked.name

    async def _check(self, name: str, password: str, address: str) -> User | Refusal:
        seconds = self._attempts.begin(name, address)
        if seconds > 0:
            return Refusal("wait", int(seconds) + 1)
        try:
            user = await anyio.to_thread.run_sync(
                self._users.check, name, password, limiter=self._limiter
            )
        except SettingInvalid as error:
            _LOG.error("Nobody can log in: %s", error)
            return Refusal("broken")
        if user is None:
            return Refusal("wrong")
        self._attempts.forgive(name, address)
        return user


def _stamp(user: User) -> str:
    """Return what changes with a user's password, and tells nothing of it."""
    return hashlib.sha256(user.hash.encode()).hexdigest()[:32]


def address_of(request: Request) -> str:
    """Return where a request comes from, as uvicorn has it from a proxy on this machine.

    Of an IPv6 address it is the network, since whoever has one has as many as they like.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))
