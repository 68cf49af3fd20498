"""What was counted is remembered for as long as the index does not change."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Asked = TypeVar("_Asked", bound=Hashable)
_Counted = TypeVar("_Counted")

_MOST_REMEMBERED = 32


class Memory(Generic[_Asked, _Counted]):
    """Remembers what a function returned for one state of the index."""

    def __init__(self) -> None:
        self._held: tuple[str, dict[_Asked, _Counted]] = ("", {})

    def get(self, state: str, asked: _Asked, count: Callable[[_Asked], _Counted]) -> _Counted:
        """Return what the function returns, or returned in the same state."""
        held = self._held
        if held[0] != state or len(held[1]) >= _MOST_REMEMBERED:
            held = self._held = state, {}
        if asked not in held[1]:
            held[1][asked] = count(asked)
        return held[1][asked]
