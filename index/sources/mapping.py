"""Which column of a table, or key of an object, holds which field of an article.

Exports name their columns as they please: the usual German and English names are recognised, and
others are named by whoever knows them, as in ``text=Fließtext,published=Druckdatum``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from index.declared_days import is_undecided, read_day
from index.errors import SettingInvalid, SourceUnreadable

# The names of each field beside its own, likelier ones first, as _key writes them.
_ALIASES = {
    "text": (
        *("body", "content", "article", "inhalt", "artikel", "volltext", "fulltext", "articletext"),
        *("articlebody", "artikeltext", "maintext", "bodytext", "contenttext"),
        *("contenthtml", "articlehtml", "html", "beitragstext", "plaintext", "story"),
    ),
    "title": ("headline", "titel", "überschrift", "schlagzeile", "webtitle"),
    "published": (
        *("date", "datum", "veröffentlicht", "publishedat", "publishdate", "publisheddate"),
        *("pubdate", "datepublished", "datepublish", "publicationdate", "erschienen"),
        *("veröffentlichtam", "erschienenam", "erscheinungsdatum", "veröffentlichungsdatum"),
        *("publikationsdatum", "publishedon", "publishtime", "webpublicationdate"),
    ),
    "source": (
        *("outlet", "medium", "quelle", "publisher", "zeitung", "newspaper", "publication"),
        *("publikation", "sourcename", "sitename"),
    ),
    "url": ("link", "permalink", "canonical", "canonicalurl", "weburl", "articleurl"),
    "author": ("autor", "autorin", "byline", "authors", "autoren", "verfasser", "creator"),
    "language": ("lang", "sprache"),
    "id": ("articleid", "guid", "uuid"),
}
_LISTED_COLUMNS = 12
_NUMBER = re.compile(r"\s*[\d.,#-]+\s*")
# Whole numbers outside these years are no Unix time.
_EARLIEST, _LATEST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1990, 2100))


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The column that holds each field; None leaves it to the usual names."""

    text: str | None = None
    title: str | None = None
    published: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    language: str | None = None
    id: str | None = None


BY_NAME = ColumnMap()
"""Leaves all of it to the usual names."""

_FIELDS = tuple(field.name for field in fields(ColumnMap))


def parse_columns(setting: str) -> ColumnMap:
    """Read a setting such as ``text=Artikel,title=Überschrift``; an empty one names no column.

    Raises:
        SettingInvalid: It is written otherwise, or names a field that articles do not have.
    """
    named: dict[str, str] = {}
    # A comma separates only where the next field begins, as columns may have commas in their names.
    for part in re.split(r",(?=[^,=]*=)", setting) if setting.strip() else ():
        field, _, column = (side.strip() for side in part.partition("="))
        if field not in _FIELDS or not column or field in named:
            raise SettingInvalid(
                f"The columns {setting!r} cannot be read at {part.strip()!r}; write FIELD=COLUMN,"
                f" separated by commas, each field once: {', '.join(_FIELDS)}."
            )
        named[field] = column
    return ColumnMap(**named)


def check_columns(names: Iterable[str], columns: ColumnMap) -> None:
    """Check that the columns of a file suffice for articles.

    Raises:
        SourceUnreadable: None holds the text, or one that was named is not there.
    """
    names = list(names)
    found = find_columns(names, columns)
    shown = ("".join(filter(str.isprintable, name[:40])) for name in names[:_LISTED_COLUMNS])
    listed = ", ".join(filter(None, shown)) or "none"
    listed += ", …" if len(names) > _LISTED_COLUMNS else ""
    for field in _FIELDS:
        if (column := getattr(columns, field)) and field not in found:
            raise SourceUnreadable(f"no column {column!r} for {field}; its columns are: {listed}")
    if "text" not in found:
        raise SourceUnreadable(
            "no column that is known to hold the text; name it with --columns text=COLUMN"
            f" (its columns are: {listed})"
        )


def find_columns(names: Iterable[str], columns: ColumnMap) -> Mapping[str, Sequence[str]]:
    """Return the columns that may hold each field, best first; fields without any are left out.

    A column that was named for a field is its only one. Otherwise the field's own name comes
    before the others, which are told without regard to case, spaces and punctuation.
    """
    return _find_columns(tuple(names), columns)


