"""What the page's scripts send, read with care: anybody can send anything."""

from collections.abc import Mapping
from typing import Any

_MOST_TURNS = 100_000
_MOST_TEXTS = 1_000


def read_object(sent: object) -> Mapping[str, Any]:
    """Return an object as it was sent; an empty one where it is something else."""
    return sent if isinstance(sent, dict) else {}


def read_text(sent: object) -> str:
    """Return a text as it was sent; an empty one where it is something else.

    Half a character, which JSON can hold and UTF-8 cannot, becomes a question mark.
    """
    return sent.encode("utf-8", "replace").decode() if isinstance(sent, str) else ""


def read_texts(sent: object) -> list[str]:
    """Return a list of texts as it was sent, without what is none, and no more than make sense."""
    texts = sent if isinstance(sent, list) else []
    return [read_text(one) for one in texts if isinstance(one, str)][:_MOST_TEXTS]


def read_number(sent: object) -> int:
    """Return the number of a turn as it was sent; 0 where it cannot be one."""
    if isinstance(sent, bool) or not isinstance(sent, int):
        return 0
    return sent if 0 < sent < _MOST_TURNS else 0
