"""The catalogue of an index in Milvus: narrow columns are read, sorted and counted here.

Milvus neither sorts nor groups. An article's columns take some hundred bytes, so that a million of
them are read in seconds and sorted in one more: that is how far the catalogue is meant to go.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from index.catalogue import (
    CatalogueEntry,
    CataloguePage,
    CatalogueQuery,
    Counts,
    readings_of,
    sort_key,
    words_of,
)
from index.milvus.census import Census
from index.milvus.connection import Connection, Row
from index.milvus.expressions import allows, both
from index.milvus.families import Families
from index.milvus.layout import Names
from index.milvus.rows import DESCRIBED, entry_from, title_of

_NARROW = ("id", "number", "source", "outlet", "published", "language")
_ENTRIES_AT_ONCE = 1_000


class Catalogue:
    """Lists and counts the articles of an index."""

    def __init__(
        self, connection: Connection, names: Names, census: Census, families: Families
    ) -> None:
        self._connection = connection
        self._names = names
        self._census = census
        self._families = families

    def page(self, query: CatalogueQuery) -> CataloguePage:
        """Return a part of the list of articles."""
        rows = list(self._find(query))
        ordered = _in_order(rows, query)
        start = max(query.offset, 0)
        wanted = [row["number"] for row in ordered[start : start + max(query.limit, 0)]]
        return CataloguePage(self._entries(wanted), len(rows))

    def counts(self, query: CatalogueQuery) -> Counts:
        """Return how many articles a query finds, by month, outlet and language."""
        months, outlets, languages = Counter[str](), Counter[str](), Counter[str]()
        spellings = Counter[str]()
        for row in self._find(query):
            if row["published"]:
                months[row["published"][:7]] += 1
            outlets[row["outlet"] or ""] += 1
            spellings[row["source"] or ""] += 1
            languages[row["language"]] += 1
        # The most frequent spelling names an outlet.
        names = {name.casefold(): name for name, _ in reversed(spellings.most_common())}
        return Counts(
            sum(languages.values()),
            dict(sorted(months.items())),
            {names.get(outlet, outlet): count for outlet, count in outlets.most_common()},
            dict(languages.most_common()),
        )

    def _find(self, query: CatalogueQuery) -> Iterator[Row]:
        """Yield the narrow columns of the articles that a query finds."""
        words = words_of(query)
        saying = [self._saying(word) for word in words]
        titles = bool(words) or query.sort == "title"
        fields = (*_NARROW, "head") if titles else _NARROW
        # Strongly, as counts are remembered for the state of the index that they were asked in.
        where = allows(query.only, "id")
        for page in self._connection.scan(self._names.articles, where, fields, strong=True):
            for row in page:
                if all(
                    row["id"] in found or _names_it(row, word)
                    for word, found in zip(words, saying, strict=True)
                ):
                    yield row

    def _saying(self, word: str) -> set[str]:
        """Return the articles that have a word in their text, in whatever form."""
        found = set[str]()
        for stems in readings_of(word, self._census.tally().languages):
            where = both(*map(self._census.has_stem, stems))
            fields = ["number", "article"]
            pages = self._connection.scan(self._names.passages, where, fields, strong=True)
            found.update(row["article"] for page in pages for row in page)
        return found

    def _entries(self, numbers: Collection[int]) -> tuple[CatalogueEntry, ...]:
        rows = self._connection.look_up(
            self._names.articles, "number", numbers, DESCRIBED, at_once=_ENTRIES_AT_ONCE
        )
        originals = self._families.originals([row["id"] for row in rows])
        entries = {row["number"]: entry_from(row, originals.get(row["id"])) for row in rows}
        return tuple(entries[number] for number in numbers if number in entries)


def _names_it(row: Row, word: str) -> bool:
    return word in title_of(row).casefold() or word in (row["outlet"] or "")


def _in_order(rows: list[Row], query: CatalogueQuery) -> list[Row]:
    """Return rows in the order asked for; those of which it cannot be told come last either way."""
    keys: dict[str, Callable[[Row], Any]] = {
        "published": lambda row: row["published"] or "",
        "title": lambda row: sort_key(title_of(row)),
        "source": lambda row: row["outlet"] or "",
        "added": lambda row: row["number"],
    }
    keyed = [(keys[query.sort](row), row["number"], row) for row in rows]
    told = sorted((one for one in keyed if one[0] != ""), key=lambda one: one[:2])
    untold = sorted((one for one in keyed if one[0] == ""), key=lambda one: one[1])
    if query.descending:
        told.reverse()
        untold.reverse()
    return [row for _, _, row in (*told, *untold)]
