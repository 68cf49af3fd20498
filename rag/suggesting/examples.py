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
    choice = _Choice(searcher, language, max(threshold, _LEAST), alike)
    reserved = 1 if crossing and count > 1 else 0
    # Who somebody is comes last: it is the least telling question.
    for weak, new_outlet in ((False, True), (False, False), (True, True), (True, False)):
        for articles, upto in ((own, count - reserved), (crossing, count), (own, count)):
            for candidates in articles:
                if len(choice.questions) >= upto:
                    break
                telling = [one for one in candidates if weak or one.form != "person"]
                choice.offer(telling, new_outlet=new_outlet)
    return tuple(choice.questions)


@dataclass(slots=True)
class _Choice:
    """What has been chosen so far, and what a question has to be for it.

    Attributes:
        searcher: Finds what answers a question.
        language: The reader's.
        least: The least confidence that a question is answered with.
        alike: The candidates that ask the same, by their question.
        questions: Those chosen, in order.
    """

    searcher: Searcher
    language: str
    least: float
    alike: Mapping[str, Sequence[Candidate]]
    questions: list[str] = field(default_factory=list)
    _reports: set[str] = field(default_factory=set)
    _outlets: set[str] = field(default_factory=set)
    _forms: list[str] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)

    def offer(self, candidates: Sequence[Candidate], *, new_outlet: bool) -> None:
        """Choose the first question of an article that is answered, if any is.

        Args:
            candidates: What could be asked of the article.
            new_outlet: Whether its outlet must be none that has given an example.
        """
        if not candidates or not self._admits(candidates[0].source.article, new_outlet=new_outlet):
            return
        fresh = [one for one in candidates if one.question not in self._asked]
        fresh = [one for one in fresh if self._has_room(one.form)]
        fresh.sort(key=lambda one: one.form in self._forms)
        for candidate in fresh[:_ASKED_OF_ONE]:
            if len(self._asked) >= _ASKED or self._take(candidate):
                return

    def _take(self, candidate: Candidate) -> bool:
        """Ask a question, and choose it if it is answered; tell whether it was."""
        self._asked.add(candidate.question)
        alike = self.alike[candidate.question]
        found = find_answer(alike, self.language, self.searcher, self.least)
        if found is None or not self._admits(found.article, new_outlet=False):
            return False
        told = candidate.source.article.language
        if told not in {self.language, found.article.language}:  # one from abroad is answered there
            return False
        self.questions.append(candidate.question)
        self._reports.add(found.article.report)
        self._outlets.add(found.article.source or "")
        self._forms.append(candidate.form)
        return True

    def _admits(self, article: Article, *, new_outlet: bool) -> bool:
        """Tell whether an article may still give an example."""
        if article.report in self._reports:
            return False
        return not new_outlet or not article.source or article.source not in self._outlets

    def _has_room(self, form: str) -> bool:
        """Tell whether one more question may ask for the same kind of thing."""
        return self._forms.count(form) < _OF_A_FORM.get(form, _MOST_OF_A_FORM)


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
