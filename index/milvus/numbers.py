"""Numbers that are never used twice, and that nobody has to be asked for.

Several writers draw them at once: 41 bits are milliseconds, which reach to 2094, the other 22 begin
at random. So a number is also the later the greater, by the clocks of those who draw.
"""

import secrets
import threading
import time

_EPOCH_SECONDS = 1_735_689_600  # 2025-01-01
_RANDOM_BITS = 22
_MOST_DRAWN = 1 << (_RANDOM_BITS - 2)


class Numbers:
    """Draws numbers; one object for each writer."""

    def __init__(self) -> None:
        self._last = 0
        self._drawing = threading.Lock()

    def draw(self, count: int) -> range:
        """Return as many numbers that follow each other, greater than all drawn here before.

        Two writers that draw within the same millisecond have a number in common with a
        probability of their counts' sum by three million.
        """
        if count > _MOST_DRAWN:
            raise ValueError(f"{count} numbers are more than can be drawn at once")
        with self._drawing:
            now = int((time.time() - _EPOCH_SECONDS) * 1000)
            self._last = max(now, self._last + 1)
            first = self._last << _RANDOM_BITS
        first += secrets.randbelow((1 << _RANDOM_BITS) - _MOST_DRAWN)
        return range(first, first + count)


def age_seconds(number: int) -> float:
    """Return how long ago a number was drawn, in seconds."""
    return time.time() - _EPOCH_SECONDS - (number >> _RANDOM_BITS) / 1000
