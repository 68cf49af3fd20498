"""How alike in meaning a sentence and a quote are, told by the encoder."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from index.encoding import Encoder
from index.records import Vectors
from rag.centring import LanguageMeans
from rag.grounding.readings import CLAUSE, Reading
from rag.scoring import centre

_REMEMBERED = 256

Similarity = Callable[[tuple[str, str], tuple[str, str]], float]
"""Tells how alike two texts are, each given with its language; at most 1."""

THRESHOLD = 0.55
"""Below this, a sentence says something else than a quote.

Told on sentences of parallel German and English encyclopedia paragraphs with the default encoder:
0.6 % of translations are below it, and 91 % of the other sentences of the same paragraph.
"""

ANSWERING = 0.58
"""The same for a sentence that answers a question: being about its topic alone gets it that far.

0.9 % of translations are below it, and 96 % of the other sentences.
"""

_CHOSEN = 0.02
"""So much more alike a clause has to be, as the likest of several is chosen.

With clauses looked at, 25 % of the translations of single clauses fail as answers instead of 68 %;
of other sentences 95 % instead of 96 %, of their clauses 97 % instead of 98 %.
"""

_LEAST_WORDS = 4  # A shorter clause is a name or a connecting word.


def is_unlike(
    said: Reading, quotes: Sequence[Reading], similarity: Similarity, least: float
) -> bool:
    """Tell whether a sentence is less alike than that to all quotes and to all of their clauses.

    A short sentence that says what one clause of a long quote says is not much like the whole.
    """
    sentence = (said.text, said.language)
    wholes = [(quote.text, quote.language) for quote in quotes]
    if any(similarity(sentence, whole) >= least for whole in wholes):
        return False
    clauses = [(clause, language) for text, language in wholes for clause in _clauses(text)]
    return all(similarity(sentence, clause) < least + _CHOSEN for clause in clauses)


def _clauses(text: str) -> list[str]:
    """Return the clauses of a text and each two that follow one another."""
    marks = [*CLAUSE.finditer(text)]
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    found = [
        text[starts[first] : end]
        for last, end in enumerate(ends)
        for first in (last, last - 1)[: last + 1]
    ]
    return [one for one in found if one != text and len(one.split()) >= _LEAST_WORDS]


class EncoderSimilarity:
    """The cosine of two texts' vectors, the mean of each one's language taken away first.

    Safe to use from several threads.
    """

    def __init__(
        self, encoder: Encoder, means: LanguageMeans, remembered: int = _REMEMBERED
    ) -> None:
        """Set how many texts to remember: a sentence is compared with one quote after the other."""
        self._encoder = encoder
        self._means = means
        self._read_once = lru_cache(maxsize=remembered)(self._read)

    def __call__(self, one: tuple[str, str], other: tuple[str, str]) -> float:
        return float(self._read_once(*one) @ self._read_once(*other))

    def _read(self, text: str, language: str) -> Vectors:
        (vector,) = self._encoder.encode_texts([text])
        return centre(vector, self._means.typical(language).stated)
