"""What both command lines of this package take."""

import argparse


def positive(text: str) -> int:
    """Return the whole number above 0 that an argument is.

    Raises:
        argparse.ArgumentTypeError: It is something else.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
