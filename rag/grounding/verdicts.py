"""What is found out about a sentence: frozen records."""

from dataclasses import dataclass
from enum import Enum

from rag.records import Citation


class FaultKind(Enum):
    """What is wrong with a sentence; the value says so, ``{}`` being what it is about."""

    UNCITED = "it cites nothing"
    MARKER = "there is no [{}] to point to"
    QUOTE = "the quote of [{}] is not in its article"
    MARKED = "what is marked in [{}] is not in its quote"
    FIGURE = "the figure {} is not in what it cites"
    NAME = "the name {} is not in what it cites"
    LINK = "the link or markup {} is not in what it cites"
    OWNER = "the figure {} is said of somebody else in what it cites"
    HARDENED = "it says as a fact what that only supposes, promises or denies"
    NEGATION = "it negates what it cites, or asserts what that negates"
    MEANING = "it says something else than what it cites"
    BESIDE = "it does not say what was asked for"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence is not backed; ``about`` is the figure, the name or the marker."""

    kind: FaultKind
    about: str = ""

    def __str__(self) -> str:
        return self.kind.value.format(self.about)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown, and if not, why."""

    supported: bool
    faults: tuple[Fault, ...] = ()

    @property
    def reason(self) -> str:
        """Why not, in words; ``""`` where it may."""
        return "; ".join(map(str, self.faults))


@dataclass(frozen=True, slots=True)
class SentenceVerdict:
    """One sentence of an answer and whether it is backed.

    Attributes:
        text: The sentence, without its markers.
        start: Where it starts in the answer.
        end: Where it ends there; markers within it are between the two, those after it are not.
        citations: What it points to, in order, each once.
        verdict: Whether that backs it.
    """

    text: str
    start: int
    end: int
    citations: tuple[Citation, ...]
    verdict: Verdict

    @property
    def supported(self) -> bool:
        """Whether the sentence may be shown."""
        return self.verdict.supported

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why not; none where it may."""
        return self.verdict.faults
