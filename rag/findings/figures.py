"""The figure of a sentence that is what was asked for."""

from collections.abc import Sequence
from datetime import date

from rag.evidence.ages import ages_of
from rag.evidence.offers import fitting_quantities
from rag.evidence.opposites import figure_on_side
from rag.evidence.rates import figure_by_piece
from rag.expectations import AnswerKind, asked_unit, looks_ahead
from rag.findings.choosing import figure_meant
from rag.findings.records import Witness
from rag.languages import table
from rag.names import names_in
from rag.quantities import Day, Quantity
from rag.questions import Question
from rag.records import AnswerSpan, Evidence


def hear_figure(
    question: Question, kind: AnswerKind, evidence: Evidence, answer: AnswerSpan
) -> Witness | None:
    """Return the quantity among the words that answer, if it may be what is asked for."""
    sentence, language = evidence.sentence, evidence.article.language
    start, end = answer.start - sentence.start, answer.end - sentence.start
    found = fitting_quantities(kind, sentence.text, language, asked_unit(question.text))
    if kind is AnswerKind.DATE and looks_ahead(question.text):
        found = [one for one in found if not _is_past(one, evidence.article.published)]
    if kind is AnswerKind.AGE:
        asked = names_in(question.text, question.language)
        found = ages_of(asked, evidence.article, sentence, found) if asked else found
    touched = [n for n, one in enumerate(found) if one.start < end and start < one.end]
    if len(found) == 1:  # where there is but one, it is the one
        touched = [0]
    if not touched:
        return None
    meant = figure_meant(question, evidence, found, touched[0])
    at = figure_on_side(question, sentence.text, language, found, meant)
    if at is None:
        return None
    at = figure_by_piece(question, sentence.text, language, found, at)
    at = _part_of_whole(sentence.text, found, at, language)
    said, upto = _with_equal(sentence.text, found, at, language)
    offset = sentence.start
    return Witness(evidence, offset + said[0].qualified_start, offset + upto, said)


def _part_of_whole(text: str, found: Sequence[Quantity], at: int, language: str) -> int:
    """Return the place of the part, where a quantity is the whole: "46 of the 87 seats"."""
    if not at:
        return at
    part, whole = found[at - 1 : at + 1]
    between = text[part.end : whole.qualified_start].strip().casefold()
    return at - 1 if between in table(language, "words").get("parting", ()) else at


def _is_past(quantity: Quantity, today: date | None) -> bool:
    """Tell whether a day or a year is over; of days without a year that cannot be told."""
    last = quantity.last
    if last is None or last.year is None or today is None:
        return False
    return last < Day(today.year, today.month, today.day)


def _with_equal(
    text: str, found: Sequence[Quantity], at: int, language: str
) -> tuple[tuple[Quantity, ...], int]:
    """Return a quantity, with the same in another unit beside it if there is, and their end."""
    for first in (at, at - 1):  # it may be either of the two
        pair = found[first : first + 2] if first >= 0 else ()
        if len(pair) == 2 and _are_equal(text, pair[0], pair[1], language):
            end = pair[1].end
            return (pair[0], pair[1]), end + text[end:].startswith(")")
    return (found[at],), found[at].end


def _are_equal(text: str, one: Quantity, other: Quantity, language: str) -> bool:
    """Tell whether a text says that two are one: "380 billion yuan (53 billion dollars)"."""
    between = text[one.end : other.qualified_start].strip()
    words = table(language, "words").get("equals", ())
    return one.unit != other.unit and (between == "(" or between.strip(" ,(").casefold() in words)
