"""What the command line prints: results on stdout, progress and messages on stderr."""

import json
import sys
from typing import Any


def say(text: str) -> None:
    """Print a result."""
    print(text, flush=True)


def say_json(value: Any) -> None:
    """Print a result as JSON, on one line."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def tell(message: str) -> None:
    """Print a message that is no result."""
    print(message, file=sys.stderr, flush=True)
