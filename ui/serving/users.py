"""Who may log in: a text file with one line a user, ``name:role:hash``.

Passwords are hashed with Argon2id (RFC 9106) by argon2-cffi, with its defaults.
"""

import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from index.errors import SettingInvalid

READER, EDITOR = ROLES = ("reader", "editor")
SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1_000
_NAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class User:
    """One who may log in.

    Attributes:
        name: The name to log in with.
        role: ``reader``, or ``editor``, who adds and removes articles as well.
        hash: What the password was hashed to, with its salt and parameters.
    """

    name: str
    role: str
    hash: str

    @property
    def edits(self) -> bool:
        """Whether articles may be added and removed."""
        return self.role == EDITOR


class Users:
    """The users of a file, read again whenever it changed; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """Read the file.

        Raises:
            SettingInvalid: If it is not there, cannot be read or holds a bad line.
        """
        self._file = file
        self._lock = Lock()
        self._hasher = PasswordHasher()
        # What a password is compared with where there is no such user, so that it takes as long.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())
        self._version: tuple[int, ...] = ()
        self._users: Mapping[str, User] = {}
        self.find("")

    @property
    def file(self) -> Path:
        """The file."""
        return self._file

    def find(self, name: str) -> User | None:
        """Return the user of that name, if there is one.

        Raises:
            SettingInvalid: If the file is gone or holds a bad line: then nobody gets in.
        """
        with self._lock:
            version = _version_of(self._file)
            if version != self._version:
                self._users = read_users(self._file)
                self._version = version
            return self._users.get(unicodedata.normalize("NFC", name))

    def check(self, name: str, password: str) -> User | None:
        """Return the user of that name if the password is right; takes some 50 ms on purpose.

        Raises:
            SettingInvalid: If the file is gone or holds a bad line.
        """
        user = self.find(name)
        password = unicodedata.normalize("NFC", password[: _LONGEST_PASSWORD + 1])
        try:
            self._hasher.verify(user.hash if user else self._nobody, password)
        except VerificationError:
            return None
        return user


def read_users(file: Path) -> dict[str, User]:
    """Return the users of a file by name.

    Raises:
        SettingInvalid: If it is not there, cannot be read or holds a bad line.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise _missing(file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingInvalid(f"The users in {file} cannot be read ({error}).") from error
    users: dict[str, User] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            user = _parse(line.strip(), f"Line {number} of {file}")
            if user.name in users:
                raise SettingInvalid(f"Line {number} of {file} names {user.name} a second time.")
            users[user.name] = user
    return users


def add_user(file: Path, name: str, password: str, *, edits: bool) -> User:
    """Add a user to a file, which is created where there is none, readable by its owner alone.

    Raises:
        SettingInvalid: If the name is taken or none, the password is too short or too long, or the
            file cannot be read or written.
    """
    name = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(name):
        raise SettingInvalid(
            f"{name!r} is no name: use up to 64 letters, digits and the signs . @ + - _."
        )
    users = read_users(file) if file.exists() else {}
    if name in users:
        raise SettingInvalid(
            f"There is a user {name} already; remove that one first, or choose another name."
        )
    check_password(password)
    hashed = PasswordHasher().hash(unicodedata.normalize("NFC", password))
    user = User(name, EDITOR if edits else READER, hashed)
    _write(file, [*users.values(), user])
    return user


def remove_user(file: Path, name: str) -> None:
    """Remove a user from a file.

    Raises:
        SettingInvalid: If there is none of that name, or the file cannot be read or written.
    """
    users = read_users(file)
    if users.pop(unicodedata.normalize("NFC", name), None) is None:
        raise SettingInvalid(f"There is no user {name} in {file}.")
    _write(file, users.values())


def check_password(password: str) -> None:
    """Refuse a password that is too short or too long.

    Raises:
        SettingInvalid: If it is.
    """
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise SettingInvalid(
            f"The password has {len(password)} characters; choose one of at least "
            f"{SHORTEST_PASSWORD} and at most {_LONGEST_PASSWORD}."
        )


def _parse(line: str, where: str) -> User:
    name, _, rest = line.partition(":")
    role, _, hashed = rest.partition(":")
    if not _NAME.fullmatch(name):
        raise SettingInvalid(f"{where} begins with no name; each line is name:role:hash.")
    if role not in ROLES:
        raise SettingInvalid(f"{where} gives {name} no role: it must be {READER} or {EDITOR}.")
    try:
        extract_parameters(hashed)
    except InvalidHashError:
        raise SettingInvalid(
            f"{where} holds no Argon2 hash for {name}; "
            f"remove it and run: fundstelle users add {name}."
        ) from None
    return User(unicodedata.normalize("NFC", name), role, hashed)


def _write(file: Path, users: Iterable[User]) -> None:
    """Replace the file at once, so that whoever reads it finds the old or the new one, whole."""
    text = "".join(f"{user.name}:{user.role}:{user.hash}\n" for user in users)
    file = file.resolve()  # what a link leads to is replaced, not the link
    try:
        number, written = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 600
        try:
            with os.fdopen(number, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(number)
            Path(written).replace(file)
        except BaseException:
            Path(written).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SettingInvalid(
            f"The users cannot be written to {file} ({error.strerror})."
        ) from error


def _version_of(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except FileNotFoundError:
        raise _missing(file) from None
    except OSError as error:
        raise SettingInvalid(f"The users in {file} cannot be read ({error.strerror}).") from error
    return status.st_ino, status.st_size, status.st_mtime_ns


def _missing(file: Path) -> SettingInvalid:
    return SettingInvalid(
        f"There is no file {file}: add a user with fundstelle users add NAME --auth {file}."
    )
