"""A whole article on the page: to the letter, marked, and opened for whoever asks properly."""

import json
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from shown import find

from index.errors import ArticleUnknown, IndexDamaged
from index.records import Article
from rag.traces import hash_article
from ui.quotations import Mark
from ui.reading import MOST_MARKS, make_open_article, render_article
from ui.texts import texts_in

DE, EN = texts_in("de"), texts_in("en")

ARTICLE = Article(
    id="deich",
    title="Ein höherer <Deich>",
    text="Der Deich wird erhöht.\nDas kostet Geld.\n\n \n\nDie Arbeiten beginnen im März.\n",
    url="https://www.bote.example/deich",
    source="Inselbote",
    published=date(2025, 3, 9),
    language="de",
)
HOSTILE = "\"'><script>alert(1)</script>\n\n<img src=x onerror=alert(2)> {0}"


def parse(article: Article, *marks: Mark) -> html.HtmlElement:
    return html.fragment_fromstring(str(render_article(article, marks, EN)), create_parent="div")


def body(article: Article, *marks: Mark) -> html.HtmlElement:
    (node,) = find(parse(article, *marks), ".text")
    return node


def test_an_article_is_there_with_its_facts() -> None:
    page = parse(ARTICLE)
    assert [one.text_content() for one in find(page, "h2")] == [ARTICLE.title]
    assert [one.text_content() for one in find(page, ".about")] == [
        "Inselbote · 9 March 2025 · German"
    ]
    assert [one.get("href") for one in find(page, "a")] == [ARTICLE.url]
    assert [one.get("lang") for one in find(page, ".text")] == ["de"]
    assert "Back to the evidence" in find(page, "[data-leave]")[0].text_content()
    assert find(page, "mark") == find(page, ".note") == []


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nStill one.\n\nTwo.", ["One.\nStill one.", "Two."]),
        ("One.\nTwo.\nThree.", ["One.", "Two.", "Three."]),
        ("\n \nOne.\nTwo.\n\n", ["One.", "Two."]),
        ("One.\n \t \n\n\nTwo. ", ["One.", "Two. "]),
        ("One.", ["One."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_paragraphs_are_the_text_s_own(text: str, paragraphs: list[str]) -> None:
    node = body(replace(ARTICLE, text=text))
    assert node.text_content() == text
    assert [one.text_content() for one in find(node, "p")] == paragraphs


def test_a_citation_across_paragraphs_is_marked_in_each() -> None:
    start, end = ARTICLE.text.index("Das"), ARTICLE.text.index(" beginnen")
    bold = (ARTICLE.text.index("Geld"), ARTICLE.text.index("Arbeiten"))
    marks = find(body(ARTICLE, Mark(start, end, 7, bold)), "mark[data-number=7]")
    assert [one.text_content() for one in marks] == ["Das kostet Geld.", "Die Arbeiten"]
    assert [[b.text for b in find(one, "b")] for one in marks] == [["Geld."], ["Die "]]


# Whatever XML can hold: the parser that these tests read with would drop the rest.
_TEXT = st.text(
    st.one_of(
        st.sampled_from("\n \t<>&\"'ab"),
        st.characters(min_codepoint=32, max_codepoint=0xD7FF, exclude_categories=("Cc", "Cs")),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(_TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_every_character_is_there_once_whatever_is_marked(
    text: str, ends: list[tuple[int, int]]
) -> None:
    stretches = [(min(pair), max(pair)) for pair in ends]
    inside = [(a, min(b, len(text))) for a, b in stretches if a < min(b, len(text))]
    marks = [Mark(start, end, n, (start, end)) for n, (start, end) in enumerate(inside, 1)]
    node = body(replace(ARTICLE, text=text), *marks)
    assert node.text_content() == text
    covered = {at for start, end in inside for at in range(start, end)}
    marked = "".join(one.text_content() for one in find(node, "mark"))
    bold = "".join(one.text_content() for one in find(node, "mark b"))
    expected = "".join(text[at] for at in sorted(covered))
    assert [one for one in marked if not one.isspace()] == [
        one for one in expected if not one.isspace()
    ]
    assert bold == marked


def test_nothing_in_an_article_becomes_markup() -> None:
    bad = Article(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, language=HOSTILE)
    page = parse(bad, Mark(5, 50, 1, (10, 45)))
    assert find(page, ".text")[0].text_content() == HOSTILE
    assert not {"script", "img", "a"} & {one.tag for one in page.iter()}
    names = {name for one in page.iter() for name in one.attrib}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href")}


# Asked for by the page


class Shelf:
    """Holds one article."""

    def article(self, article_id: str) -> Article:
        if article_id == "damaged":
            raise IndexDamaged("The index is damaged; rebuild it.")
        if article_id != ARTICLE.id:
            raise ArticleUnknown(f"There is no article {article_id}.")
        return ARTICLE


def ask(asked: Any) -> dict[str, str]:
    return make_open_article(Shelf(), lambda _: DE)(asked, cast("Any", None))


def mark(**changes: Any) -> dict[str, Any]:
    return {"number": 1, "start": 0, "end": 22, "bold": [4, 9], **changes}


def asking(*marks: Any, **changes: Any) -> dict[str, Any]:
    known = {"article": "deich", "hash": hash_article(ARTICLE), "marks": list(marks)}
    return known | changes


def test_an_article_is_opened_with_its_marks() -> None:
    reply = ask(
        json.loads(json.dumps(asking(mark(), mark(number=None, start=40, end=50, bold=None))))
    )
    assert reply.keys() == {"html"}
    marks = [Mark(0, 22, 1, (4, 9)), Mark(40, 50)]
    assert reply["html"] == render_article(ARTICLE, marks, DE)


def test_nothing_need_be_marked() -> None:
    assert ask(asking(hash="")) == {"html": str(render_article(ARTICLE, (), DE))}


@pytest.mark.parametrize(
    "asked", [asking(mark(), hash="0000"), asking(mark(end=999)), asking(mark(), hash="")]
)
def test_what_has_changed_since_is_not_marked_wrongly(asked: dict[str, Any]) -> None:
    page = html.fragment_fromstring(ask(asked)["html"], create_parent="div")
    assert find(page, "mark") == []
    assert "geändert" in find(page, ".note")[0].text_content()
    assert find(page, ".text")[0].text_content() == ARTICLE.text


def test_an_article_that_is_gone_is_one_sentence() -> None:
    assert ask(asking(article="gone")) == {"error": "Diesen Artikel gibt es im Index nicht mehr."}
    assert ask(asking(article="damaged")) == {"error": "The index is damaged; rebuild it."}


@pytest.mark.parametrize(
    "asked",
    [
        None,
        7,
        "deich",
        [],
        {},
        {"article": "deich"},
        asking(article=None),
        asking(article=["deich"]),
        asking(article=""),
        asking(article="x" * 2000),
        asking(article="\ud800"),
        asking(hash=5),
        asking(marks=None),
        asking(marks={"number": 1}),
        asking(marks="[]"),
        asking(*[mark()] * (MOST_MARKS + 1)),
        asking(None),
        asking(7),
        asking([]),
        asking({}),
        *(
            asking(mark(**wrong))
            for wrong in (
                {"number": 0},
                {"number": -1},
                {"number": True},
                {"number": 1.0},
                {"number": "1"},
                {"number": 10**9},
                {"start": -1},
                {"start": 22},
                {"start": 30},
                {"start": None},
                {"start": 0.5},
                {"start": False},
                {"end": "22"},
                {"end": float("inf")},
                {"bold": [4]},
                {"bold": [4, 9, 10]},
                {"bold": [9, 4]},
                {"bold": [4, 4]},
                {"bold": [4, 23]},
                {"bold": [-4, 9]},
                {"bold": "49"},
                {"bold": 4},
                {"bold": {"a": 1, "b": 2}},
            )
        ),
    ],
)
def test_what_the_page_never_asks_is_refused(asked: Any) -> None:
    reply = ask(asked)
    assert reply.keys() == {"error"}
    assert "laden Sie die Seite neu" in reply["error"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {"article": st.just("deich") | _JSON, "marks": st.lists(_JSON, max_size=3) | _JSON},
        optional={"hash": _JSON},
    )
    | _JSON
)
def test_whatever_is_asked_there_is_an_answer(asked: Any) -> None:
    assert ask(asked).keys() in ({"html"}, {"error"})
