"""Which of a sentence's figures a question is about, as the words around them tell."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from index.records import Span
from index.words import split_words, stems_of
from rag.evidence.others import places_told
from rag.languages import known, table
from rag.names import WORD, mentions, names_in
from rag.patterns import NEVER, either
from rag.quantities import Quantity
from rag.questions import Question
from rag.records import Evidence
from rag.roles import telling_stems

_TELLING = 2  # words of a question by which a clause is the one; of a part that is told, one
_OPENING = 2  # words of a clause that say whom it is about: "while Kale got 43 million"
_BETWEEN = 2  # words between "to" and what something came to: "auf nur noch 4 Prozent"
_APART = 2  # words between a name and its figure: "in Westrup sogar 43"
_END = re.compile(r"[;:–—(]|,(?!\d)")


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


def part_meant(question: Question, evidence: Evidence, at: Span) -> Span:
    """Return the part of a sentence that has more of a question than the one of some words.

    Parts are told by semicolons alone, as they are sentences of their own: "Ada Quint leads the
    clinic; its director is Bo Halm". Where the words' own part has as much, they are returned.

    Args:
        question: The question.
        evidence: The sentence.
        at: Where the words start and end in the article's text.
    """
    article, sentence = evidence.article, evidence.sentence
    ends = [one.start() for one in re.finditer(";", sentence.text)]
    if not ends or article.language != question.language:
        return at
    starts = [0, *(end + 1 for end in ends)]
    parts = list(zip(starts, [*ends, len(sentence.text)], strict=True))
    asked = telling_stems(question) | {
        *stems_of(" ".join(names_in(question.text, question.language)), question.language)
    }
    met = [len(asked & {*stems_of(sentence.text[a:b], article.language)}) for a, b in parts]
    own = next(n for n, (_, end) in enumerate(parts) if at[0] - sentence.start <= end)
    best = max(met)
    if met[own] == best or met.count(best) > 1:
        return at
    start, end = parts[met.index(best)]
    return sentence.start + start, sentence.start + end


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


def _in_clause(question: Question, evidence: Evidence, found: Sequence[Quantity], at: int) -> int:
    """Return the place of the figure in the clause that the question is about."""
    text, language = evidence.sentence.text, evidence.article.language
    clauses = list(_clauses(text))
    places = [_clause_of(one, clauses) for one in found]
    taken, others = places[at], set(places) - {places[at]}
    if not others:
        return at
    asked, said = _asked(question, evidence), [text[start:end] for start, end in clauses]
    met = [_met(asked, clause, language) for clause in said]
    part = [_tells_part(clause, language) for clause in said]
    before = max((place for place in others if place < taken), default=taken)
    same = language == question.language  # else it cannot be told what a part has of the question
    if part[taken] and same and met[before] and met[taken] <= met[before] and before != taken:
        return max(n for n, place in enumerate(places) if place == before)
    telling = [place for place in others if same and part[place] and met[place] - met[taken]]
    if not part[taken] and len(telling) == 1 and places.count(telling[0]) == 1:
        return places.index(telling[0])
    beside = _beside_name(question, evidence, found, at)
    if beside is not None and places[beside] > taken:
        return beside
    named = _where_named(question, evidence, said, taken)
    if len(named) == 1 and places.count(named[0]) == 1:
        return places.index(named[0])
    better = [place for place in others if len(met[place]) >= _TELLING - part[place]]
    if (
        met[taken]
        or _goes_on(said[taken], language)
        or len(better) != 1
        or places.count(better[0]) != 1
    ):
        return at
    return places.index(better[0])


def _where_named(
    question: Question, evidence: Evidence, clauses: Sequence[str], taken: int
) -> list[int]:
    """Return the clauses that name what the question does, where the one taken is about another.

    "In Ostrup fell 61 litres, in Westrup 43": each has its own, however alike the rest is.
    """
    language, title = evidence.article.language, split_words(evidence.article.title)
    names = names_in(question.text, question.language)
    asked = [name for name in names if not mentions(name, title)]
    told = [
        number
        for number, clause in enumerate(clauses)
        if any(mentions(name, split_words(clause)) for name in asked)
    ]
    new = names_in(f"x {evidence.sentence.text}", language)  # it leaves the first word out
    opening = " ".join(clauses[taken].split()[:_OPENING])
    rivals = [*places_told(clauses[taken], language), *(one for one in new if one in opening)]
    rivalled = any(not mentions(name, question.terms) for name in rivals)
    return told if rivalled and taken not in told else []


def _beside_name(
    question: Question, evidence: Evidence, found: Sequence[Quantity], at: int
) -> int | None:
    """Return the place of the one figure, of the kind of another, right beside an asked name.

    In "Labour holds 19 seats, the Greens 12 and the Pirates five" each but the first has no more
    than its name. Where the clause of the other has such a name itself, none is told.
    """
    text, title = evidence.sentence.text, split_words(evidence.article.title)
    names = names_in(question.text, question.language)
    asked = [name for name in names if not mentions(name, title)]
    named = [
        match.span()
        for match in WORD.finditer(text)
        if any(mentions(part, split_words(match.group())) for one in asked for part in one.split())
    ]
    own = next(span for span in _clauses(text) if found[at].start <= span[1])
    if any(own[0] <= start < own[1] for start, _ in named):
        return None
    other = found[at].kind, found[at].unit
    beside = [
        n
        for n, one in enumerate(found)
        if (one.kind, one.unit) == other and any(_is_beside(text, one, span) for span in named)
    ]
    return beside[0] if len(beside) == 1 else None


def _is_beside(text: str, figure: Quantity, name: Span) -> bool:
    """Tell whether at most a word or two stand between a name and a figure behind it."""
    between = text[name[1] : figure.qualified_start]
    return (
        name[1] <= figure.qualified_start
        and len(between.split()) <= _APART
        and not _END.search(between)
    )


def _tells_part(clause: str, language: str) -> bool:
    """Tell whether a clause says at its start that it is about a part: "davon 300 in Ostrup"."""
    words = set(table(language, "words").get("part_of", ()))
    return any(
        " ".join(clause.casefold().split()[first : first + size]) in words
        for first in range(2)
        for size in (1, 2)
    )


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a sentence start and end, as far as marks part them."""
    start = 0
    for mark in _END.finditer(text):
        yield start, mark.start()
        start = mark.end()
    yield start, len(text)


