"""What the page shows of an answer: right, in the right language, and never as markup."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import Markup
from shown import ARTICLE, ENGLISH, FIRST, HOSTILE, SECOND

from index.records import Article, Filter, Hit, Passage
from rag.records import Answer, Citation, Finding, Statement, Withheld
from ui.frame import render_examples, render_suggestions
from ui.render import (
    render_answer,
    render_ended,
    render_failure,
    render_limits,
    render_pending,
    render_stop,
)
from ui.texts import Texts, texts_in

DE, EN = texts_in("de"), texts_in("en")


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
        if tag not in ("input", "img", "br"):  # these hold nothing
            self._open.append(pieces)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))

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


def test_a_follow_up_says_what_was_searched_for() -> None:
    limits = render_limits(Filter(sources=("Inselbote",)), DE)
    given = answer(cite(ARTICLE, FIRST), language="en", searched="Where is the dyke {0}?")
    page = Page(render_answer(1, given, limits, DE))
    assert page.texts("p", class_="searched") == ["Gesucht wurde: Where is the dyke {0}?"]
    assert page.texts("span", lang="en") == ["Where is the dyke {0}?"]
    assert page.texts("h2") == ["Was kostet der Deich?"]
    assert page.text.index("Gesucht wurde") < page.text.index("Eingegrenzt")
    assert turn_of(answer(cite(ARTICLE, FIRST)), DE).all("p", class_="searched") == []


def worded(*texts: str, **changes: Any) -> Answer:
    cited = (cite(ARTICLE, SECOND),)
    statements = tuple(Statement(text, cited) for text in texts)
    return answer(statements=statements, abstained=False, generator="a model", **changes)


def test_an_answer_in_a_model_s_words_says_so() -> None:
    page = turn_of(worded("Rund vier Millionen."), EN)
    assert "Worded by a model, each sentence checked against 1 article" in page.text


def test_nothing_comes_to_stand_above_a_sentence_that_is_there() -> None:
    citation = mark(cite(ARTICLE, SECOND), "4,2 Millionen Euro")
    findings = (Finding("4,2 Millionen Euro", "", (citation,), "Inselbote"),) * 2
    one, two = "Rund vier Millionen.", "Mehr als gedacht."
    grown = [
        render_answer(1, given, Markup(), DE)
        for given in (
            worded(one, complete=False),
            worded(one, two, complete=False, withheld=(Withheld("Falsch.", "Darum."),)),
            worded(one, two, findings=findings, note="Verschiedenes."),
        )
    ]
    heads = [html[: html.index(one) + len(one)] for html in grown]
    assert heads[0] == heads[1] == heads[2]
    assert [DE.writing in html for html in grown] == [True, True, False]
    assert ["origin" in html for html in grown] == [False, False, True]
    assert "Falsch." not in grown[1]
    last = grown[2]
    assert last.index(two) < last.index("Verschiedenes.") < last.index('class="lead"')


def test_an_answer_that_ended_early_says_why() -> None:
    html = render_answer(1, worded("Vier.", complete=False), Markup(), DE, render_stop("Halt."))
    page = Page(html)
    assert page.texts("p", class_="note") == ["Halt."]
    assert page.all("p", class_="pending") == []
    assert html.index("Vier.") < html.index("Halt.") < html.index("origin")


def test_a_question_taken_apart_says_into_what() -> None:
    parts = ("Was kostet der Deich?", "Und die <Fähre>?")
    page = turn_of(worded("Vier.", searched="Deich und Fähre?", parts=parts), DE)
    assert page.texts("p", class_="searched") == [
        "Gesucht wurde: Deich und Fähre?",
        "Einzeln gesucht wurde: Was kostet der Deich? · Und die <Fähre>?",
    ]


@pytest.mark.parametrize(
    ("elapsed_ms", "german", "english"),
    [
        (234.0, "0,2 s", "0.2 s"),
        (42.0, "0,04 s", "0.04 s"),
        (1449.0, "1,4 s", "1.4 s"),
        (2.0, "0,01 s", "0.01 s"),  # nothing takes no time
    ],
)
def test_an_answer_tells_how_it_was_made(elapsed_ms: float, german: str, english: str) -> None:
    given = answer(cite(ARTICLE, FIRST), cite(ENGLISH, "Nobody minds.", 2), elapsed_ms=elapsed_ms)
    assert f"Wörtlich aus 2 Artikeln · {german}" in turn_of(given, DE).text
    assert f"Quoted from 2 articles · {english}" in turn_of(given, EN).text


def test_abstaining_shows_the_note_and_offers_the_nearest_passages() -> None:
    given = answer(hits=(hit(ENGLISH),), note="Die Artikel sagen dazu nichts.")
    turn = turn_of(given, DE)
    assert turn.texts("p", class_="note", lang="de") == ["Die Artikel sagen dazu nichts."]
    assert turn.texts("button")[0] == DE.show_passages
    assert turn.all("p", class_="failure") == []


def test_where_limits_may_be_why_there_is_no_answer_all_articles_are_offered() -> None:
    limits = render_limits(Filter(sources=("Inselbote",)), DE)
    for given, offered in ((answer(note="Nichts."), 1), (answer(cite(ARTICLE, FIRST)), 0)):
        shown = Page(render_answer(1, given, limits, DE))
        assert len(shown.all("button", **{"data-do": "widen"})) == offered
    assert turn_of(answer(note="Nichts."), DE).all("p", class_="wider") == []


def test_abstaining_quotes_what_is_nearest_below_the_note() -> None:
    nearest = (cite(ARTICLE, FIRST), cite(ENGLISH, "Nobody minds.", 2))
    given = answer(hits=(hit(ENGLISH),), note="Die Artikel sagen dazu nichts.", nearest=nearest)
    turn = turn_of(given, DE)
    assert turn.texts("blockquote", lang="de") == [FIRST]
    assert turn.texts("blockquote", lang="en") == ["Nobody minds."]
    assert turn.texts("button", class_="marker") == ["1", "2"]
    assert turn.all("b") == []
    assert turn.text.index("sagen dazu nichts") < turn.text.index(DE.nearest_said)
    assert turn.text.index(DE.nearest_said) < turn.text.index(FIRST)
    assert DE.nearest_said not in turn_of(answer(cite(ARTICLE, FIRST)), DE).text


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
        parts=(HOSTILE,),
        withheld=(Withheld(HOSTILE, HOSTILE),),
    )
    said = replace(given, statements=(Statement(f"{HOSTILE}!", (cited,)),), generator=HOSTILE)
    abstained = answer(hits=(hit(bad),), question=HOSTILE, note=HOSTILE, nearest=(cited,))
    pieces = [
        render_answer(1, shown, Markup(), DE)
        for shown in (given, said, replace(said, complete=False), abstained)
    ]
    hostile = Filter(sources=(HOSTILE,), languages=(HOSTILE,))
    pieces += [render_pending(1, HOSTILE, render_limits(hostile, DE), DE)]
    pieces += [
        render_ended(1, HOSTILE, Markup(), render_failure(HOSTILE), DE),
        render_stop(HOSTILE),
    ]
    pieces += [render_examples([HOSTILE], DE), render_suggestions([HOSTILE], DE)]
    for piece in pieces:
        page = Page(piece)
        assert HOSTILE in page.text
        assert not {"script", "img", "a"} & {tag for tag, _, _ in page.elements}
        names = {name for _, attributes, _ in page.elements for name in attributes}
        assert not {name for name in names if name.startswith("on") or name in ("src", "href")}
