"""The words that answers are put in; each language's are in its file in ``data/languages``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rag.languages import table


@dataclass(frozen=True, slots=True)
class Phrases:
    """What an answer says in its own words; ``{}`` is filled in.

    ``locale`` is that of days and figures (CLDR); ``kinds`` says what is asked for, by the values
    of :class:`rag.expectations.AnswerKind`, ``faults`` what is wrong with a sentence, by the names
    of :class:`rag.grounding.FaultKind`, and ``outages`` why a language model did not answer, by
    the values of :class:`rag.llm.models.Outage`.
    """

    locale: str
    abstained: str
    abstained_unsure: str
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
    unbacked: str
    stopped: str
    missed: str
    broken_off: str
    changed: str
    gone: str
    disproved: str
    kinds: Mapping[str, str]
    faults: Mapping[str, str]
    outages: Mapping[str, str]


@cache
def phrases_for(language: str) -> Phrases:
    """Return the phrases of a language; English where there are none."""
    return Phrases(**(table(language, "phrases") or table("en", "phrases")))
