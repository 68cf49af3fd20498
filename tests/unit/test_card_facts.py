"""What a card marks in its passage, how relevant it is said to be, and why it was found."""

from dataclasses import replace

import pytest
from panels import EN, answer, finding, hit, panel_of, parse, texts
from shown import ARTICLE, ENGLISH, FIRST, REST, SECOND, cite, find

from index.records import Hit, ScoredSentence, Sentence
from rag.records import Answer
from ui.evidence import evidence_texts
from ui.evidence.facts import render_title
from ui.quotations import Mark, render_marked, render_quotation
from ui.reasons import render_reasons
from ui.texts import languages

KINDS = {"answers", "agrees", "differs", "cited", "sibling", "subject", "near", "further"}


def kinds(given: Answer) -> list[str]:
    return [str(one.get("data-kind")) for one in find(panel_of(given), ".relevance")]


# What is marked


@pytest.mark.parametrize(
    ("words", "quotation"),
    [
        ("kostet", "Das <b>kostet</b> 4,2 Millionen Euro."),
        ("Das", "<b>Das</b> kostet 4,2 Millionen Euro."),
        ("Euro.", "Das kostet 4,2 Millionen <b>Euro.</b>"),
        (SECOND, f"<b>{SECOND}</b>"),
    ],
)
def test_the_words_that_answer_are_bold_wherever_they_stand(words: str, quotation: str) -> None:
    assert render_quotation(cite(ARTICLE, SECOND, words=words)) == quotation


def test_where_those_words_cannot_be_told_none_are_bold() -> None:
    assert render_quotation(cite(ARTICLE, SECOND)) == SECOND


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "[abcdefghij]"),
        ([Mark(2, 4, 1)], "[ab(1:cd)efghij]"),
        ([Mark(0, 10, 1)], "[(1:abcdefghij)]"),
        ([Mark(4, 6, 2), Mark(0, 2, 1)], "[(1:ab)cd(2:ef)ghij]"),
        ([Mark(0, 2, 1), Mark(2, 4, 2)], "[(1:ab)(2:cd)efghij]"),
        ([Mark(0, 6, 1), Mark(2, 4, 2)], "[(1 2:abcdef)ghij]"),
        ([Mark(0, 4, 2), Mark(0, 4, 1)], "[(1 2:abcd)efghij]"),
        ([Mark(0, 4, 1), Mark(0, 4, 1)], "[(1:abcd)efghij]"),
        ([Mark(0, 4, 1), Mark(2, 6, 2)], "[(1:abcd)(2:ef)ghij]"),
        ([Mark(0, 2, 1), Mark(0, 6, 2)], "[(1:ab)(2:cdef)ghij]"),
        ([Mark(0, 4, 1, (1, 3))], "[(1:a*bc*d)efghij]"),
        ([Mark(0, 4, 1), Mark(2, 6, 2, (3, 5))], "[(1:abc*d*)(2:*e*f)ghij]"),
        ([Mark(0, 6, 1, (0, 3)), Mark(2, 6, 2, (2, 5))], "[(1 2:*abc**de*f)ghij]"),
        ([Mark(2, 4)], "[ab(:cd)efghij]"),
        ([Mark(8, 99, 1)], "[abcdefgh(1:ij)]"),
    ],
)
def test_marks_cover_what_is_cited_and_every_character_is_there_once(
    marks: list[Mark], expected: str
) -> None:
    node = parse(render_marked("abcdefghij", 0, 10, marks))
    assert node.text_content() == "abcdefghij"
    for bold in find(node, "b"):
        bold.text = f"*{bold.text}*"
    for mark in find(node, "mark"):
        assert ("data-found" in mark.attrib) is ("data-number" not in mark.attrib)
        mark.text = f"({mark.get('data-number', '')}:{mark.text or ''}"
        mark.tail = f"){mark.tail or ''}"
    assert f"[{node.text_content()}]" == expected


