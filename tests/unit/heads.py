"""The beginning of a text, with what is read off it."""

from dataclasses import dataclass
from datetime import date

from index.cleaning import metadata, preamble
from index.cleaning.manuscript import Manuscript
from index.rows import Known

DAY = date(2025, 9, 24)
PROSE = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk mit."


@dataclass(frozen=True)
class Head:
    """What was read, and what is left."""

    text: str
    title: str
    published: date | None
    source: str | None
    url: str | None
    author: str | None
    reasons: list[str]


def to_head(sheet: Manuscript, known: Known) -> Head:
    reasons = [cut.reason for cut in sheet.cuts()]
    return Head(
        sheet.read(),
        known.title or "",
        known.published,
        known.source,
        known.url,
        known.author,
        reasons,
    )


def read_preamble(text: str) -> Head:
    return to_head(*preamble.read_preamble(Manuscript(text)))


def read_head(text: str, *, titled: bool = False) -> Head:
    return to_head(*metadata.read_head(Manuscript(text), titled=titled))
