"""Traces become answers again, as far as the articles and the checks still bear them out."""

from collections.abc import Iterator
from dataclasses import replace

from index.cleaning.plaintext import to_line
from index.errors import ArticleUnknown
from index.language import LANGUAGES, UNKNOWN
from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from index.store import Store
from rag.answering.replies import describe_faults, describe_origin
from rag.generation import EXTRACTIVE
from rag.phrases import phrases_for
from rag.quantities import readings_of
from rag.records import Answer, Citation, Finding, Statement, Withheld
from rag.traces.judging import Judge
from rag.traces.sentences import Widener
from rag.traces.shape import (
    Trace,
    TracedCitation,
    TracedFinding,
    TracedHit,
    TracedSpan,
    TracedStatement,
    TraceInvalid,
    hash_article,
    read_shape,
)


def answer_from_trace(trace: object, store: Store) -> Answer:
    """Return the answer that a trace was made of, as far as it still holds.

    Nothing in a trace is trusted. Whatever an article says is taken from the store: quotes, whole
    sentences as the splitter tells them, the words of a finding, outlets. What a language model
    wrote is checked again, but for its likeness in meaning, which takes an encoder; what fails is
    withheld. A citation of an article that has changed or is gone is left out, and so is a
    statement or a finding that has none left; the note says so.

    Args:
        trace: As :func:`rag.traces.answer_to_trace` returned it, maybe by way of JSON.
        store: Where the articles are.

    Raises:
        TraceInvalid: It is no trace, or speaks of what is not in the articles.
        StoreError: The store cannot be read.
    """
    return _Reader(read_shape(trace), store).read()