@lru_cache(maxsize=16)  # The rows of a table have the same columns.
def _find_columns(names: tuple[str, ...], columns: ColumnMap) -> Mapping[str, Sequence[str]]:
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(_key(name), name)
    named = {
        field: column if column in names else by_key.get(_key(column))
        for field in _FIELDS
        if (column := getattr(columns, field))
    }
    found = {}
    for field in _FIELDS:
        if field in named:
            candidates = [named[field]]
        else:
            usual = (by_key.get(alias) for alias in (field, *_ALIASES[field]))
            candidates = [field if field in names else None, *usual]
            candidates = [name for name in candidates if name not in named.values()]
        if given := [name for name in dict.fromkeys(candidates) if name is not None]:
            found[field] = given
    return found


def map_row(value: Mapping[str, object], columns: ColumnMap) -> dict[str, object]:
    """Turn an object with whatever keys into a row for :func:`index.rows.check_row`.

    Days may be written as :func:`index.declared_days.read_day` reads them, or as Unix time in
    seconds or milliseconds (the day in UTC); of one of which it cannot be told which number is the
    month, none is known. Texts and titles may be objects with what is ``rendered``, as WordPress
    hands them out; outlets and authors may be objects with a ``name``, authors a list, and where
    they are numbers they are left out; languages may be called by their German or English names.
    Whatever cannot be read so stays as it is, for ``check_row`` to say.
    """
    row: dict[str, object] = {}
    for field, names in find_columns(value, columns).items():
        given = [value[name] for name in names if value[name] is not None]
        if given:
            row[field] = next((v for v in given if not isinstance(v, str) or v.strip()), given[0])
    for field, read in _READERS.items():
        if field in row:
            row[field] = read(row[field])
    if "published" in row:
        row["published"] = _to_day(row["published"], lambda: _language_of(row))
    return row


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


# --- values --------------------------------------------------------------------------------------


def _to_day(value: object, language: Callable[[], str | None]) -> object:
    if isinstance(value, str) and (day := read_day(value, language)):
        return day.isoformat()
    if isinstance(value, str) and is_undecided(value):
        return None
    moment = _read_unix_time(value)
    return moment.isoformat() if moment else value


def _language_of(row: Mapping[str, object]) -> str | None:
    """Return the language that a row names, or else that of its text."""
    from index.language import detect_language  # noqa: PLC0415 - few rows need it

    if isinstance(language := row.get("language"), str) and language.strip():
        return language.strip()[:2].lower()
    return detect_language(text) if isinstance(text := row.get("text"), str) else None


def _read_unix_time(value: object) -> date | None:
    if isinstance(value, str) and re.fullmatch(r"\s*\d{9,13}\s*", value, re.ASCII):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    for unit in (1, 1000):
        if _EARLIEST * unit <= value < _LATEST * unit:
            return datetime.fromtimestamp(value / unit, UTC).date()
    return None


def _to_text(value: object) -> object:
    return value.get("rendered", value) if isinstance(value, Mapping) else value


def _to_title(value: object) -> object:
    """Return a headline that an export took for a number, such as "1989", as text."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number else _to_text(value)


def _to_name(value: object) -> object:
    """Return the name of an object that has one, and the names of a list of such, joined.

    A number is what a database knows somebody by, and tells no name.
    """
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return None
    if isinstance(value, Mapping):
        return value.get("name", value)
    if isinstance(value, list):
        value = [item for item in value if not isinstance(item, int | float)]
        names = [_to_name(item) for item in value if not isinstance(item, list)]
        if len(names) == len(value) and all(isinstance(name, str) for name in names):
            return ", ".join(name for name in names if isinstance(name, str)) or None
    return value


def _to_code(value: object) -> object:
    return (
        _language_names().get(value.strip().casefold(), value) if isinstance(value, str) else value
    )


@cache
def _language_names() -> dict[str, str]:
    """Return the codes of languages by their names, read when a table first needs them."""
    from babel import Locale  # noqa: PLC0415

    return {
        name.casefold(): code
        for locale in ("en", "de")
        for code, name in Locale(locale).languages.items()
        if len(code) == 2
    }


_READERS = {
    "text": _to_text,
    "title": _to_title,
    "source": _to_name,
    "author": _to_name,
    "language": _to_code,
}
