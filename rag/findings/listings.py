"""Lists of names: where one name answers, those beside it do as well."""

import re
from collections.abc import Callable, Iterable
from itertools import takewhile

from index.records import Span
from rag.patterns import either


def whole_list(
    text: str,
    name: Span,
    sentence: Span,
    part: str,
    joints: Iterable[str],
    fits: Callable[[Span], bool],
) -> Span:
    """Return where the list starts and ends that a name stands in: "Brazil, France and Spain".

    It goes on to either side of the name as far as its parts fit.

    Args:
        text: The text.
        name: Where the name stands in it.
        sentence: Where its sentence does.
        part: A pattern for the names of the list.
        joints: What stands before the last of them, with an article or without; before the others
            the article may stand as well.
        fits: Tells whether what stands at a place may be listed beside the name.
    """
    start, end = name
    joints = [*joints]
    joint, article = either(joints), either(one.split()[-1] for one in joints if " " in one)
    listed = re.compile(
        rf"{part}(?:, (?:(?:{article}) )?{part})*,? (?:{joint}) {part}"  # "France, the Netherlands"
    ).finditer(text, *sentence)
    whole = next((one for one in listed if one.start() <= start < one.end()), None)
    if whole is None:
        return name
    parts = [one.span() for one in re.compile(part).finditer(text, *whole.span())]
    before = [one for one in reversed(parts) if one[1] <= start]
    after = [one for one in parts if one[0] >= end]
    lefts, rights = [*takewhile(fits, before)], [*takewhile(fits, after)]
    return (lefts[-1][0] if lefts else start), (rights[-1][1] if rights else end)
