"""What a peer is and what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.errors import FundstelleError

QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
"""What the E5 models expect before a question and before a passage (Wang et al. 2024)."""


class PeerMissing(FundstelleError):
    """A library that is to be measured is not installed, or there is no such peer."""


@dataclass(frozen=True, slots=True)
class PeerPassage:
    """A passage as every peer is given it.

    Attributes:
        id: Its name in the judgements: ``article_id:start-end``.
        text: What is indexed of it.
    """

    id: str
    text: str


class Peer(Protocol):
    """A retrieval library, set up and with its model loaded."""

    @property
    def name(self) -> str:
        """What its results are reported under."""

    def add(self, passages: Sequence[PeerPassage]) -> None:
        """Index all passages; called once."""

    def search(self, question: str, k: int) -> list[str]:
        """Return the ids of at most ``k`` passages, best first."""
