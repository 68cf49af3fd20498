"""The addresses of databases: which ones can be the desk's, and which one is by default."""

import hashlib
from pathlib import Path

import platformdirs
from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url

from index.errors import SettingInvalid
from index.places import MilvusPlace, Place

_MEMORY = ("", ":memory:")


def desk_url(database: str, index: Place) -> str:
    """Return the address of the desk's database.

    Args:
        database: As it was set: an address, the path of a SQLite file, or ``""`` for the default.
        index: Where the index lives. The default is a file beside it; where it is on a server, a
            file of this user's, which other machines do not share.
    """
    if "://" in database:
        return database
    path = database or str(_beside(index))
    return URL.create("sqlite", database=path).render_as_string()


def _beside(index: Place) -> Path:
    if isinstance(index, MilvusPlace) and index.file is None:
        # The address is part of the name: two servers may each have an index of the same name.
        where = hashlib.sha256(str(index).encode()).hexdigest()[:8]
        return platformdirs.user_data_path("fundstelle") / f"{index.name}-{where}.desk.sqlite"
    file = Path(index.uri if isinstance(index, MilvusPlace) else index).resolve()
    return file.with_name(f"{file.name}.desk.sqlite")


def parse_address(url: str) -> URL:
    """Return an address, with the driver that it is opened with.

    Raises:
        SettingInvalid: It is none, or of a kind that is not supported; nothing secret is repeated.
    """
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise SettingInvalid(
            "The address of the database cannot be read; give one such as "
            "sqlite:///data/desk.sqlite or postgresql://NAME:PASSWORD@HOST/DATABASE."
        ) from None
    if is_sqlite(parsed):
        if (parsed.database or "") in _MEMORY or str(parsed.database).startswith("file:"):
            raise SettingInvalid("A SQLite database needs the path of a file: sqlite:///FILE.")
        return parsed
    if parsed.get_backend_name() != "postgresql":
        raise SettingInvalid(
            f"There is no keeping anything in {parsed.get_backend_name()!r}; use a database of "
            "SQLite or PostgreSQL."
        )
    return _with_driver(parsed)


def is_sqlite(url: URL) -> bool:
    """Tell whether an address is that of a SQLite file."""
    return url.get_backend_name() == "sqlite"


def _with_driver(url: URL) -> URL:
    try:
        import psycopg  # noqa: F401, PLC0415 - only those need it who keep things there
    except ImportError:
        raise SettingInvalid(
            "PostgreSQL needs a driver that is not there; install it with: "
            "pip install 'psycopg[binary]'"
        ) from None
    return url.set(drivername="postgresql+psycopg")
