"""An article's words as the page shows them. Pure, and as safe as :mod:`ui.render`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from index.records import Span
from rag.records import Citation


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be marked in a text, ``text[start:end]``.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        number: The marker of the citation that it is; None for a passage that was found.
        bold: Where the words in it that answer start and end, if they are known.
    """

    start: int
    end: int
    number: int | None = None
    bold: Span | None = None


def render_quotation(citation: Citation) -> Markup:
    """Return a citation's quote, every character of it, the words that answer in ``<b>``."""
    bold = [citation.marked] if citation.marked else []
    return _emphasise(citation.article.text, citation.start, citation.end, bold)


def render_marked(text: str, start: int, end: int, marks: Iterable[Mark]) -> Markup:
    """Return ``text[start:end]``, every character of it once, with what is marked in ``<mark>``.

    Within that, the words that answer are in ``<b>``. ``data-number`` names the citations that a
    mark shows, two where one lies within the other; of two that overlap, the first shows what they
    share. A mark without numbers has ``data-found``.
    """
    pieces: list[Markup] = []
    at = start
    for stroke in _strokes(marks, start, end):
        words = _emphasise(text, stroke.start, stroke.end, stroke.bold)
        mark = Markup('<mark {} tabindex="-1">{}</mark>').format(_name(stroke), words)
        pieces += [escape(text[at : stroke.start]), mark]
        at = stroke.end
    return Markup("").join([*pieces, escape(text[at:end])])


@dataclass(frozen=True, slots=True)
class _Stroke:
    """What one ``<mark>`` covers."""

    start: int
    end: int
    numbers: tuple[int, ...]
    bold: tuple[Span, ...]


def _strokes(marks: Iterable[Mark], start: int, end: int) -> list[_Stroke]:
    """Return what to mark between start and end, in order and apart from one another."""
    strokes: list[_Stroke] = []
    inside = [mark for mark in marks if max(mark.start, start) < min(mark.end, end)]
    for mark in sorted(inside, key=lambda mark: (mark.start, mark.number or 0)):
        last = strokes[-1] if strokes else None
        numbers = () if mark.number is None else (mark.number,)
        bold = () if mark.bold is None else (mark.bold,)
        if last and mark.end <= last.end:
            strokes[-1] = replace(last, numbers=last.numbers + numbers, bold=last.bold + bold)
            continue
        if last and mark.start < last.end:
            strokes[-1] = replace(last, bold=last.bold + bold)
        begin = max(mark.start, last.end if last else start, start)
        strokes.append(_Stroke(begin, min(mark.end, end), numbers, bold))
    return strokes


def _name(stroke: _Stroke) -> Markup:
    numbers = " ".join(map(str, dict.fromkeys(stroke.numbers)))
    return Markup('data-number="{}"').format(numbers) if numbers else Markup("data-found")


def _emphasise(text: str, start: int, end: int, bold: Iterable[Span]) -> Markup:
    pieces: list[Markup] = []
    at = start
    for first, last in _apart(bold, start, end):
        pieces += [escape(text[at:first]), Markup("<b>{}</b>").format(text[first:last])]
        at = last
    return Markup("").join([*pieces, escape(text[at:end])])


def _apart(stretches: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    """Yield the parts of stretches that lie between start and end, in order, none of them twice."""
    at = start
    for stretch in sorted(stretches):
        first, last = max(stretch[0], at), min(stretch[1], end)
        if first < last:
            yield first, last
            at = last
