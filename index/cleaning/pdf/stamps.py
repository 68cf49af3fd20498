"""What browsers print above and below a page: title, address, page number, the time of printing."""

import re
from collections.abc import Iterable, Sequence

from index.cleaning.pdf.lines import Line
from index.fields import parse_url

_TIME = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?"
_ADDRESS = r"(?P<address>(?:https?|file)://\S+)"
_HEAD = re.compile(rf"{_TIME}(?: .*)?|.* {_ADDRESS}")
_FOOT = re.compile(rf"(?:{_ADDRESS} )?\d+ ?(?:/|of|von) ?\d+(?: {_TIME})?")
_SHORTENED = ("…", "...")


def are_stamps(top: Line, bottom: Line) -> bool:
    """Tell whether the outermost lines of a page were put there by a browser."""
    return bool(_HEAD.fullmatch(_read(top)) and _FOOT.fullmatch(_read(bottom)))


def find_url(pages: Iterable[Sequence[Line]]) -> str | None:
    """Return the address that a browser printed, if it is a whole one and the same on all pages.

    Args:
        pages: The lines of each page, from top to bottom.
    """
    edges = [(lines[0], lines[-1]) for lines in pages if lines]
    found = {_find_address(top, bottom) for top, bottom in edges if are_stamps(top, bottom)}
    address = found.pop() if len(found) == 1 else None
    return parse_url(address) if address and not address.endswith(_SHORTENED) else None


def _find_address(top: Line, bottom: Line) -> str | None:
    head, foot = _HEAD.fullmatch(_read(top)), _FOOT.fullmatch(_read(bottom))
    return (foot and foot["address"]) or (head and head["address"]) or None


def _read(line: Line) -> str:
    return line.text.replace(" | ", " ")
