"""Where an index lives: a folder on this machine, or a collection in Milvus."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from index.errors import SettingInvalid

_SERVER, _SECURE, _FILE = "milvus", "milvus+tls", "milvus-lite"
_PORT = 19530
_NAME = "fundstelle"
_EXAMPLES = "milvus://host:19530/news, milvus+tls://host/news, milvus-lite:news.db"


@dataclass(frozen=True, slots=True)
class MilvusPlace:
    """A collection in Milvus. No password or token is part of it: see ``FUNDSTELLE_MILVUS_TOKEN``.

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
        scheme, _, rest = self.uri.partition("://")
        if not rest:
            return f"{_FILE}:{self.uri}"
        return f"{_SECURE if scheme == 'https' else _SERVER}://{rest}/{self.name}"


Place = Path | MilvusPlace
"""Where an index lives."""


def read_place(text: str) -> Place:
    """Read where an index lives.

    Args:
        text: A folder, ``milvus://host:port/name`` (``milvus+tls://`` with TLS), or
            ``milvus-lite:FILE``.

    Raises:
        SettingInvalid: It begins like an address, but is none.
    """
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in {_SERVER, _SECURE, _FILE}:
        return Path(text)
    if scheme.lower() == _FILE:
        if not rest or rest.startswith("//"):
            raise _no_place(text, "name a file")
        return MilvusPlace(rest)
    return _read_server(text)


def _read_server(text: str) -> MilvusPlace:
    try:
        parts = urlsplit(text)
        port = parts.port or _PORT
    except ValueError as error:
        raise _no_place(text, "give host and port") from error
    if "@" in parts.netloc:
        raise SettingInvalid(
            "The index's address holds a user name; Milvus' token goes into the environment "
            "variable FUNDSTELLE_MILVUS_TOKEN."
        )
    if not parts.hostname or parts.query or parts.fragment:
        raise _no_place(text, "give host and port")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    web = "https" if parts.scheme == _SECURE else "http"
    return MilvusPlace(f"{web}://{host}:{port}", _read_name(text, parts))


def _read_name(text: str, parts: SplitResult) -> str:
    name = parts.path.strip("/") or _NAME
    # What Milvus takes as the beginning of a collection's name.
    if not (name.isascii() and name.isidentifier() and len(name) <= 100):
        raise _no_place(text, "name the index with letters, digits and _")
    return name


def _no_place(text: str, wanted: str) -> SettingInvalid:
    return SettingInvalid(f"{text[:200]!r} is no place of an index: {wanted}, as in {_EXAMPLES}.")
