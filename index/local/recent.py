"""What was read of passages lately, kept so that it need not be read and unpacked again.

Questions on the same news meet the same passages. Most of the time that scoring takes would go into
reading their vectors, checking them and unpacking them.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar

from index.local.vectors import Change

T = TypeVar("T")


class RecentPassages(Generic[T]):
    """Something of each of the passages read last, by their numbers.

    A passage never changes, and its number is never used twice, but it may be removed, or the whole
    store be replaced by a backup. So all is forgotten whenever there was a change.
    """

    def __init__(self, most: int) -> None:
        """Set of how many passages it is kept."""
        self._most = most
        self._change: Change | None = None
        self._kept: OrderedDict[int, T] = OrderedDict()  # the one that was asked for last is last
        self._lock = threading.Lock()

    def read(
        self,
        numbers: Collection[int],
        change: Change,
        load: Callable[[Collection[int]], Mapping[int, T]],
    ) -> dict[int, T]:
        """Return it by number, as kept or else as loaded; passages that are gone are left out.

        Args:
            numbers: Of which passages.
            change: The latest change of the store, read before.
            load: Reads it of those of which it is not kept.
        """
        found = self._recall(numbers, change)
        missing = [number for number in numbers if number not in found]
        if missing:
            loaded = load(missing)
            self._keep(loaded, change)
            found.update(loaded)
        return found

    def _recall(self, numbers: Collection[int], change: Change) -> dict[int, T]:
        with self._lock:
            if change != self._change:
                self._kept.clear()
                self._change = change
            found = {number: self._kept[number] for number in numbers if number in self._kept}
            for number in found:
                self._kept.move_to_end(number)
            return found

    def _keep(self, loaded: Mapping[int, T], change: Change) -> None:
        with self._lock:
            if change != self._change:  # as of another question, asked since
                return
            self._kept.update(loaded)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
