from dataclasses import replace

import pytest

from eval.answers import count_broken, gold_rank, judge
from eval.gold import ArticleSpan
from eval.scores import marked_words
from eval.sets import EvalQuestion, GoldQuote
from index.records import Article, Hit, Passage
from rag.records import Answer, Citation, Finding, Statement

ARTICLE = Article(
    "bruecke-1",
    "Brücke",
    "Sie kostete 1,2 Millionen. Gebaut wurde sie 1901. Punkt.",
    language="de",
)
COST = ARTICLE.text[:26]
YEAR = ARTICLE.text[27:49]
QUESTION = EvalQuestion(
    "q1", "de", "Wann?", "date", ("1901",), (GoldQuote("bruecke.txt", "Gebaut wurde sie 1901."),)
)
UNANSWERABLE = EvalQuestion("q2", "de", "Wer?", "unanswerable")
GOLD = (ArticleSpan(ARTICLE.id, 27, 49),)


def cite(quote: str, marked: str = "", marker: int = 1) -> Citation:
    start = ARTICLE.text.index(quote)
    place = ARTICLE.text.index(marked)
    span = (place, place + len(marked)) if marked else None
    return Citation(marker, ARTICLE, start, start + len(quote), quote, span)


def statement(quote: str, text: str | None = None, marker: int = 1, marked: str = "") -> Statement:
    return Statement(quote if text is None else text, (cite(quote, marked, marker),))


def answer(*statements: Statement, findings: tuple[Finding, ...] = ()) -> Answer:
    return Answer(
        "Wann?",
        "de",
        statements,
        (hit(1, 0, 26), hit(2, 27, 56)),
        abstained=not statements,
        note="" if statements else "Nichts.",
        confidence=0.9,
        elapsed_ms=10.0,
        findings=findings,
    )


def hit(rank: int, start: int, end: int) -> Hit:
    passage = Passage(ARTICLE.id, rank - 1, start, end, ARTICLE.text[start:end])
    return Hit(passage, ARTICLE, 1 / rank, rank, ())


def test_right_answer_first() -> None:
    outcome = judge(QUESTION, answer(statement(YEAR, marked="1901")), GOLD, ["de"])
    assert outcome.scores == {
        "answer_in_first": 1.0,
        "answer_in_three": 1.0,
        "answer_in_any": 1.0,
        "answer_shown": 1.0,
        "gold_in_first": 1.0,
        "gold_in_any": 1.0,
        "exact_match": 1.0,
        "token_f1": 1.0,
        "said_in_first": 1.0,
        "said_in_any": 1.0,
        "figure_value": 1.0,
        "figure_written": 1.0,
        "gold_precision": 1.0,
        "gold_recall": 1.0,
        "answered": 1.0,
        "citation_precision": 1.0,
        "citation_recall": 1.0,
        "language_right": 1.0,
    }
    assert (outcome.faults, outcome.blamed) == ({}, None)


@pytest.mark.parametrize(("before", "three", "any_"), [(1, 1.0, 1.0), (2, 1.0, 1.0), (3, 0.0, 1.0)])
def test_right_answer_after_others(before: int, three: float, any_: float) -> None:
    others = [statement(COST, marker=1)] * before
    outcome = judge(QUESTION, answer(*others, statement(YEAR, marker=2)), GOLD)
    assert outcome.scores["answer_in_first"] == 0.0
    assert outcome.scores["answer_in_three"] == three
    assert outcome.scores["answer_in_any"] == any_
    assert outcome.scores["gold_in_any"] == 1.0
    assert outcome.scores["gold_precision"] == 1 / 2  # the same span counts once
    assert outcome.faults == {"the answer is not in the first statement": "ranking of sentences"}


def test_answer_string_outside_the_gold_span_counts_as_answer_but_not_as_gold() -> None:
    scores = judge(QUESTION, answer(statement(YEAR)), (ArticleSpan(ARTICLE.id, 50, 56),)).scores
    assert scores["answer_in_first"] == 1.0
    assert scores["gold_in_any"] == scores["gold_precision"] == scores["gold_recall"] == 0.0


def test_recall_of_gold_is_the_share_of_places_that_are_cited() -> None:
    gold = (*GOLD, ArticleSpan(ARTICLE.id, 50, 56), ArticleSpan("another", 0, 9))
    scores = judge(QUESTION, answer(statement(YEAR)), gold).scores
    assert (scores["gold_precision"], scores["gold_recall"]) == pytest.approx((1.0, 1 / 3))


def test_marked_words_are_those_of_the_first_finding_or_else_of_the_first_citation() -> None:
    marked = statement(YEAR, marked="1901")
    finding = Finding("1,2 Millionen", "", (cite(COST, "1,2 Millionen"),))
    assert marked_words(answer(marked, findings=(finding,))) == "1,2 Millionen"
    assert marked_words(answer(marked, statement(COST, marked="1,2", marker=2))) == "1901"
    assert marked_words(answer(statement(YEAR), marked)) == ""
    assert marked_words(answer()) == ""


def test_all_that_is_cited_is_told_by_marker() -> None:
    finding = Finding("1901", "", (cite(YEAR, "1901", 2), cite(COST, "1,2", 1)))
    outcome = judge(QUESTION, answer(statement(YEAR, marker=2), findings=(finding,)), GOLD)
    assert [(one.marker, one.quote, one.gold) for one in outcome.cited] == [
        (1, COST, False),
        (2, YEAR, True),
    ]


