"""Where an index lives: a folder on this machine, or a collection in Milvus."""

import re
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from index.errors import SettingInvalid

TOKEN_VARIABLE = "FUNDSTELLE_MILVUS_TOKEN"  # noqa: S105 - its name, not the token
"""The environment variable of Milvus' token; it is no setting and part of no place."""

_SERVER, _SECURE, _FILE = "milvus", "milvus+tls", "milvus-lite"
_PORT = 19530
_NAME = "fundstelle"
_LONGEST_NAME = 100  # the names of collections begin with it, and Milvus takes 255 characters
_EXAMPLES = "milvus://host:19530/news, milvus+tls://host/news, milvus-lite:news.db"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//?)?")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")  # a name, or an address of IPv4 or IPv6
_LITE_SUFFIX = ".db"  # what the client tells a file by


@dataclass(frozen=True, slots=True)
class MilvusPlace:
    """A collection in Milvus. No password or token is part of it: see :data:`TOKEN_VARIABLE`.

    Attributes:
        uri: What the client connects to: ``http://host:port``, ``https://host:port``, or the path
            of a Milvus Lite file.
        name: Name of the index there; the names of its collections begin with it.
    """

    uri: str
    name: str = _NAME

    @property
    def file(self) -> Path | None:
        """The file of Milvus Lite; None where it is a server."""
        return None if self.uri.startswith(("http://", "https://")) else Path(self.uri)

    def __str__(self) -> str:
        """Return the place as it is given to ``--index``."""
        if self.file:
            return f"{_FILE}:{self.uri}"
        scheme, _, rest = self.uri.partition("://")
        return f"{_SECURE if scheme == 'https' else _SERVER}://{rest}/{self.name}"


Place = Path | MilvusPlace
"""Where an index lives."""


def read_place(given: str | Place) -> Place:
    """Read where an index lives.

    Args:
        given: A folder, ``milvus://host:port/name`` (``milvus+tls://`` with TLS), or
            ``milvus-lite:FILE``. A folder whose name looks like one of these is given as ``./…``.

    Raises:
        SettingInvalid: It is empty, or begins like an address, but is none.
    """
    if isinstance(given, MilvusPlace):
        return given
    if not isinstance(given, str | PathLike):
        raise SettingInvalid(f"The place of an index must be a text or a path, not {given!r}.")
    text = str(given)
    if not text.strip():  # a path would take it for the working folder
        raise SettingInvalid(
            "The place of an index is empty; give a folder, such as data/index (. is this folder)."
        )
    if "\0" in text:
        raise SettingInvalid("The place of an index holds a NUL character; give a folder.")
    begins = _SCHEME.match(text)
    scheme, slashes = (begins[1].lower(), begins[2] or "") if begins else ("", "")
    if scheme == _FILE:
        return _read_file(text)
    if scheme in {_SERVER, _SECURE} and slashes:
        # A path has folded the two slashes into one.
        return _read_server(text.replace(":/", "://", 1) if isinstance(given, Path) else text)
    if slashes == "//":
        raise _no_place(text, "begin it with milvus://")
    return Path(text)


def to_place(given: str | Place) -> Place:
    """Return a place as it is, or what a text says (:func:`read_place`).

    A path is not read: it may have been ``./milvus-lite:x``, and has lost its dot.

    Raises:
        SettingInvalid: It is empty, or begins like an address, but is none.
    """
    return given if isinstance(given, Path) else read_place(given)


def place_within(place: Place, name: str) -> Place:
    """Return the place of one of several indexes that are kept together, by its name."""
    if isinstance(place, Path):
        return place / name
    return replace(place, name=f"{place.name}_{re.sub('[^A-Za-z0-9]', '_', name)}")


def _read_file(text: str) -> MilvusPlace:
    file = text.partition(":")[2]
    if not file or "://" in text or file.startswith("//"):
        raise _no_place(text, "name a file")
    if not file.endswith(_LITE_SUFFIX):
        raise _no_place(text, f"name a file that ends in {_LITE_SUFFIX}")
    return MilvusPlace(file)


def _read_server(text: str) -> MilvusPlace:
    if "@" in text:  # not repeated: there may be a password before it
        raise SettingInvalid(
            "The address of an index holds no user and no password: leave out what stands before "
            f"the @, and give Milvus' token in the environment variable {TOKEN_VARIABLE}."
        )
    shown = text.partition("?")[0].partition("#")[0]  # behind it there may be a token
    try:
        parts = urlsplit(text)
        port = _PORT if parts.port is None else parts.port
    except ValueError as error:
        raise _no_place(shown, "give host and port") from error
    host = parts.hostname or ""
    if text != shown or not parts.netloc or not _HOST.fullmatch(host) or not port:
        raise _no_place(shown, "give host, port and name alone")
    host = f"[{host}]" if ":" in host else host
    web = "https" if parts.scheme == _SECURE else "http"
    return MilvusPlace(f"{web}://{host}:{port}", _read_name(text, parts))


def _read_name(text: str, parts: SplitResult) -> str:
    name = parts.path.strip("/") or _NAME
    # What Milvus takes as the beginning of a collection's name.
    if not (name.isascii() and name.isidentifier() and len(name) <= _LONGEST_NAME):
        raise _no_place(text, "name the index with letters, digits and _, not with a digit first")
    return name


def _no_place(text: str, wanted: str) -> SettingInvalid:
    return SettingInvalid(
        f"{text[:200]!r} is no place of an index: {wanted}, as in {_EXAMPLES}; or give a folder."
    )
