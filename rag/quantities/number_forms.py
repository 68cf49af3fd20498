"""The forms that numbers are written in: digits, words, halves, parts of a million."""

import re
from decimal import Decimal

from rag.patterns import NEVER, either
from rag.quantities.lexicon import Lexicon
from rag.quantities.numerals import DIGITS, HALF, Number, numeral_reader, read_number
from rag.quantities.records import Kind

_ONE, _TENTH, _HUNDREDTH = Decimal(1), Decimal("0.1"), Decimal("0.01")


def number_pattern(lexicon: Lexicon) -> str:
    """Return what matches a number in any form; the last group that matched tells which."""
    halves = lexicon.table.get("halves", {})
    reader = numeral_reader(lexicon.language)
    articles = lexicon.words("articles")
    # "ein" and "one" are numerals too, and "one hundred" is one number
    article = either(articles - reader.parts.keys())
    half = "|".join(halves.get("before", [])) or NEVER
    joined = "|".join(halves.get("joined", [])) or NEVER
    inner = lexicon.inner_qualifier("article")
    one_and_a_half = "|".join(halves.get("one_and_a_half", [])) or NEVER
    return (
        rf"(?P<digits>{DIGITS}|{leading_sign(lexicon)}\d+(?![.,]?\d))"
        rf"|(?<![^\W_])(?:(?P<one_and_a_half>{one_and_a_half})"
        rf"|(?P<mixed>(?:{either(reader.parts)})(?:{reader.added}))"
        rf"|(?P<part>{_part_pattern(lexicon)})"
        rf"|(?P<halved>(?:(?:{either(articles)})(?: (?:{lexicon.inner_qualifier('halved')}))? )?"
        rf"(?:(?:{half})(?=[ -])|{joined}))"
        rf"|(?P<several>{either(lexicon.words('several'))})(?= )"
        rf"|(?P<article>(?:{either(articles)}) (?:{inner})|{article})(?= )"
        rf"|(?P<words>{reader.pattern}))"
    )


def leading_sign(lexicon: Lexicon) -> str:
    """Return what matches the decimal sign that a number starts with: ".5", but not "...5"."""
    sign = "[.,]" if lexicon.decimal_sign == "," else r"\."
    return rf"{sign}(?<![^\s(\[$€£\"'„“»«+−–-]{sign})"


def read_form(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    """Read what a number's pattern matched, or return None if it is none."""
    form = match.lastgroup
    if form in {"article", "several"}:
        return Number(_ONE)
    if form in {"one_and_a_half", "halved"}:
        return Number(HALF + (form == "one_and_a_half"), _TENTH)
    if form == "mixed":
        value = numeral_reader(lexicon.language).read_mixed(match.group())
        return None if value is None else Number(value, _TENTH)
    if form == "part":
        return _read_part(match, lexicon)
    return read_number(match.group(), lexicon)


def _part_pattern(lexicon: Lexicon) -> str:
    """Return what matches a part of a scale or a unit: "three quarters of a" before "million"."""
    articles = either(lexicon.words("articles"))
    over = rf"(?P<over>{either(numeral_reader(lexicon.language).parts)})"
    under = "|".join(
        rf"(?P<under{number}>{'|'.join(sorted(names, key=len, reverse=True))})"
        for number, names in lexicon.table.get("fractions", {}).items()
    )
    of_scale = lexicon.rule("fraction_rules", "of_scale")
    of_unit = lexicon.rule("fraction_rules", "of_unit")
    units = either(word for word, unit in lexicon.units.items() if unit.kind is not Kind.MONEY)
    return (
        rf"(?:(?:{articles}) (?:{over}[ -]?)?|{over.replace('over', 'over_alone')}[ -]?)"
        rf"(?:{under or NEVER})(?:{of_scale}(?=(?:{either(lexicon.scales)})(?![^\W_]))"
        rf"|(?:{of_unit})(?=(?:{units})(?![^\W_])))"
    )


def _read_part(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    under = next(n for n, word in match.groupdict().items() if word and n.startswith("under"))
    words = match["over"] or match["over_alone"]
    over = numeral_reader(lexicon.language).read(words) if words else _ONE
    if not over:
        return None
    return Number(round(over / Decimal(under.removeprefix("under")), 3), _HUNDREDTH)
