"""Which articles may be found; every store honours it before it searches."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from index.errors import SettingInvalid


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may be found. Empty fields allow everything.

    Attributes:
        since: Only articles published on this day or later; undated ones are left out.
        until: Only articles published on this day or earlier; undated ones are left out.
        sources: Only these outlets, in any case.
        languages: Only these languages (ISO 639-1 codes, such as ``de``), in any case.
        articles: Only these article ids.

    Names are given as any collection and kept as tuples, letters and their dots together, as they
    are stored.

    Raises:
        SettingInvalid: A day is no date, or names are not given as a list.
    """

    since: date | None = None
    until: date | None = None
    sources: Collection[str] = ()
    languages: Collection[str] = ()
    articles: Collection[str] = ()

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            _check_day(name, getattr(self, name))
        for name in ("sources", "languages", "articles"):
            object.__setattr__(self, name, _read_names(name, getattr(self, name)))
        object.__setattr__(self, "languages", tuple(one.strip().lower() for one in self.languages))

    def __bool__(self) -> bool:
        return self != Filter()


def _check_day(name: str, given: object) -> None:
    # A moment is a date to Python, but is written and compared otherwise.
    if given is not None and (not isinstance(given, date) or isinstance(given, datetime)):
        raise SettingInvalid(
            f"The {name} of a filter must be a date, such as date(2025, 9, 1), not {given!r}."
        )


def _read_names(name: str, given: object) -> tuple[str, ...]:
    # A text is a list of its letters to Python.
    names = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else None
    if names is None or not all(isinstance(one, str) for one in names):
        raise SettingInvalid(
            f"The {name} of a filter must be a list of texts, such as "
            f"{[given if isinstance(given, str) else '…']}, not {given!r}."
        )
    # As cleaning leaves what it stores; a file's name or a page may have letters and dots apart.
    return tuple(unicodedata.normalize("NFC", name) for name in names)
