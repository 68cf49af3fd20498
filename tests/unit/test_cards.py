"""The evidence panel: whole passages, the right marks, honest words, and never any markup."""

import json
from dataclasses import fields, replace
from string import Formatter
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from markupsafe import Markup
from shown import ARTICLE, ENGLISH, FIRST, HOSTILE, REST, SECOND, cite, find

from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from rag.records import Answer, Citation, Finding, Statement
from ui.evidence import (
    FURTHER_PASSAGES,
    EvidenceTexts,
    evidence_texts,
    name_article,
    render_evidence,
    render_opener,
    render_panel,
)
from ui.quotations import Mark, render_marked, render_quotation
from ui.reasons import render_reasons
from ui.texts import languages, texts_in

DE, EN = texts_in("de"), texts_in("en")
KINDS = {"answers", "agrees", "differs", "cited", "sibling", "subject", "near", "further"}


def hit(article: Article, quote: str = "", rank: int = 1, score: float | None = None) -> Hit:
    quote = quote or article.text
    start = article.text.index(quote)
    passage = Passage(article.id, rank - 1, start, start + len(quote), quote)
    return Hit(passage, article, 1 / rank if score is None else score, rank, ())


def answer(*citations: Citation, hits: tuple[Hit, ...] = (), **changes: Any) -> Answer:
    statements = tuple(Statement(citation.quote, (citation,)) for citation in citations)
    plain = Answer("Was kostet der Deich?", "de", statements, hits, abstained=not statements)
    return replace(plain, **changes)


def parse(piece: Markup) -> html.HtmlElement:
    return html.fragment_fromstring(str(piece), create_parent="div")


def panel_of(given: Answer, language: str = "de") -> html.HtmlElement:
    return parse(render_evidence(1, given, texts_in(language)))


def texts(node: html.HtmlElement, selector: str) -> list[str]:
    return [one.text_content() for one in find(node, selector)]


def marks(node: html.HtmlElement) -> list[tuple[str | None, str]]:
    return [(one.get("data-number"), one.text_content()) for one in find(node, "mark")]


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


# The cards


def test_a_card_shows_the_passage_whole_with_the_citation_marked() -> None:
    panel = panel_of(
        answer(cite(ARTICLE, SECOND, words="4,2 Millionen Euro"), hits=(hit(ARTICLE),))
    )
    assert texts(panel, "blockquote[lang=de]") == [ARTICLE.text]
    assert marks(panel) == [("1", SECOND)]
    assert texts(panel, "mark b") == ["4,2 Millionen Euro"]
    assert texts(panel, "h3 span[lang=de]") == ["Ein höherer Deich"]
    assert texts(panel, ".about") == ["Inselbote · 9. März 2025 · Deutsch"]
    assert texts(panel, "time[datetime=2025-03-09]") == ["9. März 2025"]


def test_a_passage_from_the_middle_says_that_more_stands_around_it() -> None:
    given = answer(cite(ARTICLE, SECOND), hits=(hit(ARTICLE, SECOND),))
    (quotation,) = find(panel_of(given), "blockquote")
    assert quotation.text_content() == SECOND
    assert {"data-before", "data-after"} <= set(quotation.attrib)


def test_citations_of_one_passage_share_a_card_and_keep_their_own_marks() -> None:
    given = answer(cite(ARTICLE, SECOND), cite(ARTICLE, FIRST, 2), hits=(hit(ARTICLE),))
    panel = panel_of(given)
    assert texts(panel, ".numbers button") == ["1", "2"]
    assert [one.get("data-back") for one in find(panel, ".numbers button")] == ["1", "2"]
    assert marks(panel) == [("2", FIRST), ("1", SECOND)]


def test_citations_that_overlap_lose_no_text_and_double_none() -> None:
    whole = cite(ARTICLE, f"{FIRST} {SECOND}")
    inside = cite(ARTICLE, "Deich", 2)
    across = cite(ARTICLE, f"{SECOND}\n\n{REST}", 3)
    panel = panel_of(answer(whole, inside, across, hits=(hit(ARTICLE),)))
    assert texts(panel, "blockquote") == [ARTICLE.text]
    assert marks(panel) == [("1 2", whole.quote), ("3", f"\n\n{REST}")]
    assert texts(panel, ".numbers") == ["123"]


