"""What the evidence panel and the article view say."""

from collections.abc import Mapping
from dataclasses import dataclass

from ui.texts import Tongue, load_texts


@dataclass(frozen=True, slots=True)
class EvidenceTexts(Tongue):
    """What the evidence panel and the article view say in one language.

    ``relevance`` names each kind of :mod:`ui.evidence.relevance`; the last two mappings hold one
    form for each plural category of the language.
    """

    close: str
    back: str
    read: str
    changed: str
    unreachable: str
    gone: str
    misread: str
    differ: str
    answer: str
    outlet: str
    day: str
    relevance: Mapping[str, str]
    sources: Mapping[str, str]
    passages: Mapping[str, str]
    reprinted: Mapping[str, str]


def evidence_texts(language: str) -> EvidenceTexts:
    """Return the texts in one of :func:`ui.texts.languages`.

    Raises:
        TypeError: If the language's file lacks a text or holds one that is not known.
    """
    return load_texts(EvidenceTexts, "evidence", language)
