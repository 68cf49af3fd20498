"""How likely it is that the articles answer a question at all.

A logistic regression over a handful of features. The weights, and how they were found, are in
``data/abstention.json``.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from index.records import ScoredSentence, Vectors
from index.scripts import are_alike_in_script
from index.words import has_word, split_words, stems_of
from rag.evidence.offers import offers
from rag.evidence.years import years_in
from rag.expectations import FIGURES, AnswerKind, asked_unit, expected_kind
from rag.languages import known
from rag.names import lacking, proper_names_in
from rag.names.offices import LEAD, asked_offices, is_among, kinds_meant
from rag.questions import Question
from rag.records import Evidence
from rag.roles import Roles, tell_roles
from rag.scoring import match_words
from rag.weights import fitted

# How similar the word for what is counted is to the nearest one of a sentence that counts it.
_COUNTED = 0.6


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for and against an answer; all about the evidence that would lead it.

    Attributes:
        passage: The score of its passage.
        names_elsewhere: Share of the question's names that its passage does not mention; of those
            in its script alone, as others are written otherwise there.
        kind_missing: 1 if the question asks for something, such as a date, that it does not offer;
            0 in a language whose words for that are not known.
        counted: Where the question says what is counted ("how many beds"), how much more similar
            than usual that is to the nearest of its words; else 0.
        words_missing: Share of what the question's words say, names aside, whose stems it does not
            have; 0 where it is in another language, or in one whose words that only ask or help are
            not known.
        words_met: Where it is, how similar those words are to the nearest of its own; else 0.
        foreign: 1 where it is in another language.
        year_missing: 1 if the question names years and none of them stands in the sentence, the
            title or the day of the article: what holds for another year is no answer.
        length: Logarithm of the number of the question's words: a short question is less alike to
            any text.
        office_held: 1 if the question asks who holds an office, the sentence names one of that kind
            and a person, and it or the title everybody whom the question names.
        office_missing: 1 if the question asks that and the sentence does not have the office.
        office_other: 1 if it then has others, where a certain one is asked for: who leads a company
            is not who leads its finances.
    """

    passage: float
    names_elsewhere: float
    kind_missing: float
    counted: float
    words_missing: float
    words_met: float
    foreign: float
    year_missing: float
    length: float
    office_held: float
    office_missing: float
    office_other: float


def describe(question: Question, best: Evidence) -> Features:
    """Return the features of a question and the evidence that would lead its answer."""
    scored = best.hit.sentences[best.sentence.ordinal]
    kind = expected_kind(question.text)
    unit = asked_unit(question.text)
    offered = offers(kind, best.sentence.text, best.article.language, question.terms, unit)
    roles = tell_roles(question)
    title = best.article.title
    sentence, passage = f"{title} {best.sentence.text}", f"{title} {best.hit.passage.text}"
    names = [
        name
        for name in proper_names_in(question.text, question.language, passage)
        if are_alike_in_script(name, best.hit.passage.text)
    ]
    same = best.article.language == question.language
    told = best.article.language in known()
    telling = _without_names(roles)
    held, missing, other = _compare_offices(question, best)
    return Features(
        passage=best.hit.score,
        names_elsewhere=_share_missing(names, passage),
        kind_missing=float(not offered and told),
        counted=_match_counted(roles, kind, scored),
        words_missing=_share_unsaid(question, telling, sentence) if same and told else 0.0,
        words_met=0.0 if same else match_words(scored.words, telling),
        foreign=float(not same),
        year_missing=_lacks_year(question, f"{sentence} {best.article.published or ''}"),
        length=math.log(len(question.words)),
        office_held=float(held and offered and not _share_missing(names, sentence)),
        office_missing=float(missing),
        office_other=float(other),
    )


def confidence(features: Features) -> float:
    """Return the estimated probability, 0 to 1, that the evidence answers the question."""
    model = fitted("abstention")
    z = model["intercept"]
    for name, value in zip(Features.__dataclass_fields__, astuple(features), strict=True):
        z += model[name] * value
    return 1 / (1 + math.exp(-z))


def _share_missing(names: Sequence[str], text: str) -> float:
    return len(lacking(names, split_words(text))) / len(names) if names else 0.0


def _lacks_year(question: Question, text: str) -> float:
    years = years_in(question.text, question.language)
    return float(bool(years) and not any(year in text for year in years))


def _compare_offices(question: Question, best: Evidence) -> tuple[bool, bool, bool]:
    """Tell whether a sentence has the office that is asked for, has not, and has others instead."""
    asked = asked_offices(question)
    said = kinds_meant(question, best.sentence.text, best.article.language)
    held = is_among(asked, said)
    missing = bool(asked) and not held
    return held, missing, missing and bool(said) and LEAD not in asked


def _match_counted(roles: Roles, kind: AnswerKind, scored: ScoredSentence) -> float:
    if kind not in FIGURES or not roles.sought.any() or not scored.words.size:
        return 0.0
    return float(scored.words[roles.sought].max()) - _COUNTED


def _without_names(roles: Roles) -> Vectors:
    """Return what each word says that is given in a question and no name; they add up to 1 or 0."""
    given = np.where(roles.named, 0, roles.given)
    return np.asarray(given / max(float(given.sum()), 1e-6), np.float32)


def _share_unsaid(question: Question, telling: Vectors, text: str) -> float:
    """Return the share of what words say whose stems a text in their language lacks."""
    said = set(stems_of(text, question.language))
    unsaid = [not has_word(text, word, said, question.language) for word in question.words]
    return float(telling @ np.array(unsaid, np.float32))
