"""The addresses of databases: which ones can be the desk's, and which one is by default."""

from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url

from index.errors import SettingInvalid

_MEMORY = ("", ":memory:")


def desk_url(database: str, index: Path) -> str:
    """Return the address of the desk's database.

    Args:
        database: As it was set: an address, the path of a SQLite file, or ``""`` for the default.
        index: The folder of the index; the default is a file beside it.
    """
    if "://" in database:
        return database
    folder = index.resolve()
    path = database or str(folder.with_name(f"{folder.name}.desk.sqlite"))
    return URL.create("sqlite", database=path).render_as_string()


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