class _Reader:
    """Reads one trace."""

    def __init__(self, trace: Trace, store: Store) -> None:
        self._trace = trace
        self._store = store
        self._articles: dict[str, Article | None] = {}
        self._unchanged: dict[str, Article | None] = {}
        self._widener = Widener()
        self._language = _known_language(trace.language, store)
        self._judge = Judge(self._language, to_line(trace.searched or trace.question))

    def read(self) -> Answer:
        trace = self._trace
        said = [self._state(one) for one in trace.statements]
        statements = tuple(one for one in said if isinstance(one, Statement))
        failed = tuple(one for one in said if isinstance(one, Withheld))
        findings = tuple(self._find()) if statements else ()
        return Answer(
            question=trace.question,
            language=self._language,
            statements=statements,
            hits=tuple(filter(None, map(self._hit, trace.hits))),
            abstained=trace.abstained or bool(trace.statements and not statements),
            note=self._note(statements, findings),
            confidence=trace.confidence,
            generator=trace.generator,
            elapsed_ms=trace.elapsed_ms,
            findings=findings,
            searched=trace.searched,
            parts=tuple(trace.parts),
            withheld=(*(Withheld(one.text, one.reason) for one in trace.withheld), *failed),
            complete=trace.complete,
            nearest=tuple(
                replace(one, marked=None) for one in map(self._cite, trace.nearest) if one
            ),
        )

    def _note(self, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> str:
        """Return the note, with what has become of the answer since."""
        trace, phrases = self._trace, phrases_for(self._language)
        lost = any(self._current(one.article) is None for one in trace.cited)
        if trace.statements and not statements:
            return phrases.gone if lost else phrases.disproved
        # That articles disagree may not be so any more.
        note = trace.note if len(findings) == len(trace.findings) else ""
        if not lost or phrases.changed in note:
            return note
        return " ".join(filter(None, (note, phrases.changed)))

    def _state(self, told: TracedStatement) -> Statement | Withheld | None:
        """Return a statement; withheld where it fails the check, None where its sources are gone.

        Raises:
            TraceInvalid: It is said to be quoted, and is not.
        """
        found = [self._cite(one) for one in told.citations]
        citations = tuple(filter(None, found))
        text = told.text or (found[0].quote if found[0] else "")
        if not citations or not text:
            return None
        if self._trace.generator == EXTRACTIVE and any(text != one.quote for one in citations):
            raise TraceInvalid("a quoted sentence is not in its article")
        verdict = self._judge.judge(text, citations)
        if verdict.supported:
            return Statement(text, citations)
        if len(citations) < len(found):
            return None
        return Withheld(text, describe_faults(verdict.faults, self._language))

    def _find(self) -> Iterator[Finding]:
        for told in self._trace.findings:
            citations = tuple(filter(None, map(self._cite, told.citations)))
            if not all(one.marked for one in citations):
                raise TraceInvalid("a finding marks no words")
            agreeing = tuple(one for one in citations if self._judge.are_agreed(citations[0], one))
            if agreeing and all(map(self._judge.may_find, agreeing)):
                yield self._finding(told, agreeing)

    def _finding(self, told: TracedFinding, citations: tuple[Citation, ...]) -> Finding:
        first = citations[0]
        figures = self._judge.figures_of(first)
        readings = {said for one in figures for said in readings_of(one, self._language)}
        reading = told.reading if told.reading in readings else ""
        origin = describe_origin(first.article, self._language) if told.origin else ""
        return Finding(first.marked_text, reading, citations, origin)

    def _cite(self, told: TracedCitation) -> Citation | None:
        article = self._current(told.article)
        if article is None:
            return None
        _check_within(told, article)
        if "\n" in article.text[told.start : told.end]:
            raise TraceInvalid("a quote is longer than a sentence")
        start, end = self._widener.widen(article, told.start, told.end)
        marked = (told.marked.start, told.marked.end) if told.marked else None
        return Citation(told.marker, article, start, end, article.text[start:end], marked)

    def _hit(self, told: TracedHit) -> Hit | None:
        article = self._current(told.article)
        if article is None:
            return None
        _check_within(told, article)
        text = article.text[told.start : told.end]
        return Hit(
            Passage(article.id, told.ordinal, told.start, told.end, text),
            article,
            told.score,
            told.rank,
            tuple(_best(told, article)),
            tuple(told.parts.items()),
            tuple(self._reprints(told, article)),
        )

    def _reprints(self, told: TracedHit, original: Article) -> Iterator[Article]:
        """Yield the articles that the store still knows as prints of the same report."""
        for article_id in dict.fromkeys(told.reprints):
            article = self._stored(article_id)
            if article and article.id != original.id and article.report == original.report:
                yield article

    def _current(self, article_id: str) -> Article | None:
        """Return an article as it was; None where it has changed or is gone."""
        if article_id not in self._unchanged:  # a hash is of the whole text
            article = self._stored(article_id)
            same = article and hash_article(article) == self._trace.articles[article_id]
            self._unchanged[article_id] = article if same else None
        return self._unchanged[article_id]

    def _stored(self, article_id: str) -> Article | None:
        if article_id not in self._articles:
            try:
                self._articles[article_id] = self._store.article(article_id)
            except ArticleUnknown:
                self._articles[article_id] = None
        return self._articles[article_id]


def _known_language(language: str, store: Store) -> str:
    """Return a language if a question may be in it: models of any other must not be loaded."""
    possible = language in LANGUAGES or language in store.languages()
    return language if possible else UNKNOWN


def _best(told: TracedHit, article: Article) -> Iterator[ScoredSentence]:
    best = told.best
    if best is None:
        return
    if not told.start <= best.start < best.end <= told.end:
        raise TraceInvalid("a sentence lies outside of its passage")
    text = article.text[best.start : best.end]
    sentence = Sentence(article.id, best.ordinal, best.start, best.end, text)
    yield ScoredSentence(sentence, best.similarity, best.in_context)


def _check_within(span: TracedSpan, article: Article) -> None:
    if span.end > len(article.text):
        raise TraceInvalid("a quote lies outside of its article")
