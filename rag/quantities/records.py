"""What a quantity is, and when two of them are the same: frozen records and pure functions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What is measured or counted."""

    MONEY = "money"
    PERCENTAGE = "percentage"
    COUNT = "count"
    DATE = "date"
    DURATION = "duration"
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"
    MEASURE = "measure"


class Precision(Enum):
    """How a figure is qualified: "rund", "mehr als", "unter", "knapp", "mindestens", "bis zu"."""

    EXACT = "exact"
    ABOUT = "about"
    ABOVE = "above"
    BELOW = "below"
    NEARLY = "nearly"
    AT_LEAST = "at least"
    AT_MOST = "at most"


class Day(NamedTuple):
    """A day of the calendar whose year may be unknown ("24. September")."""

    year: int | None
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as it stands in a text.

    Attributes:
        start: Where the figure with its unit starts.
        end: Where it ends; ``text[start:end]`` is ``"380 Milliarden Yuan"``.
        qualified_start: Where its qualifier ("rund") starts; ``start`` where it has none.
        kind: What is measured or counted.
        value: The figure, in ``unit``; the lower bound of a range; None for dates.
        high: The upper bound of a range ("drei bis fünf Jahre", "dreistellig"), else None.
        unit: An ISO 4217 code for money (``""`` if no currency is named, ``"krone"`` or ``"peso"``
            if it does not say whose); ``"%"``,
            ``"percentage point"``, ``"basis point"`` or ``"‰"`` for percentages; ``"year"``,
            ``"month"``, ``"week"``, ``"day"``, ``"hour"``, ``"minute"`` or ``"second"`` for
            durations; the symbol for measures (``"km"``, ``"°C"``, ``"MW"``); ``"clock"`` for a
            time of day, whose value is minutes after midnight; ``""`` for all else.
        precision: How the figure is qualified.
        resolution: The size of the last digit written, in ``unit``: 1E8 for "1,5 Mrd.".
        first: For dates the first day meant: 1 April for "April bis Juni".
        last: For dates the last day meant; both have year None where none is written.
        parts: What it is put in, where that is more than its value says: two ``"1/3"`` for "zwei
            Drittel", three ``"year"`` and four ``"month"`` for a duration of both, a third
            ``"quarter"`` and one ``"late"`` (of its year or month) for periods; an ``"as much"``
            for "half as many"; a ``"spring"``
            (of its year) or ``"next"`` (of months) beside one, and its ``"weekday"``, from 0.
    """

    start: int
    end: int
    qualified_start: int
    kind: Kind
    value: Decimal | None
    high: Decimal | None = None
    unit: str = ""
    precision: Precision = Precision.EXACT
    resolution: Decimal = Decimal(1)
    first: Day | None = None
    last: Day | None = None
    parts: tuple[tuple[Decimal, str], ...] = ()


_BOUNDS = frozenset({Precision.AT_LEAST, Precision.AT_MOST})
# Units of one dimension, by how much of the dimension's first unit they are.
_DIMENSIONS: dict[str, dict[str, int | str]] = {
    "month": {"month": 1, "year": 12},
    "second": {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800},
    "kg": {"mg": "1E-6", "g": "1E-3", "kg": 1, "t": 1000},
    "m": {"mm": "1E-3", "cm": "1E-2", "m": 1, "km": 1000},
    "m²": {"m²": 1, "ha": 10000, "km²": 1000000},
    "m³": {"m³": 1, "km³": "1E9"},
    "W": {"W": 1, "kW": 1000, "MW": "1E6", "GW": "1E9"},
    "Wh": {"Wh": 1, "kWh": 1000, "MWh": "1E6", "GWh": "1E9", "TWh": "1E12"},
    "%": {"%": 1, "‰": "0.1"},
    "percentage point": {"percentage point": 1, "basis point": "0.01"},
}
_CONVERTIBLE = {
    unit: (dimension, Decimal(factor))
    for dimension, units in _DIMENSIONS.items()
    for unit, factor in units.items()
}
# Units that measure the same but are not converted: "about 10 miles" would agree with too much.
_KINDRED = {
    **dict.fromkeys(("mi", "nmi", "ft", "in"), "m"),
    **dict.fromkeys(("lb", "oz"), "kg"),
    **dict.fromkeys(("ac", "ft²", "mi²"), "m²"),
}
_LARGEST_ROUNDING = Decimal("0.05")  # "rund 100" is 95 to 105, not 50 to 150
_INFINITY = Decimal("Infinity")


def agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether two mentions are of the same quantity.

    A rounded figure agrees with the exact one ("9,2 %" with "9,16 %"); a bound agrees only with
    the same bound ("bis zu 7,2 %" is not "7,2 %"); a range with the same range. Units of one
    dimension are converted, others never agree. A date without a year agrees with the same days
    of any year; "Frühjahr 2027" with "2027", but not with "Herbst 2027".
    """
    if one.kind is not other.kind or _dimension(one) != _dimension(other):
        return False
    if _BOUNDS & {one.precision, other.precision} and one.precision is not other.precision:
        return False
    if one.kind is Kind.DATE and one.parts and other.parts and one.parts != other.parts:
        return False
    if one.first and other.first and one.last and other.last:
        return _same_day(one.first, other.first) and _same_day(one.last, other.last)
    if (one.high is None) != (other.high is None):
        return False
    tolerance = max(_tolerance(one), _tolerance(other))
    pairs = ((one.value, other.value), (one.high, other.high))
    return all(_near(one, a, other, b, tolerance) for a, b in pairs)


