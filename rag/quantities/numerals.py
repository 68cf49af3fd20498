"""Numbers in digits and in words, read into decimals with the size of their last digit."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.patterns import NEVER
from rag.quantities.lexicon import Lexicon, load_lexicon

# 12 · 1.234,56 · 1,234.56 · 12'500 · 12 500 · 1½ · 2 1/2; spaces and apostrophes are folded before
DIGITS = (
    r"(?=[\d½¼¾⅓⅔])(?:\d+ [1-9]/[2-9](?![\d/])|\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d*[½¼¾⅓⅔]|\d+(?:[.,]\d+)*)"
)
HALF = Decimal("0.5")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


MOST_DIGITS = 24
"""A number of more is a key and no figure; all that is reckoned stays within decimal's 28."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its value and the size of its last digit."""

    value: Decimal
    resolution: Decimal = Decimal(1)
    grouped: bool = False


def last_digit(value: Decimal) -> Decimal:
    """Return the size of a number's last digit as written, 1 for a whole number."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)


def read_digits(written: str, decimal_sign: str) -> Number | None:
    """Read a number in digits, or return None if it is none ("2.5.1").

    A language's own decimal sign decides what "1.500" means; where the other sign cannot part
    thousands ("7.2" in German, as the Swiss write), it is a decimal sign too.
    """
    if sum(map(str.isdecimal, written)) > MOST_DIGITS:
        return None
    if "/" in written or not written[-1].isdecimal():
        return _read_mixed(written)
    grouped = " " in written or "'" in written
    plain = written.replace(" ", "").replace("'", "")
    signs = [c for c in plain if c in ".,"]
    if not signs:
        return Number(Decimal(plain), grouped=grouped)
    last = signs[-1]
    whole_part, _, decimals = plain.rpartition(last)
    if len(set(signs)) == 1 and not grouped:
        groups = last != decimal_sign and written[0] != "0" and _GROUPED.fullmatch(plain)
        if len(signs) > 1 or groups:
            thousands = _GROUPED.fullmatch(plain)
            return Number(Decimal(plain.replace(last, "")), grouped=True) if thousands else None
    elif signs.count(last) > 1 or (len(signs) > 1 and not _GROUPED.fullmatch(whole_part)):
        return None
    digits = "".join(c for c in whole_part if c.isdecimal())
    grouped = grouped or len(signs) > 1
    return Number(Decimal(f"{digits}.{decimals}"), Decimal(1).scaleb(-len(decimals)), grouped)


def _read_mixed(written: str) -> Number:
    """Read a number with a fraction: "1½", "2 1/2"."""
    if "/" in written:
        whole, _, fraction = written.partition(" ")
        over, _, under = fraction.partition("/")
        part = Decimal(over) / Decimal(under)
    else:
        whole, part = written[:-1], Decimal(unicodedata.numeric(written[-1]))
    return Number(Decimal(whole or 0) + round(part, 2), Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class NumeralReader:
    """Reads a language's number words.

    Attributes:
        pattern: Matches a number in words in folded text, wherever it starts; empty-handed in a
            language without words.
        parts: The words that numbers are made of, with their values.
        part: Matches one of them.
        added: Matches what may be added to a whole number: "einhalb", " and a quarter".
        additions: The patterns of these, each with its value.
    """

    pattern: str
    parts: dict[str, int]
    part: re.Pattern[str]
    added: str = NEVER
    additions: tuple[tuple[re.Pattern[str], Decimal], ...] = ()

    def read_mixed(self, words: str) -> Decimal | None:
        """Return the number that words name, with what is added to it: "zweieinhalb"."""
        for pattern, value in self.additions:
            if match := pattern.search(words):
                whole = self.read(words[: match.start()])
                return None if whole is None else whole + value
        return self.read(words)

    def read(self, words: str) -> Decimal | None:
        """Return the number that words name, or None for words in no order ("fünf drei")."""
        total = current = 0
        for word in self.part.findall(words):
            value = self.parts[word]
            if value == 1000:
                total, current = total + max(current, 1) * 1000, 0
            elif value == 100:
                if current >= 100:
                    return None
                current = max(current, 1) * 100
            elif not _fits(current % 100, value):
                return None
            else:
                current += value
        return Decimal(total + current)


def _fits(before: int, value: int) -> bool:
    """Tell whether a word below a hundred may follow: "einundzwanzig", "twenty-one"."""
    if before == 0:
        return True
    if before >= 20:
        return before % 10 == 0 and 0 < value < 10
    return before < 10 and value >= 10 and (value % 10 == 0)


@lru_cache(maxsize=16)
def numeral_reader(language: str) -> NumeralReader:
    """Return the reader of a language's number words."""
    lexicon = load_lexicon(language)
    table = lexicon.table.get("numerals", {})
    parts = {word: int(number) for number, words in table.items() for word in words}
    if not parts:
        return NumeralReader(NEVER, {}, re.compile(NEVER))
    word = "|".join(sorted(parts, key=len, reverse=True))
    joint = lexicon.rule("joints", "words")
    # Where a joint is optional the words are written as one, as in German.
    between = f"(?:{joint})?" if not joint.endswith(" ") else f"(?:{joint})"
    closing = "" if not joint.endswith(" ") else r"(?![^\W\d_])"
    pattern = rf"(?<![^\W_])(?:{word}){closing}(?:{between}(?:{word}){closing})*"
    added = lexicon.table.get("added", {})
    return NumeralReader(
        pattern,
        parts,
        re.compile(word),
        "|".join(added.values()) or NEVER,
        tuple((re.compile(f"(?:{words})$"), Decimal(value)) for value, words in added.items()),
    )


def read_number(written: str, lexicon: Lexicon) -> Number | None:
    """Read a number in digits or in words, or return None if it is none."""
    if written[0] in ".," or (written[0].isnumeric() and not written[0].isalpha()):
        return read_digits(written, lexicon.decimal_sign)
    value = numeral_reader(lexicon.language).read(written)
    return None if value is None else Number(value)
