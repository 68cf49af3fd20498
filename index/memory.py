"""Memory that is not needed any more is given back to the system."""

import ctypes
import sys
from functools import cache


def give_back() -> None:
    """Give freed memory back; where the C library knows no way to, do nothing.

    Encoding takes and frees blocks of all sizes, and glibc keeps what lies between those in use: so
    a process would grow with the number of articles although it needs no more.
    """
    if trim := _find_trim():
        trim(0)


@cache
def _find_trim() -> "ctypes._NamedFuncPointer | None":
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
