"""Figures of answers: whether they stand in what is cited, and whether they are the right ones.

The regular expression is written out here and not taken from rag.grounding, and a figure is
compared as it is written beside being compared by its value: what is measured does not measure
itself alone.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from rag.quantities import Kind, Precision, Quantity, agree, find_quantities
from rag.records import Answer

# A figure with its separators: "7,2", "12.500", "24.09.2025".
_FIGURE = re.compile(r"\d(?:[\d.,:'’]*\d)?")
# The same where it does not belong to a name, as it does in "Qwen3" or "A-320".
_FREE_FIGURE = re.compile(rf"(?<![\w-]){_FIGURE.pattern}")


@dataclass(frozen=True, slots=True)
class Words:
    """Some words and the language they are in."""

    text: str
    language: str


def stray_figures(answer: Answer) -> list[str]:
    """Return the figures of an answer's statements that are not in what the statement cites."""
    stray: list[str] = []
    for statement in answer.statements:
        cited = {figure for one in statement.citations for figure in _FIGURE.findall(one.quote)}
        stray += [figure for figure in _FIGURE.findall(statement.text) if figure not in cited]
    return stray


def ask_for_figure(answers: Iterable[str]) -> bool:
    """Tell whether one of the accepted answers holds a figure in digits; "Qwen3" holds none."""
    return any(_FREE_FIGURE.search(answer) for answer in answers)


def direct_words(answer: Answer) -> tuple[Words, ...]:
    """Return what an answer says directly, for figures to be looked for in.

    That is its first finding, with its reading and the marked words of all who agree on it; without
    findings the marked words of the first statement's first citation; without those the first
    statement; nothing when abstaining.
    """
    if answer.findings:
        first = answer.findings[0]
        return (
            Words(first.text, first.citations[0].article.language),
            Words(first.reading, answer.language),
            *(Words(cited.marked_text, cited.article.language) for cited in first.citations),
        )
    if not answer.statements:
        return ()
    statement = answer.statements[0]
    for cited in statement.citations[:1]:
        if cited.marked:
            return (Words(cited.marked_text, cited.article.language),)
        if cited.quote == statement.text:
            return (Words(cited.quote, cited.article.language),)
    return (Words(statement.text, answer.language),)


def same_as_written(direct: Iterable[Words], answers: Iterable[str]) -> bool:
    """Tell whether all figures of one of the answers are written just so in the direct answer.

    "380 Milliarden" and "380 billion" agree, "12.500" and "12,500" do not, "5 million" and
    "5 billion" do.
    """
    said = {figure for words in direct for figure in _FREE_FIGURE.findall(words.text)}
    wanted = (set(_FREE_FIGURE.findall(answer)) for answer in answers)
    return any(figures and figures <= said for figures in wanted)


def same_in_value(
    direct: Iterable[Words], answers: Iterable[str], languages: Collection[str]
) -> bool:
    """Tell whether the figures of one of the answers have the values of those in the direct answer.

    "380 billion" has that of "380 Milliarden", "9.2 per cent" that of "9,16 %", of which it is a
    rounding. Bounds do not count, and units only where both name one: "more than 16 minutes" has
    the value of "16", but not of "16 hours".

    Args:
        direct: The direct answer.
        answers: The accepted answers.
        languages: The languages they may be in.
    """
    said = [one for words in direct for one in find_quantities(words.text, words.language)]
    readings = [reading for answer in answers for reading in _read(answer, languages)]
    return any(
        wanted and all(any(_same(one, other) for other in said) for one in wanted)
        for wanted in readings
    )


def _read(answer: str, languages: Collection[str]) -> list[tuple[Quantity, ...]]:
    """Read an answer in the language in which most of it is a quantity, or in all that tie.

    "16 Stunden" is 16 hours and not, as in English, 16 of something; "1.250" stays open, and no
    direct answer agrees with the wrong reading by chance.
    """
    readings = {language: find_quantities(answer, language) for language in languages}
    lengths = {
        language: sum(one.end - one.start for one in reading)
        for language, reading in readings.items()
    }
    most = max(lengths.values(), default=0)
    return [reading for language, reading in readings.items() if lengths[language] == most]


def _same(one: Quantity, other: Quantity) -> bool:
    if agree(_without_bound(one), _without_bound(other)):
        return True
    bare = _is_bare(one) or _is_bare(other)
    return bare and (one.value, one.high) == (other.value, other.high)


def _is_bare(one: Quantity) -> bool:
    """Tell whether a figure names no unit; sets often accept it without the one asked for."""
    return one.kind is Kind.COUNT and not one.unit


def _without_bound(one: Quantity) -> Quantity:
    return one if one.precision is Precision.ABOUT else replace(one, precision=Precision.EXACT)
