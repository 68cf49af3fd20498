"""Parts of a whole in words, read as percentages: "ein Drittel", "one in six", "jeder Fünfte"."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.patterns import NEVER, either
from rag.quantities.lexicon import Lexicon, inner_precision, phrases_at
from rag.quantities.numerals import numeral_reader
from rag.quantities.records import Kind, Quantity

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Shares:
    """A language's patterns for parts of a whole, and what reads their matches.

    Attributes:
        lexicon: The language's words.
        numeral: Matches a number in words, as short as may be.
    """

    lexicon: Lexicon
    numeral: str

    def _number(self, words: str | None) -> Decimal | None:
        return numeral_reader(self.lexicon.language).read(words) if words else None

    def fraction_pattern(self) -> str:
        """Return what matches "ein Drittel", "die Hälfte", "three-quarters"."""
        words = "|".join(
            rf"(?P<f{number}>{'|'.join(sorted(names, key=len, reverse=True))})"
            for number, names in self.lexicon.table.get("fractions", {}).items()
        )
        articles = either(self.lexicon.words("articles"))
        inner = rf" (?:{self.lexicon.inner_qualifier('fraction')})"
        definite = either(self.lexicon.table.get("fraction_rules", {}).get("definite", ()))
        return (
            rf"(?<!\w)(?:(?:(?:{articles})(?:{inner})?|(?P<definite>{definite})"
            rf"|(?P<several>{self.numeral}))[ -])?"
            rf"(?:{words or NEVER})(?!\w)"
        )

    def read_fraction(self, match: re.Match[str]) -> Quantity | None:
        """Read a fraction, or return None where the word is none ("quarter-finals")."""
        parts = int(next(n for n, w in match.groupdict().items() if w and n[1:].isdigit())[1:])
        several = self._number(match["several"])
        headed = match.start(f"f{parts}") > match.start()
        joined = headed and match.string[match.start(f"f{parts}") - 1] == "-"
        following = match.string[match.end() :]
        if (several is None or several == 1) and not joined:
            rule = self.lexicon.rule
            whole = parts == 2 and re.match(rule("fraction_rules", "of_whole"), following)
            ends = headed and re.match(rule("fraction_rules", "followed_by", ""), following)
            if not whole and not ends:
                return None
            if match["definite"] and parts != 2:
                return None
        if following[:1] == "-" and following[1:2].isalpha():
            return None
        share = _percentage(match, several or Decimal(1), Decimal(parts))
        return replace(share, precision=inner_precision(match))

    def share_pattern(self) -> str:
        """Return what matches "one in six" and "jeder Sechste"."""
        rule, number = self.lexicon.rule, rf"\d{{1,3}}|{self.numeral}"
        stems = "|".join(
            rf"(?P<o{n}>{'|'.join(words)})"
            for n, words in self.lexicon.table.get("ordinals", {}).items()
        )
        large, small = rule("ordinal_rules", "large"), rule("ordinal_rules", "small")
        return (
            rf"(?<![\w.,:/-])(?:(?P<over>[1-9])/(?P<under>[2-9])(?={rule('shares', 'written')})"
            rf"|(?P<some>{number}){rule('shares', 'among')}"
            rf"(?P<all>{number})(?![\w%-]|[.,:/]\d)"
            rf"|{rule('shares', 'each')}(?:{stems or NEVER}"
            rf"|(?P<regular>{self.numeral})(?:{large}|{small}))"
            rf"{rule('shares', 'endings')}(?!{rule('shares', 'not_before')}))"
        )

    def read_share(self, match: re.Match[str]) -> Quantity | None:
        """Read "one in six" and "jeder Sechste", but not "one in six days", "jeden dritten Tag"."""
        some, whole = self._parts(match)
        if not some or not whole or some >= whole:
            return None
        if match["all"]:
            counted = self.lexicon.units.keys() | self.lexicon.scales.keys()
            wholes = self.lexicon.table.get("shares", {}).get("wholes", ())
            if any(phrase in counted for phrase, _ in phrases_at(match.string, match.end() + 1)):
                return None
            if match.groupdict().get("round") and whole not in wholes:
                return None
        return _percentage(match, some, whole)

    def _parts(self, match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
        """Return how many parts a match has, and of how many."""
        if match["over"]:
            return Decimal(match["over"]), Decimal(match["under"])
        if match["all"]:
            some, whole = (
                Decimal(words) if words.isdecimal() else self._number(words)
                for words in (match["some"], match["all"])
            )
            return some, whole
        stem = next((n for n, w in match.groupdict().items() if w and n[1:].isdigit()), None)
        return Decimal(1), Decimal(stem[1:]) if stem else self._number(match["regular"])


def _percentage(match: re.Match[str], some: Decimal, whole: Decimal) -> Quantity:
    """Return a part of a whole in percent, good for two digits: a third is 33, not 33.33."""
    exact = some * 100 / whole
    value = exact.quantize(_CENT).normalize() + 0
    resolution = Decimal(1).scaleb(min(0, exact.adjusted() - 1))
    start, end = match.span()
    return Quantity(
        start, end, start, Kind.PERCENTAGE, value, unit="%", resolution=resolution,
        parts=((some, f"1/{whole}"),),
    )  # fmt: skip
