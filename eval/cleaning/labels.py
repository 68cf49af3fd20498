"""Documents with labels that say what of each is the article, to measure cleaning by.

A set is a folder of documents, or of folders, each a split. Beside each document ``NAME.html`` (or
``.txt``, ``.md``, ``.jsonl`` of one row) stands ``NAME.json``; the README of ``eval/sets/cleaning``
describes it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import FundstelleError

FIELDS = ("title", "source", "author", "url", "published", "language")
"""What is labelled of an article beside its text."""


class LabelsInvalid(FundstelleError):
    """A labelled set is incomplete, or labels cannot be read."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What is right for a document.

    Attributes:
        form: What kind of document it is, such as ``"page"``.
        fields: By name the values that are right, any one of them; None means "unknown".
        sentences: The article's own sentences and lines, to the letter, in order.
        either: What may stay or go: the headline said again, a kicker, a place in front.
        boilerplate: What must be gone: pairs of the kind of dirt and a piece of it.
    """

    form: str
    fields: Mapping[str, tuple[str | None, ...]]
    sentences: tuple[str, ...]
    either: tuple[str, ...]
    boilerplate: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with its labels; ``split`` names the part of the set that it belongs to."""

    split: str
    path: Path
    labels: Labels


def load_labelled(folder: Path) -> list[Labelled]:
    """Read a set: all labels below the folder, each with the document it stands beside.

    Raises:
        LabelsInvalid: There are none, one has no document, or it cannot be read.
    """
    found = [_read(path, folder) for path in sorted(folder.rglob("*.json"))]
    if not found:
        raise LabelsInvalid(f"{folder} holds no labels; give a folder with documents and labels.")
    return found


def hash_labelled(labelled: Iterable[Labelled]) -> str:
    """Return a hash of all documents and labels: equal hashes mean the same test."""
    paths = (path for one in labelled for path in (one.path, one.path.with_suffix(".json")))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _read(path: Path, folder: Path) -> Labelled:
    documents = [other for other in path.parent.glob(f"{path.stem}.*") if other != path]
    if len(documents) != 1:
        raise LabelsInvalid(f"{path} stands beside {len(documents)} documents; it takes just one.")
    try:
        labels = _to_labels(json.loads(path.read_text(encoding="utf-8")))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LabelsInvalid(f"{path} cannot be read as labels ({error!r}); mend it.") from error
    split = path.parent.relative_to(folder).as_posix()
    return Labelled(folder.resolve().name if split == "." else split, documents[0], labels)


def _to_labels(value: dict[str, Any]) -> Labels:
    return Labels(
        form=value["form"],
        fields={name: _accepted(value[name]) for name in FIELDS},
        sentences=tuple(value["sentences"]),
        either=tuple(value["either"]),
        boilerplate=tuple(
            (kind, text) for kind, texts in value["boilerplate"].items() for text in texts
        ),
    )


def _accepted(value: Any) -> tuple[str | None, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