def test_words_that_share_nothing_with_the_answer_are_wrongly_marked() -> None:
    outcome = judge(QUESTION, answer(statement(YEAR, marked="Gebaut")), GOLD)
    assert (outcome.scores["exact_match"], outcome.scores["token_f1"]) == (0.0, 0.0)
    assert outcome.faults == {"the marked words are not the answer": "marking"}
    unmarked = judge(QUESTION, answer(statement(YEAR)), GOLD)
    assert unmarked.scores["token_f1"] == 0.0
    assert unmarked.faults == {}
    figure = replace(outcome, scores={**outcome.scores, "figure_value": 1.0})
    assert figure.faults == {}  # "46m" is "46 million"


def test_nothing_is_said_of_words_or_figures_that_the_set_does_not_give() -> None:
    wordless = judge(replace(QUESTION, answers=()), answer(statement(YEAR, marked="1901")), GOLD)
    assert not wordless.scores.keys() & {"exact_match", "token_f1", "figure_value"}
    assert wordless.faults == {}
    named = judge(replace(QUESTION, answers=("Orrby",)), answer(statement(YEAR)), GOLD)
    assert "token_f1" in named.scores
    assert not named.scores.keys() & {"figure_value", "figure_written"}


def test_unanswered_is_wrong_but_cites_nothing() -> None:
    outcome = judge(QUESTION, answer(), GOLD)
    assert outcome.got == "Nichts."
    assert outcome.scores == {
        "answer_in_first": 0.0,
        "answer_in_three": 0.0,
        "answer_in_any": 0.0,
        "answer_shown": 0.0,
        "gold_in_first": 0.0,
        "gold_in_any": 0.0,
        "exact_match": 0.0,
        "token_f1": 0.0,
        "said_in_first": 0.0,
        "said_in_any": 0.0,
        "figure_value": 0.0,
        "figure_written": 0.0,
        "answered": 0.0,
        "language_right": 1.0,
    }


@pytest.mark.parametrize(
    ("accepted", "nearest", "shown"), [("1901", YEAR, 1), ("1901", COST, 0), ("Millionen", COST, 1)]
)
def test_unanswered_may_still_be_shown(accepted: str, nearest: str, shown: int) -> None:
    """By the gold span, or by words that are accepted; it is no answer for that."""
    silent = replace(answer(), nearest=(cite(nearest),))
    scores = judge(replace(QUESTION, answers=(accepted,)), silent, GOLD).scores
    assert (scores["answer_shown"], scores["answer_in_any"]) == (shown, 0)
    assert "gold_precision" not in scores


def test_of_an_unanswerable_question_silence_is_right() -> None:
    silent = judge(UNANSWERABLE, answer(), ())
    assert silent.scores == {"abstention_recall": 1.0, "language_right": 1.0}
    assert silent.faults == {}
    forced = judge(UNANSWERABLE, replace(answer(statement(COST)), language="en"), ())
    assert forced.scores == {
        "abstention_recall": 0.0,
        "language_right": 0.0,
        "citation_precision": 1.0,
        "citation_recall": 1.0,
    }
    assert forced.faults == {
        "answered although no article says it": "abstention (too lax)",
        "taken to be in 'en'": "language",
    }
    assert forced.blamed == "abstention (too lax)"


@pytest.mark.parametrize(
    ("statements", "rank", "fault", "blamed"),
    [
        ((), 2, "not answered", "abstention (too strict)"),
        ((), 3, "not answered", "retrieval"),
        ((), None, "not answered", "retrieval"),
        ((statement(COST),), 1, "the answer is in no statement", "ranking of sentences"),
        ((statement(COST),), None, "the answer is in no statement", "retrieval"),
    ],
)
def test_retrieval_is_to_blame_if_no_passage_shown_has_the_gold(
    statements: tuple[Statement, ...], rank: int | None, fault: str, blamed: str
) -> None:
    outcome = replace(judge(QUESTION, answer(*statements), GOLD), gold_rank=rank)
    assert outcome.shown == 2
    assert (outcome.faults, outcome.blamed) == ({fault: blamed}, blamed)


def test_gold_has_the_rank_of_the_first_passage_that_overlaps_it() -> None:
    hits = [hit(1, 0, 26), hit(2, 27, 56), hit(3, 40, 56)]
    assert gold_rank(hits, GOLD) == 2
    assert gold_rank(hits, ()) is None
    assert gold_rank(hits[:1], GOLD) is None


def test_figures_that_are_nowhere_cited_are_a_fault() -> None:
    outcome = judge(QUESTION, answer(statement(YEAR, "Sie wurde 1901 gebaut, nicht 1902.")), GOLD)
    assert outcome.stray_figures == 1
    assert outcome.scores["citation_recall"] == 0.0
    assert outcome.faults == {"a figure is not in what is cited": "citing"}
    assert replace(outcome, stray_figures=0, broken=1).faults == {
        "a quote is not in its article": "citing"
    }


def test_quotes_must_stand_in_the_stored_article_and_hold_what_is_marked() -> None:
    beyond = replace(cite(YEAR, marker=2), marked=(20, 30))
    told = answer(statement(COST), findings=(Finding("x", "", (beyond, cite(YEAR, "1901", 3))),))
    assert count_broken(told, lambda _: ARTICLE.text) == 1
    assert count_broken(told, lambda _: f" {ARTICLE.text}") == 3
    assert count_broken(answer(), lambda _: "") == 0
