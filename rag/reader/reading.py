"""The words of a sentence that answer a question, chosen among all runs of its words.

Every run of up to ten words is a span that may be the answer. A linear model over what speaks for a
span (see :mod:`rag.reader.spans`) makes it more or less likely; what carries it is that in context
a question word such as "who" is similar to the words that answer it. Taken is the span that can be
expected to share most with the right one: among many that overlap, a better choice than the
likeliest (minimum Bayes risk; Goel and Byrne 2000, "Minimum Bayes-risk automatic speech
recognition"). The weights, and how they were found, are in ``data/reader.json``.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from index.records import ScoredSentence, Span, Vectors
from rag.evidence.offers import fitting_quantities
from rag.evidence.reasons import find_reason, names_speaker
from rag.expectations import AnswerKind
from rag.names.given_names import find_persons
from rag.quantities import Quantity, find_quantities
from rag.reader.marking import tidy
from rag.reader.spans import FEATURES, describe_spans, enumerate_spans, look_at_words
from rag.records import AnswerSpan
from rag.roles import Roles
from rag.weights import fitted

_LIKELIEST = 40  # spans between which the overlap is weighed
_TEMPERATURE = 0.6  # of their probabilities
_SURE = 0.8  # how much of a reason is right where a word opens it


def read_answer(
    roles: Roles, kind: AnswerKind, scored: ScoredSentence, language: str, unit: str = ""
) -> AnswerSpan | None:
    """Find the words of a sentence that answer a question.

    Args:
        roles: What the words of the question do.
        kind: What it asks for.
        scored: The sentence, with the similarities of the question's words to its own.
        language: The sentence's language.
        unit: The unit it asks for, if any.

    Returns:
        The words; None where the sentence has none, or has not been read word by word.
    """
    text, offset = scored.sentence.text, scored.sentence.start
    wanted = fitting_quantities(kind, text, language, unit)
    words = look_at_words(text, language, wanted)
    if not words.spans or scored.words.shape[1] != len(words.spans):
        return None
    fits = describe_spans(roles, kind, words, scored.words) @ _weights()
    starts, ends = _in_characters(words.spans)
    chosen, overlap = choose_span(fits, starts, ends)
    start, end = _complete(int(starts[chosen]), int(ends[chosen]), wanted)
    figures = [(one.start, one.end) for one in find_quantities(text, language)]
    start, end = tidy((start, end), text, [*figures, *find_persons(text, language)])
    (start, end), overlap = _tell(kind, text, language, (start, end), overlap)
    return AnswerSpan(offset + start, offset + end, overlap, float(fits.max()))


def _tell(
    kind: AnswerKind, text: str, language: str, words: Span, overlap: float
) -> tuple[Span, float]:
    """Return the words that answer where others than the likeliest do, and how sure that is.

    A reason is told by what opens it, and never by who says it. No few words say yes or no.
    """
    if kind is AnswerKind.DECISION:
        return words, 0.0
    if kind is not AnswerKind.REASON:
        return words, overlap
    reason = find_reason(text, language)
    if reason:
        return reason, _SURE
    return words, 0.0 if names_speaker(text, language, words) else overlap


def _complete(start: int, end: int, quantities: Sequence[Quantity]) -> Span:
    """Make a span that is mostly one quantity, or part of one, the whole of it.

    "46" of "£46m" is no answer, and "1.400" of "rund 1.400" says too much.
    """
    for one in quantities:
        common = min(end, one.end) - max(start, one.qualified_start)
        if common > (end - start) / 2:
            return one.qualified_start, one.end
    return start, end


def choose_span(fits: Vectors, starts: Vectors, ends: Vectors) -> tuple[int, float]:
    """Return which span can be expected to overlap most with the right one, and how much.

    Overlap is the F1 of the characters of one and of the other.

    Args:
        fits: How well each span answers, shape ``(spans,)``.
        starts: Where each starts, in characters.
        ends: Where each ends.
    """
    likely = np.argsort(-fits, kind="stable")[:_LIKELIEST]
    chances = np.exp((fits[likely] - fits[likely[0]]) / _TEMPERATURE)
    a, b = starts[likely], ends[likely]
    common = (np.minimum(b[:, None], b) - np.maximum(a[:, None], a)).clip(0)
    overlaps = 2 * common / ((b - a)[:, None] + (b - a)) @ (chances / chances.sum())
    best = int(overlaps.argmax())
    return int(likely[best]), float(overlaps[best])


def _in_characters(spans: list[Span]) -> tuple[Vectors, Vectors]:
    first, last = enumerate_spans(len(spans))
    places = np.array(spans, np.float32)
    return places[first, 0], places[last, 1]


@cache
def _weights() -> Vectors:
    weights = fitted("reader")
    return np.array([weights[name] for name in FEATURES], np.float32)
