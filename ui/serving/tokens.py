"""Sessions that any replica knows: what is to be remembered of one is in its token, signed.

Whoever has the key could make a token for anyone, so it comes from the environment alone.
"""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from itsdangerous import BadData, URLSafeSerializer

from index.errors import SettingInvalid

KEY_VARIABLE = "FUNDSTELLE_SESSION_KEY"
"""The environment variable of the key; the replicas that share sessions are given the same."""

SHORTEST_KEY = 32
"""Characters: 256 bits in base64 have 43, in hexadecimal digits 64."""

LASTING = 12 * 60 * 60.0
"""Seconds that a session lasts, used or not: nobody writes its token anew."""

_ENDED = 10_000
_PURPOSE = b"fundstelle session 1"


class SignedSessions:
    """Sessions in tokens, each of which holds for twelve hours on every replica with the key.

    Ended before that, a token is refused by the replica that ended it, and gone from the browser;
    a copy of it would still be taken elsewhere, until it ends or the user's password changes.
    """

    def __init__(
        self, key: str, clock: Callable[[], float] = time.time, limit: int = _ENDED
    ) -> None:
        """Set the key.

        Args:
            key: A secret of at least :data:`SHORTEST_KEY` characters.
            clock: Tells the time, in seconds since 1970.
            limit: How many sessions that have ended are remembered.

        Raises:
            SettingInvalid: The key is too short; it is not repeated.
        """
        check_key(key)
        self._clock = clock
        self._limit = limit
        self._lock = Lock()
        self._ended: OrderedDict[str, None] = OrderedDict()
        signing = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._serializer = URLSafeSerializer(key, salt=_PURPOSE, signer_kwargs=signing)
        self._realm = hmac.digest(key.encode(), b"fundstelle realm", "sha256").hex()

    @property
    def realm(self) -> str:
        """What the replicas with this key have in common; tells nothing of the key."""
        return self._realm

    def open(self, name: str, stamp: str) -> str:
        """Begin a session and return its token, in which name and stamp can be read."""
        nonce = secrets.token_urlsafe(9)
        token = self._serializer.dumps([name, stamp, self._clock() + LASTING, nonce])
        return token if isinstance(token, str) else token.decode()

    def find(self, token: str) -> tuple[str, str] | None:
        """Return the name and the stamp of a session that still holds."""
        session = self._read(token)
        if session is None:
            return None
        name, stamp, nonce = session
        with self._lock:
            return None if nonce in self._ended else (name, stamp)

    def close(self, token: str) -> None:
        """End a session, if there is one."""
        session = self._read(token)
        if session is None:  # not remembered, or anybody could have others forgotten
            return
        with self._lock:
            self._ended[session[2]] = None
            while len(self._ended) > self._limit:
                self._ended.popitem(last=False)

    def _read(self, token: str) -> tuple[str, str, str] | None:
        """Return name, stamp and nonce of a token that was signed with the key and holds."""
        try:
            name, stamp, ends, nonce = self._serializer.loads(token)
        except BadData:
            return None
        return (name, stamp, nonce) if self._clock() < ends else None


def check_key(key: str) -> None:
    """Refuse a key that could be guessed.

    Raises:
        SettingInvalid: It is too short; it is not repeated.
    """
    if len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 4:
        raise SettingInvalid(
            f"The key in {KEY_VARIABLE} could be guessed: give all replicas the same one of at "
            f"least {SHORTEST_KEY} random characters, as openssl rand -hex 32 makes it."
        )
