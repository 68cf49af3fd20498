"""Hits become evidence: the sentences that bear on a question, best first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from index.records import Article, Hit, ScoredSentence, Sentence
from index.scripts import STOPS, UNMARKED
from rag.evidence.ages import tells_age_of_asked
from rag.evidence.decisions import decides
from rag.evidence.offers import holds_no_more, offers
from rag.evidence.opposites import is_on_asked_side
from rag.evidence.others import is_of_other
from rag.evidence.rates import is_for_share_alone
from rag.evidence.reasons import put_reasons_first
from rag.evidence.subjects import Subject, nearest_words, tell_subjects
from rag.expectations import AMOUNTS, FIGURES, READ, AnswerKind, asked_unit, expected_kind
from rag.languages import table
from rag.llm.injections import is_order
from rag.names import names_in
from rag.names.offices import is_best_office
from rag.questions import Question
from rag.reader.reading import read_answer
from rag.records import Evidence
from rag.roles import Roles, tell_roles
from rag.weights import fitted

# Reading a sentence for the words that answer takes a millisecond or two: only the likely ones.
_READ = 12
# An amount belongs to somebody: that of "Alibaba-Papiere" is not Alibaba's. Set by hand, as such
# questions are rare; for other kinds of question it costs more than it gains.
_IN_COMPOUND = 0.1
# Who was something is a worse answer than who is; where nobody says more, it may still be one.
_FORMER = 0.25
# So is what is said of another place, firm or person than the one asked about.
_OTHER = 0.2
# Who holds an office is said where the office is. Set by hand: of 28 questions for one with an
# answer, it stands in the first sentence for 14 without this, 17 with it; more changes nothing.
_OFFICE = 0.2
# And an age is a better one where it is that of whom the question names.
_OWN = 0.15
# So is a figure of the dead where the dead are asked for, whatever the language.
_SIDED = 0.1
# Asked for yes or no, what denies or confirms is the better answer.
_DECIDED = 0.1
# Who buys a firm pays for all of it: the price by the share is the lesser answer.
_BY_SHARE = 0.15
_SHOWN = 0.35  # how much less well than the best a sentence may answer and still be shown
_LONGEST_HEADING = 80
_SENTENCE_SIGN = re.compile(rf"[{STOPS}:]\W*$|\d|^[•*–-]|[{UNMARKED}]")
_NOT_A_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """What counts how much for a sentence as evidence; ``data/evidence.json`` has the values.

    Attributes:
        article: The best score among the passages found of its article: this tells which article
            is about it. Which of that article's sentences answers, the rest tells better.
        alone: Its similarity to the question, read by itself: not blurred by its neighbours.
        in_context: Read within its passage: this knows what "it" is.
        words: How well the question's words are met, one by one: names anywhere in its article,
            which does not say in each sentence whom it is about; all else in the sentence.
        offer: Whether it offers what is asked for: a quantity that fits, a person whom the question
            does not name, a cause.
        absent: Share of the question's names that nothing found of its article mentions; 0 where it
            is in another language, in which they may have another form.
        fit: How well the best of its words answer, as the reader sees it.
    """

    article: float
    alone: float
    in_context: float
    words: float
    offer: float
    absent: float
    fit: float


def gather_evidence(question: Question, hits: Sequence[Hit]) -> list[Evidence]:
    """Rank the sentences of the hits by how well they answer, and mark the words that do.

    A sentence that stands word for word in several articles, as in a reprint, counts once; headings
    do not count, nor do sentences that speak to a language model. Words are marked in the best
    dozen.

    Args:
        question: The question.
        hits: The passages found.

    Returns:
        The evidence, best first.
    """
    kind, roles = expected_kind(question.text), tell_roles(question)
    bare = _bare_names(question) if kind is AnswerKind.AMOUNT else []
    subjects = tell_subjects(question, roles, hits)
    evidence = [
        Evidence(
            hit.article,
            scored.sentence,
            hit,
            _score(question, kind, hit.article.language, scored, subjects[hit.article.id])
            - _IN_COMPOUND * _is_within(bare, scored)
            + _weigh_bearer(question, kind, hit.article, scored.sentence),
        )
        for hit in hits
        for scored in hit.sentences
        if not _is_heading(scored.sentence.text)
    ]
    told = put_reasons_first if kind is AnswerKind.REASON else list
    likely = _without_reprints(_sort(told(evidence)))
    read = [_read(question, roles, kind, one) for one in likely[:_READ]]
    return [*_without_instructions(_sort(told(read))), *likely[_READ:]]


def _weigh_bearer(
    question: Question, kind: AnswerKind, article: Article, sentence: Sentence
) -> float:
    """Return what it counts for or against a sentence of whom or what it is said."""
    if kind is AnswerKind.DECISION:
        return _DECIDED * decides(question, article, sentence)
    own = kind is AnswerKind.AGE and tells_age_of_asked(question, article, sentence)
    office = is_best_office(question, sentence.text, article.text, article.language)
    by_share = kind in AMOUNTS and is_for_share_alone(question, sentence.text, article.language)
    sided = kind in FIGURES and is_on_asked_side(question, sentence.text, article.language)
    return (
        _OWN * own
        + _OFFICE * office
        + _SIDED * sided
        - _FORMER * holds_no_more(question.text, sentence.text)
        - _OTHER * is_of_other(question, article, sentence)
        - _BY_SHARE * by_share
    )


def _score(
    question: Question, kind: AnswerKind, language: str, scored: ScoredSentence, subject: Subject
) -> float:
    weights, text = _weights(), scored.sentence.text
    nearest = np.maximum(subject.met, nearest_words(scored.words, len(subject.met)))
    told = kind in READ and offers(kind, text, language, question.terms, asked_unit(question.text))
    return (
        weights.article * subject.score
        + weights.alone * scored.similarity
        + weights.in_context * scored.in_context
        + weights.words * float(question.word_weights @ nearest)
        + weights.offer * told
        + weights.absent * subject.absent
    )


def _bare_names(question: Question) -> list[re.Pattern[str]]:
    """Return patterns for the question's names that are no part of a compound in it.

    Each matches the name wherever it stands, as ``within`` where it is part of a compound there.
    """
    names = map(re.escape, names_in(question.text, question.language))
    bare = [name for name in names if not re.search(rf"-{name}|{name}-", question.text)]
    return [re.compile(rf"(?P<within>(?<=-){name}\b|\b{name}-(?=\w))|\b{name}\b") for name in bare]


def _is_within(names: Iterable[re.Pattern[str]], scored: ScoredSentence) -> bool:
    """Tell whether a sentence has one of the names, but only as part of compounds."""
    found = [list(name.finditer(scored.sentence.text)) for name in names]
    return any(matches and all(match["within"] for match in matches) for matches in found)


def _read(question: Question, roles: Roles, kind: AnswerKind, evidence: Evidence) -> Evidence:
    scored = evidence.hit.sentences[evidence.sentence.ordinal]
    if kind is AnswerKind.DECISION and _offers_choice(question):
        kind = AnswerKind.OTHER
    answer = read_answer(roles, kind, scored, evidence.article.language, asked_unit(question.text))
    fit = answer.fit if answer else 0.0
    return replace(evidence, answer=answer, score=evidence.score + _weights().fit * fit)


def _offers_choice(question: Question) -> bool:
    """Tell whether a question asks which of two it is: "Is the pass open or closed?"."""
    words = table(question.language, "words").get("choosing", ())
    return not {*words}.isdisjoint(question.terms)


def _sort(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda one: (-one.score, one.hit.rank, one.sentence.ordinal))


def _without_reprints(evidence: Iterable[Evidence]) -> list[Evidence]:
    first: dict[str, Evidence] = {}
    for one in evidence:
        first.setdefault(_NOT_A_WORD.sub(" ", one.sentence.text.casefold()).strip(), one)
    return list(first.values())


def _without_instructions(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield the evidence but for sentences with orders to a language model in an article.

    Only of those that may be shown beside the best that is left: telling takes up to a millisecond
    a sentence.
    """
    best: Evidence | None = None
    for one in evidence:
        shown = best is None or one.score >= best.score - _SHOWN
        if not (shown and is_order(one.hit, one.sentence.ordinal)):
            best = best or one
            yield one


def _is_heading(text: str) -> bool:
    """Tell a heading from a sentence: short, without an end, a figure or a bullet.

    Where sentences end in no mark, as in Thai, none is told.
    """
    return len(text) < _LONGEST_HEADING and not _SENTENCE_SIGN.search(text)


@cache
def _weights() -> EvidenceWeights:
    return EvidenceWeights(**fitted("evidence"))
