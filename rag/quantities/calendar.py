"""Finds dates: "24. September 2025", "April bis Juni", "Ende 2024", "19.30 Uhr"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.dates import MONTH_NAMES, MONTH_NUMBERS
from index.vocabulary import alternatives
from rag.patterns import NEVER, either, in_any_language
from rag.quantities.date_forms import CLOCK, FORMS, Reader
from rag.quantities.dates import THIRDS, Period, minutes_of, read_clock
from rag.quantities.lexicon import Lexicon, load_lexicon
from rag.quantities.numerals import NumeralReader, numeral_reader
from rag.quantities.records import Day, Kind, Quantity

_TH = alternatives("days", "number_endings")
_ENDING = rf"(?:\.|(?:{_TH})(?!\w))"
_CLEAR = MONTH_NAMES.keys() - set(in_any_language("quantities", "dates", "doubtful_months"))
_FULL_STOP = re.compile(rf"(?:{either(MONTH_NAMES)})\.$")  # "24. September.", not "24. Sept."
_QUARTER, _CENTURY = 2, 99  # how much later than the first the last month is, the last year
_SHORT_MONTH = 3  # letters: "Sep" by itself may be anything
# What is filled into the forms' slots in all languages; see also _slots.
_SLOTS = {
    "year": r"(?P<year>(?:1[5-9]|20|21)\d\d(?!\d))",
    "years": r"(?:1[5-9]|20|21)\d\d(?!\d)",
    "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
    "month": "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)),
    "ending": _ENDING,
    "th": _TH,
    "of_month": either(in_any_language("quantities", "dates", "of_month")),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """A language's patterns for dates, each with what reads its match.

    Attributes:
        forms: For each form its hint, its pattern and its reader.
        clock: The pattern of a time of day.
        worded_clock: Matches what follows an hour in words, hour the words.
        numerals: Reads them.
        doubtful: Months whose name is also another word ("may").
        month_lead: Matches what makes such a word a month, up to where it starts.
        of_life: Matches what makes a decade one of a life, up to where its number starts.
    """

    forms: tuple[tuple[re.Pattern[str], re.Pattern[str], Reader], ...]
    clock: re.Pattern[str]
    worded_clock: re.Pattern[str]
    hour: re.Pattern[str]
    numerals: NumeralReader
    doubtful: frozenset[str]
    month_lead: re.Pattern[str]
    of_life: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Quantity]:
        """Yield the dates of a text, form by form; they may overlap."""
        for hint, pattern, read in self.forms:
            if not hint.search(folded):
                continue
            for match in pattern.finditer(folded):
                if not self._is_word(match, text, folded) and (period := read(match)):
                    yield _date(match, period)
        for match in self.clock.finditer(folded):
            if (minutes := read_clock(match)) is not None:
                start, end = match.span("time" if match["time"] else "time_1")
                yield _time(start, end, minutes)

        yield from self._worded_hours(folded)

    def _worded_hours(self, folded: str) -> Iterator[Quantity]:
        """Yield the full hours in words: "elf Uhr"."""
        for match in self.worded_clock.finditer(folded):
            start = folded.rfind(" ", 0, match.start()) + 1
            if self.hour.fullmatch(folded, start, match.start()):
                hour = self.numerals.read(folded[start : match.start()])
                minutes = None if hour is None else minutes_of(int(hour), 0, match.group().strip())
                if minutes is not None:
                    yield _time(start, match.end(), minutes)

    def _is_word(self, match: re.Match[str], text: str, folded: str) -> bool:
        """Tell whether a month or a decade is something else: "may", "Mai-", "in her 60s"."""
        if match.groupdict().get("decade") and self.of_life.search(
            folded, 0, match.start("decade")
        ):
            return True
        name = match.group().rstrip(".")
        if name not in MONTH_NUMBERS:
            return False
        if text[match.start()].islower() or folded[: match.start()].endswith("-"):
            return True
        if name in self.doubtful:
            return not self.month_lead.search(folded[: match.start()])
        return len(name) <= _SHORT_MONTH and name not in _CLEAR


def _time(start: int, end: int, minutes: int) -> Quantity:
    return Quantity(start, end, start, Kind.DATE, Decimal(minutes), unit="clock")


def _date(match: re.Match[str], period: Period) -> Quantity:
    start, end = match.span("date" if "date" in match.re.groupindex else 0)
    if _FULL_STOP.search(match.group()):
        end -= 1
    parts = tuple(_parts(match, *period))
    return Quantity(
        start, end, start, Kind.DATE, None, first=period[0], last=period[1], parts=parts
    )


def _parts(match: re.Match[str], first: Day, last: Day) -> Iterator[tuple[Decimal, str]]:
    """Yield what of a year or month a match names: a third, a quarter, a half; its decade."""
    groups = match.groupdict()
    named = next((part for part in THIRDS if groups.get(part)), "")
    if named and not any(groups.get(key) for key in ("day", "day_3", "month_2")):
        yield Decimal(1), named
    number = next((n for n in "1234" if groups.get(f"n{n}")), "")
    if number:
        yield Decimal(number), "half" if last.month - first.month > _QUARTER else "quarter"
    if groups.get("decade") and last.year != (first.year or 0) + _CENTURY:
        yield Decimal(1), "decade"
    if groups.get("number"):
        yield Decimal(groups["number"] or 0), "century"


@lru_cache(maxsize=16)
def calendar(language: str) -> Calendar:
    """Return the calendar of a language; of one without a file, the numeric dates."""
    lexicon = load_lexicon(language)
    table = lexicon.table.get("dates", {})
    slots, numerals = _slots(lexicon), numeral_reader(language)
    return Calendar(
        tuple(
            (re.compile(form.hint % slots), re.compile(form.pattern % slots), form.read)
            for form in FORMS
        ),
        re.compile(CLOCK % slots),
        re.compile(str(table.get("worded_clock", NEVER)) + r"(?!\w)"),
        re.compile(numerals.pattern),
        numerals,
        frozenset(table.get("doubtful_months", ())),
        re.compile(rf"(?:^|\W)(?:{either(table.get('month_leads', ()))}) $"),
        re.compile(str(table.get("decade_of_life", NEVER))),
    )


def _slots(lexicon: Lexicon) -> dict[str, str]:
    """Return what a language fills into the patterns."""
    table = lexicon.table.get("dates", {})
    rules = {
        key: str(table.get(key, NEVER))
        for key in ("decade", "decade_long", "decade_parted", "century", "quarter", "half", "clock")
    }
    to = either(lexicon.words("range") | lexicon.words("and"))
    of = rf"(?:{table.get('of', NEVER)})?"
    of_year = rf"(?: {of}{_SLOTS['year']})"
    return {
        **_SLOTS,
        **rules,
        "to": rf"(?: ?[-–/] ?| (?:{to}) (?:{table.get('to_the', NEVER)})?)",
        "parts": "|".join(rf"(?P<{part}>{either(table.get(part, ()))})" for part in THIRDS),
        "scales": either(lexicon.scales),
        "day_behind": _SLOTS["day"] if table.get("month_before_day", True) else NEVER,
        "day_leads": either(table.get("day_leads", ())),
        "clock_leads": either(table.get("clock_leads", ())),
        "ordinals": _ordinals(lexicon),
        "of": of,
        "of_year": of_year,
        "half_of_year": of_year if table.get("half_needs_year") else of_year + "?",
    }


def _ordinals(lexicon: Lexicon) -> str:
    """Match "first" or "1." to "fourth" or "4.", as groups n1 to n4."""
    stems = lexicon.table.get("ordinals", {})
    inflection = lexicon.rule("ordinal_rules", "inflection")
    return "|".join(
        rf"(?P<n{n}>(?:{either(stems.get(str(n), ()))})(?:{inflection})?(?!\w)|{n}{_ENDING})"
        for n in range(1, 5)
    )
