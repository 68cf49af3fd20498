"""Multiples in words and digits: "verdoppelt", "zehnfach", "2.2 times", "drei- bis fünfmal"."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from index.records import Span
from rag.patterns import NEVER, either
from rag.quantities.lexicon import Lexicon
from rag.quantities.number_forms import leading_sign
from rag.quantities.numerals import last_digit, numeral_reader
from rag.quantities.records import Kind, Quantity

_ROUND_WORD = Decimal("0.5")  # "verdoppelt" is 2.2, but not 2.4
_DIGITS = r"\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class Multiples:
    """A language's patterns for multiples, and what reads their matches.

    Attributes:
        lexicon: The language's words.
        numeral: Matches a number in words, as short as may be.
    """

    lexicon: Lexicon
    numeral: str

    def multiple_pattern(self) -> str:
        """Return what matches "verdoppelt", "vervierfacht", "halved"."""
        rule = self.lexicon.rule
        words = "|".join(
            rf"(?P<m{str(number).replace('.', '_')}>{'|'.join(patterns)})"
            for number, patterns in self.lexicon.table.get("multiples", {}).items()
        )
        prefix = rule("multiple_rules", "prefix", "")
        inner = rule("multiple_rules", "inner", "")
        verb = rf"{prefix}(?P<number>{self.numeral}){inner}" if inner else f"(?P<number>{NEVER})"
        return rf"(?<![\w-])(?:{words or NEVER}|{verb})(?!\w)"

    def read_multiple(self, match: re.Match[str]) -> Quantity | None:
        """Read such a word; once is no multiple."""
        named = next((n for n, w in match.groupdict().items() if w and n[0] == "m"), None)
        value = Decimal(named[1:].replace("_", ".")) if named else self._read(match["number"])
        if value is None or value == 1:
            return None
        multiple = _quantity(match.span(), value, None, _resolution("", value))
        compares = re.fullmatch(self.lexicon.rule("multiple_rules", "compares"), match.group())
        return replace(multiple, parts=((value, "as much"),)) if compares else multiple

    def times_pattern(self) -> str:
        """Return what matches "2,5-fach", "three times", "drei- bis fünfmal"."""
        added = numeral_reader(self.lexicon.language).added
        number = rf"{self.numeral}(?:{added})?|{_DIGITS}|{leading_sign(self.lexicon)}\d+"
        to = either(self.lexicon.words("range"))
        suffix = self.lexicon.rule("multiple_rules", "suffix")
        separate = self.lexicon.rule("multiple_rules", "separate")
        return (
            rf"(?<![\w-])(?<!\d[.,])(?<![ (][.,])(?:(?P<low>{number})(?:-? (?:{to}) | ?[–-] ?))?"
            rf"(?P<number>{number})(?:{suffix}|{separate})"
        )

    def read_times(self, match: re.Match[str]) -> Quantity | None:
        """Read so many times, or from so many to so many; once is no multiple."""
        value, low = self._read(match["number"]), self._read(match["low"])
        if value is None:
            return None
        resolution = _resolution(match["number"], value)
        if low is not None and low < value:
            return _quantity(match.span(), low, value, resolution)
        span = match.start("number"), match.end()
        return None if value == 1 else _quantity(span, value, None, resolution)

    def _read(self, written: str | None) -> Decimal | None:
        if not written:
            return None
        if not written[0].isalpha():
            return Decimal(written.replace(",", "."))
        return numeral_reader(self.lexicon.language).read_mixed(written)


def _resolution(written: str, value: Decimal) -> Decimal:
    """Return how exact a multiple is: to its last digit, a round word to the next half."""
    word = not written or written[0].isalpha()
    return _ROUND_WORD if word and value % 1 == 0 else last_digit(value)


def _quantity(span: Span, value: Decimal, high: Decimal | None, resolution: Decimal) -> Quantity:
    start, end = span
    return Quantity(start, end, start, Kind.MULTIPLE, value, high, resolution=resolution)
