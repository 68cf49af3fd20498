"""The patterns that amounts are found by, one set per language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.quantities.lexicon import Lexicon, Unit, load_lexicon
from rag.quantities.numerals import DIGITS, numeral_reader
from rag.quantities.records import Kind

_NEVER = "(?!)"
_RANGE_SIGN = r" ?[–—] ?|-(?=[\d$€£])| - (?=\d)"


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
        origin: "von", up to where the number starts, but not after "ranging".
        sign: "minus" or "plus", up to where the number starts; group ``minus``.
        rest: What is added to a scaled number: "(eine Million) zweihunderttausend".
        counted: A letter for millions, and after it what is counted: "m visitors".
        score: "lost", up to where a score may start.
        score_end: What may follow that score.
        outcome: What follows a score and tells that it is one: " defeat".
    """

    number: re.Pattern[str]
    suffix: re.Pattern[str]
    suffix_units: tuple[Unit, ...]
    joint: re.Pattern[str]
    conjunction: re.Pattern[str]
    between: re.Pattern[str]
    origin: re.Pattern[str]
    sign: re.Pattern[str]
    rest: re.Pattern[str]
    counted: re.Pattern[str]
    score: re.Pattern[str]
    score_end: re.Pattern[str]
    outcome: re.Pattern[str]


@lru_cache(maxsize=16)
def amount_patterns(language: str) -> AmountPatterns:
    """Return a language's patterns; without a file, digits and signs are all there is."""
    lexicon = load_lexicon(language)
    words = lexicon.words
    units = {
        unit.name if unit.factor == 1 else f"{unit.factor} {unit.name}": unit
        for unit in lexicon.units.values()
    }
    units["count"] = Unit(Kind.COUNT, "")
    suffixes = lexicon.table.get("suffixes", {})
    suffix = (rf"-?(?P<u{n}>{'|'.join(own)})" for n, own in enumerate(suffixes.values()))
    to, change, and_ = words("range"), words("change"), _either(words("and"))
    minus, plus = _either(words("minus")), _either(words("plus"))
    rest = numeral_reader(language).pattern
    spans = "".join(rf"(?<!{re.escape(word)} )" for word in sorted(words("spanning")))
    return AmountPatterns(
        number=re.compile(_number_pattern(lexicon)),
        suffix=re.compile("|".join(suffix) or _NEVER),
        suffix_units=tuple(units[name] for name in suffixes),
        joint=re.compile(
            rf"-? (?:{_either(to - change)}) |(?P<change> (?:{_either(to & change)}) )"
            rf"|{_RANGE_SIGN}"
        ),
        conjunction=re.compile(rf" (?:{and_}) "),
        between=re.compile(rf"(?<!\w)(?:{_either(words('between'))}) (?:den )?$"),
        origin=re.compile(rf"(?<!\w){spans}(?:{_either(words('from'))}) (?:\w+ )?$"),
        sign=re.compile(rf"(?<!\w)(?P<sign>(?P<minus>{minus})|(?:{plus})) $"),
        rest=re.compile(rf" (?:(?:{and_}) )?(?P<rest>{rest})(?!\w)"),
        counted=re.compile(lexicon.rule("counted", "millions")),
        score=re.compile(lexicon.rule("scores", "before")),
        score_end=re.compile(lexicon.rule("scores", "after")),
        outcome=re.compile(lexicon.rule("scores", "outcome")),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or _NEVER


def _number_pattern(lexicon: Lexicon) -> str:
    halves = lexicon.table.get("halves", {})
    reader = numeral_reader(lexicon.language)
    articles = lexicon.words("articles")
    # "ein" and "one" are numerals too, and "one hundred" is one number
    article = _either(articles - reader.parts.keys())
    half = "|".join(halves.get("before", [])) or _NEVER
    one_and_a_half = "|".join(halves.get("one_and_a_half", [])) or _NEVER
    return (
        rf"(?P<digits>{DIGITS})"
        rf"|(?<![^\W_])(?:(?P<one_and_a_half>{one_and_a_half})"
        rf"|(?P<and_a_half>(?:{_either(reader.parts)})(?:{lexicon.rule('halves', 'suffix')}))"
        rf"|(?P<halved>(?:(?:{_either(articles)}) )?(?:{half})(?= ))"
        rf"|(?P<several>{_either(lexicon.words('several'))})(?= )"
        rf"|(?P<article>{article})(?= )"
        rf"|(?P<words>{reader.pattern}))"
    )
