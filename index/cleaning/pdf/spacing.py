"""Gaps between words, and what is raised, are made plain before pypdf looks for them.

pypdf takes a gap within a line for a space if it is wider than half of what the font has for one.
It leaves word spacing out of account, which justified text has, and then tears words; and fonts
without a space, such as TeX's, get one that is too wide, and words run together. So gaps are
written such that it finds just the right ones. It leaves text rise out of account, too, by which
notes and powers are raised: that is written as a move.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pypdf.generic import ArrayObject, FloatObject

# Thousandths of the type size.
_GAP = 170.0  # less than a space, more than kerning
_SURE_GAP = 1000.0
_NO_GAP = 40.0
_SPACED = re.compile(rb"[^ ]+ ?| ")

Operation = tuple[Any, bytes]
"""What pypdf makes of an operation: its operands and its operator."""


def space_out(operations: Iterable[Operation], simple: Collection[str]) -> Iterator[Operation]:
    """Yield the operations of a page with each text shown as words and gaps.

    ISO 32000-1, sections 9.3.3 (word spacing) and 9.4.3 (what ``TJ`` shows).

    Args:
        operations: The operations.
        simple: The names of the fonts that have a single byte for each letter; word spacing
            applies to no others.
    """
    font, size, spacing = "", 0.0, 0.0
    saved: list[tuple[str, float, float]] = []
    for operands, operator in operations:
        match operator, operands:
            case b"q", _:
                saved.append((font, size, spacing))
            case b"Q", _ if saved:
                font, size, spacing = saved.pop()
            case b"Tf", [str() as font, int() | float() as size]:
                pass
            case b"Tw", [int() | float() as spacing]:
                pass
            case (b"Tj", [_]) | (b"TJ", [ArrayObject()]):
                shown = operands if operator == b"Tj" else operands[0]
                widening = 1000 * spacing / size if size and font in simple else 0.0
                yield [ArrayObject(_space_words(shown, widening))], b"TJ"
                continue
        yield operands, operator


def move_raised(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield the operations of a page with what is raised moved there.

    ISO 32000-1, section 9.3.7 (text rise).
    """
    rise = moved = 0.0
    for operands, operator in operations:
        match operator, operands:
            case b"Ts", [int() | float() as rise]:
                continue
            case ((b"BT" | b"Tm"), _):
                moved = 0.0
            case ((b"Tj" | b"TJ"), _) if moved != rise:
                yield [FloatObject(0), FloatObject(rise - moved)], b"Td"
                moved = rise
        yield operands, operator


def _space_words(shown: Iterable[Any], widening: float) -> Iterator[Any]:
    """Yield strings and shifts: a shift after each space that is wider, and gaps beyond doubt."""
    for item in shown:
        if isinstance(item, bytes) and widening:
            for word in _SPACED.findall(item):
                yield word
                if word.endswith(b" "):
                    yield -widening
        elif isinstance(item, int | float) and item < -_GAP:
            yield from (-_SURE_GAP, _SURE_GAP + float(item))
        elif isinstance(item, int | float) and item < -_NO_GAP:
            yield from [float(item) / 5] * 5
        else:
            yield item
