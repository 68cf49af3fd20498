"""What to ask next: about another, about another side of it, or a question near it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from index.words import split_words
from rag.abstention import describe
from rag.conversation import complete
from rag.evidence.offers import measures
from rag.expectations import TOLD, AnswerKind, expected_kind
from rag.inquiry import Inquiry
from rag.names import mentions, names_in
from rag.names.persons import may_be_person
from rag.patterns import CAPITAL
from rag.quantities import find_quantities
from rag.records import Answer
from rag.searching import Searcher
from rag.suggesting.names import is_common
from rag.suggesting.nearby import ask_near
from rag.suggesting.talk import Talk, read_talk
from rag.suggesting.trial import leading, normal
from rag.suggesting.wording import wording_of

# Asking takes about 40 ms: so many others are tried, and so many questions in all.
_OTHERS, _ASKED = 2, 5
_LEAST = 0.6
_NAME = re.compile(rf"{CAPITAL}[\w’&-]+(?: {CAPITAL}[\w’&-]+)?")
# What else a sentence may say of a figure, of a place or a person.
_SIDES_OF = {
    AnswerKind.AMOUNT: (AnswerKind.DATE, AnswerKind.DURATION),
    AnswerKind.PERCENTAGE: (AnswerKind.DATE,),
    AnswerKind.COUNT: (AnswerKind.DATE,),
    AnswerKind.PLACE: (AnswerKind.DATE,),
    AnswerKind.PERSON: (AnswerKind.DATE,),
}
# What is said of one is said of another only if little of the question's words is missing there.
_MOST_MISSING, _LEAST_ABROAD = 0.35, 0.9


def choose_follow_ups(
    searcher: Searcher, answer: Answer, history: Sequence[Answer], count: int, threshold: float
) -> tuple[str, ...]:
    """Choose follow-ups: see :func:`rag.suggesting.suggest_follow_ups`."""
    wording = wording_of(answer.language)
    if wording is None or not answer.hits or count < 1:
        return ()
    talk = read_talk([*history, answer], wording)
    least = max(threshold, _LEAST)
    kinds = [ask_near(talk, searcher, least)]
    if not answer.abstained:
        short = (_others(talk, searcher, least), _sides(talk, searcher, least))
        kinds = [*short, _speakers(talk, searcher, threshold), *kinds]
    chosen: list[str] = []
    for tried in islice(_in_turn(kinds), _ASKED):
        if tried and tried not in chosen:
            chosen.append(tried)
        if len(chosen) >= count:
            break
    return tuple(chosen)


def _in_turn(kinds: Sequence[Iterator[str]]) -> Iterator[str]:
    """Yield what is tried, each kind up to its next success in turn."""
    left = list(kinds)
    while left:
        for kind in tuple(left):
            for tried in kind:
                yield tried
                if tried:
                    break
            else:
                left.remove(kind)


def _others(talk: Talk, searcher: Searcher, least: float) -> Iterator[str]:
    """Yield the same question about others: "And what about Tencent?"; "" without an answer."""
    told = names_in(talk.question, talk.answer.language)
    if not told:
        return
    person = may_be_person(told[0])
    tried = 0
    for name in _names_near(talk):
        if tried >= _OTHERS:
            return
        if may_be_person(name) is not person or mentions(name, split_words(" ".join(talk.asked))):
            continue
        short = talk.wording.follow_ups["other"].format(name=name)
        whole = talk.complete(short)
        if not whole or name not in whole or any(one in whole for one in told[:1]):
            continue
        tried += 1
        inquiry = searcher.inquire(whole, None)
        yield short if _is_new(inquiry, talk, least) and _says_so(inquiry, name) else ""


def _names_near(talk: Talk) -> Iterator[str]:
    """Yield the names that the passages found have, in their order."""
    seen: set[str] = set()
    for hit in talk.answer.hits:
        told = wording_of(hit.article.language)
        for match in _NAME.finditer(hit.passage.text) if told else ():
            name = match.group()
            common = told is None or any(
                is_common(word, told) or told.is_a("role", word) for word in name.split()
            )
            outlet = mentions(name, split_words(hit.article.source or ""))
            if not common and not outlet and name not in seen:
                seen.add(name)
                yield name


def _sides(talk: Talk, searcher: Searcher, least: float) -> Iterator[str]:
    """Yield what else the sentence cited says of the same thing, such as "And when?"."""
    for kind in _SIDES_OF.get(expected_kind(talk.question), ()):
        short = talk.wording.follow_ups[kind.value]
        whole = talk.complete(short)
        if not whole or not _is_offered(kind, talk):
            continue
        inquiry = searcher.inquire(whole, None)
        lead = leading(inquiry)
        same = lead is not None and normal(lead.sentence.text) in talk.said
        yield short if same and inquiry.accords and inquiry.confidence >= least else ""


def _is_offered(kind: AnswerKind, talk: Talk) -> bool:
    """Tell whether the sentence cited first gives one thing of a kind, and the question none."""
    first = talk.answer.citations[0]
    found = find_quantities(first.quote, first.article.language)
    given = find_quantities(talk.question, talk.answer.language)
    return sum(measures(kind, one) for one in found) == 1 and not any(
        measures(kind, one) for one in given
    )


def _speakers(talk: Talk, searcher: Searcher, least: float) -> Iterator[str]:
    """Yield the question for who said what was cited, if the sentence names somebody who did."""
    cited = talk.answer.statements[0].citations[0] if talk.answer.statements else None
    if cited is None or cited.article.language != talk.answer.language:
        return
    short = talk.wording.follow_ups["speaker"]
    known = {*split_words(talk.question)}
    people = [one.group() for one in _NAME.finditer(cited.quote) if may_be_person(one.group())]
    if not talk.wording["said"].search(cited.quote) or normal(short) in talk.asked:
        return
    if not people or any(mentions(person, known) for person in people):
        return
    whole = complete(short, talk.exchanges, talk.answer.language)
    inquiry = searcher.inquire(whole, None)
    lead = leading(inquiry)
    same = lead is not None and normal(lead.sentence.text) == normal(cited.quote)
    yield short if same and inquiry.confidence >= least else ""


def _is_new(inquiry: Inquiry, talk: Talk, least: float) -> bool:
    """Tell whether a question has a direct answer that has not been given yet."""
    lead = leading(inquiry)
    if lead is None or inquiry.confidence < least or normal(lead.sentence.text) in talk.said:
        return False
    return bool(inquiry.accords) and expected_kind(inquiry.question.text) in TOLD


def _says_so(inquiry: Inquiry, name: str) -> bool:
    """Tell whether what leads an answer says of a name what is asked, not something like it."""
    lead = leading(inquiry)
    if lead is None or not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", lead.sentence.text):
        return False
    features = describe(inquiry.question, lead)
    if features.foreign:
        return inquiry.confidence >= _LEAST_ABROAD
    return features.words_missing <= _MOST_MISSING
