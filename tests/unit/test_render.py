"""What the page shows of an answer: right, in the right language, and never as markup."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import Markup

from index.records import Article, Filter, Hit, Passage, ScoredSentence, Sentence
from rag.records import Answer, Citation, Finding, Statement
from ui.cards import FURTHER_PASSAGES, render_evidence, render_panel
from ui.quotations import render_quotation
from ui.reasons import render_reasons
from ui.render import (
    render_answer,
    render_conversation,
    render_failure,
    render_limits,
    render_masthead,
    render_pending,
)
from ui.texts import Texts, texts_in

DE, EN = texts_in("de"), texts_in("en")

FIRST, SECOND = "Der Deich wird erhöht.", "Das kostet 4,2 Millionen Euro."
REST = "Die Arbeiten beginnen im März."
ARTICLE = Article(
    id="deich",
    title="Ein höherer Deich",
    text=f"{FIRST} {SECOND}\n\n{REST}",
    url="https://www.bote.example/deich?a=1&b=2",
    source="Inselbote",
    published=date(2025, 3, 9),
    language="de",
)
ENGLISH = Article(id="ferry", title="", text="The ferry is late. Nobody minds.", language="en")

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)> ![a](http://x.example/b) {0}"


def cite(article: Article, quote: str, marker: int = 1) -> Citation:
    start = article.text.index(quote)
    return Citation(marker, article, start, start + len(quote), quote)


def mark(citation: Citation, words: str) -> Citation:
    start = citation.start + citation.quote.index(words)
    return replace(citation, marked=(start, start + len(words)))


def hit(article: Article, start: int = 0, end: int | None = None, rank: int = 1) -> Hit:
    end = len(article.text) if end is None else end
    passage = Passage(article.id, rank - 1, start, end, article.text[start:end])
    return Hit(passage, article, 1 / rank, rank, ())


def answer(*citations: Citation, hits: tuple[Hit, ...] = (), **changes: Any) -> Answer:
    statements = tuple(Statement(citation.quote, (citation,)) for citation in citations)
    plain = Answer("Was kostet der Deich?", "de", statements, hits, abstained=not statements)
    return replace(plain, **changes)


class Page(HTMLParser):
    """The elements of a piece of HTML, each with its attributes and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[list[str]] = []
        self.text = ""
        self.feed(str(html))  # a plain str: Markup would escape what is joined to it
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pieces: list[str] = []
        self.elements.append((tag, dict(attrs), pieces))
        self._open.append(pieces)

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for pieces in self._open:
            pieces.append(data)

    def all(self, tag: str, **wanted: str) -> list[tuple[dict[str, str | None], str]]:
        wanted = {name.rstrip("_"): value for name, value in wanted.items()}
        return [
            (attributes, "".join(pieces))
            for name, attributes, pieces in self.elements
            if name == tag and wanted.items() <= attributes.items()
        ]

    def texts(self, tag: str, **wanted: str) -> list[str]:
        return [text for _, text in self.all(tag, **wanted)]


def turn_of(given: Answer, texts: Texts) -> Page:
    return Page(render_answer(1, given, Markup(), texts))


def test_a_statement_is_a_quotation_in_the_language_of_its_article() -> None:
    page = turn_of(answer(cite(ENGLISH, "The ferry is late.")), DE)
    assert page.texts("blockquote", lang="en") == ["The ferry is late."]
    assert [text for attributes, text in page.all("button") if attributes["data-cite"] == "1"] == [
        "1"
    ]


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("kostet", "Das <b>kostet</b> 4,2 Millionen Euro."),
        ("Das", "<b>Das</b> kostet 4,2 Millionen Euro."),
        ("Euro.", "Das kostet 4,2 Millionen <b>Euro.</b>"),
        (SECOND, f"<b>{SECOND}</b>"),
    ],
)
def test_the_words_that_answer_are_bold_wherever_they_stand(words: str, html: str) -> None:
    assert render_quotation(mark(cite(ARTICLE, SECOND), words)) == html


