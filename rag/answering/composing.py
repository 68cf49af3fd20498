"""Evidence becomes an answer, sentence by sentence, as far as it passes the checks.

Where a language model words it and cannot go on, or its words fail, the articles' own sentences
take their place: a reader always gets what the evidence says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.words import split_words
from rag.answering.citing import Citer, cite_nearest
from rag.answering.relevance import gives_figure, is_beside
from rag.answering.replies import describe_differences, describe_faults, describe_origin, read_for
from rag.findings import Accord, newest_first
from rag.generation import EXTRACTIVE, Brief, Draft, ExtractiveGenerator, Generator, quote
from rag.grounding import Fault, FaultKind, Similarity
from rag.llm.models import ModelUnavailable
from rag.phrases import phrases_for
from rag.questions import Question
from rag.records import Answer, Citation, Finding, Statement, Withheld


class Composer:
    """Puts answers together from the drafts of a generator."""

    def __init__(
        self, generator: Generator, quoting: ExtractiveGenerator, similarity: Similarity
    ) -> None:
        """Set who words answers.

        Args:
            generator: Words them.
            quoting: Takes its place where it fails.
            similarity: Tells whether what is worded anew means what it cites.
        """
        self._generator = generator
        self._quoting = quoting
        self._similarity = similarity

    @property
    def generator(self) -> str:
        """The name of who words answers."""
        return self._generator.name

    @property
    def quotes(self) -> bool:
        """Whether answers are the articles' own sentences."""
        return self._generator is self._quoting

    def compose(self, reply: Answer, brief: Brief) -> Iterator[Answer]:
        """Yield a reply as it grows, each time with one sentence more; the last is complete.

        Where a language model words it, the first has none yet. The last has none where the model
        found that the evidence does not answer, or where nothing passes the checks.

        Args:
            reply: The reply without statements.
            brief: What to answer from.
        """
        if self.quotes:
            yield self._quote(reply, brief)
            return
        opening = written = replace(reply, complete=False)
        yield opening
        for written in self._write(opening, brief):
            if written.statements and not written.complete:
                yield written
        # Where the evidence alone is not sure enough, only what a second reader found counts.
        if written.statements or written.complete or brief.stopped or not brief.sure:
            yield replace(written, complete=True)
            return
        phrases = phrases_for(reply.language)
        failed = written.note or (phrases.unbacked if written.withheld else "")
        quoted = self._quote(reply, brief)
        note = " ".join(filter(None, (failed, quoted.note)))
        yield replace(quoted, withheld=written.withheld, note=note)

    def find_nearest(self, brief: Brief) -> tuple[Citation, ...]:
        """Return what comes nearest to an answer where there is none: the articles' own words."""
        return cite_nearest(self._quoting.nearest(brief))

    def _write(self, reply: Answer, brief: Brief) -> Iterator[Answer]:
        """Yield a reply as it is written; complete where it came to an end as it should."""
        citer = Citer(reply.language, self._similarity, brief.question.text)
        try:
            for draft in self._generator.generate(brief):
                if draft.declines:
                    if reply.statements:
                        continue
                    yield replace(reply, complete=True)
                    return
                if reply.statements:
                    statement, faults = _judge(citer, draft)
                else:
                    statement, faults = _judge_first(citer, draft, brief)
                if statement is None:
                    reason = describe_faults(faults, reply.language)
                    withheld = (*reply.withheld, Withheld(draft.text, reason))
                    reply = replace(reply, withheld=withheld)
                else:
                    reply = replace(reply, statements=(*reply.statements, statement))
                yield reply
                if not reply.statements:  # the direct answer failed: what follows is beside it
                    return
        except ModelUnavailable as error:
            phrases = phrases_for(reply.language)
            note = phrases.broken_off if reply.statements else phrases.outages[error.outage.value]
            yield replace(reply, note=note)
            return
        if reply.statements:
            yield self._close(reply, brief, citer)

    def _close(self, reply: Answer, brief: Brief, citer: Citer) -> Answer:
        """Return a reply that is at its end, with what articles disagree on."""
        if len(brief.accords) < 2:
            return replace(reply, complete=True)
        findings = tuple(_find(citer, brief.question, brief.accords))
        note = describe_differences(brief.accords, reply.language)
        return replace(reply, findings=findings, note=note, complete=True)

    def _quote(self, reply: Answer, brief: Brief) -> Answer:
        citer = Citer()
        cited = (citer.cite(draft)[0] for draft in self._quoting.generate(brief))
        shown: tuple[Statement, ...] = tuple(filter(None, cited))
        if not shown:
            return reply
        return replace(
            reply,
            statements=shown,
            findings=tuple(_find(citer, brief.question, brief.accords)),
            note=describe_differences(brief.accords, reply.language),
            generator=EXTRACTIVE,
        )


def _judge(citer: Citer, draft: Draft) -> tuple[Statement | None, tuple[Fault, ...]]:
    statement, verdict = citer.cite(draft)
    return statement, verdict.faults


def _judge_first(
    citer: Citer, draft: Draft, brief: Brief
) -> tuple[Statement | None, tuple[Fault, ...]]:
    """Judge a sentence that is to be the direct answer."""
    statement, faults = _judge(citer, draft)
    asked = brief.question
    if is_beside(draft.text, asked.language, asked, brief.accords):
        return None, (*faults, Fault(FaultKind.BESIDE))
    if statement is None and brief.accords:
        statement = _second(citer, draft, faults, asked, brief.accords[0])
    return statement, () if statement else faults


def _second(
    citer: Citer, draft: Draft, faults: Sequence[Fault], asked: Question, accord: Accord
) -> Statement | None:
    """Judge a sentence that gives the direct answer of the evidence by those who witness it.

    "Ada Quint." is too short to be like anything in meaning: where both readers say just that, the
    witness is quoted. And a model that reads rightly may cite wrongly: where both readers find the
    same figure, the sentence may rest on what the other has it from.
    """
    kinds = {fault.kind for fault in faults}
    if split_words(draft.text) == split_words(accord[0].text) and kinds == {FaultKind.MEANING}:
        return _judge(citer, quote(accord[0].evidence))[0]
    if FaultKind.BESIDE in kinds or not gives_figure(draft.text, asked, accord):
        return None
    backed = (_judge(citer, replace(draft, evidence=(one.evidence,))) for one in accord)
    return next((statement for statement, _ in backed if statement), None)


def _find(citer: Citer, question: Question, accords: Sequence[Accord]) -> Iterator[Finding]:
    """Yield the direct answer; where articles differ, the newest account first."""
    for accord in newest_first(accords):
        first = accord[0]
        origin = describe_origin(first.article, question.language) if len(accords) > 1 else ""
        finding = citer.find(accord, read_for(question, first), origin)
        if finding is not None:
            yield finding
