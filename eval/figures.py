"""Figures of answers: whether they stand in what is cited, and whether they are the right ones.

The regular expression is written out here and not taken from rag.grounding, and a figure is
compared as it is written beside being compared by its value: what is measured does not measure
itself alone.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from eval.spans import holds_answer
from rag.quantities import Kind, Precision, Quantity, agree, find_quantities
from rag.records import Answer, Citation, Statement

# A figure with its separators: "7,2", "12.500", "24.09.2025".
_FIGURE = re.compile(r"\d(?:[\d.,:'’]*\d)?")
# The same where it does not belong to a name, as it does in "Qwen3" or "A-320".
_FREE_FIGURE = re.compile(rf"(?<![\w-]){_FIGURE.pattern}")
_EXACTLY = Decimal("1E-12")


@dataclass(frozen=True, slots=True)
class Words:
    """Some words and the language they are in."""

    text: str
    language: str


def stray_figures(answer: Answer) -> list[str]:
    """Return the figures of an answer's statements that are not in what the statement cites.

    A figure is there if it is written there just so, or if its value is there, or one that it is a
    rounding of: "$1.2 billion" is in "1,23 Mrd. Dollar", "2025" in "24.09.2025".
    """
    return [
        figure
        for statement in answer.statements
        for figure in _stray_figures(statement, answer.language)
    ]


def _stray_figures(statement: Statement, language: str) -> Iterator[str]:
    written = {figure for one in statement.citations for figure in _FIGURE.findall(one.quote)}
    quoted = _quantities_of(statement.citations)
    said = find_quantities(statement.text, language)
    for match in _FIGURE.finditer(statement.text):
        around = [one for one in said if one.start <= match.start() and match.end() <= one.end]
        backed = any(_backs(other, one, match.group()) for one in around for other in quoted)
        if match.group() not in written and not backed:
            yield match.group()


def _quantities_of(citations: Iterable[Citation]) -> list[Quantity]:
    return [
        figure for one in citations for figure in find_quantities(one.quote, one.article.language)
    ]


def _backs(quoted: Quantity, said: Quantity, figure: str) -> bool:
    """Tell whether a figure has the value of a quoted one, rounds it, or is a part of its date."""
    if said.kind is quoted.kind is Kind.DATE:
        parts = {part for day in (quoted.first, quoted.last) if day for part in (day.year, day.day)}
        return figure in map(str, parts)
    return _same(said, replace(quoted, resolution=_EXACTLY))


def ask_for_figure(answers: Iterable[str]) -> bool:
    """Tell whether one of the accepted answers holds a figure in digits; "Qwen3" holds none."""
    return any(_FREE_FIGURE.search(answer) for answer in answers)


def direct_words(answer: Answer) -> tuple[Words, ...]:
    """Return what an answer says directly, for figures to be looked for in.

    That is its first finding, with its reading and the marked words of all who agree on it; without
    findings the marked words of the first statement's first citation, if the statement quotes it;
    without those the first statement; nothing when abstaining.
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
        if cited.quote == statement.text:
            return (Words(cited.marked_text or cited.quote, cited.article.language),)
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


def says_answer(
    statement: Statement, language: str, answers: Sequence[str], languages: Collection[str]
) -> bool:
    """Tell whether an accepted answer is in a statement's own words, or its figures by value.

    Args:
        statement: The statement.
        language: The language it is in; what it quotes is in that of the article.
        answers: The accepted answers.
        languages: The languages they may be in.
    """
    if holds_answer(statement.text, answers):
        return True
    quoted = [one.article.language for one in statement.citations if one.quote == statement.text]
    said = Words(statement.text, quoted[0] if quoted else language)
    return same_in_value([said], answers, languages)


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
