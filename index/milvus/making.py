"""An index is made in Milvus: its collections, their indexes, and last its manifest.

Another process may do so at the same time, or have been killed while it did: what is missing is
made, and what is there is left as it is.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from index.config import IndexConfig
from index.errors import StoreError, StoreUnreachable
from index.milvus import layout, manifest
from index.milvus.connection import READING, WRITING, Connection
from index.milvus.layout import Fields, Names
from index.milvus.opening import Client
from index.milvus.records import Records
from index.places import MilvusPlace

_PAUSES = (0.0, 0.1, 0.4, 1.6)  # seconds until it is looked again

FieldIndex = Any  # pymilvus' IndexParam; its client is an extra, and untyped


def connect(place: MilvusPlace) -> Connection:
    """Return a connection to the collections of an index; it is made when it is used."""
    names = Names.of(place.name)
    return Connection(place, names.all())


def read_config(connection: Connection) -> IndexConfig | None:
    """Return what an index was built with; None where there is none.

    Raises:
        IndexMismatch: It was made by another version.
        StoreError: The server cannot be asked.
    """
    names = Names.of(connection.place.name)
    if not connection.has(names.records):
        return None
    return manifest.read(Records(connection, names), connection.place)


def make_index(connection: Connection, config: IndexConfig) -> None:
    """Make an index.

    Raises:
        StoreError: The server cannot be asked, or refuses.
    """
    names = Names.of(connection.place.name)
    _make(connection, names.articles, layout.lay_out_articles)
    of_passages = partial(layout.lay_out_passages, dimension=config.dimension)
    _make(connection, names.passages, of_passages)
    _make(connection, names.contents, layout.lay_out_contents)
    _make(connection, names.records, layout.lay_out_records)
    connection.load()
    manifest.write(Records(connection, names), config)


def _make(connection: Connection, collection: str, lay_out: Callable[[Fields], None]) -> None:
    """Make what is missing of a collection: itself, or indexes of its fields."""
    fields = connection.ask(Fields)
    lay_out(fields)
    _insist(connection, partial(_create, collection=collection, fields=fields))
    for index in fields.indexes:
        _insist(connection, partial(_add_index, collection=collection, index=index))


def _insist(connection: Connection, make: Callable[[Client], None]) -> None:
    """Make one thing, which another process may make between the look for it and its making.

    Milvus Lite refuses what another is making, but says for a while that it is not there.
    """
    for pause in _PAUSES:
        try:
            return connection.ask(make)
        except StoreUnreachable:
            raise
        except StoreError:
            time.sleep(pause)
    return connection.ask(make)


def _create(client: Client, collection: str, fields: Fields) -> None:
    if not client.has_collection(collection, timeout=READING):
        client.create_collection(
            collection,
            schema=fields.schema,
            num_shards=1,
            consistency_level="Bounded",
            timeout=WRITING,
        )


def _add_index(client: Client, collection: str, index: FieldIndex) -> None:
    if not client.list_indexes(collection, index.field_name, timeout=READING):
        wanted = client.prepare_index_params()
        wanted.append(index)
        # Of rows that are yet to come, so there is nothing to wait for.
        client.create_index(collection, wanted, sync=False, timeout=WRITING)
