"""A question's way to its answer: planned, searched, composed."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event

from index.cleaning.plaintext import to_line
from index.records import Filter
from rag.answering.composing import Composer
from rag.answering.replies import decline
from rag.config import Settings
from rag.conversation import Exchange, complete, tell_language
from rag.generation import Brief
from rag.inquiry import Inquiry, join
from rag.languages import tell_question_language
from rag.llm.planning import Plan, Planner
from rag.phrases import phrases_for
from rag.records import Answer
from rag.searching import Searcher


class Asker:
    """Answers questions, or says that the articles do not."""

    def __init__(
        self, searcher: Searcher, composer: Composer, planner: Planner | None, settings: Settings
    ) -> None:
        """Set who finds passages, who words answers, and who plans what to search.

        Args:
            searcher: Finds passages and reads them.
            composer: Words answers.
            planner: None leaves follow-ups to rules, and takes nothing apart.
            settings: For the confidence that an answer needs, and the passages it shows.
        """
        self._searcher = searcher
        self._composer = composer
        self._planner = planner
        self._hits = settings.hits
        self._threshold = self._least = settings.threshold
        if not composer.quotes:  # a second reader, who may decline too
            self._least = min(self._least, settings.llm_threshold)

    def stream(
        self, question: str, only: Filter | None, history: Sequence[Answer], stop: Event | None
    ) -> Iterator[Answer]:
        """Yield the answer as it grows: see :meth:`rag.Assistant.stream`."""
        started = time.perf_counter()
        asked = to_line(question)  # in the characters of the articles
        plan = self._plan(asked, history, stop)
        inquiry = self._searcher.inquire(plan.question, only)
        if plan.parts:
            parts = [self._searcher.inquire(part, only) for part in plan.parts]
            inquiry = join(inquiry, parts, self._least, self._threshold)
        brief = Brief(
            inquiry.question,
            inquiry.evidence,
            inquiry.accords,
            history,
            plan.parts,
            inquiry.leads,
            sure=inquiry.confidence >= self._threshold,
            stop=stop,
        )
        for answer in self._answer(inquiry, brief, limited=bool(only)):
            yield replace(
                answer,
                question=question,
                searched=plan.question if plan.question != asked else "",
                parts=plan.parts,
                elapsed_ms=(time.perf_counter() - started) * 1000,
            )

    def _plan(self, question: str, history: Sequence[Answer], stop: Event | None) -> Plan:
        """Return what to search: the question made whole, and taken apart where a model can."""
        if not history and self._planner is None:
            return Plan(question)
        if history:
            language = tell_language(question, history[-1].language)
        else:
            language = tell_question_language(question, tuple(self._searcher.store.languages()))
        exchanges = [Exchange.of(one) for one in history]
        whole = complete(question, exchanges, language) if history else question
        if self._planner is None:
            return Plan(whole)
        return self._planner.plan(question, whole, history, language, stop)

    def _answer(self, inquiry: Inquiry, brief: Brief, *, limited: bool) -> Iterator[Answer]:
        """Yield the answer as it grows; where there is none, why."""
        reply = Answer(
            question=inquiry.question.text,
            language=inquiry.question.language,
            statements=(),
            hits=inquiry.hits[: self._hits],
            abstained=False,
            confidence=inquiry.confidence,
            generator=self._composer.generator,
        )
        if inquiry.evidence and inquiry.confidence >= self._least:
            written = reply
            for written in self._composer.compose(reply, brief):
                if written.statements or not written.complete:
                    yield written
            if written.statements:
                return
            reply = written
        yield replace(
            reply,
            abstained=True,
            note=self._explain(inquiry, brief, limited=limited),
            nearest=() if brief.stopped else self._composer.find_nearest(brief),
        )

    def _explain(self, inquiry: Inquiry, brief: Brief, *, limited: bool) -> str:
        """Return why there is no answer."""
        phrases = phrases_for(inquiry.question.language)
        if brief.stopped:
            return phrases.stopped
        if brief.sure and not self._composer.quotes:  # it was the model that found none
            return phrases.missed.format(self._composer.generator)
        return decline(
            inquiry.question,
            inquiry.unknown,
            self._searcher.store.summary(),
            found=bool(inquiry.hits),
            limited=limited,
        )
