"""JSON files become rows: an article, a list of them, or an object that holds such a list."""

import json
from collections.abc import Iterator, Mapping

from index.cleaning.decoding import decode
from index.errors import SourceUnreadable
from index.rows import ArticleRow, check_row
from index.sources.mapping import ColumnMap, check_columns, find_columns, map_row
from index.sources.tables import Row

_LONGEST_INTEGER = 18  # digits


def read_json(data: bytes, columns: ColumnMap) -> Iterator[Row]:
    """Read a JSON file of one article, of a list of them, or of an object that has such a list.

    In an object, the list is looked for two levels deep: the one with the most articles counts.

    Args:
        data: The file.
        columns: Which key of an article's object holds what.

    Yields:
        The articles, numbered from 1; what cannot be read with the reason.

    Raises:
        SourceUnreadable: It is not JSON, holds no objects, or no key holds the text.
    """
    items = _find_items(_parse(data), columns)
    objects = [item for item in items if isinstance(item, dict)]
    if not objects:
        raise SourceUnreadable('no articles in it; give a list such as [{"text": "…"}]')
    check_columns(dict.fromkeys(key for item in objects for key in item), columns)
    for number, item in enumerate(items, 1):
        try:
            yield number, _read_item(item, columns)
        except SourceUnreadable as error:
            yield number, error


def _parse(data: bytes) -> object:
    try:
        return json.loads(decode(data), parse_int=_parse_integer)
    except json.JSONDecodeError as error:
        raise SourceUnreadable(
            f"broken JSON ({error.msg} in line {error.lineno}); export it again"
        ) from error
    except RecursionError as error:
        raise SourceUnreadable("its JSON is nested too deep; give a list of articles") from error


def _parse_integer(digits: str) -> int | str:
    # Python refuses thousands of digits, and one such number is no reason to lose the others.
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits


def _find_items(value: object, columns: ColumnMap) -> list[object]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    if _is_article(value, columns):
        return [value]
    levels = [value, *(inner for inner in value.values() if isinstance(inner, dict))]
    lists = [
        found
        for level in levels
        for found in level.values()
        if isinstance(found, list) and any(isinstance(item, dict) for item in found)
    ]
    return max(
        lists,
        key=lambda items: (sum(_is_article(item, columns) for item in items), len(items)),
        default=[value],
    )


def _is_article(value: object, columns: ColumnMap) -> bool:
    if not isinstance(value, dict):
        return False
    return any(
        isinstance(value[name], str) for name in find_columns(value, columns).get("text", ())
    )


def _read_item(item: object, columns: ColumnMap) -> ArticleRow:
    if not isinstance(item, Mapping):
        raise SourceUnreadable('not an object; give one for each article, such as {"text": "…"}')
    return check_row(map_row(item, columns))