def test_where_those_words_cannot_be_told_none_are_bold() -> None:
    assert render_quotation(cite(ARTICLE, SECOND)) == SECOND


@pytest.mark.parametrize(
    ("begin", "html"),
    [
        ("Das", "Das <b>kostet 4,2</b> Millionen Euro."),
        ("4,2", "<b>4,2</b> Millionen Euro."),
        ("Millionen", "Millionen Euro."),
    ],
)
def test_a_quotation_that_begins_later_keeps_what_is_left_of_them(begin: str, html: str) -> None:
    citation = mark(cite(ARTICLE, SECOND), "kostet 4,2")
    assert render_quotation(citation, ARTICLE.text.index(begin)) == html


def test_white_space_folded_in_a_statement_does_not_shift_what_is_bold() -> None:
    broken = replace(ARTICLE, text="Vorab. \u2003Das\n kostet\t4,2\nMillionen  Euro.")
    citation = mark(cite(broken, "Das\n kostet\t4,2\nMillionen  Euro."), "4,2\nMillionen")
    folded = (Statement(SECOND, (citation,)),)
    page = turn_of(answer(statements=folded, abstained=False), DE)
    assert page.texts("b") == ["4,2\nMillionen"]
    assert [" ".join(text.split()) for text in page.texts("blockquote")] == [SECOND]


def test_a_finding_leads_with_its_own_words_and_what_they_mean_to_the_reader() -> None:
    first, second = mark(cite(ARTICLE, SECOND), "4,2 Millionen Euro"), cite(ENGLISH, "late", 2)
    finding = Finding("4,2 Millionen Euro", "€4.2 million", (first, second))
    given = answer(cite(ARTICLE, SECOND), findings=(finding,), language="en")
    html = render_answer(1, given, Markup(), DE)
    page = Page(html)
    assert page.texts("b", lang="de", dir="auto") == ["4,2 Millionen Euro"]
    assert page.texts("span", class_="reading", lang="en") == ["= €4.2 million"]
    assert page.texts("p", class_="finding") == ["4,2 Millionen Euro = €4.2 million 12"]
    assert [a["data-cite"] for a, _ in page.all("button")] == ["1", "2", "1"]
    assert page.all("p", class_="by") == page.all("ul") == []
    assert html.index("finding") < html.index("<blockquote")
    # What a finding marks is bold in the statement too, and on the card of its evidence.
    assert "<b>4,2 Millionen Euro</b>" in html[html.index("<blockquote") :]
    panel = Page(render_evidence(1, given, DE))
    assert panel.texts("b") == ["4,2 Millionen Euro"]
    assert panel.texts("mark") == [SECOND, "late"]


def test_findings_that_differ_stand_apart_with_their_origins_and_a_note_beneath() -> None:
    citations = mark(cite(ARTICLE, SECOND), "4,2 Millionen Euro"), cite(ENGLISH, "late", 2)
    findings = tuple(
        Finding(citation.marked_text or "late", "", (citation,), origin)
        for citation, origin in zip(citations, ("Inselbote, 09.03.2025", "?"), strict=True)
    )
    given = answer(*citations, findings=findings, note="Sie nennen Verschiedenes.")
    html = render_answer(1, given, Markup(), EN)
    page = Page(html)
    assert page.texts("li") == ["4,2 Millionen Euro 1Inselbote, 09.03.2025", "late 2?"]
    assert page.texts("p", class_="by", lang="de") == ["Inselbote, 09.03.2025", "?"]
    assert page.texts("span", class_="reading") == []
    assert html.index("</ul>") < html.index('class="note"') < html.index("<blockquote")


def test_an_answer_without_findings_has_no_lead_and_its_note_comes_last() -> None:
    html = render_answer(1, answer(cite(ARTICLE, FIRST), note="Das war es."), Markup(), DE)
    assert "lead" not in html
    assert html.index("<blockquote") < html.index('class="note"')


