"""Quantities that words alone express: ordinals, fractions, multiples, orders of magnitude."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.patterns import NEVER, either
from rag.quantities.lexicon import Lexicon, load_lexicon, phrases_at
from rag.quantities.multiples import Multiples
from rag.quantities.numerals import NumeralReader, numeral_reader
from rag.quantities.records import Kind, Precision, Quantity
from rag.quantities.shares import Shares


@dataclass(frozen=True, slots=True)
class Expressions:
    """A language's patterns for such expressions, each with what reads its match."""

    lexicon: Lexicon
    reader: NumeralReader
    forms: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Quantity | None]], ...]

    def find(self, folded: str) -> Iterator[Quantity]:
        """Yield the expressions of a text, form by form; they may overlap."""
        for pattern, read in self.forms:
            for match in pattern.finditer(folded):
                if quantity := read(match):
                    yield quantity


class _Forms:
    """Builds the patterns of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._table = lexicon.table
        self._rule = lexicon.rule
        self._reader = numeral_reader(lexicon.language)
        numerals = either(self._reader.parts)
        joint = lexicon.rule("joints", "words")
        self._numeral = rf"(?:{numerals})(?:(?:{joint})?(?:{numerals}))*?"

    def all(self) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Quantity | None]], ...]:
        shares = Shares(self._lexicon, self._numeral)
        multiples = Multiples(self._lexicon, self._numeral)
        forms = (
            (self._ordinal_pattern(), self._ordinal),
            (shares.fraction_pattern(), shares.read_fraction),
            (shares.share_pattern(), shares.read_share),
            (self._vague_pattern(), self._vague),
            (self._digit_group_pattern(), self._digit_group),
            (multiples.multiple_pattern(), multiples.read_multiple),
            (multiples.times_pattern(), multiples.read_times),
        )
        return tuple((re.compile(pattern), read) for pattern, read in forms)

    def _number(self, words: str | None) -> Decimal | None:
        return self._reader.read(words) if words else None

    def _ordinal_pattern(self) -> str:
        stems = "|".join(
            rf"(?P<o{number}>{'|'.join(words)})"
            for number, words in self._table.get("ordinals", {}).items()
        )
        small, large = self._rule("ordinal_rules", "small"), self._rule("ordinal_rules", "large")
        prefix = rf"(?:(?P<tens>{self._numeral})[-]?)?"
        return (
            rf"(?:(?<![\w.,])(?P<digits>\d{{1,4}}){self._rule('ordinal_rules', 'digits')}"
            rf"|(?<![^\W_])(?<!\w-)(?:{prefix}(?:{stems or NEVER})"
            rf"|(?P<regular>{self._numeral})(?:{large}|{small}))"
            rf"(?:{self._rule('ordinal_rules', 'endings')}))"
            rf"(?!{self._rule('ordinal_rules', 'not_before')})"
        )

    def _ordinal(self, match: re.Match[str]) -> Quantity | None:
        if re.search(self._rule("ordinal_rules", "not_after") + "$", match.string[: match.start()]):
            return None
        if digits := match["digits"]:
            start = match.start("digits")
            if re.match(self._rule("ordinal_rules", "named"), match.string[match.end("digits") :]):
                return None
            leads = self._lexicon.words("ordinal_leads")
            if leads and match.string[:start].rstrip().rpartition(" ")[2] not in leads:
                return None
            return Quantity(start, match.end(), start, Kind.ORDINAL, Decimal(digits))
        stem = next((n for n, word in match.groupdict().items() if word and n[1:].isdigit()), None)
        if stem:
            tens = self._number(match["tens"]) or Decimal(0)
            if tens % 10:  # "one-third"
                return None
            value = Decimal(stem[1:]) + tens
        else:
            regular = self._number(match["regular"])
            if regular is None or regular < 4:
                return None
            value = regular
        return Quantity(match.start(), match.end(), match.start(), Kind.ORDINAL, value)

    def _vague_pattern(self) -> str:
        words, of = either(self._table.get("vague", ())), self._rule("vague_rules", "of")
        return rf"(?<![\w-])(?P<word>{words})(?!\w)(?P<of>{of})?"

    def _vague(self, match: re.Match[str]) -> Quantity | None:
        low, high = self._table["vague"][match["word"]]
        if re.search(r"\d\)? *$", match.string[: match.start()]):
            return None
        end, kind, name, factor = match.end("word"), Kind.COUNT, "", Decimal(1)
        for phrase, phrase_end in phrases_at(match.string, match.end()) if match["of"] else ():
            if unit := self._lexicon.units.get(phrase):
                end, kind, name, factor = phrase_end, unit.kind, unit.name, unit.factor
                break
        return Quantity(
            match.start(), end, match.start(), kind, Decimal(low) * factor,
            Decimal(high) * factor, name, Precision.ABOUT, Decimal(low) * factor,
        )  # fmt: skip

    def _digit_group_pattern(self) -> str:
        names = "|".join(
            rf"(?P<d{n}>{'|'.join(words)})"
            for n, words in self._table.get("digit_group_names", {}).items()
        )
        suffix = self._rule("digit_groups", "suffix")
        amount = self._rule("digit_groups", "amount")
        return (
            rf"(?<!\w)(?:{names or NEVER}|(?P<digits>{self._numeral}|\d)-?)(?:{suffix})(?!\w)"
            rf"(?: {amount}(?!\w))?"
        )

    def _digit_group(self, match: re.Match[str]) -> Quantity | None:
        named = next((n for n, w in match.groupdict().items() if w and n[1:].isdigit()), None)
        digits = match["digits"] or ""
        count = Decimal(named[1:]) if named else Decimal(digits) if digits.isdecimal() else (
            self._number(digits)
        )  # fmt: skip
        if not count or count > 15:
            return None
        scale = self._lexicon.scales.get(match["scale"] or "", Decimal(1))
        low = Decimal(1).scaleb(int(count) - 1)
        unit = self._lexicon.units.get(match["unit"] or "")
        money = match["scale"] and match.groupdict().get("money")
        kind = unit.kind if unit else Kind.MONEY if money else Kind.COUNT
        return Quantity(
            match.start(), match.end(), match.start(), kind, low * scale, (low * 10 - 1) * scale,
            unit.name if unit else "", resolution=low * scale,
        )  # fmt: skip


@lru_cache(maxsize=16)
def expressions(language: str) -> Expressions:
    """Return a language's expressions; a language without a file has none."""
    lexicon = load_lexicon(language)
    forms = _Forms(lexicon).all() if lexicon.table else ()
    return Expressions(lexicon, numeral_reader(language), forms)
