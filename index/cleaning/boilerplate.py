"""Lines that are no part of an article, described by :mod:`index.cleaning.rules`, and struck out.

Keeping a stray line is preferred to losing a sentence: whole lines are struck, or a whole block at
the end; within a line, only what both sides make sense without.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.cleaning.manuscript import Line, Manuscript, Strike
from index.cleaning.matching import (
    LONGEST_LINE,
    ORNAMENTS,
    is_short,
    match_item,
    match_rules,
    rules_of,
)
from index.cleaning.rules import Reach, Rule
from index.fields import parse_domain

# No boilerplate at the end is longer, and looking further would take quadratic time.
_LONGEST_REST = 6000
_BLOCK_LINES = 10
_NOTICES = 5000
_FULL_STOP = re.compile(r"[.!…][\"'”“»«)]*$|^.{161}", re.MULTILINE)
_RULED = re.compile(r"[-=_*#~·•–— ]{3,}")
_TAIL_LINES = 3
_BULLET = re.compile(r"[•*►▶→»›>|+–—-] ?\S")


@dataclass(frozen=True, slots=True)
class _Marked:
    """A line and the rules that describe it as a whole."""

    line: Line
    rules: tuple[Rule, ...]

    def rule(self, *reaches: Reach) -> Rule | None:
        """Return the first rule of some reaches."""
        return next((rule for rule in self.rules if rule.reach in reaches), None)


def cut_boilerplate(sheet: Manuscript) -> Manuscript:
    """Strike the lines out of a manuscript that the rules describe as a whole."""
    lines = [_Marked(line, match_rules(line.text)) for line in sheet.lines()]
    struck: dict[int, Strike] = {}
    for cut in _CUTS:
        struck |= {strike.start: strike for strike in cut(lines) if strike.start < strike.end}
        lines = [marked for marked in lines if marked.line.start not in struck]
    return sheet.strike(struck.values())


def cut_stretches(sheet: Manuscript) -> Manuscript:
    """Strike the stretches within lines that the rules describe; lines are in pieces afterwards."""
    return sheet.strike(_cut_inside(sheet.lines()))


def match_line(text: str) -> str:
    """Return what a line is taken for, wherever it stands, or ``""``."""
    rule = _Marked(Line(0, text), match_rules(text)).rule("line")
    return rule.reason if rule else ""


def find_outlet(sheet: Manuscript) -> str | None:
    """Return the outlet that a notice or a signature names, as in "Redaktion example.com"."""
    for rule in rules_of("opening"):
        match = rule.pattern.search(sheet.text, 0, _NOTICES) if rule.pattern.groupindex else None
        if match:
            return match["outlet"]
    signatures = (s for s in reversed(sheet.strikes) if s.reason == "signature")
    domains = (parse_domain(sheet.text[strike.start : strike.end]) for strike in signatures)
    return next(filter(None, domains), None)


# --- how far each cut goes; see Reach ------------------------------------------------------------


def _cut_adverts(lines: list[_Marked]) -> Iterator[Strike]:
    """Cut adverts that stand between their label and a ruled line, as in mails."""
    for number, marked in enumerate(lines):
        rule = marked.rule("line")
        if rule is None or rule.reason != "advert":
            continue
        for below in range(number + 1, min(number + _BLOCK_LINES, len(lines))):
            if not lines[below].line.text:
                break
            if _RULED.fullmatch(lines[below].line.text):
                yield from (struck.line.strike("advert") for struck in lines[number:below])
                break


def _cut_blocks(lines: list[_Marked]) -> Iterator[Strike]:
    done = 0
    for number, marked in enumerate(lines):
        rule = marked.rule("block") if number >= done else None
        if rule is None or rule.proof is None:
            continue
        below = range(number, min(number + 1 + _BLOCK_LINES, len(lines)))
        proven = [n for n in below if rule.proof.search(lines[n].line.text[:LONGEST_LINE])]
        if proven:
            done = proven[-1] + 1
            yield from (struck.line.strike(rule.reason) for struck in lines[number:done])


def _cut_lines(lines: list[_Marked]) -> Iterator[Strike]:
    for marked in lines:
        if rule := marked.rule("line"):
            yield marked.line.strike(rule.reason)
        elif _RULED.fullmatch(marked.line.text):
            yield marked.line.strike("separator")


def _cut_plain_lines(lines: list[_Marked]) -> Iterator[Strike]:
    """Cut lines, but no headings of something that is to be cut with them."""
    return _cut_lines([marked for marked in lines if not marked.rule("rest", "list")])


def _cut_runs(lines: list[_Marked]) -> Iterator[Strike]:
    """Cut short lines that count only if there are several in a row."""
    run: list[Strike] = []
    for marked in lines:
        if rule := marked.rule("run", "line"):
            run.append(marked.line.strike(rule.reason))
        elif marked.line.text:
            yield from run if len(run) > 1 else []
            run = []
    yield from run if len(run) > 1 else []


def _cut_rest(lines: list[_Marked]) -> Iterator[Strike]:
    """Cut at each line that opens a rest or a list, from the last such line to the first."""
    reasons = dict[int, str]()
    before = sum(len(marked.line.text) for marked in lines)
    rest, end = "", len(lines)
    for number in range(len(lines) - 1, -1, -1):
        text = lines[number].line.text
        before -= len(text)
        opening = [rule for rule in lines[number].rules if _opens(rule, rest, before)]
        if opening:
            reasons |= dict.fromkeys(range(number, end), opening[0].reason)
            rest, end = "", number
            continue
        if rule := lines[number].rule("list"):
            # The heading goes even where the article goes on below it.
            items = number + 1 + _count_bullets(lines[number + 1 : end])
            reasons |= dict.fromkeys(range(number, items), rule.reason)
        else:
            rest = f"{text}\n{rest}"
        if len(rest) > _LONGEST_REST:
            break
    return (lines[number].line.strike(reason) for number, reason in reasons.items())


def _opens(rule: Rule, rest: str, before: int) -> bool:
    if rule.reach == "list":
        return not _FULL_STOP.search(rest)  # A headline may be a question.
    if rule.reach != "rest":
        return False
    proven = rule.proof is not None and rule.proof.search(rest) is not None
    return len(rest) <= before and (proven or not rest.strip())


def _count_bullets(lines: list[_Marked]) -> int:
    """Return how many lines at the beginning are items of a list, and no sentences."""
    for count, marked in enumerate(lines):
        if not _BULLET.match(marked.line.text) or _FULL_STOP.search(marked.line.text):
            return count
    return len(lines)


def _cut_end(lines: list[_Marked]) -> Iterator[Strike]:
    for marked in reversed(lines):
        if marked.line.text:
            rule = marked.rule("end")
            if rule is None:
                return
            yield marked.line.strike(rule.reason)


def _cut_tail(lines: list[_Marked]) -> Iterator[Strike]:
    """Cut the short lines below the last sentence, from a footer's word on, if half are such."""
    run = list[tuple[Line, Rule | None]]()
    for marked in reversed(lines):
        text = marked.line.text.strip(ORNAMENTS)
        if text and not (is_short(text) or marked.rule("line", "end")):
            break
        if text:
            run.append((marked.line, match_item(text)))
    known, size = 0, 0
    for number, (_, rule) in enumerate(run, start=1):
        known += rule is not None
        size = number if rule and 2 * known >= number else size
    for line, rule in run[:size] if size >= _TAIL_LINES else []:
        yield line.strike(rule.reason if rule else "footer")


def _cut_inside(lines: list[Line]) -> Iterator[Strike]:
    for line in lines:
        small, end = line.text.lower(), 0
        found = [
            (match.start(), match.end(), rule.reason)
            for rule in rules_of("inside")
            if rule.word in small
            for match in rule.pattern.finditer(line.text)
        ]
        for start, stop, reason in sorted(found):
            if start >= end:
                yield line.strike(reason, start, stop)
                end = stop


_CUTS: tuple[Callable[[list[_Marked]], Iterator[Strike]], ...] = (
    *(_cut_adverts, _cut_blocks, _cut_plain_lines, _cut_runs, _cut_rest, _cut_lines, _cut_tail),
    _cut_end,
)
