"""The store at a place, whatever engine keeps it."""

from pathlib import Path

from index.config import IndexConfig
from index.local import LocalStore
from index.places import Place
from index.store import Store


def store_exists(place: Place) -> bool:
    """Tell whether there is an index at a place.

    Raises:
        StoreError: Its server cannot be asked.
    """
    if isinstance(place, Path):
        return LocalStore.exists(place)
    from index.milvus import MilvusStore  # noqa: PLC0415 - its client is an extra

    return MilvusStore.exists(place)


def open_store(place: Place) -> Store:
    """Open the index at a place.

    Raises:
        IndexMissing: There is none.
        IndexMismatch: It was made by another version.
        StoreError: It cannot be read.
    """
    if isinstance(place, Path):
        return LocalStore.open(place)
    from index.milvus import MilvusStore  # noqa: PLC0415

    return MilvusStore.open(place)


def create_store(place: Place, config: IndexConfig) -> Store:
    """Open the index at a place, making it first where there is none.

    Raises:
        StoreError: It cannot be made there.
    """
    if isinstance(place, Path):
        return LocalStore.create(place, config)
    from index.milvus import MilvusStore  # noqa: PLC0415

    return MilvusStore.create(place, config)
