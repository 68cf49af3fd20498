"""Pieces of a reply become sentences, each as soon as it is whole."""

import re
from collections.abc import Iterable, Iterator

from index.chunking import split_sentences
from rag.languages import known
from rag.llm.markers import starts_with_marker
from rag.quantities import find_quantities

# What models put around sentences and readers need not see.
_DECORATION = re.compile(r"^\s*(?:[-*•>#]+\s+|\d{1,2}[.)]\s+(?=\D))|[*`]+|\b_+|_+\b")
_DIGITS = re.compile(r"[€$£]?\d[\d.,]*(?:\s+[^\W\d]+){0,2}$")
_UNFINISHED = re.compile(r"\W*$|\s*[\[(【][^\])】]*$")
_ANNOTATION = re.compile(r"\s*\{=\s*(?P<reading>[^{}]*)\}?")


def sentences_of(pieces: Iterable[str], language: str) -> Iterator[str]:
    """Yield the sentences of a reply, with the markers that follow each.

    Args:
        pieces: The reply as it comes.
        language: The language it is expected in.
    """
    waiting = ""
    for piece in pieces:
        waiting += piece
        whole, waiting = _cut(waiting, language)
        yield from whole
    whole, rest = _cut(f"{waiting}\n", language)
    yield from (*whole, *filter(None, [_bare(rest, language)]))


def _cut(text: str, language: str) -> tuple[list[str], str]:
    """Return the sentences that are surely whole, and what may still go on."""
    *lines, last = (_DECORATION.sub("", line) for line in text.split("\n"))
    whole = [one for line in lines for one in _split(line, language)]
    started = _split(last, language)
    # The one before is whole once the next one has begun, and not with a marker still to come.
    if len(started) > 1 and not _UNFINISHED.match(started[-1]):
        whole += started[:-1]
        last = f"{started[-1]}{last[len(last.rstrip()) :]}"
    return [bare for one in whole if (bare := _bare(one, language))], last


def _split(line: str, language: str) -> list[str]:
    """Split a line into sentences; markers that come after one stay with it."""
    found: list[str] = []
    for start, end in split_sentences(line, language):
        sentence = line[start:end]
        leading = starts_with_marker(sentence)
        if found and leading:
            found[-1] = f"{found[-1]} {sentence[:leading].strip()}"
            sentence = sentence[leading:].strip()
        if sentence:
            found.append(sentence)
    return found


def _bare(sentence: str, language: str) -> str:
    """Return a sentence with its figures in its language: "17,3 Mio. Euro {= €17.3 million}"."""
    while match := _ANNOTATION.search(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        figure = _last_figure(before, language)
        if figure is not None and match["reading"].strip():
            before = f"{before[:figure]}{match['reading'].strip()}"
        sentence = f"{before}{after}"
    return sentence.strip()


def _last_figure(text: str, language: str) -> int | None:
    """Return where the figure starts that a text ends with, copied from another language.

    Copied in part, as in "17,3 million euros", it belongs to none.
    """
    starts = [
        one.qualified_start
        for other in known()
        if other != language
        for one in find_quantities(text, other)
        if one.end == len(text)
    ]
    digits = _DIGITS.search(text)
    return min(starts, default=digits.start() if digits else None)
