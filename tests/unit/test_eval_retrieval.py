import math
from dataclasses import replace

import pytest

from eval.retrieval import Ranking, measures, passage_id, score, score_each
from eval.sets import EvalQuestion
from index.records import Article, Hit, Passage

TEXT = "Null. Eins. Zwei. Drei."


def hit(rank: int, article_id: str, *, tied: bool = False) -> Hit:
    article = Article(article_id, "", TEXT)
    passage = Passage(article_id, 0, 0, 5, TEXT[:5])
    return Hit(passage, article, 1.0 if tied else 1.0 / rank, rank, ())


def ranking(
    question_id: str, pair: str, relevant: str, found: str, *, tied: bool = False
) -> Ranking:
    """Letters stand for articles of one passage each."""
    return Ranking(
        "set",
        EvalQuestion(question_id, pair[:2], "?"),
        pair,
        tuple(f"{letter}:0-5" for letter in relevant),
        tuple(hit(rank, letter, tied=tied) for rank, letter in enumerate(found, 1)),
    )


def test_passage_id_names_article_and_span() -> None:
    assert passage_id(hit(1, "a")) == "a:0-5"


def test_perfect_ranking_scores_one_throughout() -> None:
    scores = score([ranking("q", "de→de", "a", "abc")], 100)["overall"]
    assert scores == {
        "questions": 1,
        "nDCG@10": 1.0,
        "RR@10": 1.0,
        "R@1": 1.0,
        "R@5": 1.0,
        "R@10": 1.0,
        "R@100": 1.0,
        "Success@5": 1.0,
        "p50_ms": None,
        "p95_ms": None,
    }


def test_scores_follow_their_definitions() -> None:
    # relevant: b and z; found: b at rank 2, z never
    scores = score([ranking("q", "de→de", "bz", "abc")], 10)["overall"]
    ideal = 1 + 1 / math.log2(3)
    assert scores["nDCG@10"] == pytest.approx(1 / math.log2(3) / ideal)
    assert scores["RR@10"] == pytest.approx(1 / 2)
    assert (scores["R@1"], scores["R@5"]) == (0.0, 0.5)
    assert scores["Success@5"] == 1.0


def test_ties_keep_the_order_they_were_shown_in() -> None:
    for found, expected in (("ab", 1.0), ("ba", 0.5)):
        scores = score([ranking("q", "de→de", "a", found, tied=True)], 10)
        assert scores["overall"]["RR@10"] == expected


def test_pairs_are_scored_apart_and_nothing_found_counts() -> None:
    scores = score(
        [
            ranking("q1", "en→de", "a", ""),
            ranking("q2", "de→de", "a", "a"),
            ranking("q3", "de→de", "a", "ba"),
        ],
        10,
    )
    assert list(scores) == ["overall", "de→de", "en→de"]
    assert scores["de→de"]["RR@10"] == pytest.approx(0.75)
    assert scores["en→de"]["RR@10"] == 0.0
    assert scores["overall"]["RR@10"] == pytest.approx(0.5)
    assert scores["overall"]["questions"] == 3


def test_recall_looks_deeper_than_the_other_measures() -> None:
    found = "bcdefghijkla"  # the relevant one at rank 12
    scores = score([ranking("q", "de→de", "a", found)], 100)["overall"]
    assert (scores["nDCG@10"], scores["RR@10"], scores["R@10"]) == (0.0, 0.0, 0.0)
    assert scores["R@100"] == 1.0


def test_latency_is_that_of_the_questions_timed() -> None:
    rankings = [
        replace(ranking(f"q{place}", "de→de", "a", "a"), elapsed_ms=elapsed)
        for place, elapsed in enumerate((10.0, None, 30.0))
    ]
    rankings.append(ranking("q9", "en→de", "a", "a"))
    groups = score(rankings, 10)
    assert groups["overall"]["p50_ms"] == pytest.approx(20.0)
    assert groups["overall"]["p95_ms"] == pytest.approx(29.0)
    assert groups["en→de"]["p50_ms"] is None


def test_each_question_has_its_scores_in_the_order_of_the_measures() -> None:
    rankings = [ranking("q1", "de→de", "a", "ba"), ranking("q2", "de→de", "a", "")]
    each = score_each(rankings, 10)
    assert each["set/q1"]["RR@10"] == pytest.approx(0.5)
    assert each["set/q2"]["RR@10"] == 0.0
    assert list(each["set/q1"]) == ["nDCG@10", "RR@10", "R@1", "R@5", "R@10", "Success@5"]


@pytest.mark.parametrize(
    ("k", "expected"),
    [
        (3, "nDCG@3 RR@3 R@1"),
        (5, "nDCG@5 RR@5 R@1 R@5 Success@5"),
        (50, "nDCG@10 RR@10 R@1 R@5 R@10 Success@5"),
        (100, "nDCG@10 RR@10 R@1 R@5 R@10 R@100 Success@5"),
    ],
)
def test_cutoffs_do_not_exceed_what_is_retrieved(k: int, expected: str) -> None:
    assert [str(measure) for measure in measures(k)] == expected.split()
