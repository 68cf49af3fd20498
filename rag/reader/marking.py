"""Where the words that answer may be cut: not within a figure, and not between two brackets."""

import re
from collections.abc import Iterable, Iterator

from index.records import Span

_NUMBER = re.compile(r"[€$£]?\d+(?:[.,:'’\u202f\xa0]?\d+)*%?")
_CLOSING = {"(": ")", "[": "]", "„": "“”", "‚": "‘’", "“": "”", "«": "»", "»": "«", '"': '"'}
_BETWEEN = " \t\n,;:–—-"


def tidy(span: Span, text: str, wholes: Iterable[Span]) -> Span:
    """Return a span that holds figures and names whole, and brackets and quotation marks in pairs.

    A figure or a name that it cuts is added to it. Of a pair that it cuts, the other mark is added
    where it stands right beside the span; else the span ends there, or begins.

    Args:
        span: A span of a text.
        text: The text.
        wholes: Where its quantities and its persons' names stand.
    """
    start, end = _with_whole(span, [*wholes, *(one.span() for one in _NUMBER.finditer(text))])
    for first, last in _pairs(text):
        has_first, has_last = start <= first < end, start <= last < end
        if has_first and not has_last:
            start, end = _without_opening(start, end, first, last, text)
        elif has_last and not has_first:
            start, end = _without_closing(start, end, first, last, text)
    return (start, end) if start < end else span


def _with_whole(span: Span, figures: Iterable[Span]) -> Span:
    start, end = span
    for first, last in figures:
        if first < start < last:
            start = first
        if first < end < last:
            end = last
    return start, end


def _without_opening(start: int, end: int, first: int, last: int, text: str) -> Span:
    """Return a span with a mark that opens, either with the one that closes it or without both."""
    if last == end:
        return start, end + 1
    before = start + len(text[start:first].rstrip(_BETWEEN))
    return (start, before) if before > start else (first + 1, end)


def _without_closing(start: int, end: int, first: int, last: int, text: str) -> Span:
    """Return a span with a mark that closes, either with the one that opens it or without both."""
    if first == start - 1:
        return first, end
    after = end - len(text[last + 1 : end].lstrip(_BETWEEN + "."))
    return (after, end) if after < end else (start, last)


def _pairs(text: str) -> Iterator[Span]:
    """Yield where brackets and quotation marks open and close that belong together."""
    opened: list[int] = []
    for at, sign in enumerate(text):
        if opened and sign in _CLOSING[text[opened[-1]]]:
            yield opened.pop(), at
        elif sign in _CLOSING:
            opened.append(at)
