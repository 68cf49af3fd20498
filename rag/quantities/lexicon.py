"""The words for quantities of each language, and the signs that need no language."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global

from index.scripts import DIGITS, MARKS, UNIT
from rag.languages import capitalises_nouns, read_table
from rag.languages import table as table_of
from rag.patterns import NEVER, either
from rag.quantities.cldr import currencies_of, locale_of, scales_of, units_of
from rag.quantities.records import Kind, Precision

_LONGEST_PHRASE = 4  # words
_LONGEST_UNSPACED = 12  # syllables or ideographs
_RUN = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*(?:\.(?=[^\W\d_]))?\.?")
_SPACES = dict.fromkeys(map(ord, "\t\n\r\u00a0\u2007\u2009\u202f"), " ")
_PLAIN = _SPACES | DIGITS | {ord("’"): "'", ord("٫"): ".", ord("٬"): ","}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a word or a sign after a number makes of it: ``factor`` times ``name``."""

    kind: Kind
    name: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's words for quantities; all keys are lower case but for the signs.

    Attributes:
        language: ISO 639-1 code.
        decimal_sign: ``","`` or ``"."``.
        capital_nouns: Whether its nouns have capitals, as in German.
        table: The language's file, for what has no field of its own; empty if it has none.
        units: Units by word or phrase.
        signs: Units by sign, as written.
        sign: Matches a unit's sign where a number ends.
        prefix: Matches a currency's sign or code, up to where a number starts.
        scales: Millions and their like, by word.
        money_scales: Those that count beside a currency only.
        qualifiers: By word or phrase.
        trailing: Qualifiers that follow, by phrase.
    """

    language: str
    decimal_sign: str
    capital_nouns: bool
    table: Mapping[str, Any]
    units: Mapping[str, Unit]
    signs: Mapping[str, Unit]
    sign: re.Pattern[str]
    prefix: re.Pattern[str]
    scales: Mapping[str, Decimal]
    money_scales: Mapping[str, Decimal]
    qualifiers: Mapping[str, Precision]
    trailing: Mapping[str, Precision]

    def words(self, key: str) -> frozenset[str]:
        """Return a list of words from the language's file, empty if it has none."""
        return frozenset(self.table.get(key, ()))

    def inner_qualifier(self, tag: str) -> str:
        """Return what matches "gutes" of "ein gutes Dutzend"; a group says what it makes of it.

        Args:
            tag: What the groups' names end in, as a pattern has no two of one name.
        """
        return (
            "|".join(
                rf"(?P<{name}_{tag}>{'|'.join(patterns)})"
                for name, patterns in self.table.get("inner_qualifiers", {}).items()
            )
            or NEVER
        )

    def rule(self, section: str, key: str, default: str = NEVER) -> str:
        """Return a pattern from the language's file, by default one that matches nothing."""
        return str(self.table.get(section, {}).get(key, default))


def fold(text: str) -> str:
    """Return a text in lower case, its spaces, apostrophes and digits plain, every offset kept."""
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" has a lower case of two characters
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_PLAIN)


def inner_precision(match: re.Match[str]) -> Precision:
    """Return what the word within a match makes of it; see :meth:`Lexicon.inner_qualifier`."""
    named = (name.rpartition("_")[0].upper() for name, word in match.groupdict().items() if word)
    return next(
        (Precision[name] for name in named if name in Precision.__members__), Precision.EXACT
    )


def phrases_at(folded: str, start: int) -> Iterable[tuple[str, int]]:
    """Yield the phrases of one to four words that start at a place, longest first, with ends.

    Where no spaces part words, any piece may be one.
    """
    ends: list[int] = []
    at = start
    while len(ends) < _LONGEST_UNSPACED and (unit := UNIT.match(folded, at)):
        at = unit.end()
        ends.append(at)
    while len(ends) < 2 * _LONGEST_PHRASE and (match := _RUN.match(folded, at)):
        end = match.end()
        ends += [end - 1, end] if folded[end - 1] == "." else [end]
        at = end + 1 if folded[end : end + 1] in {" ", "-"} else end
        if at == end:
            break
    for end in reversed(ends):
        yield folded[start:end], end


