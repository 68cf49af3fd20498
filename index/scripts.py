"""Which script a text is written in, and what a word is made of in each."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

_BEGINNING_OF_MARKS, _END_OF_MARKS = 0x300, 0x1D00


def _as_class(places: Iterable[int]) -> str:
    """Return what stands for these characters within the brackets of a regular expression."""
    runs = groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
    lists = ([place for _, place in run] for _, run in runs)
    return "".join(f"\\u{one[0]:04x}-\\u{one[-1]:04x}" for one in lists)


# Without these Hindi falls apart into consonants.
MARKS = _as_class(
    place
    for place in range(_BEGINNING_OF_MARKS, _END_OF_MARKS)
    if unicodedata.category(chr(place)) in {"Mn", "Mc"}
)
"""Accents, vowel signs and tones, which belong to the letter before them, and are no ``\\w``."""

IDEOGRAPH = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Characters of Chinese and Japanese."""

# Letters of Thai, Lao, Burmese and Khmer. A vowel may be written in front of its consonant in the
# first two, or behind it as a letter of its own.
UNSPACED = (
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd\u0ec0-\u0ec6"
    r"\u0edc-\u0edf\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3\u17d7\u17dc"
)
"""Letters of scripts that put no spaces between words."""

WIDE_STOPS = "。！？｡؟۔।॥։።፧။។៕"
"""Marks that end sentences in other scripts than Latin, mostly with a space behind them or none."""

STOPS = f".!?…{WIDE_STOPS}"
"""Marks that end sentences."""

UNMARKED = r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf"
"""Letters and signs of scripts whose sentences end in no mark: Thai and Lao."""

UNSPACED_LETTER = re.compile(f"[{IDEOGRAPH}{UNSPACED}]")
"""Matches a letter that no space has to part from the word before it."""

_VOWELS_BEFORE = r"\u0e40-\u0e44\u0ec0-\u0ec4"
_VOWELS_BEHIND = r"\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ec6"
SYLLABLE = rf"[{_VOWELS_BEFORE}]?[{UNSPACED}][{MARKS}{_VOWELS_BEHIND}]*"
"""Matches a letter of these scripts with what is written around it: no less can be told apart."""

UNIT = re.compile(f"[{IDEOGRAPH}]|{SYLLABLE}")
"""Matches an ideograph or a syllable of a script without spaces."""

DIGITS = {
    place: str(unicodedata.decimal(chr(place)))
    for place in range(_BEGINNING_OF_MARKS, _END_OF_MARKS)
    if unicodedata.category(chr(place)) == "Nd"
}
"""The digits of other scripts, such as "٣" and "३", as Arabic numerals; for ``str.translate``."""


def script_of(text: str) -> str:
    """Return the script of most of a text's letters as Unicode calls it; "" where it has none.

    >>> script_of("Завод в Линце")
    'CYRILLIC'
    """
    letters = filter(str.isalpha, unicodedata.normalize("NFKC", text))
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    return max(scripts, key=lambda one: scripts[one], default="")


def are_alike_in_script(name: str, text: str) -> bool:
    """Tell whether a text would write a name with the same letters: "Линц" is "Linz" in German."""
    return len({script_of(name), script_of(text)} - {""}) < 2
