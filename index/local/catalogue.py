"""The catalogue of a local store.

No article's text is read for it. What limits and counts is answered by the narrow table of facets;
titles are read from in front of the texts; words are looked up in the lexicon of stems.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from index.catalogue import (
    GLIMPSE,
    CatalogueEntry,
    CataloguePage,
    CatalogueQuery,
    Counts,
    readings_of,
    sort_key,
    words_of,
)
from index.local.columns import condition
from index.local.database import Database
from index.local.vectors.parts import Numbers
from index.sealing import damage


def read_catalogue(database: Database, query: CatalogueQuery) -> CataloguePage:
    """Return the part of the catalogue that is asked for.

    Raises:
        StoreError: The database cannot be read.
    """
    with database.snapshot():
        where, values = _restrict(database, query)
        ((total,),) = database.read(f"SELECT count(*) FROM facets WHERE {where}", values)  # noqa: S608
        numbers = database.read(
            f"SELECT article FROM facets WHERE {where}"  # noqa: S608 - our own constants
            f" ORDER BY {_order(query)} LIMIT ? OFFSET ?",
            [*values, max(query.limit, 0), max(query.offset, 0)],
        )
        return CataloguePage(_read_entries(database, [row[0] for row in numbers]), total)


def read_counts(database: Database, query: CatalogueQuery) -> Counts:
    """Return how many articles a query finds, by month, outlet and language.

    Raises:
        StoreError: The database cannot be read.
    """
    with database.snapshot():
        where, values = _restrict(database, query)
        rows = database.read(
            "SELECT substr(published, 1, 7) AS month, coalesce(outlet, ''), language, count(*)"  # noqa: S608
            f" FROM facets WHERE {where} GROUP BY 1, 2, 3",
            values,
        )
        spellings = dict(database.read("SELECT source, articles FROM sources ORDER BY articles"))
    names = {name.casefold(): name for name in spellings}
    months, sources, languages = Counter[str](), Counter[str](), Counter[str]()
    for month, outlet, language, count in rows:
        if month:
            months[month] += count
        sources[names.get(outlet, outlet)] += count
        languages[language] += count
    return Counts(
        sum(languages.values()),
        dict(sorted(months.items())),
        dict(sources.most_common()),
        dict(languages.most_common()),
    )


def _restrict(database: Database, query: CatalogueQuery) -> tuple[str, list[str]]:
    """Return a query as an SQL condition on ``facets``, with its values."""
    _teach(database.connection)
    where, values = condition(query.only)
    words = words_of(query)
    if not words:
        return where, values
    found = _find(database, words)
    where += " AND article IN (SELECT value FROM json_each(?))"
    return where, [*values, json.dumps(found.tolist())]


def _find(database: Database, words: Iterable[str]) -> Numbers:
    """Return the numbers of the articles that have all of some words."""
    languages = [row[0] for row in database.read("SELECT language FROM languages")]
    found: Numbers | None = None
    for word in words:
        having = np.union1d(_named(database, word), _saying(database, word, languages))
        found = having if found is None else np.intersect1d(found, having, assume_unique=True)
        if not found.size:
            break
    return found if found is not None else np.zeros(0, np.int64)


def _named(database: Database, word: str) -> Numbers:
    """Return the articles that have a word in their title or in their outlet's name."""
    return np.union1d(
        _numbers(
            database,
            "SELECT group_concat(number) FROM articles WHERE instr(folded(title), ?)",
            word,
        ),
        _numbers(database, "SELECT group_concat(article) FROM facets WHERE instr(outlet, ?)", word),
    )


def _saying(database: Database, word: str, languages: Iterable[str]) -> Numbers:
    """Return the articles that have a word in their text, in whatever form.

    An article's passages have consecutive numbers, so that the passages found need not be read.
    """
    wanted = " OR ".join(
        f"({' AND '.join(f'{chr(34)}{one}{chr(34)}' for one in stems)})"
        for stems in readings_of(word, languages)
    )
    if not wanted:
        return np.zeros(0, np.int64)
    passages = _numbers(
        database, "SELECT group_concat(rowid) FROM lexicon WHERE lexicon MATCH ?", wanted
    )
    spans = _numbers(
        database,
        "SELECT group_concat(first || ',' || last || ',' || article) FROM facets"
        " WHERE first <= last",
    ).reshape(-1, 3)
    if not passages.size or not spans.size:
        return np.zeros(0, np.int64)
    spans = spans[np.argsort(spans[:, 0])]
    at = np.maximum(np.searchsorted(spans[:, 0], passages, "right") - 1, 0)
    inside = (spans[at, 0] <= passages) & (passages <= spans[at, 1])
    return np.unique(spans[at[inside], 2])


def _numbers(database: Database, query: str, *values: str) -> Numbers:
    # Joined by SQLite: rows made in Python would take several times as long.
    ((joined,),) = database.read(query, values)
    return np.fromstring(joined or "", np.int64, sep=",")


def _order(query: CatalogueQuery) -> str:
    """Return the order asked for; those of which it cannot be told come last either way."""
    # All at once: where there is an index of titles, it is read in place of the articles.
    title = (
        "(WITH titles AS MATERIALIZED (SELECT number, sort_key(title) AS key FROM articles)"
        " SELECT key FROM titles WHERE number = article)"
    )
    keys = {"published": "published", "title": title, "source": "outlet", "added": "article"}
    key, way = keys[query.sort], "DESC" if query.descending else "ASC"
    return f"nullif({key}, '') {way} NULLS LAST, article {way}"


def _teach(connection: sqlite3.Connection) -> None:
    """Teach SQLite to compare as readers do; its own functions know the letters of ASCII alone."""
    connection.create_function("folded", 1, str.casefold, deterministic=True)
    connection.create_function("sort_key", 1, sort_key, deterministic=True)


def _read_entries(database: Database, numbers: list[int]) -> tuple[CatalogueEntry, ...]:
    rows = database.read(
        "SELECT a.number, a.id, a.title, substr(a.text, 1, ?), a.url, a.source, a.published,"
        " a.language, a.original IS NOT NULL FROM articles a"
        " WHERE a.number IN (SELECT value FROM json_each(?))",
        [GLIMPSE, json.dumps(numbers)],
    )
    by_number = {row[0]: _entry_from(row[1:]) for row in rows}
    return tuple(by_number[number] for number in numbers if number in by_number)


def _entry_from(columns: tuple[Any, ...]) -> CatalogueEntry:
    entry = CatalogueEntry(*columns)
    try:
        day = date.fromisoformat(columns[5]) if columns[5] else None
    except (TypeError, ValueError) as error:
        raise damage(f"The article {entry.id!r}") from error
    return replace(entry, published=day, reprint=bool(entry.reprint))