def _clause_of(quantity: Quantity, clauses: Sequence[tuple[int, int]]) -> int:
    return next(n for n, (_, end) in enumerate(clauses) if quantity.start <= end)


def _asked(question: Question, evidence: Evidence) -> frozenset[str]:
    """Return what a clause may have of a question: its names, and in its language its stems.

    What the title of the article says goes without saying in each of its clauses.
    """
    title, language = evidence.article.title, question.language
    names = names_in(question.text, language)
    asked = {name for name in names if not mentions(name, split_words(title))}
    if evidence.article.language != language:
        return frozenset(asked)
    return frozenset(asked | telling_stems(question) - {*stems_of(title, language)})


def _met(asked: frozenset[str], clause: str, language: str) -> frozenset[str]:
    """Return what a clause has of what is asked."""
    stems, words = {*stems_of(clause, language)}, split_words(clause)
    return frozenset(one for one in asked if one in stems or mentions(one, words))


def _goes_on(clause: str, language: str) -> bool:
    """Tell whether a clause only goes on with the one before it: "taking the total to 300"."""
    words = "|".join(table(language, "words").get("going_on", ())) or NEVER
    return re.match(rf"\W*(?:{words})\b", clause, re.IGNORECASE) is not None


@cache
def _asks_what_was() -> re.Pattern[str]:
    """Return what matches the words of a question for what was before, in any language."""
    words = (word for code in known() for word in table(code, "words").get("before", ()))
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
