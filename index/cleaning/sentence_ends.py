"""What ends a sentence, in any language: told by its marks alone, as lines are cut before it is.

Where a script has no such marks, a line is one if it is long.
"""

import re

from index.scripts import STOPS, UNMARKED, WIDE_STOPS

_LONG = 60  # characters
_UNMARKED = rf"(?:[{UNMARKED}][^{UNMARKED}]{{0,9}}){{{_LONG}}}"
_END = re.compile(rf"[{STOPS}][\"'”“»«’)]*$|{_UNMARKED}$")
_WITHIN = re.compile(rf"[{WIDE_STOPS}]|[.!?…:][\"'”“»«’)\]]*(?:\s|$)|{_UNMARKED}")


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends as a sentence does; a colon does not end one."""
    return _END.search(line) is not None


def holds_sentence(text: str) -> bool:
    """Tell whether a sentence ends anywhere in a text, or what a colon announces begins."""
    return _WITHIN.search(text) is not None
