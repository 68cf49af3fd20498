"""Whole questions about what the passages found say beside an answer."""

from collections.abc import Iterator

from index.records import Hit
from index.words import split_words
from rag.llm.injections import is_instruction
from rag.names import mentions, names_in
from rag.quantities import Quantity, agree, find_quantities
from rag.searching import Searcher
from rag.suggesting.examples import make_questions
from rag.suggesting.records import Candidate, Source
from rag.suggesting.talk import Talk
from rag.suggesting.trial import find_answer, normal
from rag.suggesting.wording import Wording, worded, wording_of

_MOST_TRIED = 3  # asking takes about 40 ms
_NEAREST_HITS = 5


def ask_near(talk: Talk, searcher: Searcher, least: float) -> Iterator[str]:
    """Yield whole questions about what the passages found say beside the answer."""
    tried: set[str] = set()
    used: set[str] = set()
    told = [
        one
        for cited in talk.answer.citations
        for one in find_quantities(cited.quote, cited.article.language)
    ]
    candidates = sorted(_questions_near(talk), key=lambda one: one.form == "person")
    for candidate in candidates:
        sentence, wanted = normal(candidate.source.sentence.text), candidate.answer
        if len(tried) >= _MOST_TRIED:
            return
        if isinstance(wanted, Quantity):
            known = any(agree(wanted, one) for one in told)
        else:
            known = wanted in talk.question  # "How old is A. B.?"
        if known or sentence in used or normal(candidate.question) in {*tried, *talk.asked}:
            continue
        tried.add(normal(candidate.question))
        good = find_answer([candidate], talk.answer.language, searcher, least) is not None
        used |= {sentence} if good else set()
        yield candidate.question if good else ""


def _questions_near(talk: Talk) -> Iterator[Candidate]:
    hits = sorted(
        talk.answer.hits[:_NEAREST_HITS], key=lambda hit: hit.article.report not in talk.reports
    )
    for hit in hits:
        told = wording_of(hit.article.language) if hit.article.language in worded() else None
        if told is not None and _is_near(hit, talk):
            yield from _questions_of(hit, told, talk)


def _is_near(hit: Hit, talk: Talk) -> bool:
    """Tell whether a passage is of what was cited, or about something that the question names."""
    names = names_in(talk.question, talk.answer.language)
    words = split_words(f"{hit.article.title} {hit.passage.text}")
    return hit.article.report in talk.reports or any(mentions(name, words) for name in names)


def _questions_of(hit: Hit, told: Wording, talk: Talk) -> Iterator[Candidate]:
    for one in hit.sentences:
        if normal(one.sentence.text) in talk.said:
            continue
        made = list(make_questions(Source(hit.article, one.sentence), told, talk.wording))
        if made and not is_instruction(one.sentence.text, hit.article.language):
            yield from made
