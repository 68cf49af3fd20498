"""Articles read back."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.errors import ArticleUnknown
from index.milvus import rows
from index.milvus.connection import Connection, Row
from index.milvus.expressions import equals
from index.milvus.families import Families
from index.milvus.layout import Names
from index.milvus.values import key_of
from index.records import Article, Cut
from index.store import Summary

_READ_AT_ONCE = 50  # Milvus returns no more than 100 MB
_COUNTED = (
    "key", "language", "source", "published", "engine", "passages", "sentences",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it stands in the index.

    Attributes:
        article: The article.
        number: Its revision: the number that its passages carry.
        content_hash: The hash of what it said when it was stored.
        row: What else was read of it.
    """

    article: Article
    number: int
    content_hash: str
    row: Row


class Articles:
    """The articles of an index."""

    def __init__(self, connection: Connection, names: Names, families: Families) -> None:
        self._connection = connection
        self._collection = names.articles
        self._families = families

    def versions(
        self, ids: Collection[str], fields: Collection[str] = (), *, strong: bool = False
    ) -> dict[str, Stored]:
        """Return these articles as they are now, with more fields of their rows.

        Those that are not there are left out. What they reprint may be some seconds old, unless it
        is to be read strongly.
        """
        read = self._look_up(ids, (*rows.ARTICLE, "content_hash", *fields))
        originals = self._families.originals([row["id"] for row in read], strong=strong)
        return {
            row["id"]: Stored(
                rows.article_from(row, originals.get(row["id"])),
                row["number"],
                row["content_hash"],
                row,
            )
            for row in read
        }

    def revisions(self, ids: Collection[str]) -> dict[str, int]:
        """Return the revisions of these articles as they are now."""
        return {row["id"]: row["number"] for row in self._look_up(ids, ("id", "number"), 1_000)}

    def one(self, article_id: str) -> Stored:
        """Return one article.

        Raises:
            ArticleUnknown: There is none of that id.
        """
        found = self.versions([article_id], ["rest"])
        if article_id not in found:
            raise ArticleUnknown(
                f"There is no article {article_id!r} in the index; fundstelle list shows the ids."
            )
        return found[article_id]

    def at(self, url: str) -> list[Article]:
        """Return the articles of an address, in the order in which they came in."""
        pages = self._connection.scan(self._collection, equals("url", url), ["id"], strong=True)
        ids = [row["id"] for page in pages for row in page]
        found = sorted(self.versions(ids).values(), key=lambda one: one.number)
        return [one.article for one in found if one.article.url == url]

    def all(self) -> Iterator[Article]:
        """Yield all articles, in the order of their ids."""
        ids = sorted(self.hashes())
        for at in range(0, len(ids), _READ_AT_ONCE):
            wanted = ids[at : at + _READ_AT_ONCE]
            found = self.versions(wanted)
            yield from (found[one].article for one in wanted if one in found)

    def hashes(self) -> dict[str, str]:
        """Return every article's id with the hash of its content."""
        pages = self._connection.scan(self._collection, "", ["id", "content_hash"], strong=True)
        return {row["id"]: row["content_hash"] for page in pages for row in page}

    def hash_of(self, article_id: str) -> str | None:
        """Return the hash of an article's content, or None where there is no such article."""
        found = self._look_up([article_id], ("content_hash",))
        return str(found[0]["content_hash"]) if found else None

    def cuts(self, article_id: str) -> tuple[Cut, ...]:
        """Return what was cut out of an article's document."""
        return rows.cuts_from(self.one(article_id).row)

    def summary(self, size: int) -> Summary:
        """Return what is in the index, whose size is given, counted."""
        languages, sources, engines = Counter[str](), Counter[str](), Counter[str]()
        sums, days = Counter[str](), list[str]()
        for page in self._connection.scan(self._collection, "", _COUNTED, strong=True):
            for row in page:
                languages[row["language"]] += 1
                sources[row["source"] or ""] += 1
                engines[row["engine"]] += 1
                sums.update(passages=row["passages"], sentences=row["sentences"])
            dated = [row["published"] for row in page if row["published"]]
            days = [min([*days, *dated]), max([*days, *dated])] if days or dated else []
        del engines[""]
        return Summary(
            articles=languages.total(),
            passages=sums["passages"],
            sentences=sums["sentences"],
            languages=dict(languages.most_common()),
            sources=_by_count(sources),
            first=days[0] if days else None,
            last=days[-1] if days else None,
            bytes=size,
            reprints=self._families.count(),
            engines=_by_count(engines),
        )

    def _look_up(
        self, ids: Collection[str], fields: Collection[str], at_once: int = _READ_AT_ONCE
    ) -> list[Row]:
        keys = [key_of(one) for one in ids]
        return self._connection.look_up(
            self._collection, "key", keys, list(fields), strong=True, at_once=at_once
        )


def _by_count(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