def phrases_before(folded: str, end: int) -> Iterable[tuple[str, int]]:
    """Yield the phrases of one to four words that end at a place, longest first, with starts."""
    starts = [end]
    for _ in range(_LONGEST_PHRASE):
        cut = folded.rfind(" ", 0, starts[-1] - 1 if starts[-1] else 0)
        starts.append(cut + 1)
        if cut < 0:
            break
    for start in reversed(starts[1:]):
        yield folded[start:end].lstrip("([\"'„“«»"), start + _opening(folded[start:end])


def _opening(phrase: str) -> int:
    return len(phrase) - len(phrase.lstrip("([\"'„“«»"))


@lru_cache(maxsize=16)
def load_lexicon(language: str) -> Lexicon:
    """Return a language's lexicon; of a language without a file, the signs alone."""
    signs_table = read_table("signs")
    table = table_of(language, "quantities")
    locale = None if table else locale_of(language)
    signs = _units(signs_table) | {
        code: Unit(Kind.MONEY, code) for code in _currency_codes() if code not in {"TOP", "ALL"}
    }
    money = {sign: unit for sign, unit in signs.items() if unit.kind is Kind.MONEY}
    units = _cldr_currencies(language) if table else {}
    units |= _cldr_units(locale, signs_table["links"]["of"]) if locale else {}
    units |= {word.lower(): unit for word, unit in _units(table).items()}
    return Lexicon(
        language=language,
        decimal_sign=_decimal_sign(language),
        capital_nouns=capitalises_nouns(language),
        table=table,
        units=units,
        signs=signs,
        sign=re.compile(rf" ?(?P<sign>{either(signs)})(?![^\W\d_])"),
        prefix=re.compile(rf"(?<![^\W\d_])(?P<sign>{either(money)}) ?$"),
        scales=scales_of(locale) if locale else _numbers(table.get("scales", {})),
        money_scales=_numbers(table.get("money_scales", {})),
        qualifiers=_qualifiers(table, "qualifiers") | _qualifiers(signs_table, "qualifiers"),
        trailing=_qualifiers(table, "trailing_qualifiers"),
    )


def _units(table: Mapping[str, Any]) -> dict[str, Unit]:
    """Read a file's units; a key such as "0.01 EUR" holds a factor."""
    units: dict[str, Unit] = {}
    for kind, names in table.get("units", {}).items():
        for name, words in names.items():
            factor, _, plain = name.rpartition(" ") if name[:1].isdigit() else ("1", "", name)
            unit = Unit(Kind(kind), plain, Decimal(factor))
            units |= dict.fromkeys(words, unit)
    return units


def _numbers(section: Mapping[str, list[str]]) -> dict[str, Decimal]:
    return {word: Decimal(number) for number, words in section.items() for word in words}


def _qualifiers(table: Mapping[str, Any], section: str) -> dict[str, Precision]:
    return {
        word: Precision[name.upper()]
        for name, words in table.get(section, {}).items()
        for word in words
    }


@lru_cache(maxsize=1)
def _currency_codes() -> frozenset[str]:
    """Return the codes of the currencies in use (CLDR)."""
    uses = get_global("territory_currencies").values()
    return frozenset(
        code for used in uses for code, _, end, tender in used if end is None and tender
    )


def _cldr_currencies(language: str) -> dict[str, Unit]:
    locale = Locale.parse(language)
    plurals = locale._data["currency_names_plural"]
    return {
        name.lower(): Unit(Kind.MONEY, code)
        for code in sorted(_currency_codes())
        for name in (locale.currencies.get(code, ""), *plurals.get(code, {}).values())
        if name
    }


def _cldr_units(locale: Locale, links: Iterable[str]) -> dict[str, Unit]:
    """Return the units that CLDR names, bare and behind a link: "310 milioane de euro"."""
    units = {name: Unit(kind, unit) for name, kind, unit in units_of(locale)}
    for name, code in currencies_of(locale, sorted(_currency_codes())):
        units[name] = Unit(Kind.MONEY, code)
    linked = {f"{link} {name}": unit for name, unit in units.items() for link in links}
    return linked | units


def _decimal_sign(language: str) -> str:
    locale = locale_of(language)
    if locale is None:
        return "."
    symbols = locale.number_symbols
    return str(symbols.get("latn", symbols).get("decimal", "."))
