"""What amounts lend each other, and what the words before them lend: units, millions, years."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from rag.patterns import either
from rag.quantities.amounts import Amount
from rag.quantities.counts import is_plausible_year
from rag.quantities.lexicon import Lexicon, Unit, load_lexicon
from rag.quantities.records import Kind

_MILLION = 10**6
_BRACKET = re.compile(r"\([^()\d]*")
_YEAR = Unit(Kind.DURATION, "year")
_LETTER = re.compile(r"\d ?m(?!\w)")  # metres or millions
_AFTER_AGE = re.compile(r"[^\w\s%€$£]|$")


def share_units(amounts: list[Amount], folded: str, lexicon: Lexicon) -> list[Amount]:
    """Give each amount what it takes from its neighbours or from a word before it.

    Args:
        amounts: The amounts of a text, in order.
        folded: The folded text.
        lexicon: The language's words.
    """
    aged = _read_ages(amounts, folded, lexicon)
    shared = _share_next(_share_millions(aged, folded, lexicon), folded, lexicon)
    return _lend_currency(shared, folded, lexicon)


def _lend_currency(amounts: Sequence[Amount], folded: str, lexicon: Lexicon) -> list[Amount]:
    """Give a number in millions the currency of what it is compared with: "up from 590 million"."""
    leads = re.compile(lexicon.rule("lent", "leads"))
    follows = re.compile(lexicon.rule("lent", "follows"))
    lent: list[Amount] = []
    money: Unit | None = None
    end = 0
    for one in amounts:
        large = one.unit is None and one.scale >= _MILLION
        compared = large and leads.fullmatch(folded, end, one.start)
        taken = money if compared and follows.match(folded, one.end) else one.unit
        lent.append(replace(one, unit=taken))
        beside = one.unit is not None and one.unit.kind in {Kind.PERCENTAGE, Kind.DURATION}
        if not one.bare and not beside:
            is_money = taken is not None and taken.kind is Kind.MONEY
            money = replace(taken, factor=Decimal(1)) if taken and is_money else None
            end = one.end
    return lent


def _share_next(amounts: list[Amount], folded: str, lexicon: Lexicon) -> list[Amount]:
    """Give a bare number the unit of the next: "von 5 auf 7 Prozent", "5 und 7 Prozent"."""
    joint = _joint(lexicon.language)
    shared = list(amounts)
    for n, (one, other) in reversed(list(enumerate(pairwise(amounts)))):
        following = shared[n + 1]
        between = folded[one.end : other.start].strip()
        same_scale = one.bare or (one.unit is None and one.scale == following.scale)
        joined = joint.fullmatch(between) or (following.bracketed and _BRACKET.fullmatch(between))
        if not same_scale or not one.digits or one.high or not joined:
            continue
        timed = following.unit is not None and following.unit.kind is Kind.DURATION
        if not following.bare and not timed and not is_plausible_year(one):
            shared[n] = replace(one, unit=following.unit, scale=following.scale)
    return shared


def _share_millions(amounts: list[Amount], folded: str, lexicon: Lexicon) -> list[Amount]:
    """Read "m" as the million it is in what is compared: "5.7m visitors, up from 4.9m"."""
    shared = list(amounts)
    neighbours = [(n, n - 1) for n in range(1, len(shared))]
    neighbours += [(n, n + 1) for n in reversed(range(len(shared) - 1))]
    comparison = re.compile(lexicon.rule("counted", "comparison"))
    for n, m in neighbours:
        one, other = shared[n], shared[m]
        if one.unit is None or one.unit.name != "m" or other.scale != _MILLION:
            continue
        first, second = (one, other) if n < m else (other, one)
        compared = comparison.fullmatch(folded, first.end, second.start)
        if compared and all(_LETTER.search(folded, a.start, a.end) for a in (one, other)):
            unit = other.unit if other.unit and other.unit.kind is Kind.MONEY else None
            shared[n] = replace(one, unit=unit, scale=other.scale)
    return shared


def _read_ages(amounts: list[Amount], folded: str, lexicon: Lexicon) -> list[Amount]:
    """Read as years what follows a word for an age: "aged 39", "im Alter von 39"."""
    lead = _age_lead(lexicon.language)
    joints = {",", *(joint for word in lexicon.words("alike") for joint in (word, f", {word}"))}
    read: list[Amount] = []
    for one in amounts:
        last = read[-1] if read else None
        listed = (
            last is not None
            and last.unit is _YEAR
            and folded[last.end : one.start].strip() in joints
            and _ends_item(folded, one.end, lexicon)
        )
        aged = one.bare and (listed or lead.search(folded, 0, one.start) is not None)
        read.append(replace(one, unit=_YEAR) if aged else one)
    return read


def _ends_item(folded: str, end: int, lexicon: Lexicon) -> bool:
    """Tell whether nothing follows that a number may count: "aged 19, 22 and 41"."""
    following = folded[end:].lstrip()
    return bool(_AFTER_AGE.match(following)) or following.partition(" ")[0] in lexicon.words(
        "alike"
    )


@lru_cache(maxsize=16)
def _age_lead(language: str) -> re.Pattern[str]:
    """Return what matches a word for an age, qualified or not, up to where a number starts."""
    lexicon = load_lexicon(language)
    words = either(lexicon.words("ages"))
    between = either([*lexicon.qualifiers, *lexicon.words("between")])
    return re.compile(rf"(?<![\w-])(?:{words}) (?:(?:{between}) )?$")


@lru_cache(maxsize=16)
def _joint(language: str) -> re.Pattern[str]:
    """Return what matches all between two figures that are of one unit: "auf dann"."""
    lexicon = load_lexicon(language)
    words = either(lexicon.words("change") | lexicon.words("alike"))
    compared = lexicon.rule("sharing", "compared")
    beside = either([*lexicon.qualifiers, *lexicon.table.get("sharing", {}).get("beside", ())])
    return re.compile(rf"(?:{words}|{compared})(?: (?:{beside}))*")
