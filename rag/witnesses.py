"""The words of a sentence that give what was asked for: a figure, a person, a place."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from index.compounds import split_compound
from index.dictionary import is_known
from index.records import Article, Span
from index.words import split_words
from rag.clauses import figure_meant, part_meant
from rag.evidence.ages import ages_of
from rag.evidence.offers import fitting_quantities
from rag.evidence.opposites import figure_on_side, is_of_loser
from rag.evidence.others import is_of_other
from rag.evidence.rates import figure_by_piece
from rag.evidence.years import is_of_another_year
from rag.expectations import MEASURED, AnswerKind, asked_unit, expected_kind, looks_ahead
from rag.grounding.places import places_in
from rag.languages import function_words, table, words_beside_names
from rag.listings import whole_list
from rag.names import is_name, mentions, names_in
from rag.names.persons import PERSON, end_of_person, names_in_full, start_of_name, start_of_person
from rag.patterns import CAPITAL, NEVER
from rag.quantities import Day, Quantity, find_quantities
from rag.questions import Question
from rag.records import AnswerSpan, Evidence

# A name leads an answer where at least this share of it is expected to be right.
_SURE = 0.45
_CAPITALISED = rf"{CAPITAL}[\w’'-]*"
_PLACE = re.compile(rf"{_CAPITALISED}(?:.*[\s-]{_CAPITALISED})?", re.DOTALL)
_NAME = rf"{_CAPITALISED}(?: {_CAPITALISED})*"


@dataclass(frozen=True, slots=True)
class Witness:
    """A sentence and the words of it that answer.

    Attributes:
        evidence: The sentence.
        start: Where the words start in the article's text.
        end: Where they end there.
        quantities: What they amount to, where a figure is asked for: the figure, and the same in
            another unit, as in "380 billion yuan (53 billion dollars)".
    """

    evidence: Evidence
    start: int
    end: int
    quantities: tuple[Quantity, ...] = ()

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.evidence.article

    @property
    def text(self) -> str:
        """The words that answer, as the article wrote them."""
        return self.article.text[self.start : self.end]


def hear(question: Question, evidence: Evidence) -> Witness | None:
    """Return what a sentence gives of what was asked for; None where that cannot be told.

    What holds for another year than the question names is no answer, nor what is said of another
    than the one that it asks about.
    """
    kind = expected_kind(question.text)
    if (
        evidence.answer is None
        or is_of_another_year(question, evidence)
        or is_of_other(question, evidence.article, evidence.sentence)
    ):
        return None
    if kind in MEASURED:
        return _hear_figure(question, kind, evidence, evidence.answer)
    if kind in {AnswerKind.PERSON, AnswerKind.PLACE} and evidence.answer.overlap >= _SURE:
        return _hear_name(question, kind, evidence, evidence.answer)
    return None


def _hear_name(
    question: Question, kind: AnswerKind, evidence: Evidence, answer: AnswerSpan
) -> Witness | None:
    """Return the name among the words that answer, if it may be what is asked for."""
    text, language = evidence.article.text, evidence.article.language
    words, last = split_words(question.text), evidence.sentence.end
    if kind is AnswerKind.PERSON:  # a name that is marked in part is taken to its end
        first = start_of_person(text, answer.start, evidence.sentence.start)
        begin, until = part_meant(question, evidence, (first, answer.end))
        names = (one.span() for one in PERSON.finditer(text, begin, last))
    else:
        until = answer.end
        names = (one.span() for one in _PLACE.finditer(text, answer.start, until))
    for start, end in names:
        if start >= until:
            return None
        name = _skip_idle(text, start, end, language), end
        if kind is AnswerKind.PERSON:
            if _is_no_answer(question, evidence, name):
                continue
            name = _bare_name(text, name, language, words)
        if _is_telling(kind, text[slice(*name)], language, words):
            return Witness(evidence, *_take_list(kind, evidence, name, words))
    return None


def _is_no_answer(question: Question, evidence: Evidence, name: Span) -> bool:
    """Tell whether a name is that of a place, or of who was beaten where it is asked who won."""
    text, language = evidence.article.text, evidence.article.language
    before = text[evidence.sentence.start : name[0]]
    return _is_place(text, *name, language) or is_of_loser(question, before, language)


def _bare_name(text: str, name: Span, language: str, asked: Collection[str]) -> Span:
    """Return where a person's name starts and ends without what the person is, and from where."""
    start, end = name
    start += start_of_name(text[start:end], language)
    return start, end_of_person(text, start, end, asked)