def test_a_follow_up_says_what_was_searched_for() -> None:
    limits = render_limits(Filter(sources=("Inselbote",)), DE)
    given = answer(cite(ARTICLE, FIRST), language="en", searched="Where is the dyke {0}?")
    page = Page(render_answer(1, given, limits, DE))
    assert page.texts("p", class_="searched") == ["Gesucht wurde: Where is the dyke {0}?"]
    assert page.texts("span", lang="en") == ["Where is the dyke {0}?"]
    assert page.texts("h2") == ["Was kostet der Deich?"]
    assert page.text.index("Gesucht wurde") < page.text.index("Eingegrenzt")
    assert turn_of(answer(cite(ARTICLE, FIRST)), DE).all("p", class_="searched") == []


def test_a_reworded_statement_is_no_quotation() -> None:
    reworded = (Statement("Rund vier Millionen.", (cite(ARTICLE, SECOND),)),)
    page = turn_of(answer(statements=reworded, generator="a model"), EN)
    assert page.all("blockquote") == []
    assert page.all("p", class_="statement", lang="de")
    assert "Worded by a model, backed by 1 article" in page.text


def test_the_byline_names_outlet_and_day_in_the_language_of_the_page() -> None:
    given = answer(cite(ARTICLE, FIRST))
    assert turn_of(given, DE).texts("figcaption") == ["Inselbote, 9. März 2025"]
    assert turn_of(given, EN).texts("figcaption") == ["Inselbote, 9 March 2025"]


@pytest.mark.parametrize(
    ("elapsed_ms", "german", "english"),
    [(234.0, "0,2 s", "0.2 s"), (42.0, "0,04 s", "0.04 s"), (1449.0, "1,4 s", "1.4 s")],
)
def test_an_answer_tells_how_it_was_made(elapsed_ms: float, german: str, english: str) -> None:
    given = answer(cite(ARTICLE, FIRST), cite(ENGLISH, "Nobody minds.", 2), elapsed_ms=elapsed_ms)
    assert f"Wörtlich aus 2 Artikeln · {german}" in turn_of(given, DE).text
    assert f"Quoted from 2 articles · {english}" in turn_of(given, EN).text


def test_a_card_shows_the_passage_whole_with_the_citation_marked() -> None:
    given = answer(cite(ARTICLE, SECOND), hits=(hit(ARTICLE),))
    page = Page(render_evidence(1, given, DE))
    assert page.texts("blockquote", lang="de") == [ARTICLE.text]
    assert page.texts("mark") == [SECOND]
    assert page.texts("h3") == ["Ein höherer Deich"]
    assert page.texts("p", class_="about") == ["Inselbote · 9. März 2025 · Deutsch"]
    assert page.texts("time", datetime="2025-03-09") == ["9. März 2025"]


def test_the_words_that_answer_stand_out_within_what_is_marked() -> None:
    cited = mark(cite(ARTICLE, SECOND), "4,2 Millionen Euro"), mark(cite(ARTICLE, FIRST, 2), "Der")
    page = Page(render_evidence(1, answer(*cited, hits=(hit(ARTICLE),)), DE))
    assert page.texts("blockquote") == [ARTICLE.text]
    assert page.texts("mark") == [FIRST, SECOND]
    assert page.texts("b") == ["Der", "4,2 Millionen Euro"]


def test_a_passage_from_the_middle_says_that_more_stands_around_it() -> None:
    middle = hit(ARTICLE, ARTICLE.text.index(SECOND), ARTICLE.text.index(SECOND) + len(SECOND))
    (attributes, text), *_ = Page(
        render_evidence(1, answer(cite(ARTICLE, SECOND), hits=(middle,)), DE)
    ).all("blockquote")
    assert text == SECOND
    assert {"data-before", "data-after"} <= attributes.keys()


def test_citations_of_one_passage_share_a_card_and_keep_their_own_marks() -> None:
    given = answer(cite(ARTICLE, SECOND), cite(ARTICLE, FIRST, 2), hits=(hit(ARTICLE),))
    page = Page(render_evidence(1, given, DE))
    assert page.texts("p", class_="numbers") == ["12"]
    assert [(a["data-number"], text) for a, text in page.all("mark")] == [
        ("2", FIRST),
        ("1", SECOND),
    ]


