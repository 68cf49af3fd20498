from dataclasses import replace

import pytest

from eval.answers import Outcome, by_kind, by_languages, holds_answer, judge, stray_figures
from eval.gold import Span
from eval.sets import EvalQuestion, GoldQuote
from index.records import Article
from rag.records import Answer, Citation, Statement

ARTICLE = Article("bruecke-1", "Brücke", "Sie kostete 1,2 Millionen. Gebaut wurde sie 1901. Punkt.")
COST = ARTICLE.text[:26]
YEAR = ARTICLE.text[27:49]
QUESTION = EvalQuestion(
    "q1", "de", "Wann?", "date", ("1901",), (GoldQuote("bruecke.txt", "Gebaut wurde sie 1901."),)
)
UNANSWERABLE = EvalQuestion("q2", "de", "Wer?", "unanswerable")
GOLD = (Span(ARTICLE.id, 27, 49),)


def statement(quote: str, text: str | None = None, marker: int = 1) -> Statement:
    start = ARTICLE.text.index(quote)
    citation = Citation(marker, ARTICLE, start, start + len(quote), quote)
    return Statement(quote if text is None else text, (citation,))


def answer(*statements: Statement, confidence: float = 0.9) -> Answer:
    return Answer(
        "Wann?",
        "de",
        statements,
        (),
        abstained=not statements,
        note="" if statements else "Nichts.",
        confidence=confidence,
        elapsed_ms=10.0,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Es waren 308.", True),
        ("Es waren 308, sagte sie.", True),
        ("Es waren 1.308.", False),
        ("Es waren 308,5.", False),
        ("Es waren 3080.", False),
        ("Es war die  NEUE\nBrücke.", True),
        ("Es war die neue Brückenwaage.", False),
        ("", False),
    ],
)
def test_answers_are_held_as_whole_words_and_numbers(text: str, expected: bool) -> None:
    assert holds_answer(text, ("308", "neue Brücke", " ")) is expected


def test_right_answer_first() -> None:
    outcome = judge(QUESTION, answer(statement(YEAR)), GOLD)
    assert (outcome.answer_in_first, outcome.answer_in_any) == (True, True)
    assert (outcome.gold_in_first, outcome.cited, outcome.cited_gold) == (True, 1, 1)
    assert outcome.faults == ()


def test_right_answer_second() -> None:
    outcome = judge(QUESTION, answer(statement(COST), statement(YEAR, marker=2)), GOLD)
    assert (outcome.answer_in_first, outcome.answer_in_any) == (False, True)
    assert (outcome.cited, outcome.cited_gold) == (2, 1)
    assert outcome.faults == ("the answer is not in the first statement",)


def test_answer_string_outside_the_gold_span_counts_as_answer_but_not_as_gold() -> None:
    outcome = judge(QUESTION, answer(statement(YEAR)), (Span(ARTICLE.id, 50, 56),))
    assert outcome.answer_in_first
    assert not outcome.gold_in_any
    assert outcome.cited_gold == 0


def test_wrong_answer_silence_and_wrong_language_are_faults() -> None:
    wrong = judge(QUESTION, answer(statement(COST)), GOLD)
    assert wrong.faults == ("the answer is in no statement",)
    silent = judge(QUESTION, replace(answer(), language="en"), GOLD)
    assert silent.faults == ("taken to be in 'en'", "not answered")
    assert silent.got == "Nichts."
    forced = judge(UNANSWERABLE, answer(statement(COST)), ())
    assert forced.faults == ("answered although no article says it",)
    assert judge(UNANSWERABLE, answer(), ()).faults == ()


def test_figures_must_stand_in_what_their_own_statement_cites() -> None:
    good = statement(COST, "Der Preis: 1,2 Millionen.")
    borrowed = statement(YEAR, "1901 für 1,2 Millionen.", marker=2)
    made_up = statement(COST, "Sie kostete 1,25 Millionen.")
    assert stray_figures(answer(good)) == []
    assert stray_figures(answer(good, borrowed)) == ["1,2"]
    assert stray_figures(answer(made_up)) == ["1,25"]
    outcome = judge(QUESTION, answer(made_up), GOLD)
    assert "a figure is not in what is cited" in outcome.faults


def test_each_question_counts_for_the_shares_that_are_of_questions_like_it() -> None:
    second = judge(QUESTION, answer(statement(COST), statement(YEAR, marker=2)), GOLD)
    assert second.scores == {
        "answer_in_first": 0.0,
        "answer_in_any": 1.0,
        "gold_in_first": 0.0,
        "gold_in_any": 1.0,
        "answered": 1.0,
    }
    assert judge(UNANSWERABLE, answer(), ()).scores == {"abstention_recall": 1.0}
    assert judge(UNANSWERABLE, answer(statement(COST)), ()).scores == {"abstention_recall": 0.0}


def test_question_scores_add_up_to_the_metrics() -> None:
    metrics = by_languages(outcomes())["overall"]
    scores = [one.scores for one in outcomes()]
    for name in ("answer_in_first", "gold_in_any", "answered", "abstention_recall"):
        values = [each[name] for each in scores if name in each]
        assert sum(values) / len(values) == pytest.approx(metrics[name])


def outcomes() -> list[Outcome]:
    """Three answerable questions: right, wrong, silent; two others: silent, answered."""
    given = [
        (QUESTION, answer(statement(YEAR), confidence=0.9), "de→de"),
        (QUESTION, answer(statement(COST), confidence=0.8), "de→de"),
        (replace(QUESTION, language="en"), answer(confidence=0.3), "en→de"),
        (UNANSWERABLE, answer(confidence=0.1), "de→none"),
        (UNANSWERABLE, answer(statement(COST), confidence=0.6), "de→none"),
    ]
    return [
        replace(judge(question, told, GOLD if question.answerable else ()), pair=pair)
        for question, told, pair in given
    ]


def test_metrics_overall() -> None:
    metrics = by_languages(outcomes())["overall"]
    assert metrics == {
        "questions": 5,
        "answerable": 3,
        "language_right": pytest.approx(4 / 5),
        "answer_in_first": pytest.approx(1 / 3),
        "answer_in_any": pytest.approx(1 / 3),
        "gold_in_first": pytest.approx(1 / 3),
        "gold_in_any": pytest.approx(1 / 3),
        "citation_precision": pytest.approx(1 / 2),
        "answered": pytest.approx(2 / 3),
        "wrongly_answered": pytest.approx(1 / 2),
        "abstention_precision": pytest.approx(1 / 2),
        "abstention_recall": pytest.approx(1 / 2),
        "abstention_f1": pytest.approx(1 / 2),
        "confidence_auc": pytest.approx(5 / 6),
        "broken_citations": 0,
        "stray_figures": 0,
        "p50_ms": 10.0,
        "p95_ms": 10.0,
    }


def test_groups_come_in_order_and_leave_open_what_they_cannot_tell() -> None:
    groups = by_languages(outcomes())
    assert list(groups) == ["overall", "de→any", "en→any", "de→de", "de→none", "en→de"]
    assert groups["de→de"]["wrongly_answered"] is None
    assert groups["de→de"]["confidence_auc"] is None
    assert groups["de→none"]["answer_in_any"] is None
    assert groups["en→de"]["citation_precision"] is None
    kinds = by_kind(outcomes())
    assert list(kinds) == ["date", "unanswerable"]
    assert kinds["date"]["questions"] == 3
