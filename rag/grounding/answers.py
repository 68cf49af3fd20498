"""A whole answer, sentence by sentence: which citations each one points to, and its verdict."""

import re
from collections.abc import Sequence

from index.chunking import split_sentences
from rag.grounding.checks import check, tell_language
from rag.grounding.meaning import Similarity
from rag.grounding.verdicts import Fault, FaultKind, SentenceVerdict, Verdict
from rag.records import Citation

# One or more markers with the space before them: " [1][2]", " [1, 2]".
_MARKERS = re.compile(r"(?:\s*\[\d+(?:\s*[,;]\s*\d+)*\])+")
_NUMBER = re.compile(r"\d+")


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
    known = {citation.marker: citation for citation in citations}
    spans = split_sentences(text, language)
    pointed: list[list[int]] = [[] for _ in spans]
    for at, numbers in pointers:
        sentence = max((n for n, (start, _) in enumerate(spans) if start < at), default=0)
        if spans:
            pointed[sentence] += [one for one in numbers if one not in pointed[sentence]]
    verdicts: list[SentenceVerdict] = []
    for (start, end), numbers in zip(spans, pointed, strict=True):
        cited = tuple(known[one] for one in numbers if one in known)
        lost = tuple(Fault(FaultKind.MARKER, str(one)) for one in numbers if one not in known)
        verdict = (
            check(text[start:end], cited, language=language, similarity=similarity)
            if cited or not lost
            else Verdict(False)
        )
        verdicts.append(
            SentenceVerdict(
                text[start:end],
                places[start],
                places[end - 1] + 1,
                cited,
                Verdict(verdict.supported and not lost, lost + verdict.faults),
            )
        )
    return tuple(verdicts)


def _take_markers_out(answer: str) -> tuple[str, list[int], list[tuple[int, list[int]]]]:
    """Return the text without markers, where its characters were, and where which markers were."""
    places: list[int] = []
    pointers: list[tuple[int, list[int]]] = []
    at = 0
    for match in _MARKERS.finditer(answer):
        places += range(at, match.start())
        pointers.append((len(places), [int(one) for one in _NUMBER.findall(match.group())]))
        at = match.end()
    places += range(at, len(answer))
    return "".join(answer[place] for place in places), places, pointers
