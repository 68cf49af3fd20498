"""The clauses of a sentence, and what each of them has of a question."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.records import Span
from index.words import split_words, stems_of
from rag.evidence.subjects import names_beyond_title
from rag.languages import table
from rag.names import mentions, names_in
from rag.quantities import Quantity
from rag.questions import Question
from rag.records import Evidence
from rag.roles import telling_stems

CLAUSE_END = re.compile(r"[;:–—(]|,(?!\d)")
"""Matches what parts clauses; a comma within a figure does not."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a sentence, and which of its figures stand in them.

    Attributes:
        spans: Where each starts and ends in the sentence.
        said: What each says.
        met: What each has of the question.
        parts: Whether each says that it is about a part: "davon 300 in Ostrup".
        alike: Whether they are in the question's language; else it cannot be told what a part has
            of the question.
        found: The figures, in order.
        places: The number of the clause that each figure stands in.
        at: The place of the figure that was taken for the one asked for.
    """

    spans: Sequence[Span]
    said: Sequence[str]
    met: Sequence[frozenset[str]]
    parts: Sequence[bool]
    alike: bool
    found: Sequence[Quantity]
    places: Sequence[int]
    at: int

    @property
    def taken(self) -> int:
        """The clause of the figure that was taken."""
        return self.places[self.at]

    @property
    def others(self) -> set[int]:
        """The other clauses that have a figure."""
        return {*self.places} - {self.taken}

    def only_figure(self, clauses: Collection[int]) -> int | None:
        """Return the place of the figure of some clauses, if it is one clause with one figure."""
        figures = [n for n, clause in enumerate(self.places) if clause in clauses]
        return figures[0] if len(clauses) == len(figures) == 1 else None


def read_clauses(
    question: Question, evidence: Evidence, found: Sequence[Quantity], at: int
) -> Clauses:
    """Return the clauses of a sentence, as far as marks part them.

    Args:
        question: The question.
        evidence: The sentence.
        found: Its quantities that may be what is asked for, in order.
        at: The place of the one that was taken.
    """
    text, language = evidence.sentence.text, evidence.article.language
    spans = list(_split(text))
    said = [text[start:end] for start, end in spans]
    asked = _asked(question, evidence)
    return Clauses(
        spans,
        said,
        [_met(asked, clause, language) for clause in said],
        [_tells_part(clause, language) for clause in said],
        language == question.language,
        found,
        [next(n for n, (_, end) in enumerate(spans) if one.start <= end) for one in found],
        at,
    )


def _split(text: str) -> Iterator[Span]:
    start = 0
    for mark in CLAUSE_END.finditer(text):
        yield start, mark.start()
        start = mark.end()
    yield start, len(text)


def _asked(question: Question, evidence: Evidence) -> frozenset[str]:
    """Return what a clause may have of a question: its names, and in its language its stems.

    What the title of the article says goes without saying in each of its clauses.
    """
    article, language = evidence.article, question.language
    names = frozenset(names_beyond_title(question, article))
    if article.language != language:
        return names
    return names | telling_stems(question) - {*stems_of(article.title, language)}


def _met(asked: frozenset[str], clause: str, language: str) -> frozenset[str]:
    """Return what a clause has of what is asked."""
    stems, words = {*stems_of(clause, language)}, split_words(clause)
    return frozenset(one for one in asked if one in stems or mentions(one, words))


def _tells_part(clause: str, language: str) -> bool:
    """Tell whether a clause says at its start that it is about a part: "davon 300 in Ostrup"."""
    words = set(table(language, "words").get("part_of", ()))
    return any(
        " ".join(clause.casefold().split()[first : first + size]) in words
        for first in range(2)
        for size in (1, 2)
    )


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
