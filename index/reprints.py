"""Reprints: the same report under two mastheads, whole, abridged, lightly edited or corrected.

Two steps. :func:`sign` makes a small signature of a text, whose :meth:`Signature.bands` find the
articles that may be reprints of each other without comparing every pair. :func:`is_reprint` then
compares two texts themselves.

Two reports written on the same template, such as today's and yesterday's closing prices, share most
of their words as well. They are told by what stands between the same words: in a template other
names and figures all the way through, in a corrected report one or two.
"""

import re
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Self

from index.errors import IndexDamaged
from index.words import split_words

if TYPE_CHECKING:
    from datasketch import MinHash

# What changes the signature of a text, be it how its words are split, changes this: an index keeps
# the number it was built with.
SIGNING = 1

# Two texts whose runs of three words have a Jaccard similarity of j share a band with probability
# 1 - (1 - j**2)**64: 47 % at 0.1, 92.7 % at 0.2, 99.8 % at 0.3, 99.999 % at 0.4. Unrelated news
# has a similarity below 0.003: one pair in ten thousand meets.
_BANDS, _ROWS = 64, 2
_SCHEME = "affine32"
# A text with fewer runs, or pairs shared, is a notice or what is left of a page that was no
# article: several outlets having it says nothing.
_FEWEST = 30
# Words of a text that are compared with another: the beginning of a book tells as well.
_ENOUGH = 5000
# A pair of words is taken over where, of the pairs around it, this share stands in the other text:
# sparse enough for a text that was edited, dense enough that turns of phrase do not count.
_AROUND, _DENSE = 15, 0.4
# Of the text of which more was taken over, so that a report printed in part counts. It was 0.68 or
# more of the labelled reprints; of reports that share a quote, a paragraph of background or a
# notice, 0.54 or less.
_LEAST_TAKEN = 0.6
# Names and figures replaced by others, for each pair of words shared. It was 0.032 or less in the
# labelled reprints, corrected ones among them, and 0.06 or more in templates.
_MOST_REPLACED = 0.045
# Of words, on both sides: beyond a sentence or two, each tells something of its own.
_LONGEST_SLOT = 40

