"""The connection to Milvus: every call has a deadline, and every failure one clear sentence."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from index.milvus import failures
from index.milvus.expressions import among, both
from index.milvus.opening import Client, open_client
from index.places import MilvusPlace

# Seconds: for a question, for what is written.
READING, WRITING = 10.0, 30.0

MOST_FOUND = 16_384
"""What Milvus returns at most of a search or a query."""

# Milvus takes messages of 64 MB; rows read or written at once, by what a row weighs.
_PAGE = 2_000
_KEYS = 1_000

Row = dict[str, Any]
_Answer = TypeVar("_Answer")


class Connection:
    """Asks a server of Milvus, or a Milvus Lite file, about some collections.

    It may be used by several threads at once. It connects when it is first used, and again by
    itself when the server was gone.
    """

    def __init__(self, place: MilvusPlace, collections: Sequence[str]) -> None:
        self.place = place
        self._collections = collections
        self._client: Client | None = None
        self._connecting = threading.Lock()
        self._is_lite = place.file is not None

    @property
    def is_lite(self) -> bool:
        """Whether Milvus Lite answers, whose text matching reads every row in Python."""
        self._connected()
        return self._is_lite

    def close(self) -> None:
        """Let go of the connection."""
        with self._connecting:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    # Collections

    def has(self, collection: str) -> bool:
        """Tell whether there is a collection."""
        return bool(self.ask(lambda it: it.has_collection(collection, timeout=READING)))

    def load(self) -> None:
        """Have the collections ready to be read."""
        for collection in self._collections:
            self.ask(lambda it, name=collection: it.load_collection(name, timeout=WRITING))  # type: ignore[misc]

    def flush(self) -> None:
        """Have what was written sealed and indexed."""
        for collection in self._collections:
            self.ask(lambda it, name=collection: it.flush(name, timeout=WRITING))  # type: ignore[misc]

    # Reading

    def query(
        self,
        collection: str,
        where: str,
        fields: Sequence[str],
        *,
        limit: int = MOST_FOUND,
        strong: bool = False,
    ) -> list[Row]:
        """Return fields of the rows that a condition holds for, no more than the limit."""
        return list(
            self.ask(
                lambda it: it.query(
                    collection,
                    filter=where,
                    output_fields=list(fields),
                    limit=limit,
                    consistency_level="Strong" if strong else "Bounded",
                    timeout=READING,
                )
            )
        )

    def look_up(
        self,
        collection: str,
        field: str,
        values: Collection[Any],
        fields: Sequence[str],
        *,
        where: str = "",
        strong: bool = False,
        at_once: int = _KEYS,
    ) -> list[Row]:
        """Return fields of the rows whose field has one of these values, each of which few have."""
        listed = list(dict.fromkeys(values))
        rows: list[Row] = []
        for at in range(0, len(listed), at_once):
            wanted = both(among(field, listed[at : at + at_once]), where)
            rows += self.query(collection, wanted, fields, strong=strong)
        return rows

    def scan(
        self,
        collection: str,
        where: str,
        fields: Sequence[str],
        *,
        strong: bool = False,
        at_once: int = _PAGE,
    ) -> Iterator[list[Row]]:
        """Yield fields of all rows that a condition holds for, page by page."""
        pages = self.ask(
            lambda it: it.query_iterator(
                collection,
                batch_size=at_once,
                filter=where,
                output_fields=list(fields),
                consistency_level="Strong" if strong else "Bounded",
                timeout=READING,
            )
        )
        try:
            while page := self.ask(lambda _: pages.next()):
                yield list(page)
        finally:
            pages.close()

    def count(self, collection: str, where: str = "", *, strong: bool = False) -> int:
        """Return how many rows a condition holds for."""
        ((row),) = self.ask(
            lambda it: it.query(
                collection,
                filter=where,
                output_fields=["count(*)"],
                consistency_level="Strong" if strong else "Bounded",
                timeout=READING,
            )
        )
        return int(row["count(*)"])

    def search(
        self,
        collection: str,
        field: str,
        vectors: Sequence[Any],
        k: int,
        where: str = "",
        *,
        key: str,
        params: Mapping[str, Any] | None = None,
        strong: bool = False,
    ) -> list[list[tuple[Any, float]]]:
        """Return, for each vector, the keys of the ``k`` best rows and their scores."""
        found = self.ask(
            lambda it: it.search(
                collection,
                data=list(vectors),
                anns_field=field,
                limit=min(k, MOST_FOUND),
                filter=where,
                output_fields=[key],
                search_params=dict(params or {}),
                consistency_level="Strong" if strong else "Bounded",
                timeout=READING,
            )
        )
        return [[(hit[key], float(hit["distance"])) for hit in hits] for hits in found]

    # Writing

    def insert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows that are not there yet."""
        self.ask(lambda it: it.insert(collection, list(rows), timeout=WRITING))

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows in place of those with the same keys: all of them at one moment."""
        if rows:
            self.ask(lambda it: it.upsert(collection, list(rows), timeout=WRITING))

    def delete(self, collection: str, where: str) -> None:
        """Take out the rows that a condition holds for: all of them at one moment."""
        self.ask(lambda it: it.delete(collection, filter=where, timeout=WRITING))

    # Asking

    def ask(self, call: Callable[[Client], _Answer]) -> _Answer:
        """Return what a call returns; where a restarted server has to load first, it does.

        Raises:
            StoreUnreachable: The server is gone, or too slow.
            IndexMissing: The collections are gone.
            StoreError: It refuses.
        """
        client = self._connected()
        try:
            return call(client)
        except failures.kinds() as error:
            if not failures.is_unloaded(error):
                raise failures.plain(error, self.place) from error
        self.load()
        try:
            return call(client)
        except failures.kinds() as error:
            raise failures.plain(error, self.place) from error

    def _connected(self) -> Client:
        with self._connecting:
            if self._client is None:
                self._client, self._is_lite = open_client(self.place)
            return self._client
