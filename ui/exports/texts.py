"""What an export says in its own words."""

from collections.abc import Mapping
from dataclasses import dataclass

from ui.texts import Tongue, load_texts


@dataclass(frozen=True, slots=True)
class ExportTexts(Tongue):
    """What an export says in one language.

    A mapping holds one form for each plural category of the language; ``unreadable`` and
    ``unknown`` are mistakes that a reader is told.
    """

    searched: str
    searched_apart: str
    limited: str
    quote: str
    sources: str
    nearest: str
    untitled: str
    undated: str
    stopped: str
    unanswered: str
    unreadable: str
    unknown: str
    quoted: Mapping[str, str]
    worded: Mapping[str, str]
    withheld: Mapping[str, str]


def export_texts(language: str) -> ExportTexts:
    """Return the texts of exports in one of :func:`ui.texts.languages`."""
    return load_texts(ExportTexts, "exports", language)