def test_a_citation_outside_every_passage_is_shown_among_whole_words() -> None:
    long = replace(ARTICLE, text="Anfang " * 99 + SECOND + " Schluss" * 99)
    panel = panel_of(answer(cite(long, SECOND), hits=(hit(ENGLISH),)))
    shown = texts(panel, "blockquote[lang=de]")[0]
    assert marks(panel) == [("1", SECOND)]
    assert set(shown.replace(SECOND, "").split()) == {"Anfang", "Schluss"}
    assert len(shown) < 700


def test_other_passages_are_folded_away_and_few() -> None:
    others = tuple(
        hit(replace(ENGLISH, id=f"other{rank}"), rank=rank)
        for rank in range(2, FURTHER_PASSAGES + 5)
    )
    panel = panel_of(answer(cite(ARTICLE, FIRST), hits=(hit(ARTICLE), *others)))
    assert texts(panel, ".further summary") == ["5 weitere Passagen"]
    assert len(find(panel, ".further .card")) == FURTHER_PASSAGES
    assert len(find(panel, ".card")) == 1 + FURTHER_PASSAGES
    keys = [one.get("data-key") for one in find(panel, ".card")]
    assert len(set(keys)) == len(keys)


def test_a_card_opens_its_article_at_what_it_shows() -> None:
    first, second = cite(ARTICLE, FIRST), cite(ARTICLE, REST, 2, words="März")
    hits = (hit(ARTICLE, FIRST), hit(ARTICLE, REST, 2), hit(ENGLISH, rank=3))
    panel = panel_of(answer(first, second, hits=hits))
    one, two, other = find(panel, "[data-article]")
    mark = {"number": 1, "start": 0, "end": len(FIRST), "bold": None}
    begin = ARTICLE.text.index(REST)
    bold = [ARTICLE.text.index("März"), ARTICLE.text.index("März") + 4]
    last = {"number": 2, "start": begin, "end": len(ARTICLE.text), "bold": bold}
    assert [one.get("data-article"), other.get("data-article")] == ["deich", "ferry"]
    assert json.loads(one.get("data-marks", "")) == [mark, last]
    assert json.loads(two.get("data-marks", "")) == [last, mark]
    found = {"number": None, "start": 0, "end": len(ENGLISH.text), "bold": None}
    assert json.loads(other.get("data-marks", "")) == [found]
    assert ARTICLE.content_hash.startswith(one.get("data-hash", "?"))
    assert one.text_content() == "Artikel lesen: Ein höherer Deich"


def test_reprints_are_folded_under_the_first() -> None:
    copies = (
        replace(ARTICLE, id="copy", source="Küstenbote", url="javascript:alert(1)"),
        replace(ARTICLE, id="late", source=None, published=None),
    )
    given = answer(cite(ARTICLE, FIRST), hits=(replace(hit(ARTICLE), reprints=copies),))
    panel = panel_of(given, "en")
    assert texts(panel, ".reprints summary") == ["The same in 2 other articles"]
    first, second = find(panel, ".reprints li")
    assert first.text_content().startswith("Küstenbote, 9 March 2025 javascript:alert(1)")
    assert second.text_content().startswith("www.bote.example, undated ")
    assert [len(find(one, "a")) for one in (first, second)] == [0, 1]
    assert [one.get("data-article") for one in find(panel, ".reprints button")] == [
        "copy",
        "late",
    ]
    assert "open" not in find(panel, ".reprints")[0].attrib


def test_abstaining_shows_the_nearest_passages_unmarked() -> None:
    panel = panel_of(answer(hits=(hit(ENGLISH),), note="Dazu nichts."))
    assert texts(panel, "h2") == [DE.nearest]
    assert texts(panel, ".hint") == [DE.nearest_hint]
    assert marks(panel) == []
    assert texts(panel, "blockquote") == [ENGLISH.text]


def test_abstaining_marks_the_sentences_it_quotes_as_nearest() -> None:
    nearest = (cite(ARTICLE, SECOND), cite(ARTICLE, FIRST, 2))
    found = (hit(ENGLISH), hit(ARTICLE, rank=2))
    given = answer(hits=found, note="Dazu nichts.", nearest=nearest)
    panel = panel_of(given)
    assert texts(panel, "h2") == [DE.nearest]
    assert texts(panel, ".hint") == [DE.nearest_hint]
    assert texts(panel, ".numbers") == ["12"]
    assert marks(panel) == [("2", FIRST), ("1", SECOND)]
    assert [one.get("data-kind") for one in find(panel, ".relevance")] == ["near", "near"]
    assert len(find(panel, ".further .card")) == 1


