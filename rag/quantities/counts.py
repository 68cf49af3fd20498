"""What a bare number is: a count, a year, a rank, or only the name of something ("Linie 7")."""

import re
from dataclasses import replace
from functools import cache

from rag.patterns import either
from rag.quantities.amounts import Amount
from rag.quantities.dates import year_period
from rag.quantities.lexicon import Lexicon, load_lexicon, phrases_before
from rag.quantities.records import Kind, Quantity

_DAY = re.compile(r"\.,")  # "Montag, 3., bis Freitag"
_FIRST_YEAR, _LAST_YEAR = 1500, 2199
_NAME = re.compile(r"(?:^|[\s(„“\"'])(?P<name>[^\W\d_][\w&.-]*) $")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]\s+|[„“\"»«(]\s*|\n|[–—•·|]\s+)$")
_CAPITALS = re.compile(r"(?: [A-Z][\w'-]*){2,4}(?![\w'-]| [a-z-]+s(?!\w))")


def read_bare(text: str, folded: str, amount: Amount, lexicon: Lexicon) -> Quantity | None:
    """Settle a number without scale and unit, or return None where it counts nothing."""
    start, end, value = amount.start, amount.end, amount.low.value
    high = amount.high.value if amount.high else None
    counted = Quantity(
        start, end, start, Kind.COUNT, value, high,
        precision=amount.precision, resolution=amount.low.resolution,
    )  # fmt: skip
    if not amount.digits:
        if value == 0:  # "null Toleranz", "zero emissions"
            return None
        named = _is_noun(text, amount, lexicon) or _is_named(text, folded, amount, lexicon)
        return None if named else counted
    if not lexicon.table:
        return counted
    if _DAY.match(folded, end):
        return None
    if high is not None and re.match(f" ?(?:{lexicon.rule('dates', 'clock')})", folded[end:]):
        return None  # "von 10 bis 20 Uhr"
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


def _is_named(text: str, folded: str, amount: Amount, lexicon: Lexicon) -> bool:
    """Tell whether a number word is part of a name or of a time: "World War Two", "halb acht"."""
    lead = folded[: amount.start].rstrip().rpartition(" ")[2]
    if text[amount.start].isupper() and lead in lexicon.words("numbered_names"):
        return True
    pattern = lexicon.rule("dates", "worded_parts")
    return re.search(pattern, folded[: amount.start]) is not None


def _is_label(text: str, folded: str, amount: Amount, lexicon: Lexicon) -> bool:
    """Tell whether a number in digits only names something: "§ 12", "Qwen 2.5", "Windows 11"."""
    before = folded[: amount.start].rstrip()
    if before.rpartition(" ")[2] in lexicon.words("magnitudes"):
        return False
    club = re.match(lexicon.rule("ordinal_rules", "named"), folded[amount.end :])
    if club or _follows_label(before, lexicon):
        return True
    written = text[amount.start : amount.end]
    foreign = "," if lexicon.decimal_sign == "." else "."
    if amount.low.resolution < 1 and foreign in written and not amount.low.grouped:
        return True
    if len(written) > 1 and written[0] == "0" and written.isdecimal():
        return True
    if _is_address(text, amount.end, lexicon):
        return True
    if _is_elliptical(folded, amount, lexicon):
        return False
    name = _NAME.search(text[: amount.start])
    if any(phrase in lexicon.qualifiers for phrase, _ in phrases_before(folded, amount.start - 1)):
        return False
    if name is None or name["name"].islower() or is_plausible_year(amount):
        return False
    if name["name"].lower() in lexicon.words("openers") | lexicon.words("between"):
        return False
    return not _counts_noun(text, amount.end, lexicon)


def _follows_label(before: str, lexicon: Lexicon) -> bool:
    """Tell whether a number follows a label, or another one that does: "Seiten 3 und 5"."""
    labels = lexicon.words("labels")
    if before.endswith("§") or before.rpartition(" ")[2].strip('(["„“') in labels:
        return True
    listed = before.rpartition(" ")[2] in _joints(lexicon) or before.endswith(",")
    return listed and _listed_label(lexicon.language).search(before) is not None


@cache
def _listed_label(language: str) -> re.Pattern[str]:
    lexicon = load_lexicon(language)
    labels, joints = (either(words) for words in (lexicon.words("labels"), _joints(lexicon)))
    return re.compile(rf"(?<!\w)(?:{labels}) \d+(?:, \d+)*(?:,|,? (?:{joints}))$")


def _joints(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.words("alike") | lexicon.words("range")


def _is_elliptical(folded: str, amount: Amount, lexicon: Lexicon) -> bool:
    """Tell whether a number counts what one before it does: "200 Wohnungen, in Kiel 300"."""
    before, after = (lexicon.rule("ellipses", key) for key in ("before", "after"))
    lead = re.search(f"{before}$", folded[: amount.start])
    counted = lead and any(map(str.isdecimal, folded[: lead.start()]))
    return bool(counted) and re.match(after, folded[amount.end :]) is not None


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
