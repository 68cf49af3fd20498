"""The catalogue: which articles there are, page by page, and how many of what kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.cleaning.plaintext import to_line, without_marks
from index.filters import Filter
from index.words import split_words, stem

Sort = Literal["published", "title", "source", "added"]

_EVERYTHING = Filter()

MOST_WORDS = 12
"""The most words of a search that are looked for, the first ones."""

GLIMPSE = 120
"""Characters of an article's text that its entry has at most."""


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """What is wanted of the catalogue.

    Attributes:
        words: Only articles with all of these words, each in the title, in the outlet's name (there
            as a part of a word, too) or in the text (there in any form that has its stem).
        only: Only the articles that this filter allows.
        sort: By the day of publication, the title, the outlet, or the order in which they came in.
        descending: The latest, or the last by the alphabet, first.
        offset: How many to leave out at the beginning.
        limit: How many to return at most.
    """

    words: str = ""
    only: Filter = _EVERYTHING
    sort: Sort = "published"
    descending: bool = True
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An article without its text; see :class:`index.records.Article`.

    Attributes:
        id: Its id.
        title: Its headline, or ``""``.
        glimpse: How its text begins.
        url: Where it was published, if known.
        source: The outlet, if known.
        published: The day of publication, if known.
        language: ISO 639-1 code, or ``"und"``.
        reprint: Whether it reprints another article of the index.
    """

    id: str
    title: str
    glimpse: str
    url: str | None
    source: str | None
    published: date | None
    language: str
    reprint: bool


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """A part of the catalogue.

    Attributes:
        entries: Its articles, in the order asked for; those without a day, a title or an outlet
            come last when that is what they are sorted by.
        total: How many there are altogether.
    """

    entries: tuple[CatalogueEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles there are, of what kind.

    Attributes:
        articles: All of them.
        months: By the month of publication, such as ``2025-09``, the earliest first.
        sources: By outlet, the most prolific first; ``""`` counts those without one. Spellings
            that differ in case alone are one outlet, as they are to a filter.
        languages: By language, the most frequent first.
    """

    articles: int
    months: Mapping[str, int]
    sources: Mapping[str, int]
    languages: Mapping[str, int]

    @property
    def undated(self) -> int:
        """How many have no day of publication."""
        return self.articles - sum(self.months.values())


def words_of(query: CatalogueQuery) -> list[str]:
    """Return the words that a query looks for, each once, in the characters of the titles."""
    return list(dict.fromkeys(to_line(query.words).casefold().split()[:MOST_WORDS]))


def readings_of(word: str, languages: Iterable[str]) -> list[tuple[str, ...]]:
    """Return how a word may be indexed: the stems of its pieces, as each language has them.

    No reading is empty, and none comes twice; there is none where a word holds no letter or digit.
    """
    pieces = split_words(word)
    # The first stem is that of the word itself, the others are those of its parts.
    readings = {tuple(stem([one], code)[0] for one in pieces) for code in languages}
    return [stems for stems in sorted(readings) if stems]


def sort_key(title: str) -> str:
    """Return by what a title is sorted: without case, accents, and signs in front (DIN 5007-1)."""
    if title.isascii():
        return title.casefold().lstrip("\"'([ -")
    return without_marks(title.casefold()).lstrip("\"'([ -„“”‚‘’«»‹›–—…¿¡")
