"""How well questions are answered: they are asked, and the answers judged by what they cite."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from eval.corpus import Corpus
from eval.figures import stray_figures
from eval.gold import ArticleSpan
from eval.latency import draw_timed, time_retrieval, warm_up
from eval.outcomes import CitedSpan, Outcome, Told
from eval.scores import is_gold, marked_words, score, span_of
from eval.sets import EvalQuestion
from eval.spans import holds_answer
from eval.support import Judge
from eval.writing.drafts import judge_writing
from eval.writing.watching import NotingGenerator
from index.records import Hit, Span
from rag.grounding import Similarity, check
from rag.records import Answer, Citation, Statement

_DEPTH = 100  # passages looked through for the gold of a question that went wrong


def ask_all(
    corpus: Corpus, *, timed: bool = False, noting: NotingGenerator | None = None
) -> Iterator[Outcome]:
    """Ask every question of a corpus and judge the answers.

    Args:
        corpus: What to ask.
        timed: Also time retrieval alone, on the questions that :func:`draw_timed` draws. It comes
            after the asking, when the passages have just been read: its time comes out rather too
            short, that of the rest rather too long.
        noting: What words the answers of the corpus's assistant, if a language model does.
    """
    warm_up(corpus)
    if noting:
        noting.forget()
    drawn = draw_timed(corpus.questions) if timed else frozenset()
    for question in corpus.questions:
        started = time.perf_counter()
        answer, first_ms = _ask(corpus, question, started)
        noted = noting.take() if noting else None
        outcome = replace(
            _judge_in(corpus, question, answer),
            first_ms=first_ms,
            retrieval_ms=time_retrieval(corpus, question) if question.id in drawn else None,
        )
        if noting:
            judged = partial(_judge_in, corpus, question)
            writing = judge_writing(outcome, answer, noted, started, judged)
            outcome = replace(outcome, writing=writing)
        yield _look_deeper(corpus, outcome)


def judge(
    question: EvalQuestion,
    answer: Answer,
    gold: Sequence[ArticleSpan],
    languages: Iterable[str] = (),
    similarity: Similarity | None = None,
) -> Outcome:
    """Judge an answer by itself.

    What takes more than the answer is left open: its corpus, pair and broken citations.

    Args:
        question: The question.
        answer: The answer.
        gold: Where the answer stands.
        languages: The languages it stands there in; accepted answers are read in these and in the
            question's.
        similarity: What the check tells meanings by; see :func:`rag.grounding.check`.
    """
    spoken = (*languages, question.language)
    asked = answer.searched or answer.question
    backing = partial(check, language=answer.language, similarity=similarity, asked=asked)
    statements = tuple(_judge_statement(one, question, gold, backing) for one in answer.statements)
    return Outcome(
        question=question,
        got=answer.text,
        language=answer.language,
        abstained=answer.abstained,
        confidence=answer.confidence,
        elapsed_ms=answer.elapsed_ms,
        statements=statements,
        findings=tuple(map(str, answer.findings)),
        marked=marked_words(answer),
        scores=score(question, answer, statements, gold, spoken, backing),
        stray_figures=len(stray_figures(answer)),
        gold_rank=gold_rank(answer.hits, gold),
        searched=len(answer.hits),
        shown=len(answer.hits),
        cited=tuple(_judge_citation(one, question, gold) for one in answer.citations),
    )


def gold_rank(hits: Iterable[Hit], gold: Sequence[ArticleSpan]) -> int | None:
    """Return the rank of the first passage that overlaps a gold span; None if none does."""
    return next((hit.rank for hit in hits if is_gold(span_of(hit.passage), gold)), None)


def count_broken(answer: Answer, text_of: Callable[[str], str]) -> int:
    """Count the citations that are not in their article as quoted, or mark words beyond the quote.

    Args:
        answer: The answer.
        text_of: Returns the text of a stored article by its id.
    """
    found = [cited for finding in answer.findings for cited in finding.citations]
    return sum(
        text_of(cited.article.id)[cited.start : cited.end] != cited.quote
        or (cited.marked is not None and not _within(cited.marked, cited))
        for cited in dict.fromkeys((*answer.citations, *found, *answer.nearest))
    )


def _ask(corpus: Corpus, question: EvalQuestion, started: float) -> tuple[Answer, float | None]:
    """Return the answer to a question, and how long its first statement took; None without any."""
    first_ms = None
    for answer in corpus.assistant.stream(question.text, only=corpus.filter_for(question)):
        if answer.statements and first_ms is None:
            first_ms = (time.perf_counter() - started) * 1000
    return answer, first_ms


def _judge_in(corpus: Corpus, question: EvalQuestion, answer: Answer) -> Outcome:
    languages = [corpus.languages[gold.article] for gold in question.gold]
    return replace(
        judge(question, answer, corpus.gold[question.id], languages, corpus.similarity),
        broken=count_broken(answer, lambda name: corpus.assistant.article(name).text),
        corpus=corpus.name,
        pair=corpus.pair_of(question),
    )


def _judge_statement(
    statement: Statement, question: EvalQuestion, gold: Sequence[ArticleSpan], backing: Judge
) -> Told:
    faults = backing(statement.text, statement.citations).faults
    return Told(
        statement.text,
        tuple(_judge_citation(cited, question, gold) for cited in statement.citations),
        tuple(dict.fromkeys(fault.kind.name for fault in faults)),
    )


def _judge_citation(
    cited: Citation, question: EvalQuestion, gold: Sequence[ArticleSpan]
) -> CitedSpan:
    return CitedSpan(
        marker=cited.marker,
        article=cited.article.id,
        title=cited.article.title,
        quote=cited.quote,
        marked=cited.marked_text,
        gold=is_gold(span_of(cited), gold),
        holds=holds_answer(cited.quote, question.answers),
    )


def _within(marked: Span, cited: Citation) -> bool:
    return cited.start <= marked[0] < marked[1] <= cited.end


def _look_deeper(corpus: Corpus, outcome: Outcome) -> Outcome:
    """Find out how far down the gold is, where something went wrong and no passage shown has it."""
    question = outcome.question
    if not outcome.faults or not question.answerable or outcome.gold_rank is not None:
        return outcome
    hits = corpus.assistant.retrieve(question.text, _DEPTH, only=corpus.filter_for(question))
    return replace(outcome, gold_rank=gold_rank(hits, corpus.gold[question.id]), searched=_DEPTH)
