from dataclasses import replace

import pytest

from eval.gold import ArticleSpan, find_gold, find_passages
from eval.rows import QuestionSetInvalid
from eval.sets import EvalQuestion, Gold, GoldArticle, GoldQuote, GoldStretch
from index.records import Article

TEXT = "Die Brücke wurde 1901 gebaut. 1955 kam ein Steg dazu. 1901 war ein Notjahr."
ARTICLES = {"bruecke.txt": Article("bruecke-1", "Brücke", TEXT, language="de")}


def question(*gold: Gold) -> EvalQuestion:
    return EvalQuestion("q1", "de", "Wann?", gold=gold)


def find(*gold: Gold) -> list[tuple[int, int]]:
    found, _ = find_gold([question(*gold)], ARTICLES)
    return [(span.start, span.end) for span in found["q1"]]


def test_quote_is_found_wherever_it_stands() -> None:
    assert [TEXT[a:b] for a, b in find(GoldQuote("bruecke.txt", "1901"))] == ["1901", "1901"]


def test_quote_with_a_place_is_found_nearest_to_it() -> None:
    first, second = TEXT.index("1901"), TEXT.rindex("1901")
    assert find(GoldQuote("bruecke.txt", "1901", near=first + 3)) == [(first, first + 4)]
    assert find(GoldQuote("bruecke.txt", "1901", near=second - 3)) == [(second, second + 4)]


def test_span_given_twice_counts_once() -> None:
    gold = GoldQuote("bruecke.txt", "1955")
    assert len(find(gold, gold)) == 1


def test_lost_quote_is_reported_with_question_and_article() -> None:
    found, lost = find_gold([question(GoldQuote("bruecke.txt", "Der Steg brach."))], ARTICLES)
    assert found == {"q1": ()}
    assert len(lost) == 1
    assert lost[0].startswith("Question q1: 'Der Steg brach.' is not in the stored text of bruecke")


def test_stretch_is_where_it_says() -> None:
    start = TEXT.index("1955")
    assert find(GoldStretch("bruecke.txt", start, start + 4)) == [(start, start + 4)]
    assert find(GoldStretch("bruecke.txt", start, start + 4, "1955")) == [(start, start + 4)]
    assert find(GoldStretch("bruecke.txt", 0, len(TEXT))) == [(0, len(TEXT))]


@pytest.mark.parametrize(
    ("gold", "problem"),
    [
        (GoldStretch("bruecke.txt", 70, 900), f"characters 70 to 900 of .* has {len(TEXT)};"),
        (GoldStretch("bruecke.txt", 0, 3, "Der"), "expects 'Der' at 0 to 3 .* has 'Die';"),
    ],
)
def test_offsets_that_cannot_be_are_an_error_that_names_the_line(
    gold: GoldStretch, problem: str
) -> None:
    asked = replace(question(gold), place="questions.jsonl, line 7")
    with pytest.raises(
        QuestionSetInvalid, match=rf"^Question q1 \(questions\.jsonl, line 7\) .*{problem}"
    ):
        find_gold([asked], ARTICLES)


def test_whole_article_is_gold_from_end_to_end() -> None:
    assert find(GoldArticle("bruecke.txt")) == [(0, len(TEXT))]


def test_forms_of_gold_can_be_mixed() -> None:
    stretch, quote = GoldStretch("bruecke.txt", 0, 10), GoldQuote("bruecke.txt", "1955")
    start = TEXT.index("1955")
    assert find(stretch, quote) == [(0, 10), (start, start + 4)]


def test_article_outside_the_set_is_an_error() -> None:
    with pytest.raises(QuestionSetInvalid, match=r"Question q1 points to the article 'fluss\.txt'"):
        find_gold([question(GoldQuote("fluss.txt", "1901"))], ARTICLES)


def test_spans_overlap_if_they_share_a_character() -> None:
    span = ArticleSpan("a", 10, 20)
    assert span.overlaps(ArticleSpan("a", 19, 25))
    assert span.overlaps(ArticleSpan("a", 12, 13))
    assert not span.overlaps(ArticleSpan("a", 20, 25))
    assert not span.overlaps(ArticleSpan("b", 10, 20))


def test_every_passage_that_overlaps_gold_is_relevant() -> None:
    article = ARTICLES["bruecke.txt"]
    gold = {
        "q1": (ArticleSpan(article.id, 25, 35),),
        "q2": (ArticleSpan(article.id, 60, 64),),
        "q3": (),
        "q4": (ArticleSpan(article.id, 0, len(TEXT)),),
    }

    def halve(article: Article) -> list[ArticleSpan]:
        return [ArticleSpan(article.id, 0, 30), ArticleSpan(article.id, 30, len(article.text))]

    found = find_passages(gold, [article, Article("other", "", "Text.")], halve)
    assert [span.id for span in found["q1"]] == ["bruecke-1:0-30", f"bruecke-1:30-{len(TEXT)}"]
    assert [span.id for span in found["q2"]] == [f"bruecke-1:30-{len(TEXT)}"]
    assert found["q3"] == ()
    assert found["q4"] == found["q1"]
