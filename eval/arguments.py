"""What may stand on the command lines of this package."""

import argparse

from index.errors import SettingInvalid
from index.places import Place, read_place


def positive(text: str) -> int:
    """Return the whole number above 0 that an argument is.

    Raises:
        argparse.ArgumentTypeError: It is something else.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def place(text: str) -> Place:
    """Return the place of an index that an argument names.

    Raises:
        argparse.ArgumentTypeError: It is something else.
    """
    try:
        return read_place(text)
    except SettingInvalid as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def whole_numbers(text: str) -> tuple[int, ...]:
    """Return the whole numbers above 0 that an argument lists, separated by commas.

    Raises:
        argparse.ArgumentTypeError: It lists something else.
    """
    return tuple(map(positive, text.split(",")))
