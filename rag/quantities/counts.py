"""What a bare number is: a count, a year, a rank, or only the name of something ("Linie 7")."""

import re
from dataclasses import replace
from functools import cache

from rag.quantities.amounts import Amount
from rag.quantities.dates import year_period
from rag.quantities.lexicon import Lexicon, load_lexicon, phrases_before
from rag.quantities.records import Kind, Quantity

_FIRST_YEAR, _LAST_YEAR = 1500, 2199
_NAME = re.compile(r"(?:^|[\s(„“\"'])(?P<name>[^\W\d_][\w&.-]*) $")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]\s+|[„“\"»«(]\s*|\n|[–—•·|]\s+)$")
_CAPITALS = re.compile(r"(?: [A-Z][\w'-]*){2,4}(?![\w'-]| [a-z-]+s(?!\w))")


def read_bare(text: str, folded: str, amount: Amount, lexicon: Lexicon) -> Quantity | None:
    """Settle a number without scale and unit, or return None where it counts nothing."""
    start, end, value = amount.start, amount.end, amount.low.value
    high = amount.high.value if amount.high else None
    counted = Quantity(start, end, start, Kind.COUNT, value, high, resolution=amount.low.resolution)
    if not amount.digits:
        if value == 0:  # "null Toleranz", "zero emissions"
            return None
        return None if _is_noun(text, amount, lexicon) else counted
    if not lexicon.table:
        return counted
    rank = _rank(folded, start, lexicon)
    if rank is not None:
        return replace(counted, start=rank, qualified_start=rank, kind=Kind.ORDINAL)
    if _is_label(text, folded, amount, lexicon):
        return None
    if _is_year(text, folded, amount, lexicon):
        first, last = year_period(int(value), int(high) if high else None)
        return replace(counted, kind=Kind.DATE, value=None, high=None, first=first, last=last)
    return counted


def _rank(folded: str, start: int, lexicon: Lexicon) -> int | None:
    """Return where "Platz" starts in "Platz 3"."""
    for phrase, phrase_start in phrases_before(folded, start - 1) if start else ():
        if phrase in lexicon.words("ranks"):
            return phrase_start
    return None


def _is_noun(text: str, amount: Amount, lexicon: Lexicon) -> bool:
    """Tell whether a number word is a name: "die DFB-Elf", "Tausend" after "mehrere"."""
    word = text[amount.start : amount.end]
    return (
        word[0].isupper()
        and not _SENTENCE_START.search(text[: amount.start])
        and text[amount.end : amount.end + 1] != "-"
        and lexicon.capital_nouns
    )


def _is_label(text: str, folded: str, amount: Amount, lexicon: Lexicon) -> bool:
    """Tell whether a number in digits only names something: "§ 12", "Qwen 2.5", "Windows 11"."""
    before = folded[: amount.start].rstrip()
    if before.endswith("§") or before.rpartition(" ")[2].strip('(["„“') in lexicon.words("labels"):
        return True
    written = text[amount.start : amount.end]
    foreign = "," if lexicon.decimal_sign == "." else "."
    if amount.low.resolution < 1 and foreign in written and not amount.low.grouped:
        return True
    if len(written) > 1 and written[0] == "0" and written.isdecimal():
        return True
    if _is_address(text, amount.end, lexicon):
        return True
    name = _NAME.search(text[: amount.start])
    if any(phrase in lexicon.qualifiers for phrase, _ in phrases_before(folded, amount.start - 1)):
        return False
    if name is None or name["name"].islower() or is_plausible_year(amount):
        return False
    if name["name"].lower() in lexicon.words("openers") | lexicon.words("between"):
        return False
    return not _counts_noun(text, amount.end, lexicon)


def _is_address(text: str, end: int, lexicon: Lexicon) -> bool:
    """Tell whether a number is a house's: "10 Downing Street", not "12 Wall Street banks"."""
    match = _CAPITALS.match(text, end)
    return match is not None and not lexicon.words("streets").isdisjoint(match[0].lower().split())


def _counts_noun(text: str, end: int, lexicon: Lexicon) -> bool:
    """Tell whether what follows a number can be what it counts."""
    match = _noun(lexicon.language).match(text, end)
    return match is not None and lexicon.capital_nouns and match["noun"][0].isupper()


@cache
def _noun(language: str) -> re.Pattern[str]:
    """Match what follows a number, up to two adjectives and a noun: "12 neue große Häuser"."""
    adjective = load_lexicon(language).rule("counted_nouns", "adjective")
    return re.compile(rf"[ \u00a0-](?:(?:{adjective}) ){{0,2}}(?P<noun>[^\W\d_]{{2,}})(?!\w)")


def is_plausible_year(amount: Amount) -> bool:
    """Tell whether a number looks like a year, whatever stands beside it."""
    number = amount.low
    whole = number.resolution == 1 and not number.grouped
    return whole and _FIRST_YEAR <= number.value <= _LAST_YEAR


def _is_year(text: str, folded: str, amount: Amount, lexicon: Lexicon) -> bool:
    if not is_plausible_year(amount) or not text[amount.start].isdecimal():
        return False
    cues = frozenset(lexicon.table.get("dates", {}).get("year_cues", ()))
    if any(phrase in cues for phrase, _ in phrases_before(folded, amount.start - 1)):
        return True
    following = _noun(lexicon.language).match(text, amount.end)
    noun = following["noun"] if following else ""
    if noun in lexicon.words("people"):
        return False
    ending = lexicon.rule("counted_nouns", "plural_ending")
    plural = noun[:1].isupper() if lexicon.capital_nouns else re.search(f"(?:{ending})$", noun)
    if any(phrase in lexicon.qualifiers for phrase, _ in phrases_before(folded, amount.start - 1)):
        return not plural  # "more than 2021" compares with a year
    return not plural or bool(amount.low.value % 100)
