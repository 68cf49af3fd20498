"""The evidence panel by itself, in a real browser: its own scripts, styles and server function."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

import gradio as gr
import pytest
from conftest import DESKTOP, PHONE
from markupsafe import Markup
from playwright.sync_api import Browser, Locator, Page, Route, expect
from servers import ROOT

from index.errors import ArticleUnknown
from index.records import Article, Hit, Passage
from rag.records import Answer, Citation, Finding, Statement
from ui.evidence import render_evidence, render_opener, render_panel
from ui.reading import make_open_article
from ui.statements import render_quotations
from ui.texts import texts_in

pytestmark = pytest.mark.browser

Show = Callable[..., Page]

ADDRESS = "http://page.example/"
ASSETS = ROOT / "ui" / "assets"
LINES = [f"Zeile {number} erzählt vom Wetter auf der Insel und vom Wind." for number in range(60)]
COST = "Der neue Deich kostet 4,2 Millionen Euro."
START = "Gebaut wird er ab März."
DYKE = Article(
    id="deich",
    title="Ein <b>höherer</b> Deich",
    text="\n\n".join([*LINES[:30], f"{COST} {START}", *LINES[30:]]),
    url="https://www.bote.example/deich",
    source="Inselbote",
    published=date(2025, 3, 9),
    language="de",
)
OTHER = Article(
    id="kosten",
    title="The price of a dyke",
    text="Officials put the price at €4.5 million. Others are silent.",
    source="Harbour Gazette",
    published=date(2025, 3, 11),
    language="en",
)
FAR = tuple(
    Article(id=f"far{n}", title=f"Far {n}", text=f"Far away {n} there is sand.", language="en")
    for n in range(3)
)
GONE = Article(id="gone", title="Gone", text="What is gone is gone.", language="en")
STORED = {one.id: one for one in (DYKE, OTHER, *FAR)}
TEXTS = texts_in("en")

MAIN = """
  import * as evidence from "./evidence.js";
  import { morph } from "./morph.js";
  Object.assign(window, { evidence, morph });
  const server = {
    open_article: async (asked) => JSON.parse(await window.answer(JSON.stringify(asked))),
  };
  evidence.start({
    panel: document.getElementById("evidence"), log: document.querySelector(".log"), server,
  });
  window.ready = true;
