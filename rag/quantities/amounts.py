"""Amounts: numbers with a scale and a unit, and how two of them make a range."""

from dataclasses import dataclass, replace
from decimal import Decimal

from rag.quantities.lexicon import Unit
from rag.quantities.numerals import Number
from rag.quantities.records import Precision

_ONE = Decimal(1)
_WRITTEN_OUT = 1000  # a number from here on takes no millions of the one behind it
_ONE_SIZE = 10  # times the lower number, the higher one is less


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as found, before its kind is settled.

    Attributes:
        start: Where it starts, sign and currency included.
        end: Where it ends, unit included.
        low: The number, or the lower of two.
        high: The higher of two, else None.
        scale: What both are multiplied by.
        unit: What the number is of, None for a bare one.
        digits: Whether it is written in digits.
        precision: How it is qualified from within: "ein gutes Dutzend", "several" for 2 to 9.
        bracketed: Whether a bracket closes before its unit: "2,3 (1,9) Mrd. Euro".
    """

    start: int
    end: int
    low: Number
    high: Number | None = None
    scale: Decimal = _ONE
    unit: Unit | None = None
    digits: bool = False
    precision: Precision = Precision.EXACT
    bracketed: bool = False

    @property
    def bare(self) -> bool:
        """Whether it has neither scale nor unit."""
        return self.unit is None and self.scale == 1


def lend_scale(low: Amount, high: Amount, *, hyphened: bool) -> Amount:
    """Lend a low number the hundreds or thousands of the high one: "fünf- bis sechstausend".

    Without a hyphen, a number may be meant as it stands: "30-40.000" starts at 30,000, but
    "5 bis 500.000" at 5. What is lent makes numbers of one size.
    """
    factor = next((f for f in (1000, 100) if high.low.value % f == 0), 1)
    raised = low.low.value * factor
    lent = hyphened or (_is_short(low, high) and raised * _ONE_SIZE > high.low.value)
    return replace(low, low=Number(raised)) if lent and raised < high.low.value else low


def _is_short(low: Amount, high: Amount) -> bool:
    """Tell whether a number may lack what the other has: "30-40.000", "two to six hundred"."""
    whole = low.scale == 1 and low.low.resolution == 1 and not low.low.grouped
    named = low.unit is not None and high.unit is not None  # "$30 to $40,000"
    return whole and not named and low.digits == high.digits == high.low.grouped


def _multiply_out(one: Amount) -> Amount:
    number = Number(one.low.value * one.scale, one.low.resolution * one.scale, one.low.grouped)
    return replace(one, low=number, scale=_ONE)


def join(low: Amount, high: Amount) -> Amount | None:
    """Make a range of two amounts, or return None where they make none ("3-2", "5 km to 3 %")."""
    if low.unit is not None and high.unit is None and high.scale != 1 and low.scale == 1:
        high = replace(high, unit=low.unit)  # "$1.5-2 billion"
    if low.unit is not None and low.unit != high.unit:
        return None
    if low.scale != high.scale and (low.scale != 1 or low.low.value >= _WRITTEN_OUT):
        low, high = _multiply_out(low), _multiply_out(high)  # "900.000 bis 1,2 Millionen"
    scale = high.scale if low.scale == 1 else low.scale
    if low.scale not in {_ONE, high.scale} or high.high is not None:
        return None
    one, other = low.low, high.low
    if one.value > other.value and one.value < 0:
        one, other = other, one  # "zwischen -2 und -5 Grad"
    if one.value >= other.value:
        return None
    return replace(high, start=low.start, low=one, high=other, scale=scale)