def test_abstaining_with_nothing_near_says_so() -> None:
    assert texts(panel_of(answer(note="Dazu nichts.")), ".hint") == [DE.evidence_none]


def test_an_article_without_title_or_day_is_called_by_its_first_words() -> None:
    panel = panel_of(answer(cite(ENGLISH, "Nobody minds.")))
    assert texts(panel, "h3") == ["ohne Titel: The ferry is late. Nobody minds. …"]
    assert texts(panel, ".about") == ["undatiert · Englisch"]
    assert name_article(ENGLISH) == "The ferry is late. Nobody minds. …"
    assert name_article(replace(ENGLISH, url="https://x.example/a")) == "x.example"


def test_a_web_address_is_a_link_that_gives_nothing_away() -> None:
    (link,) = find(panel_of(answer(cite(ARTICLE, FIRST)), "en"), "a")
    assert link.get("href") == ARTICLE.url
    assert link.get("rel") == "noopener noreferrer nofollow"
    assert link.get("target") == "_blank"
    assert link.text_content() == "www.bote.example (opens in a new tab)"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVa\nScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//bote.example/deich",
        "http://[bote",
        "https:",
        "file:///etc/hosts",
        "deich.html",
    ],
)
def test_any_other_address_is_text(url: str) -> None:
    panel = panel_of(answer(cite(replace(ARTICLE, url=url), FIRST)))
    assert find(panel, "a") == []
    assert texts(panel, ".address") == [url]


def test_nothing_an_article_or_a_question_holds_becomes_markup() -> None:
    bad = Article(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, language=HOSTILE)
    nameless = replace(bad, id="nameless", title="", source=None)
    cited = cite(bad, HOSTILE, words=HOSTILE[5:40])
    finding = Finding(HOSTILE, HOSTILE, (cited,), HOSTILE)
    found = replace(hit(bad), parts=((HOSTILE, 1.0),), reprints=(nameless, bad))
    hits = (found, hit(nameless, rank=2))
    given = answer(cited, hits=hits, question=HOSTILE, findings=(finding,), language=HOSTILE)
    for shown in (given, answer(hits=hits, question=HOSTILE)):
        panel = panel_of(shown)
        assert HOSTILE in panel.text_content()
        assert not {"script", "img", "a"} & {one.tag for one in panel.iter()}
        names = {name for one in panel.iter() for name in one.attrib}
        assert not {name for name in names if name.startswith("on") or name in ("src", "href")}
        assert HOSTILE in {one.get("data-article") for one in panel.iter()}


# How relevant, in words


def finding(*citations: Citation) -> Finding:
    return Finding("4,2 Millionen Euro", "", citations)


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


# The panel around them


def test_the_panel_waits_for_evidence() -> None:
    (panel,) = find(parse(render_panel(DE)), "div[id=evidence]")
    assert panel.get("aria-label") == DE.evidence
    assert texts(panel, ".empty .hint") == [DE.evidence_hint]
    assert [one.get("aria-label") for one in find(panel, "[data-close]")] == ["Belege schließen"]
    assert find(panel, ".pieces")
    assert [one.get("hidden") for one in find(panel, ".reading")] == [""]


def test_the_button_below_an_answer_counts_its_sources() -> None:
    one, two = cite(ARTICLE, FIRST), cite(ARTICLE, SECOND, 2)
    other = cite(ENGLISH, "Nobody minds.", 3)
    for given, said in (
        (answer(one, two), "1 source"),
        (answer(one, two, other), "2 sources"),
        (answer(hits=(hit(ARTICLE),)), "1 nearest passage"),
        (answer(hits=tuple(hit(ARTICLE, rank=n) for n in range(1, 9))), "5 nearest passages"),
    ):
        assert render_opener(given, EN) == f'<button type="button" data-show>{said}</button>'
    assert render_opener(answer(), EN) == ""


def test_every_language_fills_in_the_same_places() -> None:
    def places(given: EvidenceTexts) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for field in fields(given):
            value = getattr(given, field.name)
            forms = [value] if isinstance(value, str) else value.values()
            assert all(form.strip() for form in forms), f"{given.language}: {field.name} is empty"
            found[field.name] = {
                name for form in forms for _, name, _, _ in Formatter().parse(form) if name
            }
        return found

    for language in languages():
        words = evidence_texts(language)
        assert places(words) == places(evidence_texts("en"))
        for forms in (words.sources, words.passages, words.reprinted):
            assert all("{count}" in words.plural(forms, count) for count in range(25))
