"""Which articles print the same report, kept up to date as articles come and go.

As in the local store (:mod:`index.families`), the original of a family is the one published first;
where that is not known, the one stored first. Who reprints whom is a record of its own, so that
nobody's article is written anew because another one came.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.families import MOST_RELATIVES
from index.milvus.connection import Connection
from index.milvus.layout import Names
from index.milvus.records import REPRINT, Records, record
from index.milvus.values import from_pieces, to_dimensions
from index.reprints import is_reprint

_TEXTS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An article whose family is to be found."""

    id: str
    text: str
    bands: tuple[int, ...]


class Families:
    """The families of an index."""

    def __init__(self, connection: Connection, names: Names, records: Records) -> None:
        self._connection = connection
        self._collection = names.articles
        self._records = records

    def originals(self, ids: Collection[str], *, strong: bool = False) -> dict[str, str]:
        """Return, of these articles, those that reprint another one, with its id."""
        rows = self._records.read(REPRINT, ids, strong=strong)
        return {row["name"]: row["article"] for row in rows}

    def count(self) -> int:
        """Return how many articles reprint another one."""
        return len(self._records.names(REPRINT, "", strong=True))

    def state(self, originals: dict[str, str | None]) -> None:
        """Write down what articles reprint, as another store has told it."""
        told = [record(REPRINT, one, original) for one, original in originals.items() if original]
        self._records.write(told)
        self._records.delete(REPRINT, [one for one, original in originals.items() if not original])

    def leave(self, ids: Collection[str]) -> None:
        """Settle who is the original among the reprints of articles that have gone."""
        reprints = self._records.of_articles(REPRINT, ids)
        self._records.delete(REPRINT, ids)
        left: dict[str, set[str]] = {}
        for row in reprints:
            left.setdefault(row["article"], set()).add(row["name"])
        for members in left.values():
            self._settle(members - set(ids))

    def join(self, newcomers: Sequence[Newcomer]) -> None:
        """Find the families of articles that have just been stored, and settle the originals."""
        joining = [one for one in newcomers if one.bands]
        found = (
            self._connection.search(
                self._collection,
                "bands",
                [to_dimensions(one.bands) for one in joining],
                MOST_RELATIVES + 1,  # itself among them
                key="id",
                strong=True,
            )
            if joining
            else []
        )
        near = [
            [other for other, shared in hits if other != one.id and shared > 0][:MOST_RELATIVES]
            for one, hits in zip(joining, found, strict=True)
        ]
        texts = self._texts({other for others in near for other in others})
        for one, others in zip(joining, near, strict=True):
            alike = [
                other for other in others if other in texts and is_reprint(one.text, texts[other])
            ]
            if alike:
                self._settle({one.id, *self._whole_families(alike)})

    def _texts(self, ids: Collection[str]) -> dict[str, str]:
        rows = self._connection.look_up(
            self._collection, "id", ids, ["id", "text"], strong=True, at_once=_TEXTS_AT_ONCE
        )
        return {row["id"]: from_pieces(row["text"]) for row in rows}

    def _whole_families(self, members: Collection[str]) -> set[str]:
        known = {row["name"]: row["article"] for row in self._records.read(REPRINT, members)}
        heads = {known.get(member, member) for member in members}
        return heads | {row["name"] for row in self._records.of_articles(REPRINT, heads)}

    def _settle(self, members: Collection[str]) -> None:
        """Make the earliest of these articles the original of the others."""
        rows = self._connection.look_up(
            self._collection, "id", members, ["id", "published", "number"], strong=True
        )
        rows.sort(key=lambda row: (row["published"] is None, row["published"], row["number"]))
        if not rows:
            return
        original, *reprints = [row["id"] for row in rows]
        self._records.write([record(REPRINT, reprint, original) for reprint in reprints])
        self._records.delete(REPRINT, [original])
