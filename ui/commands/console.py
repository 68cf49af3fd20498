"""What the command line prints: results on stdout, progress and messages on stderr."""

import json
import os
import sys
from typing import Any

from index.errors import FundstelleError


class ResultsUnwritable(FundstelleError):
    """There is no room, or no place, for what is printed."""


def say(text: str) -> None:
    """Print a result; letters that the terminal does not know are written by their numbers.

    Raises:
        ResultsUnwritable: It cannot be written.
        BrokenPipeError: Nobody reads on.
    """
    try:
        print(_sayable(text), flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        _let_go()
        raise ResultsUnwritable(f"The results cannot be written ({error.strerror}).") from error


def say_json(value: Any) -> None:
    """Print a result as JSON, on one line; escaped where the terminal does not know its letters."""
    line = json.dumps(value, ensure_ascii=False)
    say(line if _sayable(line) == line else json.dumps(value))


def _sayable(text: str) -> str:
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def tell(message: str) -> None:
    """Print a message that is no result."""
    print(message, file=sys.stderr, flush=True)


def _let_go() -> None:
    """Send what is still held back to nowhere: Python would try once more in the end, and fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
