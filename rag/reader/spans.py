"""Runs of words within a sentence, and what speaks for each as the answer to a question."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.records import Span, Vectors
from index.scripts import STOPS
from index.words import word_spans
from rag.expectations import FIGURES, AnswerKind
from rag.languages import function_words
from rag.names import is_name
from rag.names.given_names import find_persons
from rag.quantities import Quantity
from rag.roles import Flags, Roles

LONGEST = 10
"""The most words of a span."""

_PAUSE = re.compile(rf"[,;:()„“”\"–—،؛、，；：{STOPS}]")

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a sentence as a reader sees them; each flag of shape ``(words,)``.

    Attributes:
        spans: Where each starts and ends in the sentence.
        digits: Has a digit.
        names: Is capitalised, but not for its place, nor because it is a German noun; or is part of
            a person's full name.
        capitals: Begins with a capital letter.
        functions: Holds the sentence together, such as "the".
        pauses: Is followed by a comma or another mark.
        quantities: The first and last words of each quantity that the question may ask for.
    """

    spans: list[Span]
    digits: Flags
    names: Flags
    capitals: Flags
    functions: Flags
    pauses: Flags
    quantities: tuple[Span, ...] = ()


# Of spans, in the order of the columns that `describe_spans` returns.
_PLAIN = (
    "asked", "sought", "given", "asked_max", "sought_max", "standout_max", "distance", "inside",
    "digits", "names", "capitals", "functions", "function_first", "at_end", "pause_after",
    "digit_before", "length", "log_length", "quantity", "touches_quantity",
)  # fmt: skip
# What counts differently where a question asks for something in particular.
_BY_KIND = (
    ("figure", FIGURES, ("digits", "asked")),
    ("date", frozenset({AnswerKind.DATE}), ("digits",)),
    ("person", frozenset({AnswerKind.PERSON}), ("log_length", "asked")),
    ("name", frozenset({AnswerKind.PERSON, AnswerKind.PLACE}), ("capitals",)),
)

FEATURES = _PLAIN + tuple(f"{group}_{name}" for group, _, names in _BY_KIND for name in names)
"""The names of what is told of a span."""


def look_at_words(text: str, language: str, quantities: Sequence[Quantity] = ()) -> Words:
    """Tell what can be seen of a sentence's words.

    Args:
        text: The sentence.
        language: Its language.
        quantities: Those in it that the question may ask for.
    """
    spans = word_spans(text)
    words = [text[start:end] for start, end in spans]
    after = [text[end:start] for (_, end), (start, _) in pairwise([*spans, (len(text), 0)])]
    stops = function_words(language)
    persons = find_persons(text, language)
    named = [any(first <= start < last for first, last in persons) for start, _ in spans]
    functions = np.array([word.casefold() in stops for word in words], bool)
    return Words(
        spans=spans,
        digits=np.array([any(map(str.isdigit, word)) for word in words], bool),
        names=np.array([at > 0 and is_name(word, language) for at, word in enumerate(words)], bool)
        | (np.array(named, bool) & ~functions),
        capitals=np.array([word[0].isupper() for word in words], bool),
        functions=functions,
        pauses=np.array([_PAUSE.search(mark) is not None for mark in after], bool),
        quantities=tuple(
            (first, last) for quantity in quantities for first, last in _words_of(quantity, spans)
        ),
    )


