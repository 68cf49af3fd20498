"""Which rules describe a line of a document: as a whole, each of its sentences, or its items."""

import re
from dataclasses import replace
from functools import cache

from index.cleaning.rules import Reach, Rule, load_rules

ORNAMENTS = " •*–—-►▶→»›>‹«|+_=#"
"""What may stand around a line without changing what it is."""

_WHOLE: tuple[Reach, ...] = ("line", "run", "end", "list", "block", "rest")
LONGEST_LINE = 1000
"""No line of boilerplate is longer."""
_BRACKETED = re.compile(r"[(\[](.*)[)\]]\.?")
_SENTENCES = re.compile(r"(?<=[.!?…]) +(?=[^a-zäöü])")
_SHORT = 240
_PARTS = re.compile(r" *[|·•] *")
_ITEM_WORDS = 4
_STOP = re.compile(r"[.!?…:;,][\"'”“»«)]*$")
# What names somebody, or something, stands between bars in bylines too.
_NO_ITEMS = frozenset({"agency credit", "image credit", "byline", "signature", "market data"})


@cache
def rules_of(*reaches: Reach) -> tuple[Rule, ...]:
    """Return the rules of some reaches."""
    return tuple(rule for rule in load_rules() if rule.reach in reaches)


@cache
def _any_wordless() -> re.Pattern[str]:
    """Return what matches every line that a rule without a word describes: one test for all."""
    rules = (rule.pattern.pattern for rule in rules_of(*_WHOLE) if not rule.word)
    return re.compile("|".join(f"(?:{pattern})" for pattern in rules), re.IGNORECASE)


def match_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules that describe a line as a whole."""
    bare = text.strip(ORNAMENTS) if len(text) <= LONGEST_LINE else ""
    if match := _BRACKETED.fullmatch(bare):
        bare = match[1]
    if not bare:
        return ()
    return _match_bare(bare) or _match_sentences(bare) or _match_items(bare)


def _match_bare(bare: str) -> tuple[Rule, ...]:
    small, wordless = bare.lower(), _any_wordless().fullmatch(bare) is not None
    return tuple(
        rule
        for rule in rules_of(*_WHOLE)
        if (rule.word in small if rule.word else wordless) and rule.pattern.fullmatch(bare)
    )


def _match_sentences(bare: str) -> tuple[Rule, ...]:
    """Return the rules of a line's last sentence, if each of its sentences is no article's."""
    sentences = _SENTENCES.split(bare) if len(bare) <= _SHORT else []
    return _match_each(sentences, "line") or _match_each(sentences, "line", "end")


def _match_each(parts: list[str], *reaches: Reach) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for part in parts if len(parts) > 1 else []:
        rule = next((r for r in _match_bare(part.strip(ORNAMENTS)) if r.reach in reaches), None)
        if rule is None:
            return ()
        found.append(rule)
    # What may go at the end only decides for the whole line.
    return tuple(sorted(found, key=lambda rule: rule.reach != "end")[:1])


def _match_items(bare: str) -> tuple[Rule, ...]:
    """Return the rule of a line of short items between bars, if half of them are of a menu."""
    items = [item for item in _PARTS.split(bare) if item] if len(bare) <= _SHORT else []
    if len(items) < 2 or not all(is_short(item) and _is_word(item) for item in items):
        return ()
    known = [rule for item in items if (rule := match_item(item))]
    return (
        (replace(known[0], reach="line"),)
        if len(known) > 1 and 2 * len(known) >= len(items)
        else ()
    )


def match_item(text: str) -> Rule | None:
    """Return the rule that a short line or an item is a button, or a word of a menu, by."""
    bare = text.strip(ORNAMENTS)
    if not bare or not _is_word(bare):
        return None
    rules = (rule for rule in _match_bare(bare) if rule.reach in ("line", "run", "end"))
    words = (rule for rule in rules_of("menu") if rule.pattern.fullmatch(bare))
    named = (rule for rule in (*rules, *words) if rule.reason not in _NO_ITEMS)
    return next(named, None)


def is_short(text: str) -> bool:
    """Tell whether a text is as short as a button, and no sentence."""
    return len(text.split()) <= _ITEM_WORDS and not _STOP.search(text)


def _is_word(text: str) -> bool:
    """Tell whether an item is no mere figure, as cells of tables are."""
    return any(letter.isalpha() for letter in text) and not text[0].isdigit()
