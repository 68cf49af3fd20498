"""The words that answers are put in; each language's are in its file in ``data/languages``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rag.languages import table


@dataclass(frozen=True, slots=True)
class Phrases:
    """What an answer says in its own words; ``{}`` is filled in.

    ``locale`` is that of days and figures (CLDR); ``kinds`` says what is asked for, by the values
    of :class:`rag.expectations.Kind`.
    """

    locale: str
    abstained: str
    abstained_empty: str
    abstained_unmatched: str
    unknown_names: str
    listing: str
    looked_for: str
    covered: str
    covered_day: str
    undated: str
    differing: str
    newest_first: str
    kinds: Mapping[str, str]


@cache
def phrases_for(language: str) -> Phrases:
    """Return the phrases of a language; English where there are none."""
    return Phrases(**(table(language, "phrases") or table("en", "phrases")))