def _words_of(quantity: Quantity, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the first and last words of a quantity, with its qualifier and without."""
    last = max((at for at, (start, _) in enumerate(spans) if start < quantity.end), default=-1)
    for begin in dict.fromkeys((quantity.start, quantity.qualified_start)):
        first = next((at for at, (_, end) in enumerate(spans) if end > begin), len(spans))
        if first <= last:
            yield first, last


def enumerate_spans(words: int) -> tuple[Places, Places]:
    """Return the first and last words of all spans, each of shape ``(spans,)``."""
    first, last = np.triu_indices(words)
    short = last - first < LONGEST
    return first[short], last[short]


def describe_spans(roles: Roles, kind: AnswerKind, words: Words, similarities: Vectors) -> Vectors:
    """Return what speaks for each span.

    Args:
        roles: What the words of the question do.
        kind: What the question asks for.
        words: The words of the sentence.
        similarities: Of the question's words to the sentence's, shape ``(question words, words)``.

    Returns:
        Shape ``(spans, len(FEATURES))``, spans as :func:`enumerate_spans` gives them.
    """
    first, last = enumerate_spans(len(words.spans))
    length = last - first + 1
    nearest = _nearest(similarities)
    asked, sought = nearest(roles.asking), nearest(roles.sought)
    given, known = nearest(roles.given > 0), nearest(~roles.asking)
    distance, inside = _measure_distance(roles.given, similarities, first, last)
    plain = {
        "asked": _mean(asked, first, last),
        "sought": _mean(sought, first, last),
        "given": _mean(given, first, last),
        "functions": _mean(words.functions, first, last),
        "distance": distance,
        "inside": inside,
        "standout_max": _maximum(asked - known, first, last),
        "asked_max": _maximum(asked, first, last),
        "sought_max": _maximum(sought, first, last),
        "digits": _mean(words.digits, first, last),
        "names": _mean(words.names, first, last),
        "capitals": _mean(words.capitals, first, last),
        "at_end": last == len(words.spans) - 1,
        "pause_after": words.pauses[last],
        "length": length,
        "log_length": np.log(length),
        "function_first": words.functions[first],
        "digit_before": _at(words.digits, first - 1),
        "quantity": _among(words.quantities, first, last),
        "touches_quantity": _touch(words.quantities, first, last),
    }
    columns = [plain[name] for name in _PLAIN]
    for _, kinds, names in _BY_KIND:
        columns += [plain[name] * (kind in kinds) for name in names]
    return np.stack(columns, axis=1).astype(np.float32)


def _measure_distance(
    given: Vectors, similarities: Vectors, first: Places, last: Places
) -> tuple[Vectors, Vectors]:
    """Return how far spans are from where the question's words are met, and how much is in them.

    Args:
        given: What each of the question's words says, shape ``(question words,)``.
        similarities: Shape ``(question words, words)``.
        first: The spans' first words, shape ``(spans,)``.
        last: Their last.

    Returns:
        The mean of the logarithm of 1 + the distance in words, and the share that is met within
        the span, each weighted by what is met there, each of shape ``(spans,)``.
    """
    met = similarities.argmax(axis=1)
    weights = np.clip(similarities.max(axis=1), 0, 1) * given
    weights = weights / max(float(weights.sum()), 1e-6)
    away = np.maximum(first[:, None] - met, met - last[:, None]).clip(0).astype(np.float32)
    # No matrix product: BLAS at times reports an invalid value here where there is none.
    far, within = ((each * weights).sum(axis=1) for each in (np.log1p(away), away == 0))
    return far.astype(np.float32), within.astype(np.float32)


def _nearest(similarities: Vectors) -> Callable[[Flags], Vectors]:
    def nearest(chosen: Flags) -> Vectors:
        """Return each word's similarity to the nearest of the question's chosen words."""
        if not chosen.any():
            return np.zeros(similarities.shape[1], np.float32)
        return np.asarray(similarities[chosen].max(axis=0))

    return nearest


def _sum(values: Vectors | Flags, first: Places, last: Places) -> Vectors:
    """Return the sums over the words ``first`` to ``last``; 0 where there are none."""
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return np.asarray(sums[np.maximum(last + 1, first)] - sums[first])


def _mean(values: Vectors | Flags, first: Places, last: Places) -> Vectors:
    return np.asarray(_sum(values, first, last) / (last - first + 1))


def _maximum(values: Vectors, first: Places, last: Places) -> Vectors:
    """Return the greatest value of the words ``first`` to ``last``."""
    rows = [values]
    for length in range(1, min(LONGEST, len(values))):
        greater = np.maximum(rows[-1][: len(values) - length], values[length:])
        rows.append(greater)
    found = np.empty(len(first), np.float32)
    for length, row in enumerate(rows):
        chosen = last - first == length
        found[chosen] = row[first[chosen]]
    return found


def _at(values: Vectors | Flags, places: Places) -> Vectors:
    """Return the values at some places; 0 beyond the sentence."""
    within = (places >= 0) & (places < len(values))
    return np.where(within, np.asarray(values, np.float32)[np.clip(places, 0, len(values) - 1)], 0)


def _among(chosen: Sequence[Span], first: Places, last: Places) -> Flags:
    """Tell which spans are among the chosen ones."""
    same = [(first == start) & (last == end) for start, end in chosen]
    return np.asarray(np.logical_or.reduce([np.zeros(len(first), bool), *same]))


def _touch(chosen: Sequence[Span], first: Places, last: Places) -> Flags:
    """Tell which spans have words in common with one of the chosen."""
    common = [(first <= end) & (last >= start) for start, end in chosen]
    return np.asarray(np.logical_or.reduce([np.zeros(len(first), bool), *common]))
