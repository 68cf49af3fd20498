"""Example questions for those who do not know yet what there is to ask."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, groupby

from index.records import Article, Filter
from index.store import Store
from rag.llm.injections import is_instruction
from rag.searching import Searcher
from rag.suggesting.figures import ask_for_figures
from rag.suggesting.frames import ask_in_frames
from rag.suggesting.people import ask_about_people, ask_who_does
from rag.suggesting.records import Candidate, Source
from rag.suggesting.trial import find_answer
from rag.suggesting.wording import Wording, worded, wording_of

# How many passages are read in each language, and how many articles they should be of.
_PASSAGES, _ARTICLES = 240, 40
# The newest articles are looked for in ever longer times before the latest one.
_DAYS = (2, 14, 60, 365)
# Asking takes about 40 ms.
_ASKED, _ASKED_OF_ONE = 20, 2
# A clear question gets more; below it an answer could be a chance hit.
_LEAST = 0.55
_OF_A_FORM = {"person": 1}
_MOST_OF_A_FORM = 2


@dataclass(slots=True)
class _Choice:
    """What has been chosen so far."""

    questions: list[str] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    forms: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def admits(self, article: Article, *, new_outlet: bool) -> bool:
        """Tell whether an article may still give an example."""
        if article.report in self.reports:
            return False
        return not new_outlet or not article.source or article.source not in self.outlets

    def has_room(self, form: str) -> bool:
        """Tell whether one more question may ask for the same kind of thing."""
        return self.forms.count(form) < _OF_A_FORM.get(form, _MOST_OF_A_FORM)

    def take(self, candidate: Candidate, article: Article) -> None:
        """Choose a question that an article answers."""
        self.questions.append(candidate.question)
        self.reports.add(article.report)
        self.outlets.add(article.source or "")
        self.forms.append(candidate.form)


def choose_examples(
    searcher: Searcher, language: str, count: int, threshold: float
) -> tuple[str, ...]:
    """Choose example questions: see :func:`rag.suggesting.suggest_questions`."""
    asked = wording_of(language)
    if asked is None or count < 1:
        return ()
    own = list(_by_article(_candidates(searcher.store, language, asked)))
    others = [one for one in worded() if one != language]
    foreign = chain.from_iterable(_candidates(searcher.store, one, asked) for one in others)
    crossing = list(_by_article(foreign))
    alike: dict[str, list[Candidate]] = {}
    for candidate in chain.from_iterable([*own, *crossing]):
        alike.setdefault(candidate.question, []).append(candidate)
    choice = _Choice()
    least = max(threshold, _LEAST)
    reserved = 1 if crossing and count > 1 else 0
    # Who somebody is comes last: it is the least telling question.
    for weak, new_outlet in ((False, True), (False, False), (True, True), (True, False)):
        for articles, upto in ((own, count - reserved), (crossing, count), (own, count)):
            for candidates in articles:
                if len(choice.questions) >= upto:
                    break
                telling = [one for one in candidates if weak or one.form != "person"]
                if telling and choice.admits(telling[0].source.article, new_outlet=new_outlet):
                    _try(telling, alike, language, searcher, least, choice)
    return tuple(choice.questions)


def _try(
    candidates: Sequence[Candidate],
    alike: Mapping[str, Sequence[Candidate]],
    language: str,
    searcher: Searcher,
    least: float,
    choice: _Choice,
) -> None:
    """Choose the first question of an article that is answered, if any is."""
    fresh = [one for one in candidates if one.question not in choice.asked]
    fresh = [one for one in fresh if choice.has_room(one.form)]
    fresh.sort(key=lambda one: one.form in choice.forms)
    for candidate in fresh[:_ASKED_OF_ONE]:
        if len(choice.asked) >= _ASKED:
            return
        choice.asked.add(candidate.question)
        found = find_answer(alike[candidate.question], language, searcher, least)
        if found is None or not choice.admits(found.article, new_outlet=False):
            continue
        told = candidate.source.article.language
        if told in {language, found.article.language}:  # one from abroad is answered there
            choice.take(candidate, found.article)
            return


def _by_article(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Yield the candidates of each article, the newest article first."""
    ordered = sorted(candidates, key=_newest_first)
    for _, of_one in groupby(ordered, key=lambda one: one.source.article.id):
        yield list(of_one)


def _newest_first(candidate: Candidate) -> tuple[int, str]:
    article = candidate.source.article
    return -(article.published or date.min).toordinal(), article.id


def _candidates(store: Store, told: str, asked: Wording) -> Iterator[Candidate]:
    """Yield what could be asked of the newest articles in a language, in the order of the text."""
    telling = wording_of(told)
    if telling is None:
        return
    for source in _newest_sentences(store, told):
        made = list(make_questions(source, telling, asked))
        if made and not is_instruction(source.sentence.text, told):
            yield from made


def make_questions(source: Source, told: Wording, asked: Wording) -> Iterator[Candidate]:
    """Yield the questions that a sentence should answer, the most telling first.

    Args:
        source: The sentence.
        told: The wording of its language.
        asked: The wording of the questions' language.
    """
    if told is asked:
        yield from ask_for_figures(source, told)
        yield from ask_who_does(source, told)
    yield from ask_in_frames(source, told, asked)
    yield from ask_about_people(source, told, asked)


def _newest_sentences(store: Store, language: str) -> Iterator[Source]:
    """Yield the sentences of typical passages of the newest articles in a language."""
    share = store.languages().get(language)
    if share is None:
        return
    numbers: Sequence[int] = ()
    for allowed in _ever_longer(store, language):
        numbers = store.nearest(share.mean, _PASSAGES, language, allowed)
        found = store.chunks(numbers).values()
        if len({article.id for article, _ in found}) >= _ARTICLES:
            break
    for article, chunk in sorted(found, key=lambda one: (one[0].id, one[1].passage.start)):
        for sentence in chunk.sentences:
            yield Source(article, sentence)


def _ever_longer(store: Store, language: str) -> Iterator[Filter]:
    last = store.summary().last
    if last:
        newest = date.fromisoformat(last)
        for days in _DAYS:
            yield Filter(since=newest - timedelta(days), languages=(language,))
    yield Filter()