def _is_place(text: str, start: int, end: int, language: str) -> bool:
    """Tell whether a word is no person, as it says where: "in Carlisle"."""
    words = "|".join(table(language, "words").get("within", [NEVER]))
    led = re.search(rf"\b(?:{words}) $", text[:start], re.IGNORECASE)
    return led is not None and not text[start:end].count(" ")


def _skip_idle(text: str, start: int, end: int, language: str) -> int:
    """Return where a name starts without the article or preposition before it."""
    idle = function_words(language)
    words = re.finditer(r"\S+", text[start:end])
    return next((start + w.start() for w in words if w.group().casefold() not in idle), end)


def _is_telling(kind: AnswerKind, name: str, language: str, asked: Collection[str]) -> bool:
    """Tell whether a name says more than the question, and may be that of what is asked for."""
    idle = words_beside_names(language)
    words = [word for word in re.findall(r"\w+", name) if word.casefold() not in idle]
    words = [word for word in words if not mentions(word, asked)]
    if find_quantities(name, language):  # "May 21"
        return False
    if kind is AnswerKind.PERSON:
        if names_in_full(name, language, asked):
            return True
        names = [word for word in words if is_name(word, language)]
        return bool(names) and (len(words) > 1 or not _is_common(names[0], language))
    return bool(words)


def _is_common(word: str, language: str) -> bool:
    """Tell whether a word alone names nobody: "Shares", and "Enzymhersteller" by its parts."""
    compound = split_compound(word.casefold(), language)
    return bool(compound) or is_known(word.casefold(), language)


def _take_list(kind: AnswerKind, evidence: Evidence, name: Span, asked: Collection[str]) -> Span:
    """Return where the list of names starts and ends that a name stands in, or the name itself."""
    text, language = evidence.article.text, evidence.article.language
    sentence = (evidence.sentence.start, evidence.sentence.end)
    is_person = kind is AnswerKind.PERSON
    joints = table(language, "words").get("joining", ())
    if is_person:  # "and the council" is no person
        joints = [one for one in joints if " " not in one]

    def fits(start: int, end: int) -> bool:
        start = _skip_idle(text, start, end, language)
        before_name = end <= name[0]
        word = text[start:end]
        is_place = bool(places_in(word, language)) or is_name(word, language)
        whole = " " in word if is_person else is_place
        described = not is_person and _describes(text, start, end, language)
        listed = start < end and (whole or not before_name) and not described
        return listed and _is_telling(kind, text[start:end], language, asked)

    part = PERSON.pattern if is_person else _NAME
    start, end = whole_list(text, name, sentence, part, joints, fits)
    return _skip_idle(text, start, end, language), end


def _describes(text: str, start: int, end: int, language: str) -> bool:
    """Tell whether a capitalised word behind an article only describes: "the Belgian city".

    In a language that capitalises nouns, such a word has no capital.
    """
    words = table(language, "words")
    led = re.search(r" (\w+) $", text[:start])
    after = re.match(r" ([a-zß-öø-ÿ]\w*)", text[end:])
    if not led or not after or words.get("nouns_are_capital", False):
        return False
    is_article = any(joint.endswith(f" {led[1]}") for joint in words.get("joining", ()))
    return is_article and after[1] not in function_words(language)


def _hear_figure(
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
