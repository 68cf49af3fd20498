"""What an answer scores: what it adds to each measure that is a mean over questions."""

from collections.abc import Iterable, Sequence
from statistics import fmean

from eval.figures import ask_for_figure, direct_words, same_as_written, same_in_value, says_answer
from eval.gold import ArticleSpan
from eval.outcomes import Told, first_right
from eval.retrieval import Scores
from eval.sets import EvalQuestion
from eval.spans import exact_match, holds_answer, token_f1
from eval.support import Judge, citation_precision, citation_recall
from index.records import Passage
from rag.records import Answer, Citation

_THREE = 3  # statements, as many as an answer has by default


def score(
    question: EvalQuestion,
    answer: Answer,
    statements: Sequence[Told],
    gold: Sequence[ArticleSpan],
    languages: Sequence[str],
    backing: Judge,
) -> Scores:
    """Return the scores of an answer; what cannot be told of it is left out.

    Args:
        question: The question.
        answer: The answer.
        statements: Its statements, judged.
        gold: Where the answer stands.
        languages: The languages that accepted answers are read in.
        backing: Tells whether citations back a statement.
    """
    everywhere = _score_support(answer, backing)
    everywhere["language_right"] = float(answer.language == question.language)
    if not question.answerable:
        return {"abstention_recall": float(answer.abstained)} | everywhere
    scores = _score_statements(statements) | _score_words(question, answer, languages)
    scores["answer_shown"] = max(scores["answer_in_any"], _score_nearest(question, answer, gold))
    scores |= _score_gold(answer, gold) | {"answered": float(not answer.abstained)}
    return scores | everywhere


def marked_words(answer: Answer) -> str:
    """Return the words of an answer that are held against the accepted answers.

    They are the text of its first finding; without findings what the first citation of its first
    statement marks; ``""`` where that is nothing, and when abstaining.
    """
    if answer.findings:
        return answer.findings[0].text
    return next((cited.marked_text for one in answer.statements[:1] for cited in one.citations), "")


def is_gold(span: ArticleSpan, gold: Iterable[ArticleSpan]) -> bool:
    """Tell whether a span overlaps one of the gold spans."""
    return any(span.overlaps(one) for one in gold)


def span_of(place: Citation | Passage) -> ArticleSpan:
    """Return where a citation or a passage stands."""
    article_id = place.article.id if isinstance(place, Citation) else place.article_id
    return ArticleSpan(article_id, place.start, place.end)


def _score_statements(statements: Sequence[Told]) -> Scores:
    place = first_right(statements)
    return {
        "answer_in_first": float(place == 1),
        "answer_in_three": float(place is not None and place <= _THREE),
        "answer_in_any": float(place is not None),
        "gold_in_first": float(any(one.gold for one in statements[:1])),
        "gold_in_any": float(any(one.gold for one in statements)),
    }


def _score_nearest(question: EvalQuestion, answer: Answer, gold: Sequence[ArticleSpan]) -> float:
    """Tell whether what is quoted where nothing is answered would have been an answer."""
    return float(
        any(
            is_gold(span_of(one), gold) or holds_answer(one.quote, question.answers)
            for one in answer.nearest
        )
    )


def _score_words(question: EvalQuestion, answer: Answer, languages: Sequence[str]) -> Scores:
    """Hold the direct answer against the accepted ones, where the set gives any."""
    accepted, marked = question.answers, marked_words(answer)
    if not accepted:
        return {}
    said = [says_answer(one, answer.language, accepted, languages) for one in answer.statements]
    scores = {
        "exact_match": exact_match(marked, accepted),
        "token_f1": token_f1(marked, accepted),
        "said_in_first": float(any(said[:1])),
        "said_in_any": float(any(said)),
    }
    if ask_for_figure(accepted):
        direct = direct_words(answer)
        scores["figure_value"] = float(same_in_value(direct, accepted, languages))
        scores["figure_written"] = float(same_as_written(direct, accepted))
    return scores


def _score_gold(answer: Answer, gold: Sequence[ArticleSpan]) -> Scores:
    """Measure the citations of an answer by gold spans; nothing where nothing is cited.

    Precision is the share of citations that overlap a gold span, recall the share of gold spans
    that a citation overlaps: of the places that answer, how many the reader is shown. With more of
    them than an answer has statements, recall cannot be 1.
    """
    cited = [span_of(one) for one in answer.citations]
    if not cited or not gold:
        return {}
    return {
        "gold_precision": fmean(is_gold(one, gold) for one in cited),
        "gold_recall": fmean(is_gold(span, cited) for span in gold),
    }


def _score_support(answer: Answer, backing: Judge) -> Scores:
    scores = {
        "citation_precision": citation_precision(answer.statements, backing),
        "citation_recall": citation_recall(answer.statements, backing),
    }
    return {name: value for name, value in scores.items() if value is not None}
