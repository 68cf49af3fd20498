"""From a text to its quantities."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from index.records import Span
from rag.quantities.amounts import Amount
from rag.quantities.calendar import calendar
from rag.quantities.counts import read_bare
from rag.quantities.date_leads import widen_date
from rag.quantities.dates import join_periods
from rag.quantities.durations import find_timed, join_durations
from rag.quantities.expressions import expressions
from rag.quantities.lexicon import Lexicon, fold, load_lexicon
from rag.quantities.numerals import MOST_DIGITS
from rag.quantities.qualifiers import find_between, find_qualifier
from rag.quantities.records import Kind, Precision, Quantity
from rag.quantities.scanner import scanner
from rag.quantities.sharing import share_units

_TOO_LARGE = Decimal(10) ** MOST_DIGITS
# Digits that are no quantities: addresses of the web and of post, telephone numbers, versions.
_NO_QUANTITY = re.compile(
    r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+|(?<![^\W\d_])[^\W\d_]+\d(?:[\w.-]*\w)?"
    r"|(?<![\w.,])\+\d{1,3}[ (]?[\d() /-]{6,}\d"
    r"|(?<![\w.,])0\d{1,4}[ /-]{1,3}\d[\d /-]{3,}\d"
    r"|\d+(?::\d+)+(?! ?uhr)|(?<!\d)\d{1,3} : \d{1,3}(?!\d)"
)


# A sentence is read for evidence, for its words that answer, and for what it amounts to.
@lru_cache(maxsize=2048)
def find_quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order; none overlaps another.

    Args:
        text: Any text; a sentence is best.
        language: ISO 639-1 code. In a language without a file, figures are found by signs that
            need no language: digits, currencies, ``%``, ``km``.
    """
    folded = fold(text)
    lexicon = load_lexicon(language)
    found = [*calendar(language).find(text, folded), *expressions(language).find(folded)]
    found += find_timed(folded, lexicon)
    barred = [match.span() for match in _NO_QUANTITY.finditer(folded)]
    amounts = share_units(list(scanner(language).scan(text, folded)), folded, lexicon)
    for amount in amounts:
        if not _is_rate(folded, amount, lexicon) and not _is_ordinal(folded, amount, lexicon):
            quantity = _settle(text, folded, amount, lexicon)
            if quantity is not None:
                found.append(quantity)
    kept = _longest([one for one in found if _is_figure(one)], barred)
    joined = join_durations(_join_dates(kept, folded, lexicon), folded, lexicon)
    behind = [0, *(one.end if one.kind is Kind.MONEY else 0 for one in joined)]
    return tuple(_qualify(*pair, folded, lexicon) for pair in zip(joined, behind, strict=False))


def _is_figure(one: Quantity) -> bool:
    """Tell whether something may be a figure, and is not "millions of billions of trillions"."""
    values = [value for value in (one.value, one.high) if value is not None]
    return all(abs(value) < _TOO_LARGE for value in values)


def _settle(text: str, folded: str, amount: Amount, lexicon: Lexicon) -> Quantity | None:
    """Turn an amount into a quantity, or return None where it is none."""
    if folded[amount.start : amount.end] in lexicon.words("idioms"):
        return None
    if amount.bare:
        return read_bare(text, folded, amount, lexicon)
    factor = amount.scale * (amount.unit.factor if amount.unit else 1)
    return Quantity(
        amount.start,
        amount.end,
        amount.start,
        amount.unit.kind if amount.unit else Kind.COUNT,
        amount.low.value * factor,
        amount.high.value * factor if amount.high else None,
        amount.unit.name if amount.unit else "",
        precision=amount.precision,
        resolution=amount.low.resolution * factor,
    )


def _is_rate(folded: str, amount: Amount, lexicon: Lexicon) -> bool:
    """Tell whether "a day" is what something is counted by: "$5 a day", "40 cases a week"."""
    rates = lexicon.table.get("rates", {})
    written = folded[amount.start : amount.end].partition(" ")[0]
    if written not in rates.get("articles", ()) or not amount.unit or amount.scale != 1:
        return False
    if amount.low.value != 1:  # "an hour and a half"
        return False
    lead = folded[: amount.start].rstrip().rpartition(" ")[2]
    trails = set(rates["trails"])
    if lead[-1:].isdigit():  # "£1.80 an hour from 1 May"
        trails -= set(rates["starts"])
    following = folded[amount.end :].split(" ", 2)[1:2]
    if following and following[0].strip(".,;:!?") in trails:
        return False
    return bool(lead) and lead not in rates["leads"] and not lead.endswith(",")


def _is_ordinal(folded: str, amount: Amount, lexicon: Lexicon) -> bool:
    """Tell whether "a second" numbers what follows, as in "a second team", and is no time."""
    article, _, unit = folded[amount.start : amount.end].partition(" ")
    trails = lexicon.table.get("ordinal_units", {}).get(unit)
    if trails is None or article not in lexicon.words("articles"):
        return False
    following = re.match(r" ([^\W\d_]+)", folded[amount.end :])
    return following is not None and following[1] not in trails


def _longest(found: list[Quantity], barred: list[Span]) -> list[Quantity]:
    """Keep the longest of what overlaps, in order; barred spans count and are dropped."""
    spans: list[tuple[int, int, Quantity | None]] = [(one.start, one.end, one) for one in found]
    spans += [(start, end, None) for start, end in barred]
    kept: list[tuple[int, int, Quantity | None]] = []
    for span in sorted(spans, key=lambda s: s[0] - s[1]):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return [one for _, _, one in sorted(kept, key=lambda s: s[0]) if one]


def _join_dates(kept: list[Quantity], folded: str, lexicon: Lexicon) -> list[Quantity]:
    """Make one period of two dates: "24. September bis 3. Oktober", "zwischen 2019 und 2024"."""
    joined: list[Quantity] = []
    for one in kept:
        last = joined[-1] if joined else None
        if last and last.kind is one.kind is Kind.DATE and last.first:
            between = folded[last.end : one.start].strip()
            ranged = between in lexicon.words("range") | {"-", "–"} or (
                between in lexicon.words("and")
                and folded[: last.start].rstrip().rpartition(" ")[2] in lexicon.words("between")
            )
            period = join_periods(last, one) if ranged else None
            if period:
                joined[-1] = replace(last, end=one.end, first=period[0], last=period[1], parts=())
                continue
        joined.append(one)
    return joined


def _qualify(one: Quantity, behind: int, folded: str, lexicon: Lexicon) -> Quantity:
    between = find_between(one, folded, lexicon)
    if between is not None:
        return replace(one, qualified_start=between)
    if one.kind is Kind.DATE:
        return widen_date(one, folded, lexicon)
    if one.kind is Kind.ORDINAL or one.precision is not Precision.EXACT:
        return one
    precision, start = find_qualifier(folded, one.start, one.end, one.kind, lexicon, behind)
    return replace(one, precision=precision, qualified_start=start)
