"""A whole answer, sentence by sentence: which citations each one points to, and its verdict."""

import re
from collections.abc import Sequence

from index.chunking import split_sentences
from index.records import Span
from rag.grounding.checks import check, tell_language
from rag.grounding.meaning import Similarity
from rag.grounding.verdicts import Fault, FaultKind, SentenceVerdict, Verdict
from rag.records import Citation

# One or more markers with the space before them: " [1][2]", " [1, 2]".
_MARKERS = re.compile(r"(?:\s*\[\d+(?:\s*[,;]\s*\d+)*\])+")
_NUMBER = re.compile(r"\d+")
Pointer = tuple[int, list[int]]
"""Where markers stood, as an offset in the text without them, and their numbers."""


def check_answer(
    answer: str,
    citations: Sequence[Citation],
    *,
    language: str | None = None,
    similarity: Similarity | None = None,
) -> tuple[SentenceVerdict, ...]:
    """Tell for each sentence of an answer whether it is backed by what it points to.

    Args:
        answer: Text with markers such as ``[1]``, each in a sentence or right after it.
        citations: What the markers may point to.
        language: The answer's language (ISO 639-1); told from the text where not given.
        similarity: See :func:`check`.
    """
    language = language or tell_language(answer, citations)
    text, places, pointers = _take_markers_out(answer)
    spans = split_sentences(text, language)
    return tuple(
        SentenceVerdict(
            text[start:end],
            places[start],
            places[end - 1] + 1,
            *_judge(text[start:end], numbers, citations, language, similarity),
        )
        for (start, end), numbers in zip(spans, _deal_out(pointers, spans), strict=True)
    )


def _deal_out(pointers: Sequence[Pointer], spans: Sequence[Span]) -> list[list[int]]:
    """Return the numbers that each sentence points to: those in it or right after it."""
    dealt: list[list[int]] = [[] for _ in spans]
    for at, numbers in pointers:
        sentence = max((n for n, (start, _) in enumerate(spans) if start < at), default=0)
        if spans:
            dealt[sentence] += [one for one in numbers if one not in dealt[sentence]]
    return dealt


def _judge(
    sentence: str,
    numbers: Sequence[int],
    citations: Sequence[Citation],
    language: str,
    similarity: Similarity | None,
) -> tuple[tuple[Citation, ...], Verdict]:
    """Return what a sentence cites, and whether that backs it; a number of nothing is a fault."""
    known = {citation.marker: citation for citation in citations}
    cited = tuple(known[one] for one in numbers if one in known)
    lost = tuple(Fault(FaultKind.MARKER, str(one)) for one in numbers if one not in known)
    if lost and not cited:
        return cited, Verdict(False, lost)
    verdict = check(sentence, cited, language=language, similarity=similarity)
    return cited, Verdict(verdict.supported and not lost, lost + verdict.faults)


def _take_markers_out(answer: str) -> tuple[str, list[int], list[Pointer]]:
    """Return the text without markers, where its characters were, and where which markers were."""
    places: list[int] = []
    pointers: list[Pointer] = []
    at = 0
    for match in _MARKERS.finditer(answer):
        places += range(at, match.start())
        pointers.append((len(places), [int(one) for one in _NUMBER.findall(match.group())]))
        at = match.end()
    places += range(at, len(answer))
    return "".join(answer[place] for place in places), places, pointers