"""
PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Evidence</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<style>{}</style><link rel="stylesheet" href="page.css">'
    '<link rel="stylesheet" href="evidence.css"><body><div id="page">'
    '<header id="masthead"><div class="masthead"><h1>Page</h1></div></header>'
    '<main id="conversation"><div class="log">{}</div></main>'
    '<form id="composer"><textarea aria-label="Question"></textarea></form>{}</div>'
    '<script type="module" src="main.js"></script></body></html>'
)
NOTHING = Markup("")
RESET = Markup(
    "*, ::before, ::after { box-sizing: border-box; } "
    "h1, h2, h3, p, blockquote, figure, table, ul { margin: 0; } body { margin: 0; } "
    "button { font: inherit; color: inherit; background: none; border: 0; padding: 0; }"
)


def cite(article: Article, quote: str, marker: int, words: str = "") -> Citation:
    start = article.text.index(quote)
    marked = None
    if words:
        first = article.text.index(words, start)
        marked = (first, first + len(words))
    return Citation(marker, article, start, start + len(quote), quote, marked)


def found(article: Article, quote: str, rank: int, reprints: tuple[Article, ...] = ()) -> Hit:
    start = article.text.index(quote)
    passage = Passage(article.id, 0, start, start + len(quote), quote)
    parts = (("passage", 0.4 / rank), ("sentence", 0.5 / rank))
    return Hit(passage, article, 0.9 / rank, rank, (), parts, reprints)


def disputed(question: str = "Was kostet der Deich?") -> Answer:
    """Two articles that disagree on a figure, and what else was found."""
    one = cite(DYKE, COST, 1, "4,2 Millionen Euro")
    two = cite(OTHER, "Officials put the price at €4.5 million.", 2, "€4.5 million")
    more = cite(DYKE, START, 3)
    reprint = Article(
        id="copy",
        title="Copy",
        text=DYKE.text,
        url="https://copy.example/a",
        source="Kopie",
        language="de",
    )
    hits = (
        found(DYKE, f"{COST} {START}", 1, (reprint,)),
        found(OTHER, OTHER.text, 2),
        *(found(one, one.text, 3 + n) for n, one in enumerate((*FAR, GONE))),
    )
    return Answer(
        question,
        "de",
        tuple(Statement(one.quote, (one,)) for one in (one, two, more)),
        hits,
        abstained=False,
        findings=(
            Finding("4,2 Millionen Euro", "", (one,), "Inselbote, 09.03.2025"),
            Finding("€4.5 million", "4,5 Millionen Euro", (two,), "Harbour Gazette, 11.03.2025"),
        ),
    )


def undisputed(question: str = "Wann wird gebaut?") -> Answer:
    """One article that says it."""
    one = cite(DYKE, START, 1, "März")
    return Answer(question, "de", (Statement(START, (one,)),), disputed().hits, abstained=False)


def turn_of(number: int, answer: Answer) -> Markup:
    return Markup(
        '<article class="turn" data-turn="{}"><h2 class="question">{}</h2>{}'
        '<p class="origin">{}</p></article>'
    ).format(
        number, answer.question, render_quotations(answer, TEXTS), render_opener(answer, TEXTS)
    )


def answer_article(asked: str) -> str:
    """Answer as the server would."""
    opening = make_open_article(Shelf(), lambda _: TEXTS)
    return json.dumps(opening(json.loads(asked), cast("gr.Request", None)))


class Shelf:
    """The articles that are still there."""

    def article(self, article_id: str) -> Article:
        if article_id not in STORED:
            raise ArticleUnknown(f"No {article_id}.")
        return STORED[article_id]


def put(page: Page, number: int, answer: Answer) -> Locator:
    """Put in the evidence of a turn and return it."""
    html = str(render_evidence(number, answer, TEXTS))
    page.evaluate("([turn, html]) => evidence.put(turn, html)", [number, html])
    return page.locator(f"#evidence [data-turn='{number}']")


@pytest.fixture
def show(chromium: Browser) -> Iterator[Show]:
    """Open a page with answers and their evidence; see at the end that nothing went wrong."""
    contexts, wrong = [], []

    def show_(
        *answers: Answer, phone: bool = False, still: bool = True, css: Markup = NOTHING
    ) -> Page:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP,
            reduced_motion="reduce" if still else "no-preference",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        turns = Markup("").join(turn_of(n, one) for n, one in enumerate(answers, 1))
        html = PAGE.format(RESET + css, turns, render_panel(TEXTS))

        def fulfil(route: Route) -> None:
            name = route.request.url.removeprefix(ADDRESS).partition("?")[0]
            if name == "":
                route.fulfill(body=str(html), content_type="text/html; charset=utf-8")
            elif name == "main.js":
                route.fulfill(body=MAIN, content_type="text/javascript")
            elif (ASSETS / name).is_file():
                route.fulfill(path=ASSETS / name)
            else:
                route.abort()

        page.route("**/*", fulfil)
        page.expose_function("answer", answer_article)
        page.goto(f"{ADDRESS}?before")  # so that there is somewhere to go back to
        page.goto(ADDRESS)
        page.wait_for_function("window.ready")
        for number, one in enumerate(answers, 1):
            put(page, number, one)
        return page

    yield show_
    for context in contexts:
        context.close()
    assert wrong == []


def turn(page: Page, number: int) -> Locator:
    return page.locator(f".turn[data-turn='{number}']")


def section(page: Page, number: int) -> Locator:
    return page.locator(f"#evidence [data-turn='{number}']")


def scrolled(page: Page) -> int:
    return int(page.locator("#evidence").evaluate("element => element.scrollTop"))


def test_a_marker_leads_to_its_sentence_and_its_number_back(show: Show) -> None:
    page = show(disputed())
    for marker in turn(page, 1).locator("[data-cite]").all():
        number = marker.get_attribute("data-cite")
        marker.click()
        mark = page.locator(f"#evidence mark[data-number='{number}']")
        expect(mark).to_be_focused()
        expect(mark).to_be_in_viewport(ratio=1)
        page.locator(f"#evidence [data-back='{number}']").click()
        expect(marker).to_be_focused()
        expect(marker).to_be_in_viewport(ratio=1)


def test_back_finds_a_marker_though_the_one_that_led_here_is_gone(show: Show) -> None:
    page = show(disputed())
    turn(page, 1).locator("table [data-cite='1']").click()
    turn(page, 1).locator("table").evaluate("element => element.remove()")
    page.locator("#evidence [data-back='1']").click()
    expect(turn(page, 1).locator(".statement [data-cite='1']")).to_be_focused()


def test_the_newest_evidence_is_shown_until_the_reader_chooses(show: Show) -> None:
    page = show(disputed(), undisputed())
    expect(section(page, 1)).to_be_hidden()
    expect(section(page, 2)).to_be_visible()
    turn(page, 1).locator("[data-cite='2']").first.click()
    expect(section(page, 1)).to_be_visible()
    expect(section(page, 2)).to_be_hidden()
    put(page, 2, undisputed("Wann?"))  # what grows elsewhere does not disturb
    expect(section(page, 1)).to_be_visible()
    put(page, 3, undisputed())
    expect(section(page, 3)).to_be_visible()
    page.evaluate("evidence.show(2)")
    expect(section(page, 2).locator(".asked")).to_have_text("Asked: Wann?")
    page.evaluate("evidence.remove(2)")
    expect(section(page, 3)).to_be_visible()
    expect(page.locator("#evidence .empty")).to_be_hidden()
    page.evaluate("evidence.clear()")
    expect(page.locator("#evidence .empty")).to_be_visible()
    expect(page.locator("#evidence .evidence")).to_have_count(0)


def test_what_grows_keeps_the_reader_s_place(show: Show) -> None:
    whole = disputed()
    half = Answer(
        whole.question, "de", whole.statements[:1], whole.hits, abstained=False, complete=False
    )
    page = show(half)
    panel = section(page, 1)
    panel.locator(".further > summary").click()
    page.evaluate("document.querySelector('.log [data-cite]').click()")
    mark = panel.locator("mark[data-number='1']")
    expect(mark).to_be_focused()
    expect(mark).to_have_class("flash")
    was = scrolled(page)
    mark.evaluate("element => { element.known = true; }")
    put(page, 1, whole)
    expect(panel.locator("mark[data-number]")).to_have_count(3)
    expect(mark).to_be_focused()
    expect(mark).to_have_class("flash")  # it is not cut short
    assert mark.evaluate("element => element.known")
    expect(panel.locator(".further")).to_have_attribute("open", "")
    expect(panel.locator(".card [data-back]")).to_have_text(["1", "3", "2"])
    assert scrolled(page) == was


def test_a_marker_that_is_pointed_at_shows_its_card(show: Show) -> None:
    page = show(disputed())
    card = page.locator("#evidence .card.near")
    turn(page, 1).locator("[data-cite='2']").first.hover()
    expect(card.locator("h3")).to_have_text(OTHER.title)
    page.locator("h1").hover()
    expect(card).to_have_count(0)
    turn(page, 1).locator("[data-cite='1']").first.focus()
    expect(card.locator("h3")).to_have_text(DYKE.title)


@pytest.mark.parametrize("way", ["button", "escape"])
def test_an_article_opens_at_its_sentence_and_closes_to_its_card(show: Show, way: str) -> None:
    page = show(disputed())
    button = page.locator("#evidence [data-article='deich']").first
    button.scroll_into_view_if_needed()
    was = scrolled(page)
    button.click()
    reading = page.locator("#evidence .reading")
    assert reading.locator(".text").evaluate("element => element.textContent") == DYKE.text
    expect(reading.locator("h2")).to_have_text(DYKE.title)
    expect(reading.locator(".about")).to_have_text("Inselbote · 9 March 2025 · German")
    expect(reading.locator("a")).to_have_attribute("href", str(DYKE.url))
    mark = reading.locator("mark[data-number='1']")
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport(ratio=1)
    expect(mark.locator("b")).to_have_text("4,2 Millionen Euro")
    expect(reading.locator("mark[data-number='3']")).to_have_text(START)
    expect(page.locator("#evidence .card").first).to_be_hidden()
    if way == "button":
        reading.get_by_role("button", name="Back to the evidence").click()
    else:
        page.keyboard.press("Escape")
    expect(reading).to_be_hidden()
    expect(button).to_be_focused()
    assert scrolled(page) == was


def test_a_passage_that_nothing_cites_is_marked_in_its_article_too(show: Show) -> None:
    page = show(disputed())
    page.locator("#evidence .further > summary").click()
    page.locator("#evidence [data-article='far1']").click()
    mark = page.locator("#evidence .reading mark[data-found]")
    expect(mark).to_have_text(FAR[1].text)
    expect(mark).to_be_focused()


def test_a_marker_leads_out_of_the_article_that_is_read(show: Show) -> None:
    page = show(disputed())
    page.locator("#evidence [data-article='deich']").first.click()
    expect(page.locator("#evidence .reading")).to_be_visible()
    turn(page, 1).locator("[data-cite='2']").first.click()
    expect(page.locator("#evidence .reading")).to_be_hidden()
    expect(page.locator("#evidence .card mark[data-number='2']")).to_be_focused()


def test_an_article_that_cannot_be_opened_is_one_sentence(show: Show) -> None:
    page = show(disputed())
    page.locator("#evidence .further > summary").click()
    button = page.locator("#evidence [data-article='gone']")
    alert = page.locator("#evidence").get_by_role("alert")
    button.click()
    expect(alert).to_have_text("This article is no longer in the index.")
    button.evaluate("element => { element.dataset.marks = '[{}]'; }")
    button.click()
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("Please reload the page.")
    page.evaluate("() => { window.answer = () => Promise.reject(new Error('gone')); }")
    page.locator("#evidence [data-article='deich']").first.click()
    expect(alert.first).to_contain_text("the server does not answer")
    expect(page.locator("#evidence .reading")).to_be_hidden()


def test_on_a_phone_the_evidence_is_a_sheet(show: Show) -> None:
    page = show(disputed(), undisputed(), phone=True)
    sheet = page.locator("#evidence")
    expect(sheet).to_be_hidden()
    marker = turn(page, 2).locator("[data-cite='1']").first
    marker.scroll_into_view_if_needed()
    place = page.evaluate("window.scrollY")
    marker.click()
    expect(page.get_by_role("dialog", name="Evidence")).to_be_visible()
    expect(sheet).to_have_attribute("aria-modal", "true")
    expect(section(page, 2).locator("mark[data-number='1']")).to_be_focused()
    expect(section(page, 2).locator("mark[data-number='1']")).to_be_in_viewport(ratio=1)
    box = sheet.bounding_box()
    assert box
    assert box["y"] + box["height"] == PHONE["height"]
    assert 0.84 < box["height"] / PHONE["height"] < 0.86
    for _ in range(12):
        page.keyboard.press("Tab")
        inside = (
            "document.activeElement.closest('#evidence') || document.activeElement.matches('body')"
        )
        assert page.evaluate(f"Boolean({inside})")
    page.get_by_role("button", name="Close evidence").click()
    expect(sheet).to_be_hidden()
    expect(marker).to_be_focused()
    assert page.evaluate("window.scrollY") == place
    assert page.evaluate("document.querySelectorAll('[inert]').length") == 0


@pytest.mark.parametrize("way", ["escape", "back", "beside", "number"])
def test_there_are_many_ways_out_of_the_sheet(show: Show, way: str) -> None:
    page = show(disputed(), phone=True)
    opener = turn(page, 1).locator("[data-show]" if way != "number" else "[data-cite='1']").first
    for _ in range(2):  # and it can be done again
        opener.click()
        expect(page.locator("#evidence")).to_be_visible()
        page.wait_for_function("history.state?.evidence === 'sheet'")
        if way == "escape":
            page.keyboard.press("Escape")
        elif way == "back":
            page.go_back()
        elif way == "beside":
            page.mouse.click(200, 40)
        else:
            page.locator("#evidence [data-back='1']").click()
        expect(page.locator("#evidence")).to_be_hidden()
        expect(opener).to_be_focused()
        page.wait_for_function("!history.state?.evidence")
    assert page.url == ADDRESS
    page.go_back()
    assert page.url == f"{ADDRESS}?before", "the sheet leaves nothing behind in the history"


def test_an_article_in_the_sheet_has_its_own_way_back(show: Show) -> None:
    page = show(disputed(), phone=True)
    turn(page, 1).locator("[data-cite='2']").first.click()
    button = page.locator("#evidence [data-article='kosten']").first
    reading = page.locator("#evidence .reading")
    for way in ("back", "escape", "button"):
        button.click()
        expect(reading.locator("mark[data-number='2']")).to_be_focused()
        page.wait_for_function("history.state?.evidence === 'article'")
        if way == "back":
            page.go_back()
        elif way == "escape":
            page.keyboard.press("Escape")
        else:
            reading.get_by_role("button", name="Back to the evidence").click()
        expect(reading).to_be_hidden()
        expect(button).to_be_focused()
        page.wait_for_function("history.state?.evidence === 'sheet'")
    button.click()
    expect(reading).to_be_visible()
    page.get_by_role("button", name="Close evidence").click()
    expect(page.locator("#evidence")).to_be_hidden()
    page.wait_for_function("!history.state?.evidence")
    page.go_back()
    assert page.url == f"{ADDRESS}?before"


def test_a_window_that_widens_shows_both_again(show: Show) -> None:
    page = show(disputed(), phone=True)
    turn(page, 1).locator("[data-show]").click()
    page.set_viewport_size(DESKTOP)
    expect(page.get_by_role("complementary", name="Evidence")).to_be_visible()
    turn(page, 1).locator("[data-cite='1']").first.click()
    expect(page.locator("#evidence mark[data-number='1']")).to_be_focused()
    expect(page.locator("#evidence")).not_to_have_attribute("aria-modal", "true")


def test_nothing_widens_a_narrow_window(show: Show) -> None:
    page = show(disputed(), phone=True)
    turn(page, 1).locator(".lead b").first.evaluate("it => { it.textContent = 'Mega'.repeat(99); }")
    turn(page, 1).locator("[data-show]").click()
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room


@pytest.mark.parametrize("phone", [False, True])
def test_a_reader_who_wants_calm_sees_nothing_move(show: Show, phone: bool) -> None:
    for still in (True, False):
        page = show(disputed(), phone=phone, still=still)
        turn(page, 1).locator("[data-cite='1']").first.click()
        moving = page.evaluate("document.getAnimations().length")
        assert (moving == 0) is still


@pytest.mark.parametrize("phone", [False, True])
def test_the_evidence_is_accessible(show: Show, phone: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = show(disputed(), phone=phone)
    turn(page, 1).locator("[data-cite='1']").first.click()
    found: list[Any] = []
    for open_ in (".reprints > summary", ".why > summary", ".further > summary", "[data-article]"):
        page.locator(f"#evidence {open_}").locator("visible=true").first.click()
        found += axe.run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