def test_citations_that_overlap_lose_no_text_and_double_none() -> None:
    whole = cite(ARTICLE, f"{FIRST} {SECOND}")
    inside = cite(ARTICLE, "Deich", 2)
    across = cite(ARTICLE, f"{SECOND}\n\n{REST}", 3)
    page = Page(render_evidence(1, answer(whole, inside, across, hits=(hit(ARTICLE),)), DE))
    assert page.texts("blockquote") == [ARTICLE.text]
    assert page.texts("mark") == [whole.quote, f"\n\n{REST}"]
    assert page.texts("p", class_="numbers") == ["123"]


def test_a_citation_outside_every_passage_is_shown_among_whole_words() -> None:
    long = replace(ARTICLE, text="Anfang " * 99 + SECOND + " Schluss" * 99)
    page = Page(render_evidence(1, answer(cite(long, SECOND), hits=(hit(ENGLISH),)), DE))
    shown = page.texts("blockquote", lang="de")[0]
    assert page.texts("mark") == [SECOND]
    assert set(shown.replace(SECOND, "").split()) == {"Anfang", "Schluss"}
    assert len(shown) < 700


def test_other_passages_are_folded_away_and_few() -> None:
    others = tuple(
        hit(replace(ENGLISH, id=f"other{rank}"), rank=rank)
        for rank in range(2, FURTHER_PASSAGES + 5)
    )
    given = answer(cite(ARTICLE, FIRST), hits=(hit(ARTICLE), *others))
    page = Page(render_evidence(1, given, DE))
    assert page.texts("summary") == ["5 weitere Passagen"]
    assert len(page.all("article", class_="card")) == 1 + FURTHER_PASSAGES


def explained(*parts: tuple[str, float]) -> Hit:
    start = ARTICLE.text.index(SECOND)
    best = Sentence("deich", 1, start, start + len(SECOND), SECOND)
    sentences = (ScoredSentence(best, 0.76, 0.5),)
    score = sum(value for _, value in parts)
    return replace(hit(ARTICLE), score=score, parts=parts, sentences=sentences)


def test_a_card_says_why_its_passage_was_found() -> None:
    found = explained(("passage", 0.4014), ("sentence", 0.3804), ("terms", -0.0104), ("new", 0.1))
    for given in (answer(cite(ARTICLE, SECOND), hits=(found,)), answer(hits=(found,))):
        page = Page(render_evidence(1, given, DE))
        assert page.texts("summary") == ["Warum diese Passage?"]
        assert page.texts("tr") == [
            "Ähnlichkeit der Passage0,401",
            "Ähnlichkeit ihres besten Satzes0,380",
            "Gemeinsame Wörter-0,010",
            "new0,100",
            "Zusammen0,871",
        ]
        bars = [attributes for attributes, _ in page.all("span") if "style" in attributes]
        assert [bar["style"] for bar in bars][::3] == ["width: 45.0%", "width: 11.2%"]
        assert ["data-minus" in bar for bar in bars] == [False, False, True, False]
        assert page.texts("q", lang="de") == [SECOND]
        assert "Ähnlichster Satz (0,760)" in page.text


def test_a_score_of_unknown_parts_is_not_explained() -> None:
    assert render_reasons(hit(ARTICLE), EN) == ""


def test_abstaining_shows_the_note_and_offers_the_nearest_passages() -> None:
    given = answer(hits=(hit(ENGLISH),), note="Die Artikel sagen dazu nichts.")
    turn, panel = turn_of(given, DE), Page(render_evidence(1, given, DE))
    assert turn.texts("p", class_="note", lang="de") == ["Die Artikel sagen dazu nichts."]
    assert turn.texts("button") == [DE.show_passages]
    assert turn.all("p", class_="failure") == []
    assert panel.texts("h2") == [DE.nearest]
    assert panel.texts("p", class_="hint") == [DE.nearest_hint]
    assert panel.all("mark") == []
    assert panel.texts("blockquote") == [ENGLISH.text]


