"""What is asked of a language model, whoever runs it: the protocol and its records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from threading import Event
from typing import Literal, Protocol

from index.errors import FundstelleError


@dataclass(frozen=True, slots=True)
class Message:
    """A part of a chat prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Outage(Enum):
    """Why a language model gave no reply, or only a part of one."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BUSY = "busy"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    CUT = "cut"
    EMPTY = "empty"
    REPEATING = "repeating"
    TOO_LONG = "too_long"
    FAILED = "failed"


class ModelUnavailable(FundstelleError):
    """A language model cannot be asked, or its reply broke off.

    Attributes:
        outage: What kind of trouble it is; readers are told in their language by this.
    """

    def __init__(self, outage: Outage, message: str) -> None:
        super().__init__(message)
        self.outage = outage


class ChatModel(Protocol):
    """A language model that continues a conversation.

    Safe to use from several threads.
    """

    @property
    def name(self) -> str:
        """What readers are told of who worded an answer."""

    @property
    def context(self) -> int:
        """How many tokens prompt and reply may have together.

        Raises:
            ModelUnavailable: The model has to be asked for it, and cannot be.
        """

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        """Yield a reply as it is written, piece by piece.

        Args:
            messages: The conversation so far.
            limit: How many tokens the reply may have.
            stop: Ends the reply, and the work on it, once it is set; so does closing the iterator.

        Raises:
            ModelUnavailable: There is no reply, or it broke off.
        """

    def warm_up(self) -> None:
        """Load what is loaded here, so that the first question need not wait for it."""

    def close(self) -> None:
        """Let go of connections and processes."""
