"""Whether something is over quickly, whatever else the machine does."""

import time
from collections.abc import Callable

_TRIES = 3


def is_quick(action: Callable[[], object], seconds: float) -> bool:
    """Tell whether something takes less processor time than that, once or when tried again.

    What comes only once does not count, such as an import or a table that is built; what
    backtracks without end is as slow each time.
    """
    return any(_time(action) < seconds for _ in range(_TRIES))


def _time(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started
