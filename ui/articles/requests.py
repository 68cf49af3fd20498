"""What the browser asks for, read with distrust: anybody may send anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.catalogue import CatalogueQuery, Sort
from index.errors import FundstelleError
from index.fields import parse_url
from index.records import Filter
from index.rows import Known
from ui.articles.texts import ArticleTexts

PAGE = 50
"""Articles on one page of the list."""

MOST_FILES = 500
MOST_ADDRESSES = 100
"""The most files, and the most addresses, that are taken at once."""

_LONGEST = 2_000  # characters of a search, a title, an address
_LAST_PAGE = 1_000_000
_SORTS: Mapping[str, Sort] = {
    "published": "published",
    "title": "title",
    "source": "source",
    "added": "added",
}


class RequestInvalid(FundstelleError):
    """A request makes no sense; the message is for the reader, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An upload as the browser names it.

    Attributes:
        path: Where it says that the file lies.
        name: What the reader calls it.
    """

    path: str
    name: str


def read_query(asked: object, texts: ArticleTexts) -> CatalogueQuery:
    """Return which part of the catalogue is asked for.

    Args:
        asked: ``{"words", "since", "until", "source", "language", "sort", "way", "page"}``, each of
            which may be missing.
        texts: The reader's.

    Raises:
        RequestInvalid: It is something else, or a day is none.
    """
    fields = _fields(asked, texts)
    since, until = (read_day(_text(fields, key, texts), texts) for key in ("since", "until"))
    if since and until and since > until:
        raise RequestInvalid(texts.days_reversed)
    source, language = _text(fields, "source", texts), _text(fields, "language", texts)
    sort = _SORTS.get(_text(fields, "sort", texts) or "published")
    page = fields.get("page", 0)
    if sort is None or not isinstance(page, int) or not 0 <= page <= _LAST_PAGE:
        raise RequestInvalid(texts.malformed)
    return CatalogueQuery(
        words=_text(fields, "words", texts),
        only=Filter(since, until, (source,) if source else (), (language,) if language else ()),
        sort=sort,
        descending=(_text(fields, "way", texts) or "desc") == "desc",
        offset=page * PAGE,
        limit=PAGE,
    )


def read_id(asked: object, key: str, texts: ArticleTexts) -> str:
    """Return the id that a request names.

    Raises:
        RequestInvalid: It names none.
    """
    named = _text(_fields(asked, texts), key, texts)
    if not named:
        raise RequestInvalid(texts.malformed)
    return named


def read_files(asked: Mapping[str, Any], texts: ArticleTexts) -> list[Sent]:
    """Return the uploads that are to be added.

    Raises:
        RequestInvalid: There are none, or too many, or they make no sense.
    """
    files = _list(asked.get("files"), MOST_FILES, texts)
    return [Sent(*(read_id(one, key, texts) for key in ("path", "name"))) for one in files]


def read_addresses(asked: Mapping[str, Any], texts: ArticleTexts) -> list[str]:
    """Return the addresses that are to be read: of the web, never of a file.

    Raises:
        RequestInvalid: There are none, or too many, or one is no address of the web.
    """
    given = asked.get("addresses")
    if not isinstance(given, str) or len(given) > MOST_ADDRESSES * _LONGEST:
        raise RequestInvalid(texts.malformed)
    lines = list(dict.fromkeys(filter(None, map(str.strip, given.splitlines()))))
    if not lines:
        raise RequestInvalid(texts.addresses_none)
    return [_address(line, texts) for line in _list(lines, MOST_ADDRESSES, texts)]


def read_paste(asked: Mapping[str, Any], most: int, texts: ArticleTexts) -> tuple[str, Known]:
    """Return a pasted text and what is known of it.

    Args:
        asked: ``{"text", "title", "source", "published", "url"}``.
        most: Bytes that the text may have.
        texts: The reader's.

    Raises:
        RequestInvalid: There is no text or too much of it, or a field makes no sense.
    """
    text = asked.get("text")
    if not isinstance(text, str):
        raise RequestInvalid(texts.malformed)
    if not text.strip():
        raise RequestInvalid(texts.paste_empty)
    if len(text.encode("utf-8", "replace")) > most:
        raise RequestInvalid(texts.paste_long.format(megabytes=texts.format_number(most / 1e6)))
    url = _text(asked, "url", texts)
    known = Known(
        title=_text(asked, "title", texts) or None,
        url=_address(url, texts) if url else None,
        source=_text(asked, "source", texts) or None,
        published=read_day(_text(asked, "published", texts), texts),
    )
    return text.encode("utf-8", "replace").decode(), known


def read_day(text: str, texts: ArticleTexts) -> date | None:
    """Return a day in ISO 8601; None for no text.

    Raises:
        RequestInvalid: It is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RequestInvalid(texts.no_day.format(day=text[:40])) from None


def _address(text: str, texts: ArticleTexts) -> str:
    address = parse_url(text)
    if address is None or len(address) > _LONGEST:
        raise RequestInvalid(texts.addresses_bad.format(address=text[:80]))
    return address


def _fields(asked: object, texts: ArticleTexts) -> Mapping[str, Any]:
    if not isinstance(asked, Mapping):
        raise RequestInvalid(texts.malformed)
    return asked


def _text(fields: Mapping[str, Any], key: str, texts: ArticleTexts) -> str:
    value = fields.get(key, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise RequestInvalid(texts.malformed)
    # Half a character, as JSON may hold, is no text that could be stored or compared.
    return value.strip().encode("utf-8", "replace").decode()


def _list(value: object, most: int, texts: ArticleTexts) -> Sequence[Any]:
    if not isinstance(value, list) or not value:
        raise RequestInvalid(texts.malformed)
    if len(value) > most:
        raise RequestInvalid(texts.too_many.format(count=texts.format_number(most)))
    return value
