"""How well questions are answered: they are asked, and the answers judged by what they cite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from eval.corpus import Corpus
from eval.figures import ask_for_figure, direct_words, same_as_written, same_in_value, stray_figures
from eval.gold import Span
from eval.latency import draw_timed, time_retrieval, warm_up
from eval.outcomes import CitedSpan, Outcome, Told, first_right
from eval.retrieval import Scores
from eval.sets import EvalQuestion
from eval.spans import exact_match, holds_answer, token_f1
from eval.support import citation_precision, citation_recall
from index.records import Hit, Passage
from rag.records import Answer, Citation

_THREE = 3  # statements, as many as an answer has by default
_DEPTH = 100  # passages looked through for the gold of a question that went wrong


def ask_all(corpus: Corpus, *, timed: bool = False) -> Iterator[Outcome]:
    """Ask every question of a corpus and judge the answers.

    Args:
        corpus: What to ask.
        timed: Also time retrieval alone, on the questions that :func:`draw_timed` draws. It comes
            after the asking, when the passages have just been read: its time comes out rather too
            short, that of the rest rather too long.
    """
    warm_up(corpus)
    drawn = draw_timed(corpus.questions) if timed else frozenset()
    for question in corpus.questions:
        answer = corpus.assistant.ask(question.text, only=corpus.filter_for(question))
        retrieval_ms = time_retrieval(corpus, question) if question.id in drawn else None
        languages = [corpus.languages[gold.article] for gold in question.gold]
        outcome = replace(
            judge(question, answer, corpus.gold[question.id], languages),
            broken=count_broken(answer, lambda name: corpus.assistant.article(name).text),
            corpus=corpus.name,
            pair=corpus.pair_of(question),
            retrieval_ms=retrieval_ms,
        )
        yield _look_deeper(corpus, outcome)


def judge(
    question: EvalQuestion, answer: Answer, gold: Sequence[Span], languages: Iterable[str] = ()
) -> Outcome:
    """Judge an answer by itself.

    What takes more than the answer is left open: its corpus, pair and broken citations.

    Args:
        question: The question.
        answer: The answer.
        gold: Where the answer stands.
        languages: The languages it stands there in; accepted answers are read in these and in the
            question's.
    """
    statements = tuple(
        Told(one.text, tuple(_judge_citation(cited, question, gold) for cited in one.citations))
        for one in answer.statements
    )
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
        scores=_score(question, answer, statements, gold, languages),
        stray_figures=len(stray_figures(answer)),
        gold_rank=gold_rank(answer.hits, gold),
        searched=len(answer.hits),
        shown=len(answer.hits),
    )


def marked_words(answer: Answer) -> str:
    """Return the words of an answer that are held against the accepted answers.

    They are the text of its first finding; without findings what the first citation of its first
    statement marks; ``""`` where that is nothing, and when abstaining.
    """
    if answer.findings:
        return answer.findings[0].text
    return next((cited.marked_text for one in answer.statements[:1] for cited in one.citations), "")


def gold_rank(hits: Iterable[Hit], gold: Sequence[Span]) -> int | None:
    """Return the rank of the first passage that overlaps a gold span; None if none does."""
    return next((hit.rank for hit in hits if _is_gold(_span_of(hit.passage), gold)), None)


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
        for cited in dict.fromkeys((*answer.citations, *found))
    )


def _judge_citation(cited: Citation, question: EvalQuestion, gold: Sequence[Span]) -> CitedSpan:
    return CitedSpan(
        marker=cited.marker,
        article=cited.article.id,
        title=cited.article.title,
        quote=cited.quote,
        marked=cited.marked_text,
        gold=_is_gold(_span_of(cited), gold),
        holds=holds_answer(cited.quote, question.answers),
    )


def _score(
    question: EvalQuestion,
    answer: Answer,
    statements: Sequence[Told],
    gold: Sequence[Span],
    languages: Iterable[str],
) -> Scores:
    everywhere = _score_support(answer)
    everywhere["language_right"] = float(answer.language == question.language)
    if not question.answerable:
        return {"abstention_recall": float(answer.abstained)} | everywhere
    scores = _score_statements(statements) | _score_words(question, answer, languages)
    scores |= _score_gold(answer, gold) | {"answered": float(not answer.abstained)}
    return scores | everywhere


def _score_statements(statements: Sequence[Told]) -> Scores:
    place = first_right(statements)
    return {
        "answer_in_first": float(place == 1),
        "answer_in_three": float(place is not None and place <= _THREE),
        "answer_in_any": float(place is not None),
        "gold_in_first": float(any(one.gold for one in statements[:1])),
        "gold_in_any": float(any(one.gold for one in statements)),
    }


def _score_words(question: EvalQuestion, answer: Answer, languages: Iterable[str]) -> Scores:
    """Hold the direct answer against the accepted ones, where the set gives any."""
    accepted, marked = question.answers, marked_words(answer)
    if not accepted:
        return {}
    scores = {
        "exact_match": exact_match(marked, accepted),
        "token_f1": token_f1(marked, accepted),
    }
    if ask_for_figure(accepted):
        direct = direct_words(answer)
        spoken = (*languages, question.language)
        scores["figure_value"] = float(same_in_value(direct, accepted, spoken))
        scores["figure_written"] = float(same_as_written(direct, accepted))
    return scores


def _score_gold(answer: Answer, gold: Sequence[Span]) -> Scores:
    """Measure the citations of an answer by gold spans; nothing where nothing is cited.

    Precision is the share of citations that overlap a gold span, recall the share of gold spans
    that a citation overlaps: of the places that answer, how many the reader is shown. With more of
    them than an answer has statements, recall cannot be 1.
    """
    cited = [_span_of(one) for one in answer.citations]
    if not cited or not gold:
        return {}
    return {
        "gold_precision": fmean(_is_gold(one, gold) for one in cited),
        "gold_recall": fmean(_is_gold(span, cited) for span in gold),
    }


def _score_support(answer: Answer) -> Scores:
    scores = {
        "citation_precision": citation_precision(answer.statements),
        "citation_recall": citation_recall(answer.statements),
    }
    return {name: value for name, value in scores.items() if value is not None}


def _within(marked: tuple[int, int], cited: Citation) -> bool:
    return cited.start <= marked[0] < marked[1] <= cited.end


def _look_deeper(corpus: Corpus, outcome: Outcome) -> Outcome:
    """Find out how far down the gold is, where something went wrong and no passage shown has it."""
    question = outcome.question
    if not outcome.faults or not question.answerable or outcome.gold_rank is not None:
        return outcome
    hits = corpus.assistant.retrieve(question.text, _DEPTH, only=corpus.filter_for(question))
    return replace(outcome, gold_rank=gold_rank(hits, corpus.gold[question.id]), searched=_DEPTH)


def _span_of(place: Citation | Passage) -> Span:
    article_id = place.article.id if isinstance(place, Citation) else place.article_id
    return Span(article_id, place.start, place.end)


def _is_gold(span: Span, gold: Iterable[Span]) -> bool:
    return any(span.overlaps(one) for one in gold)