def test_abstaining_with_nothing_near_says_so() -> None:
    given = answer(note="Die Artikel sagen dazu nichts.")
    assert DE.evidence_none in turn_of(given, DE).text
    assert Page(render_evidence(1, given, DE)).texts("p", class_="hint") == [DE.evidence_none]


def test_an_article_without_title_or_day_is_called_by_its_first_words() -> None:
    page = Page(render_evidence(1, answer(cite(ENGLISH, "Nobody minds.")), DE))
    assert page.texts("h3") == ["ohne Titel: The ferry is late. Nobody minds. …"]
    assert page.texts("p", class_="about") == ["undatiert · Englisch"]


def test_a_web_address_is_a_link_that_gives_nothing_away() -> None:
    page = Page(render_evidence(1, answer(cite(ARTICLE, FIRST)), EN))
    ((attributes, text),) = page.all("a")
    assert attributes["href"] == ARTICLE.url
    assert attributes["rel"] == "noopener noreferrer nofollow"
    assert attributes["target"] == "_blank"
    assert text == "www.bote.example (opens in a new tab)"


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
    page = Page(render_evidence(1, answer(cite(replace(ARTICLE, url=url), FIRST)), EN))
    assert page.all("a") == []
    assert page.texts("p", class_="address") == [url]


def test_nothing_an_article_or_a_question_holds_becomes_markup() -> None:
    bad = Article(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, language=HOSTILE)
    cited = mark(cite(bad, HOSTILE), HOSTILE[5:40])
    given = answer(
        cited,
        hits=(hit(bad),),
        question=HOSTILE,
        searched=HOSTILE,
        language=HOSTILE,
        note=HOSTILE,
        findings=(Finding(HOSTILE, HOSTILE, (cited,), HOSTILE),) * 2,
    )
    nameless = replace(bad, id="nameless", title="", source=None)
    abstained = answer(hits=(hit(bad), hit(nameless)), question=HOSTILE, note=HOSTILE)
    pieces = [
        piece
        for shown in (given, abstained)
        for piece in (render_answer(1, shown, Markup(), DE), render_evidence(1, shown, DE))
    ]
    hostile = Filter(sources=(HOSTILE,), languages=(HOSTILE,))
    pieces += [render_pending(1, HOSTILE, render_limits(hostile, DE), DE)]
    pieces += [render_failure(1, HOSTILE, Markup(), HOSTILE)]
    pieces += [render_reasons(replace(hit(bad), parts=((HOSTILE, 1.0),)), DE)]
    pieces += [render_conversation((), [HOSTILE], DE)]
    for piece in pieces:
        page = Page(piece)
        assert HOSTILE in page.text
        assert not {"script", "img", "a"} & {tag for tag, _, _ in page.elements}
        names = {name for _, attributes, _ in page.elements for name in attributes}
        assert not {name for name in names if name.startswith("on") or name in ("src", "href")}


def test_the_panel_keeps_earlier_evidence_hidden() -> None:
    page = Page(render_panel([Markup("<p>one</p>"), Markup("<p>two</p>")], DE))
    assert [("hidden" in attributes, text) for attributes, text in page.all("div")] == [
        (True, "one"),
        (False, "two"),
    ]


def test_the_page_introduces_itself_in_its_language() -> None:
    empty = Page(render_conversation((), ["Was kostet der Deich?"], EN))
    assert empty.texts("h2") == [EN.welcome_title]
    assert empty.all("div", class_="log", lang="en", role="log")
    ((button, text),) = empty.all("button")
    assert button["data-ask"] == text == "Was kostet der Deich?"
    assert Page(render_conversation((), (), EN)).all("h3") == []
    assert Page(render_masthead(DE)).texts("h1") == ["Fundstelle"]
    assert Page(render_panel((), DE)).texts("p") == [DE.evidence_hint]