_WORD = re.compile(r"\w+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

_Pair = tuple[str, str]
_NUMERALS = {
    "zwei": "2", "drei": "3", "vier": "4", "fuenf": "5", "sechs": "6", "sieben": "7", "acht": "8",
    "neun": "9", "zehn": "10", "elf": "11", "zwoelf": "12",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """A text's MinHash signature (Broder 1997, "On the resemblance and containment of documents").

    It is the same in every process and on every platform for as long as :data:`SIGNING` is.

    Attributes:
        hashes: Numbers of 32 bits; none for a text too short to be told from others.
    """

    hashes: tuple[int, ...]

    def bands(self) -> tuple[int, ...]:
        """Return the keys to look the text up by: a text that shares one may be its reprint.

        Keys of different bands differ, so that all may stand in one column, and each fits a
        signed integer of 64 bits (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets",
        section 3.4).
        """
        rows = [self.hashes[at : at + _ROWS] for at in range(0, len(self.hashes), _ROWS)]
        return tuple(_to_key(band, row) for band, row in enumerate(rows))

    def to_bytes(self) -> bytes:
        """Return the signature as 512 bytes, or none for a text too short."""
        return struct.pack(f"<{len(self.hashes)}I", *self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote.

        Raises:
            IndexDamaged: The bytes are no signature.
        """
        expected = 4 * _BANDS * _ROWS
        if len(data) not in {0, expected}:
            raise IndexDamaged(
                f"a signature in the index has {len(data)} bytes instead of {expected}; "
                "build the index anew from its sources"
            )
        return cls(struct.unpack(f"<{len(data) // 4}I", data))


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts have in common.

    Attributes:
        shared: Pairs of neighbouring words that stand in both, counted once each.
        of_a: How much of the first text was taken over into the second, from 0 to 1.
        of_b: How much of the second text was taken over into the first.
        replaced: Names and figures that each text has and the other has not, between the same
            words.
    """

    shared: int
    of_a: float
    of_b: float
    replaced: int

    @property
    def is_template(self) -> bool:
        """Whether what the texts share is a frame that each fills in for itself."""
        return self.replaced > _MOST_REPLACED * self.shared

    @property
    def is_reprint(self) -> bool:
        """Whether a reader would count the two as one report."""
        taken = max(self.of_a, self.of_b)
        return self.shared >= _FEWEST and taken >= _LEAST_TAKEN and not self.is_template


def sign(text: str) -> Signature:
    """Return the signature of a text, by which its reprints are found."""
    words = _read(text)
    runs = {" ".join(run) for run in zip(words, words[1:], words[2:], strict=False)}
    if len(runs) < _FEWEST:
        return Signature(())
    sketch = _blank_sketch().copy()
    sketch.update_batch([run.encode("utf-8", "replace") for run in runs])
    return Signature(tuple(sketch.hashvalues.tolist()))


def overlap(text_a: str, text_b: str) -> Overlap:
    """Measure what two texts have in common."""
    a, b = _read(text_a)[:_ENOUGH], _read(text_b)[:_ENOUGH]
    pairs_a, pairs_b = list(pairwise(a)), list(pairwise(b))
    names = _find_names(f"{text_a}\n{text_b}")
    return Overlap(
        shared=len(set(pairs_a) & set(pairs_b)),
        of_a=_measure_taken(pairs_a, set(pairs_b)),
        of_b=_measure_taken(pairs_b, set(pairs_a)),
        # In an order of their own, as the alignment of two texts depends on which comes first.
        replaced=_count_replaced(min(a, b), max(a, b), names),
    )


def is_reprint(text_a: str, text_b: str) -> bool:
    """Tell whether two texts are the same report, so that they count as one voice.

    A report counts as the same when it is abridged, given another headline or credit, lightly
    edited, corrected, followed by a paragraph of one's own or made part of a round-up. Not so:
    reports that share quotes or background, a template filled in anew, and translations.
    """
    return overlap(text_a, text_b).is_reprint


def _read(text: str) -> list[str]:
    """Return the words of a text, spellings of the same word made alike.

    "Straße", "drei" and "18.400" are read as "Strasse", "3" and "18'400" are.
    """
    words = [word.translate(_UMLAUTS).replace("_", "") for word in split_words(text)]
    return [_NUMERALS.get(word, word) for word in words]


def _find_names(text: str) -> set[str]:
    """Return the words that are written with a capital wherever they stand in a text."""
    spelled = set(_WORD.findall(text))
    capital = {word for word in spelled if word[0].isupper()}
    return set(_read(" ".join(capital))) - set(_read(" ".join(spelled - capital)))


def _measure_taken(pairs: Sequence[_Pair], other: Collection[_Pair]) -> float:
    """Return the share of a text's pairs around which enough stand in the other text."""
    found = [0, *accumulate(pair in other for pair in pairs)]
    taken = 0
    for at in range(len(pairs)):
        start, end = max(0, at - _AROUND // 2), min(len(pairs), at + _AROUND // 2 + 1)
        taken += found[end] - found[start] >= _DENSE * (end - start)
    return taken / max(1, len(pairs))


def _count_replaced(a: Sequence[str], b: Sequence[str], names: Collection[str]) -> int:
    """Count the names and figures that stand between the same words and in one text only."""
    details = {word for word in {*a, *b} if word in names or any(map(str.isdigit, word))}
    own_a, own_b = details.difference(b), details.difference(a)
    blocks = SequenceMatcher(None, list(pairwise(a)), list(pairwise(b))).get_matching_blocks()
    replaced = 0
    for one, following in pairwise(blocks[:-1]):
        slot_a = a[one.a + one.size + 1 : following.a]
        slot_b = b[one.b + one.size + 1 : following.b]
        if max(len(slot_a), len(slot_b)) <= _LONGEST_SLOT:
            replaced += min(len(own_a.intersection(slot_a)), len(own_b.intersection(slot_b)))
    return replaced


def _to_key(band: int, row: tuple[int, ...]) -> int:
    data = struct.pack(f"<{1 + len(row)}I", band, *row)
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little", signed=True)


@lru_cache(maxsize=1)
def _blank_sketch() -> "MinHash":
    # It brings SciPy along, which takes half a second where the encoder has not loaded it before.
    from datasketch import MinHash  # noqa: PLC0415

    return MinHash(_BANDS * _ROWS, seed=1, scheme=_SCHEME)
