"""The patterns that amounts are found by, one set per language."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.patterns import NEVER, either
from rag.quantities.lexicon import Lexicon, Unit, load_lexicon
from rag.quantities.number_forms import number_pattern
from rag.quantities.numerals import numeral_reader
from rag.quantities.records import Kind

_RANGE_SIGN = r" ?[–—] ?|-(?=[\d$€£]|[.,]\d)| - (?=\d)"


@dataclass(frozen=True, slots=True)
class AmountPatterns:
    """Patterns over folded text.

    Attributes:
        number: A number; the group that matched tells its form.
        suffix: A unit written as one word with its number ("dreijährig"), group u0, u1, …
        suffix_units: The units of these groups.
        joint: What stands between the numbers of a range; group ``change`` where it may as well
            stand between an old and a new figure ("from 2 to 3").
        conjunction: What stands between them after ``between``.
        between: "zwischen", up to where the number starts.
        origin: "von", up to where the number starts.
        ranging: "ranging from", up to where the number starts.
        sign: "minus" or "plus", up to where the number starts; group ``minus``, and ``either`` for
            "plus or minus".
        below_zero: What follows a temperature and is a sign of it.
        signed: A sign in front of the higher number of a range.
        rest: What is added to a scaled number: "(eine Million) zweihunderttausend".
        half: A half that follows a unit or a scale: "(an hour) and a half".
        counted: A letter for millions, and after it what is counted: "m visitors".
        score: "lost", up to where a score may start.
        score_end: What may follow that score.
        outcome: What follows a score and tells that it is one: " defeat".
        glued: What is glued to a number and qualifies it; a group says how: "-odd".
        particle: What may part a qualifier from its number: "(mindestens) aber um".
        unqualified: A qualifier that is none there: "gegen" between two numbers.
        bracketed: A number and a bracket, up to where another starts: "2,3 (Vorjahr: ".
    """

    number: re.Pattern[str]
    suffix: re.Pattern[str]
    suffix_units: tuple[Unit, ...]
    joint: re.Pattern[str]
    conjunction: re.Pattern[str]
    between: re.Pattern[str]
    origin: re.Pattern[str]
    ranging: re.Pattern[str]
    sign: re.Pattern[str]
    below_zero: re.Pattern[str]
    signed: re.Pattern[str]
    rest: re.Pattern[str]
    half: re.Pattern[str]
    counted: re.Pattern[str]
    score: re.Pattern[str]
    score_end: re.Pattern[str]
    outcome: re.Pattern[str]
    glued: re.Pattern[str]
    particle: re.Pattern[str]
    unqualified: re.Pattern[str]
    bracketed: re.Pattern[str]


@lru_cache(maxsize=16)
def amount_patterns(language: str) -> AmountPatterns:
    """Return a language's patterns; without a file, digits and signs are all there is."""
    lexicon = load_lexicon(language)
    words = lexicon.words
    suffixes = lexicon.table.get("suffixes", {})
    suffix = (rf"-?(?P<u{n}>{'|'.join(own)})" for n, own in enumerate(suffixes.values()))
    to, change, and_ = words("range"), words("change"), either(words("and"))
    from_ = either(words("from"))
    minus, plus = either(words("minus")), either(words("plus"))
    rest = numeral_reader(language).pattern
    return AmountPatterns(
        number=re.compile(number_pattern(lexicon)),
        suffix=re.compile("|".join(suffix) or NEVER),
        suffix_units=_suffix_units(lexicon),
        joint=re.compile(
            rf"-? (?:{either(to - change)}) |(?P<change> (?:{either(to & change)}) )"
            rf"|{_RANGE_SIGN}"
        ),
        conjunction=re.compile(rf" (?:{and_}) "),
        between=re.compile(rf"(?<!\w)(?:{either(words('between'))}) (?:den )?$"),
        origin=re.compile(rf"(?<!\w)(?:{from_}) (?:\w+ )?$"),
        ranging=re.compile(rf"(?<!\w)(?:{either(words('ranging'))}) (?:{from_}) (?:\w+ )?$"),
        sign=re.compile(
            rf"(?<!\w)(?:(?P<either>{either(words('either_way'))})"
            rf"|(?P<sign>(?P<minus>{minus})|(?:{plus}))) $"
        ),
        below_zero=re.compile(rf"(?:{either(words('below_zero'))})(?!\w)"),
        signed=re.compile(rf"[+−–-](?=\d)|(?:{minus}|{plus}) "),
        rest=re.compile(rf" (?:(?:{and_}) )?(?P<rest>{rest})(?!\w)"),
        half=re.compile(lexicon.rule("halves", "behind")),
        counted=re.compile(lexicon.rule("counted", "millions")),
        score=re.compile(lexicon.rule("scores", "before")),
        score_end=re.compile(lexicon.rule("scores", "after")),
        outcome=re.compile(lexicon.rule("scores", "outcome")),
        glued=re.compile(_glued(lexicon)),
        particle=re.compile(lexicon.rule("qualifier_rules", "particle") + "$"),
        unqualified=re.compile(lexicon.rule("qualifier_rules", "none")),
        bracketed=re.compile(r"\d(?: [^\W\d]+\.?)? \((?:[^()\d]*[ :])?$"),
    )


def _glued(lexicon: Lexicon) -> str:
    glued = lexicon.table.get("glued_qualifiers", {})
    return "|".join(rf"(?P<{name}_glued>{'|'.join(own)})" for name, own in glued.items()) or NEVER


def _suffix_units(lexicon: Lexicon) -> tuple[Unit, ...]:
    units = {
        unit.name if unit.factor == 1 else f"{unit.factor} {unit.name}": unit
        for unit in lexicon.units.values()
    }
    units["count"] = Unit(Kind.COUNT, "")
    return tuple(units[name] for name in lexicon.table.get("suffixes", {}))
