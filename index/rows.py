"""The JSON row of an article, in and out.

Its keys are ``id, title, text, url, source, published, language, author``.

In, only ``text`` is required; the other keys may be missing or null, and keys not listed here are
passed over. Out, every key is there. A row written by :func:`article_to_row` reads back as the same
article.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime

from index.errors import SourceUnreadable
from index.fields import parse_language
from index.records import Article


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article from beside its text; None where nothing is.

    Attributes:
        id: Its id.
        title: Its headline; ``""`` says that it has none.
        url: Where it was published.
        source: The outlet.
        published: The day of publication.
        language: ISO 639-1 code, or ``"und"``.
        author: Who wrote it.
    """

    id: str | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: date | None = None
    language: str | None = None
    author: str | None = None


UNKNOWN = Known()
"""Nothing is known."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A row that has been checked."""

    text: str
    known: Known


def article_to_row(article: Article) -> dict[str, object]:
    """Return the article as a mapping that ``json.dumps`` takes as it is."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "author": article.author,
    }


def article_from_row(row: ArticleRow) -> Article:
    """Return the article that :func:`article_to_row` wrote."""
    known = row.known
    return Article(
        id=known.id or "",
        title=known.title or "",
        text=row.text,
        url=known.url,
        source=known.source,
        published=known.published,
        language=known.language or "und",
        author=known.author,
    )


def parse_row(line: str) -> ArticleRow:
    """Read one line of a JSONL file.

    Raises:
        SourceUnreadable: The line is not a JSON object, or :func:`check_row` refuses it.
    """
    return check_row(parse_json(line))


def parse_json(line: str) -> object:
    """Return the JSON value on a line.

    Raises:
        SourceUnreadable: There is none.
    """
    try:
        return json.loads(line)
    # ValueError also covers integers beyond Python's digit limit; RecursionError, nesting bombs.
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "too large or too deep"
        raise SourceUnreadable(f"broken JSON ({reason}); write one JSON object a line") from error


def check_row(value: object) -> ArticleRow:
    """Check the types of a row and bring its values into the shape of an article's.

    Raises:
        SourceUnreadable: The value is no mapping, ``text`` is missing, or a field has a wrong type
            or an unknown format; the message names the field.
    """
    if not isinstance(value, dict):
        raise SourceUnreadable('not a JSON object; write one article a line, such as {"text": "…"}')
    text = _read_string(value, "text")
    if text is None or not text.strip():
        raise SourceUnreadable('"text" is missing or empty; every article needs one')
    known = Known(
        id=_read_id(value.get("id")),
        title=_read_string(value, "title"),
        url=_read_string(value, "url"),
        source=_read_string(value, "source"),
        published=_read_day(_read_string(value, "published")),
        language=_read_language(_read_string(value, "language")),
        author=_read_string(value, "author"),
    )
    return ArticleRow(text, known)


def _read_string(row: dict[object, object], field: str) -> str | None:
    value = row.get(field)
    if value is None or isinstance(value, str):
        return value
    raise SourceUnreadable(f'"{field}" is {_json_type(value)}; give a string')


def _read_id(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, str):
        return value
    raise SourceUnreadable(f'"id" is {_json_type(value)}; give a string or a whole number')


def _read_day(value: str | None) -> date | None:
    """Return the day as written: a time zone does not move an article to another day."""
    if value is None or not value.strip():
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        raise SourceUnreadable(
            f'"published" is {value[:40]!r}; give an ISO date or date-time such as "2025-09-24"'
        ) from None


def _read_language(value: str | None) -> str | None:
    if value is None or not value.strip():
        return None
    code = parse_language(value)
    if code is None:
        raise SourceUnreadable(
            f'"language" is {value[:40]!r}; give an ISO 639-1 code such as "de", or leave it out'
        )
    return code


def _json_type(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "an object")