def test_what_begins_before_a_stretch_is_marked_from_there_on() -> None:
    marked = render_marked(
        "abcdefghij", 3, 7, [Mark(1, 5, 1, (2, 4)), Mark(6, 9, 2), Mark(7, 9, 3)]
    )
    assert marked == (
        '<mark data-number="1" tabindex="-1"><b>d</b>e</mark>f'
        '<mark data-number="2" tabindex="-1">g</mark>'
    )


def test_what_is_cited_is_told_by_what_it_says() -> None:
    articles = [replace(ARTICLE, id=f"a{number}") for number in range(5)]
    one, two, three, four, five = (cite(a, SECOND, n) for n, a in enumerate(articles, 1))
    given = answer(
        one, two, three, four, five,
        hits=tuple(hit(a, rank=n) for n, a in enumerate(articles, 1)),
        findings=(finding(one, two), finding(three, four)),
    )  # fmt: skip
    assert kinds(given) == ["answers", "agrees", "differs", "agrees", "cited"]
    assert texts(panel_of(given), ".relevance")[:3] == [
        "beantwortet die Frage",
        "sagt dasselbe",
        "gibt eine andere Antwort",
    ]
    assert set(kinds(replace(given, findings=()))) == {"cited"}


def test_what_is_not_cited_is_told_by_how_near_it_is() -> None:
    near, far = replace(ENGLISH, id="near"), replace(ENGLISH, id="far")
    hits = (
        hit(ARTICLE, FIRST, score=0.8),
        hit(near, rank=2, score=0.7),
        hit(ARTICLE, REST, 3, score=0.3),
        hit(far, rank=4, score=0.4),
    )
    assert kinds(answer(cite(ARTICLE, FIRST), hits=hits)) == [
        "cited",
        "subject",
        "sibling",
        "further",
    ]
    assert kinds(answer(hits=hits)) == ["near", "near", "further", "further"]
    lost = tuple(replace(one, score=-1.0) for one in hits)
    assert set(kinds(answer(hits=lost))) == {"further"}


@pytest.mark.parametrize("language", languages())
def test_every_kind_has_its_words(language: str) -> None:
    assert set(evidence_texts(language).relevance) == KINDS


# Why it was found


def explained(*parts: tuple[str, float]) -> Hit:
    start = ARTICLE.text.index(SECOND)
    best = Sentence("deich", 1, start, start + len(SECOND), SECOND)
    sentences = (ScoredSentence(best, 0.76, 0.5),)
    score = sum(value for _, value in parts)
    return replace(hit(ARTICLE), score=score, parts=parts, sentences=sentences)


def test_a_card_says_why_its_passage_was_found() -> None:
    found = explained(("passage", 0.4014), ("sentence", 0.3804), ("terms", -0.0104), ("new", 0.1))
    for given in (answer(cite(ARTICLE, SECOND), hits=(found,)), answer(hits=(found,))):
        panel = panel_of(given)
        assert texts(panel, ".why summary") == ["Warum diese Passage?"]
        assert texts(panel, ".why tr") == [
            "Ähnlichkeit der Passage0,401",
            "Ähnlichkeit ihres besten Satzes0,380",
            "Gemeinsame Wörter-0,010",
            "new0,100",
            "Zusammen0,871",
        ]
        bars = find(panel, ".bar span")
        assert [bar.get("style") for bar in bars][::3] == ["width: 45.0%", "width: 11.2%"]
        assert ["data-minus" in bar.attrib for bar in bars] == [False, False, True, False]
        assert texts(panel, "q[lang=de]") == [SECOND]
        assert "Ähnlichster Satz (0,760)" in panel.text_content()


def test_a_score_of_unknown_parts_is_not_explained() -> None:
    assert render_reasons(hit(ARTICLE), EN) == ""


def test_an_article_without_a_title_is_called_by_no_more_than_an_opening() -> None:
    unspaced = replace(ARTICLE, title="", text="สะพานเปิดให้รถสัญจร" * 20, language="th")
    assert str(render_title(unspaced, EN)).count(unspaced.text[:100]) == 1
    assert unspaced.text[:101] not in str(render_title(unspaced, EN))
