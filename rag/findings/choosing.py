"""Which of a sentence's figures a question is about, as the words around them tell."""

import re
from collections.abc import Sequence
from functools import cache

from index.records import Span
from index.words import split_words
from rag.evidence.others import places_told
from rag.evidence.subjects import names_beyond_title
from rag.findings.clauses import CLAUSE_END, Clauses, read_clauses
from rag.languages import known, table
from rag.names import WORD, mentions, names_anywhere
from rag.patterns import alternatives, either
from rag.quantities import Quantity
from rag.questions import Question
from rag.records import Evidence

_TELLING = 2  # words of a question by which a clause is the one; of a part that is told, one
_OPENING = 2  # words of a clause that say whom it is about: "while Kale got 43 million"
_BETWEEN = 2  # words between "to" and what something came to: "auf nur noch 4 Prozent"
_APART = 2  # words between a name and its figure: "in Westrup sogar 43"


def figure_meant(question: Question, evidence: Evidence, found: Sequence[Quantity], at: int) -> int:
    """Return the place of the figure that is meant, where another one was taken for it.

    Of a change it is what something has come to, unless the question asks what it was before. It
    does not stand in a clause that has nothing of the question where just one other has some. Nor
    in one that tells of a part, if the question does not.

    Args:
        question: The question.
        evidence: The sentence.
        found: Its quantities that may be what is asked for, in order.
        at: The place of the one that was taken.
    """
    at = _in_clause(question, evidence, found, at)
    return _after_change(question, evidence, found, at)


def _after_change(
    question: Question, evidence: Evidence, found: Sequence[Quantity], at: int
) -> int:
    """Return the place of what a figure has become, or was: "raised from 270 to 295 francs"."""
    before = _asks_what_was().search(question.text) is not None
    first = at - before
    if first < 0 or first + 1 >= len(found):
        return at
    text, one, other = evidence.sentence.text, found[first], found[first + 1]
    words = table(evidence.article.language, "quantities")
    led = re.search(rf"\b(?:{either(words.get('from', ()))}) $", text[: one.qualified_start])
    turned = re.fullmatch(
        rf" ?(?:{either(words.get('change', ()))})(?: [a-zäöüß]+){{0,{_BETWEEN}}} ?",
        text[one.end : other.qualified_start],
    )
    changed = led and turned and (one.kind, one.unit) == (other.kind, other.unit)
    return first + (not before) if changed else at


@cache
def _asks_what_was() -> re.Pattern[str]:
    """Return what matches the words of a question for what was before, in any language."""
    words = (word for code in known() for word in table(code, "words").get("before", ()))
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def _in_clause(question: Question, evidence: Evidence, found: Sequence[Quantity], at: int) -> int:
    """Return the place of the figure in the clause that the question is about."""
    clauses = read_clauses(question, evidence, found, at)
    if not clauses.others:
        return at
    rules = (_whole_before, _part_asked, _beside_name, _where_named, _where_met)
    meant = (rule(question, evidence, clauses) for rule in rules)
    return next((place for place in meant if place is not None), at)


# --- the rules, each of which returns the figure that is meant in place of the one taken, if any


def _whole_before(_: Question, __: Evidence, clauses: Clauses) -> int | None:
    """Return the figure before that of a part which has no more of the question: "davon 300"."""
    taken, met = clauses.taken, clauses.met
    before = max((clause for clause in clauses.others if clause < taken), default=None)
    if before is None or not (clauses.alike and clauses.parts[taken]):
        return None
    if not met[before] or not met[taken] <= met[before]:
        return None
    return max(n for n, clause in enumerate(clauses.places) if clause == before)


def _part_asked(_: Question, __: Evidence, clauses: Clauses) -> int | None:
    """Return the figure of the one part that has some of the question which the whole lacks."""
    taken, met = clauses.taken, clauses.met
    if clauses.parts[taken] or not clauses.alike:
        return None
    return clauses.only_figure(
        [clause for clause in clauses.others if clauses.parts[clause] and met[clause] - met[taken]]
    )


def _beside_name(question: Question, evidence: Evidence, clauses: Clauses) -> int | None:
    """Return the one figure further on, of the same kind, right beside an asked name.

    In "Labour holds 19 seats, the Greens 12 and the Pirates five" each but the first has no more
    than its name. Where the clause of the one taken has such a name itself, none is told.
    """
    text = evidence.sentence.text
    asked = [
        part for name in names_beyond_title(question, evidence.article) for part in name.split()
    ]
    named = [
        match.span()
        for match in WORD.finditer(text)
        if any(mentions(part, split_words(match.group())) for part in asked)
    ]
    start, end = clauses.spans[clauses.taken]
    if any(start <= first < end for first, _ in named):
        return None
    taken = clauses.found[clauses.at]
    beside = [
        n
        for n, one in enumerate(clauses.found)
        if (one.kind, one.unit) == (taken.kind, taken.unit)
        and any(_is_beside(text, one, span) for span in named)
    ]
    is_further = len(beside) == 1 and clauses.places[beside[0]] > clauses.taken
    return beside[0] if is_further else None


def _is_beside(text: str, figure: Quantity, name: Span) -> bool:
    """Tell whether at most a word or two stand between a name and a figure behind it."""
    between = text[name[1] : figure.qualified_start]
    return (
        name[1] <= figure.qualified_start
        and len(between.split()) <= _APART
        and not CLAUSE_END.search(between)
    )


def _where_named(question: Question, evidence: Evidence, clauses: Clauses) -> int | None:
    """Return the figure of the clause that names what is asked, where the one taken names another.

    "In Ostrup fell 61 litres, in Westrup 43": each has its own, however alike the rest is.
    """
    language = evidence.article.language
    asked = names_beyond_title(question, evidence.article)
    told = [
        number
        for number, clause in enumerate(clauses.said)
        if any(mentions(name, split_words(clause)) for name in asked)
    ]
    if clauses.taken in told:
        return None
    said = clauses.said[clauses.taken]
    new = names_anywhere(evidence.sentence.text, language)
    opening = " ".join(said.split()[:_OPENING])
    rivals = [*places_told(said, language), *(one for one in new if one in opening)]
    rivalled = any(not mentions(name, question.terms) for name in rivals)
    return clauses.only_figure(told) if rivalled else None


def _where_met(_: Question, evidence: Evidence, clauses: Clauses) -> int | None:
    """Return the figure of the one clause that has some of the question, where its own has none."""
    said = clauses.said[clauses.taken]
    if clauses.met[clauses.taken] or _goes_on(said, evidence.article.language):
        return None
    return clauses.only_figure(
        [
            clause
            for clause in clauses.others
            if len(clauses.met[clause]) >= _TELLING - clauses.parts[clause]
        ]
    )


def _goes_on(clause: str, language: str) -> bool:
    """Tell whether a clause only goes on with the one before it: "taking the total to 300"."""
    words = alternatives(language, "going_on")
    return re.match(rf"\W*(?:{words})\b", clause, re.IGNORECASE) is not None
