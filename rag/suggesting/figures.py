"""Questions for the figures of a sentence, in its own words.

"The Nordglut AG paid 4 million euros for the land." answers "How much did the Nordglut AG pay for
the land?": what asks takes the figure's place and moves to the front. In German the finite verb
stays the second element, whatever comes before it; in English it changes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.records import Article
from rag.quantities import Kind, Quantity, find_quantities
from rag.suggesting.clauses import Clause
from rag.suggesting.gaps import Gap, gaps_in
from rag.suggesting.names import leading_name, named
from rag.suggesting.records import Candidate, Source
from rag.suggesting.subjects import is_subject, named_clause
from rag.suggesting.wording import Wording

_LONGEST, _SHORTEST = 110, 4  # characters, and words


def ask_for_figures(source: Source, wording: Wording) -> Iterator[Candidate]:
    """Yield questions that ask for the figures of a sentence; none where it is not plain.

    Args:
        source: The sentence, in the wording's language.
        wording: How questions are put.
    """
    clause = named_clause(source, wording)
    if clause is None:
        return
    for quantity, words in _ask(clause, source.article, wording):
        question = tidy(words)
        if is_clear(question, source.article, wording):
            yield Candidate(question, source, quantity.kind.value, quantity)


def _ask(clause: Clause, article: Article, wording: Wording) -> Iterator[tuple[Quantity, str]]:
    for gap in gaps_in(clause.front, wording):
        if not gap.before and (words := _ask_of_subject(clause, gap, wording)):
            yield gap.quantity, words
    for gap in gaps_in(clause.rest, wording):
        ask = _ask_verb_second if wording.verb_second else _ask_with_helper
        if words := ask(clause, gap, article, wording):
            yield gap.quantity, words


def _ask_of_subject(clause: Clause, gap: Gap, wording: Wording) -> str:
    """Ask for a figure that begins the sentence: only what asks changes."""
    kind = gap.quantity.kind
    if gap.after and not wording.is_a("preposition", gap.after.split()[0]):
        return ""
    counted = kind in {Kind.COUNT, Kind.MEASURE, Kind.PERCENTAGE}
    if not counted and (wording.is_a("plural", clause.verb) or not wording.verb_second):
        return ""
    return f"{gap.asking} {gap.after} {clause.verb} {clause.rest}?"


def _ask_verb_second(clause: Clause, gap: Gap, article: Article, wording: Wording) -> str:
    """Ask where the finite verb keeps its place and form; return "" where that is not plain."""
    last = gap.before.rpartition(" ")[2]
    if not gap.lead and last and not (last[0].isupper() or wording.is_a("pronoun", last)):
        return ""  # "die 380 Milliarden", "weitere 20"
    kind = gap.quantity.kind
    if kind is Kind.DATE and not gap.lead:
        return ""
    reached = kind is Kind.MONEY and wording.is_a("reaching", gap.lead)
    if reached and find_quantities(clause.rest, wording.language)[1:]:
        return ""  # "um 9 Prozent auf 174 Dollar"
    after = gap.after
    if kind is Kind.PERCENTAGE:
        after = wording["up_to"].sub("", after)  # "um 9 Prozent auf 174 Dollar"
    rest = f"{gap.before} {after}".strip()
    front = _lower(clause.front, wording)
    if not is_subject(clause.front, wording):
        return _ask_behind_opener(replace(clause, front=front, rest=rest), gap, article, wording)
    if not named(clause.front, article, wording):
        return ""
    return f"{gap.asking} {clause.verb} {front} {rest}?"


def _ask_behind_opener(clause: Clause, gap: Gap, article: Article, wording: Wording) -> str:
    """Ask where an adverbial stands before the verb; the clause is without its figure."""
    front = clause.front
    if not any(wording.is_a(kind, front.split()[0]) for kind in ("preposition", "opener")):
        return ""
    subject = _subject_behind(clause.rest, article, wording)
    if subject:  # "Im Mai zahlte Alibaba 3 Millionen Euro"
        front = "" if wording.is_a("opener", front) else front
        return f"{gap.asking} {clause.verb} {subject} {front} {clause.rest[len(subject) :]}?"
    is_next = not gap.before or wording.is_a("pronoun", gap.before)
    attributed = wording.is_a("preposition", gap.after.partition(" ")[0])  # "42 senators from"
    counted = gap.quantity.kind in {Kind.COUNT, Kind.MEASURE} and not gap.lead
    if is_next and counted and not attributed:
        return f"{gap.asking} {clause.verb} {gap.before} {front} {gap.after}?"
    return ""


def _subject_behind(rest: str, article: Article, wording: Wording) -> str:
    """Return the subject that stands behind its verb; "" where it has no name."""
    if name := leading_name(rest, wording):
        return name
    phrase = wording.noun_phrase.match(rest)
    return phrase.group() if phrase and named(phrase.group(), article, wording) else ""


def _ask_with_helper(clause: Clause, gap: Gap, article: Article, wording: Wording) -> str:
    """Ask with a verb that helps, as in "did … pay"; return "" where that is not plain."""
    if not is_subject(clause.front, wording) or not named(clause.front, article, wording):
        return ""
    last = gap.before.rpartition(" ")[2]
    is_next = not last or _is_verb(last, wording)
    asking = gap.asking
    kind = gap.quantity.kind
    if kind is Kind.DATE:
        if gap.after and not is_next:
            return ""  # it may belong to a noun
    elif kind is Kind.PERCENTAGE and is_next:
        asking = wording.asking[kind.value][wording.changing]
    elif not gap.lead and not is_next:
        return ""
    if wording["joint"].search(gap.before) or wording["needed"].search(gap.before):
        return ""
    front = _lower(clause.front, wording)
    rest = f"{gap.before} {gap.after}".strip()
    if wording.is_a("auxiliary", clause.verb):
        return f"{asking} {clause.verb} {front} {rest}?"
    base, doing = wording.base_of(clause.verb)
    return f"{asking} {doing} {front} {base} {rest}?"


def _is_verb(word: str, wording: Wording) -> bool:
    return (
        wording.is_a("verbs", word)
        or bool(wording.base_of(word)[0])
        or wording.is_a("verb_forms", word)
    )


def _lower(front: str, wording: Wording) -> str:
    first, _, others = front.partition(" ")
    if wording.is_a("determiner", first) or wording.is_a("preposition", first):
        return f"{first.lower()} {others}".strip()
    return front


def tidy(question: str) -> str:
    """Return a question with one space between words and none before its mark."""
    return " ".join(question.split()).replace(" ?", "?")


def is_clear(question: str, article: Article, wording: Wording) -> bool:
    """Tell whether a question can be understood by itself and is short enough to be tried."""
    words = re.findall(r"[\w’'-]+", question)
    if len(question) > _LONGEST or len(words) < _SHORTEST:
        return False
    if any(wording.is_a("unclear", word) for word in words):
        return False
    return bool(named(question.partition(" ")[2], article, wording))
