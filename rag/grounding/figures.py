"""Figures: each one of a sentence has to be in what it cites, and no more exact than there.

- Scales, units and languages may differ: "vier Billionen US-Dollar" backs "$4 trillion".
- Rounding is fine, the other way is not: "9,16 %" backs "9,2 %", "9 %" backs no "9,16 %". A small
  number is not rounded to a whole one: "3.5 years" backs no "three years", "3,4 Mio." no "3 Mio.".
- A qualifier may be added but not dropped: "rund 12.000" backs "about 12,000" and no "12,000".
  "Mehr als" and "knapp" may become "rund", "unter" may not, as it may be far below; nothing
  becomes its opposite; bounds stay as they are.
- A day backs its month and its year, but no range that it lies in: "on 5 May" backs "in May", and
  not "from 2 to 28 May". A year that a quote leaves out is that of publication.
- Digits that are no quantity, as in "Qwen3" or "3:2", have to stand in a quote as written.
- What something came to is not by how much it changed, and what it is a day not what it is a year.
- A quarter's figure is no half-year's and no year's, and autumn is not spring.
- Where a quote gives each of several names or years a figure of its own, they stay together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rag.grounding.anchors import is_crossed
from rag.grounding.days import covers, is_part
from rag.grounding.names import nearest_name, vouches
from rag.grounding.readings import Reading
from rag.grounding.recognition import names_of
from rag.grounding.spells import is_other_spell
from rag.grounding.steps import is_other_step
from rag.quantities import Kind, Precision, Quantity, agree, convert

# Digits with what they are written together with: "Qwen3-Max", "3:2".
_WITH_DIGITS = re.compile(r"\w*\d(?:[\w.,:'’/-]*\w)?")
_SCORE = re.compile(r"(\d{1,3})[-–:](\d{1,3})")  # "2:1" in German, "2-1" in English
# What a sentence may make of how a quote qualifies a figure; the exact is settled by the values.
_KEEPS = {
    Precision.ABOUT: {Precision.ABOUT},
    Precision.ABOVE: {Precision.ABOVE, Precision.ABOUT},
    Precision.BELOW: {Precision.BELOW},
    Precision.NEARLY: {Precision.NEARLY, Precision.BELOW, Precision.ABOUT},
    Precision.AT_LEAST: {Precision.AT_LEAST},
    Precision.AT_MOST: {Precision.AT_MOST},
}
_BEYOND = {Precision.ABOVE, Precision.BELOW, Precision.NEARLY}
_ROUNDED = {Precision.ABOUT, *_BEYOND}
# By how much of itself a whole number may be off, said as it is and said to be "about" that.
_OFF = {Precision.EXACT: Decimal("0.05"), Precision.ABOUT: Decimal("0.1")}
_EXACTLY = Decimal("1E-12")
_CLOCK = "clock"
# What is reported for a quarter or a half-year.
_MEASURED = {Kind.MONEY, Kind.PERCENTAGE}


def stray_figures(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield the figures of a sentence, as written, that no quote backs."""
    for one in sentence.quantities:
        if not any(_is_in(one, sentence, quote, alone=len(quotes) == 1) for quote in quotes):
            yield sentence.text[one.qualified_start : one.end]
    read = [(one.start, one.end) for one in sentence.quantities]
    for match in _WITH_DIGITS.finditer(sentence.text):
        free = all(match.end() <= start or end <= match.start() for start, end in read)
        if free and not any(_has_written(quote, match.group()) for quote in quotes):
            yield match.group()


def backs(quoted: Quantity, said: Quantity, published: date | None = None) -> bool:
    """Tell whether a quantity of a quote backs one of a sentence.

    Args:
        quoted: The quote's.
        said: The sentence's.
        published: When the quote was published, if known.
    """
    if said.kind is Kind.DATE:
        if said.unit == _CLOCK:
            return quoted.unit == _CLOCK and quoted.value == said.value
        return quoted.kind is Kind.DATE and covers(quoted, said, published)
    rounded = said.precision if said.precision in _ROUNDED else Precision.EXACT
    value = replace(quoted, precision=Precision.EXACT, resolution=_EXACTLY)
    if not agree(value, replace(said, precision=rounded)) or _is_coarse(said, quoted):
        return False
    if quoted.precision in _KEEPS:
        return said.precision in _KEEPS[quoted.precision]
    if said.precision in _BEYOND:
        return quoted.unit == said.unit and _is_beyond(quoted, said)
    return said.precision in {Precision.EXACT, Precision.ABOUT}


def _is_coarse(said: Quantity, quoted: Quantity) -> bool:
    """Tell whether a sentence rounds more than is honest: down at a half, or a small number."""
    for one, other in ((said.value, quoted.value), (said.high, quoted.high)):
        if one is None or other is None or said.precision not in _OFF:
            continue
        exact = convert(other, quoted.unit, said.unit)
        if said.precision is Precision.EXACT and abs(exact) - abs(one) == said.resolution / 2:
            return True
        if said.resolution >= 1 and abs(exact - one) > _OFF[said.precision] * abs(one):
            return True
    return False


def _is_in(said: Quantity, sentence: Reading, quote: Reading, *, alone: bool) -> bool:
    """Tell whether a quote has a figure, and says it of whom the sentence says it."""
    backing = [
        one
        for one in quote.quantities
        if backs(one, said, quote.published)
        and not is_other_step(said, sentence, one, quote)
        and not is_other_spell(said, sentence, one, quote)
        and not (is_part(one, said) and _MEASURED.intersection(f.kind for f in sentence.quantities))
    ]
    if not backing:
        return _is_unread(sentence.text[said.qualified_start : said.end], quote)
    if said.kind is Kind.DATE:
        return True
    names = names_of(sentence)
    about = nearest_name(names, said.start)
    if not alone and about and not vouches(quote, about, names, sentence.language):
        return False
    return any(not is_crossed(said, sentence, one, quote) for one in backing)


def _is_unread(written: str, quote: Reading) -> bool:
    """Tell whether a figure stands in a quote as written, where it was not taken for one."""
    return any(
        all(match.end() <= one.start or one.end <= match.start() for one in quote.quantities)
        for match in _find_written(written, quote.text)
    )


def _has_written(quote: Reading, written: str) -> bool:
    """Tell whether digits stand in a quote, or, as part of a name, in its context."""
    named = any(map(str.isalpha, written))
    texts = (quote.text, quote.title, quote.before) if named else (quote.text,)
    return any(_find_written(written, text) for text in texts)


def _find_written(written: str, text: str) -> list[re.Match[str]]:
    score = _SCORE.fullmatch(written)
    form = "[-–:]".join(score.groups()) if score else re.escape(written)
    pattern = rf"(?<![\w.,:]){form}(?!\w|[.,:]\d)"
    return list(re.finditer(pattern, text, re.IGNORECASE))


def _is_beyond(quoted: Quantity, said: Quantity) -> bool:
    if quoted.value is None or said.value is None:
        return False
    above = said.precision is Precision.ABOVE
    return quoted.value > said.value if above else quoted.value < said.value
