"""Gradio's stubs, left as they were installed.

Whenever it is imported, Gradio reads the sources of its components and holds them against the
stubs beside them, for its own developers: a second that whoever starts the page would wait for.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast


@contextmanager
def stubs_left() -> Iterator[None]:
    """Have Gradio leave its stubs alone, where it is first imported meanwhile."""
    find = inspect.getfile

    def find_others(one: Any) -> str:
        if getattr(one, "__module__", "").startswith("gradio."):
            raise OSError("has no stub")  # what a component says that is in no file
        return find(one)

    inspect.getfile = cast("Any", find_others)
    try:
        yield
    finally:
        inspect.getfile = find