def contradicts(one: Quantity, other: Quantity) -> bool:
    """Tell whether two mentions, taken to be about the same thing, cannot both be true.

    "Mehr als 50" contradicts "40" but not "53"; different dimensions contradict nothing, nor do
    dates whose year is unknown.
    """
    if one.kind is not other.kind or _dimension(one) != _dimension(other):
        return False
    if one.first and other.first and one.last and other.last:
        periods = [_period(one.first, one.last), _period(other.first, other.last)]
        known = [period for period in periods if period]
        return len(known) == 2 and (known[0][1] < known[1][0] or known[1][1] < known[0][0])
    if one.value is None or other.value is None:
        return False
    (low, high), (other_low, other_high) = _interval(one), _interval(other)
    return high < other_low or other_high < low


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """Return a value of one unit in another one of its dimension."""
    factor, other = (_CONVERTIBLE.get(name, (name, Decimal(1)))[1] for name in (unit, to))
    return value * factor / other


def same_dimension(unit: str, other: str) -> bool:
    """Tell whether two units measure the same, such as a length."""
    one, two = (
        _KINDRED.get(name) or _CONVERTIBLE.get(name, (name, Decimal(1)))[0]
        for name in (unit, other)
    )
    return one == two


def _dimension(quantity: Quantity) -> str:
    return _CONVERTIBLE.get(quantity.unit, (quantity.unit, Decimal(1)))[0]


def _factor(quantity: Quantity) -> Decimal:
    return _CONVERTIBLE.get(quantity.unit, (quantity.unit, Decimal(1)))[1]


def _near(
    one: Quantity, a: Decimal | None, other: Quantity, b: Decimal | None, tolerance: Decimal
) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a * _factor(one) - b * _factor(other)) <= tolerance


def _tolerance(quantity: Quantity) -> Decimal:
    """Return half of what the figure is rounded to, in the dimension's first unit."""
    step = quantity.resolution
    if quantity.precision is not Precision.EXACT and quantity.value:
        written = (quantity.value / step).to_integral_value().normalize()
        exponent = written.as_tuple().exponent
        rounded = step.scaleb(exponent) if isinstance(exponent, int) and exponent > 0 else step
        step = max(step, min(rounded, 2 * _LARGEST_ROUNDING * abs(quantity.value)))
    return step / 2 * _factor(quantity)


def _interval(quantity: Quantity) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest that a figure may stand for."""
    value = (quantity.value or Decimal(0)) * _factor(quantity)
    top = value if quantity.high is None else quantity.high * _factor(quantity)
    room = _tolerance(quantity)
    low = -_INFINITY if quantity.precision is Precision.AT_MOST else value - room
    high = _INFINITY if quantity.precision is Precision.AT_LEAST else top + room
    if quantity.precision is Precision.ABOVE:
        return value, _INFINITY
    if quantity.precision in {Precision.BELOW, Precision.NEARLY}:
        return -_INFINITY, top
    return low, high


def _same_day(one: Day, other: Day) -> bool:
    same_year = one.year is None or other.year is None or one.year == other.year
    return same_year and one[1:] == other[1:]


def _period(first: Day, last: Day) -> tuple[date, date] | None:
    if first.year is None or last.year is None:
        return None
    return date(first.year, first.month, first.day), date(last.year, last.month, last.day)
