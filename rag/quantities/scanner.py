"""Finds numbers with their scales and units: "1,5 Mrd. €", "zwischen 2 und 3 Prozent"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from index.scripts import UNSPACED_LETTER
from rag.quantities.amount_patterns import AmountPatterns, amount_patterns
from rag.quantities.amounts import Amount, join, lend_scale
from rag.quantities.lexicon import Lexicon, Unit, inner_precision, load_lexicon, phrases_at
from rag.quantities.number_forms import read_form
from rag.quantities.numerals import HALF, Number, numeral_reader
from rag.quantities.records import Kind, Precision
from rag.quantities.units import SIGNS, UnitFinder, gap

_ONE, _TENTH, _HUNDRED = Decimal(1), Decimal("0.1"), Decimal(100)
_SIGN = re.compile(r"(?:(?<![\w)\]%])|(?<=\()) ?(?P<sign>[+−–-])$")
_SEPARATED = re.compile(r"[^\W_]$|[^\W_][-‐‑]$|\d[.,:/–−'×]$|#$|\w[@_\\]$|[-–][^\W\d_]{1,3}$")

_TEMPERATURES = {Unit(Kind.MEASURE, name) for name in ("°C", "°F", "°")}
_DASHES = {"-", "–", "—"}


@dataclass(frozen=True, slots=True)
class Scanner:
    """Finds amounts in one language."""

    lexicon: Lexicon
    patterns: AmountPatterns
    units: UnitFinder

    def scan(self, text: str, folded: str) -> Iterator[Amount]:
        """Yield the amounts of a text in order, not overlapping."""
        at = 0
        while match := self.patterns.number.search(folded, at):
            amount = self._range(text, folded, match)
            if amount is None:
                at = match.end()
                continue
            yield amount
            at = max(amount.end, match.end())

    def _range(self, text: str, folded: str, match: re.Match[str]) -> Amount | None:
        low = self._amount(text, folded, match)
        if low is None or low.high is not None:
            return low
        joint = self._joint(folded, low)
        if joint is None:
            return low
        following = self._following(text, folded, joint.end())
        high = following and self._amount(text, folded, following, within=joint.end())
        if high:
            low = lend_scale(low, high, hyphened=joint.group().startswith("- "))
            if self.patterns.below_zero.search(folded, joint.end(), high.end):
                low = replace(low, low=replace(low.low, value=-abs(low.low.value)))
            if high.bare and joint.group() in _DASHES and folded[low.end - 1].isdecimal():
                high = replace(high, unit=low.unit)  # "$20-30"
        joined = join(low, high) if high else None
        if high and self._is_score(folded, low, high, joined is not None):
            return None  # neither of its numbers stands for itself
        return joined or (None if joint.group() == "-" else low)

    def _is_score(self, folded: str, low: Amount, high: Amount, ascends: bool) -> bool:
        """Tell whether two numbers are a score: "20–18", "lost 2-3", but not "2-3 seats"."""
        if not (low.bare and high.bare and folded[low.end : high.start] in _DASHES):
            return False
        patterns = self.patterns
        if not ascends or patterns.outcome.match(folded, high.end):
            return True
        played = patterns.score.search(folded, 0, low.start)
        return played is not None and patterns.score_end.match(folded, high.end) is not None

    def _joint(self, folded: str, low: Amount) -> re.Match[str] | None:
        """Match what makes a range of this amount and the next."""
        patterns = self.patterns
        if match := patterns.joint.match(folded, low.end):
            changes = (
                match["change"] is not None
                and patterns.origin.search(folded, 0, low.start) is not None
                and patterns.ranging.search(folded, 0, low.start) is None
            )
            return None if changes else match
        between = patterns.between.search(folded, 0, low.start)
        return patterns.conjunction.match(folded, low.end) if between else None

    def _following(self, text: str, folded: str, at: int) -> re.Match[str] | None:
        """Match the number that follows a joint, maybe behind a sign: "-5 bis -3", "$2m to $3m"."""
        signed = self.patterns.signed.match(folded, at)
        number = self.patterns.number.match(folded, signed.end() if signed else at)
        return number or self._behind_sign(text, folded, at)

    def _behind_sign(self, text: str, folded: str, at: int) -> re.Match[str] | None:
        """Match the number that follows a currency's sign, as in "$2m to $3m"."""
        match = self.patterns.number.search(folded, at, min(len(folded), at + 12))
        if match and self.lexicon.prefix.fullmatch(text, at, match.start()):
            return self.patterns.number.match(folded, match.start())
        return None

    def _amount(
        self, text: str, folded: str, match: re.Match[str], within: int = 0
    ) -> Amount | None:
        form = match.lastgroup or ""
        number = read_form(match, self.lexicon)
        if number is None:
            return None
        start, currency = self.units.before(text, match.start(), within)
        if (
            currency is None
            and match.start() != within
            and _SEPARATED.search(folded, max(0, start - 4), start)
        ):
            return None
        amount = self._with_half(
            folded, self._measure(text, folded, match, number, start, currency)
        )
        if form == "several":
            low, high = Number(Decimal(2)), Number(Decimal(9))
            amount = replace(amount, low=low, high=high, precision=Precision.ABOUT)
        if not _complete(folded, amount, form):
            return None
        return self._signed(text, folded, amount, match.start(), within)

    def _measure(
        self,
        text: str,
        folded: str,
        match: re.Match[str],
        number: Number,
        start: int,
        currency: Unit | None,
    ) -> Amount:
        """Return a number with the scale and the unit that stand behind it."""
        form = match.lastgroup
        glued = self.patterns.glued.match(folded, match.end())
        end = glued.end() if glued else match.end()
        closing = self._closes(folded, match, end)
        within_bracket = end
        scale, end = self._scale(folded, end + closing, money=currency is not None)
        if not closing and self._closes(folded, match, end):
            closing, within_bracket, end = True, end, end + 1
        if rest := self._rest(folded, end, scale):
            number, scale, end = Number(number.value * scale + rest[0]), _ONE, rest[1]
        unit, end = self.units.behind(
            text, folded, end, currency, joined=form == "part"
        ) or self.units.letter(text, start, end)
        end, digits = within_bracket if closing else end, form == "digits"
        precision = inner_precision(glued or match)
        return Amount(
            start, end, number, scale=scale, unit=unit, digits=digits,
            precision=precision, bracketed=closing,
        )  # fmt: skip

    def _closes(self, folded: str, match: re.Match[str], end: int) -> bool:
        """Tell whether a bracket closes behind a number and before its unit: "2,3 (1,9) Mrd."."""
        closed = folded.startswith(") ", end)
        return closed and self.patterns.bracketed.search(folded, 0, match.start()) is not None

    def _scale(self, folded: str, end: int, *, money: bool) -> tuple[Decimal, int]:
        scale = _ONE
        while found := self._scale_at(folded, end, money=money):
            scale, end = scale * found[0], found[1]
        return scale, end

    def _scale_at(self, folded: str, end: int, *, money: bool) -> tuple[Decimal, int] | None:
        at = end + gap(folded, end)
        for phrase, phrase_end in phrases_at(folded, at):
            scale = self.lexicon.scales.get(phrase)
            small = self.lexicon.money_scales.get(phrase)
            if (
                scale is None
                and small is not None
                and (money or self._is_counted(folded, at, phrase_end))
            ):
                scale = small
            if scale is not None and not (
                phrase.endswith(".")
                and phrase_end == len(folded)
                and phrase[:-1] in self.lexicon.scales
            ):
                return scale, phrase_end
        return None

    def _rest(self, folded: str, end: int, scale: Decimal) -> tuple[Decimal, int] | None:
        """Read what is added to a scaled number: "eine Million zweihunderttausend"."""
        if scale >= _HUNDRED and (half := self.patterns.half.match(folded, end)):
            return scale * HALF, half.end()
        match = self.patterns.rest.match(folded, end) if scale >= _HUNDRED else None
        value = match and numeral_reader(self.lexicon.language).read(match["rest"])
        if match is None or not value or not 1 < value < scale or value * 1000 < scale:
            return None
        return value, match.end()

    def _with_half(self, folded: str, amount: Amount) -> Amount:
        """Add the half that follows a unit: "an hour and a half"."""
        measured = amount.unit is not None and amount.unit.kind in {Kind.DURATION, Kind.MEASURE}
        half = self.patterns.half.match(folded, amount.end) if measured else None
        if half is None or amount.low.resolution != 1:
            return amount
        return replace(amount, end=half.end(), low=Number(amount.low.value + HALF, _TENTH))

    def _is_counted(self, folded: str, start: int, end: int) -> bool:
        """Tell whether something follows that is counted in millions: "9.8m barrels"."""
        people = self.lexicon.words("people")
        return (
            self.units.named(folded, end) is not None
            or self.patterns.counted.match(folded, start) is not None
            or any(phrase in people for phrase, _ in phrases_at(folded, end + 1))
        )

    def _signed(self, text: str, folded: str, amount: Amount, at: int, within: int) -> Amount:
        """Return an amount, whose digits start at a place, with the sign before them."""
        # "-,50 Euro" has a dash for the euros
        none_whole = text[at] in ".," and self.lexicon.decimal_sign == ","
        if not none_whole and at > amount.start and text[at - 1] in SIGNS:  # "$-5"
            start, sign = amount.start, text[at - 1]
        elif not none_whole and (match := _SIGN.search(text, within, amount.start)) is not None:
            start, sign = match.start("sign"), match["sign"]
        elif (match := self.patterns.sign.search(folded, within, amount.start)) is not None:
            if match["either"]:
                return amount
            start, sign = match.start("sign"), "-" if match["minus"] else "+"
        elif (match := self.patterns.below_zero.match(folded, amount.end)) is not None:
            start, sign = amount.start, "-" if amount.unit in _TEMPERATURES else "+"
            amount = replace(amount, end=match.end() if sign == "-" else amount.end)
        else:
            return amount
        if sign == "+":
            return replace(amount, start=start)
        low = replace(amount.low, value=-amount.low.value)
        return replace(amount, start=start, low=low)


def _complete(folded: str, amount: Amount, form: str) -> bool:
    """Tell whether what was found ends where a word ends, and is more than an article."""
    following = folded[amount.end : amount.end + 2]
    per = amount.unit is not None and following[:1] == "/"  # "22 kWh/100 km"
    if not per and re.match(r"[:/]\d|[.,]\d|_", following):
        return False
    if following[:1].isalnum() and (amount.bare or not UNSPACED_LETTER.match(following)):
        return False
    if form in {"several", "halved"}:
        return not amount.bare
    # a word for one is an article unless something is counted in ones
    return not (amount.bare and not amount.digits and amount.low.value == 1)


@lru_cache(maxsize=16)
def scanner(language: str) -> Scanner:
    """Return the scanner of a language."""
    lexicon, patterns = load_lexicon(language), amount_patterns(language)
    return Scanner(lexicon, patterns, UnitFinder(lexicon, patterns))
