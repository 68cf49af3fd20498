"""What an index was built with: an entry among its records, written last when it is made."""

from dataclasses import asdict
from typing import Any

from index.config import IndexConfig
from index.errors import IndexDamaged, IndexMismatch
from index.milvus import records
from index.milvus.layout import LAYOUT
from index.milvus.records import Records
from index.places import MilvusPlace
from index.reprints import SIGNING
from index.words import STEMMING

_CONFIG = "config"
_VERSIONS = {"layout": LAYOUT, "stemming": STEMMING, "signing": SIGNING}


def write(kept: Records, config: IndexConfig) -> None:
    """Write what an index is built with."""
    kept.write([records.entry_row(_CONFIG, {**asdict(config), **_VERSIONS})])


def read(kept: Records, place: MilvusPlace) -> IndexConfig | None:
    """Return what an index was built with; None where its making was not finished.

    Raises:
        IndexMismatch: It was made by another version.
        IndexDamaged: It cannot be read.
    """
    entry: Any = records.read_entry(kept, _CONFIG, strong=True)
    if entry is None:
        return None
    try:
        if any(entry[name] != version for name, version in _VERSIONS.items()):
            raise IndexMismatch(
                f"The index at {place} was made by another version of Fundstelle; build it anew "
                "under another name: fundstelle add --index milvus://HOST/NAME PATH…"
            )
        return IndexConfig(
            encoder=str(entry["encoder"]),
            fingerprint=str(entry["fingerprint"]),
            dimension=int(entry["dimension"]),
            passage_tokens=int(entry["passage_tokens"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamaged(
            f"The manifest of the index at {place} cannot be read; choose another place with "
            "--index."
        ) from error
