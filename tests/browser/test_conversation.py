"""A conversation as a whole, in a real browser: kept, led on, taken along, and broken off."""

import json
import re
from collections.abc import Callable

import pytest
from conftest import MALICIOUS
from pages import another_tab, reload
from playwright.sync_api import Locator, Page, expect
from servers import Stage

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Ask = Callable[[Page, str], Locator]

ANSWERED = "How much are Amazon, Alphabet, Microsoft and Meta spending altogether in 2025?"
BEFORE, FOLLOW_UP = "By how much did Alibaba shares rise?", "And in Hong Kong?"
MADE_WHOLE = "By how much did Alibaba shares rise in Hong Kong?"
UNANSWERED = "Who is the CEO of Tesla?"
OUTLET = "Harbour Ledger"
COST, ROOM = "How much did the ferry Tidewren cost?", "How many passengers fit on the Tidewren?"
FIRST = ("say", "The Tidewren cost £46 million, five million more than planned.", "cost £46m")
SECOND = ("say", "The ship entered service 14 months behind schedule.", "cost £46m")
THIRD = ("say", "There is room on board for 390 passengers and 62 cars.", "390 passengers")
HOSTILE = '<img src=x onerror="window.harmed = 1"> [x](javascript:window.harmed=1) </textarea>'


def questions(page: Page) -> Locator:
    return page.locator(".turn .question")


def box(page: Page) -> Locator:
    return page.locator("#question textarea")


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go to an element with the keyboard alone."""
    for _ in range(60):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"The keyboard does not lead to {wanted}.")


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_it_goes_on_after_a_reload_and_in_two_tabs(open_page: Open, ask: Ask) -> None:
    page = open_page()
    ask(page, BEFORE)
    box(page).fill("Half a quest")
    reload(page)
    expect(questions(page)).to_have_text([BEFORE])
    expect(box(page)).to_have_value("Half a quest")
    turn = ask(page, FOLLOW_UP)  # what it leans on was loaded anew
    expect(turn.locator(".searched")).to_have_text(f"Searched for: {MADE_WHOLE}")

    other = another_tab(page, page.url.partition("?")[0])
    expect(other.locator(".welcome")).to_be_visible()
    expect(questions(other)).to_have_count(0)
    other.locator("#toggle-drawer").click()
    other.locator(".kept .open").click()
    expect(questions(other)).to_have_text([BEFORE, FOLLOW_UP])
    assert "Hong+Kong" in other.url  # the address is that of what is shown
    ask(page, UNANSWERED)
    ask(other, ANSWERED)
    both = [BEFORE, FOLLOW_UP, UNANSWERED, ANSWERED]
    expect(questions(other)).to_have_text(both)
    for tab in (page, other):
        reload(tab)
        expect(questions(tab)).to_have_text(both)


def test_the_last_question_can_be_changed(open_page: Open, ask: Ask) -> None:
    page = open_page()
    ask(page, BEFORE)
    follow = page.locator(".suggestions button").first
    expect(follow).to_be_visible()
    suggested = follow.inner_text()
    page.get_by_role("button", name="Edit question").click()
    follow.click()  # another question, though one was being edited
    expect(questions(page)).to_have_text([BEFORE, suggested])
    expect(page.locator(".turn").last.locator(".origin")).to_be_visible()
    expect(page.locator(".again").locator("visible=true")).to_have_count(1)
    box(page).fill("a draft")
    page.get_by_role("button", name="Edit question").click()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value(suggested)
    page.keyboard.press("Escape")
    expect(page.locator(".editing")).to_have_count(0)
    expect(box(page)).to_have_value("a draft")
    page.get_by_role("button", name="Edit question").click()
    box(page).fill(ANSWERED)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").last.locator("blockquote").first).to_be_visible()
    expect(questions(page)).to_have_text([BEFORE, ANSWERED])
    expect(box(page)).to_have_value("a draft")
    asked = page.locator("#evidence .asked").locator("visible=true")
    expect(asked).to_have_text(f"Asked: {ANSWERED}")
    expect(page.locator("#evidence .evidence")).to_have_count(2)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".turn .pending")).to_have_count(0)
    expect(page.locator(".turn").last.locator(".origin")).to_be_visible()
    expect(questions(page)).to_have_text([BEFORE, ANSWERED])
    reload(page)
    expect(questions(page)).to_have_text([BEFORE, ANSWERED])


def test_an_answer_can_be_taken_along(open_page: Open, ask: Ask) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".filters summary").click()
    page.get_by_label("German").check()
    expect(page).to_have_url(re.compile(r"\?language=de$"))
    page.get_by_label("from", exact=True).fill("2025-01-01")
    turn = ask(page, ANSWERED)
    told = turn.locator(".tools > .told")
    shown = {
        "As text with sources": ["364 Milliarden US-Dollar", "https://www.rheinische-"],
        "As Markdown with sources": ["364 Milliarden US-Dollar", "<https://www.rheinische-", "> “"],
        "Link to this question": ["?q=How+much", "since=2025-01-01", "language=de"],
    }
    for name, parts in shown.items():
        turn.get_by_text("Copy", exact=True).click()
        turn.get_by_role("button", name=name).click()
        expect(told).to_have_text("Copied.")
        copied = clipboard(page)
        assert all(part in copied for part in parts), copied
        told.evaluate("element => { element.textContent = ''; }")

    link = clipboard(page)
    other = another_tab(page, link)  # asks by itself, limited alike
    turn = other.locator(".turn")
    expect(turn.locator(".origin")).to_be_visible()
    expect(turn.locator(".question")).to_have_text(ANSWERED)
    expect(turn.locator(".limits")).to_have_text("Limited to: since 1 Jan 2025 · German")
    expect(other.get_by_label("German")).to_be_checked()
    other.get_by_role("link", name="Articles", exact=True).click()
    expect(other.locator("#articles")).to_be_visible()
    other.go_back()
    expect(questions(other)).to_be_visible()
    expect(questions(other)).to_have_count(1)  # it is not asked again
    other.go_forward()
    expect(other.locator("#articles")).to_be_visible()


def test_language_and_colours_stay_as_chosen(open_page: Open, ask: Ask) -> None:
    page = open_page()
    ask(page, UNANSWERED)
    page.locator(".preferences summary").click()
    page.get_by_label("dark", exact=True).check()
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.get_by_label("Deutsch", exact=True).check()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#send")).to_have_text("Fragen")
    expect(questions(page)).to_have_text([UNANSWERED])
    expect(page.locator("[data-do='retry']")).to_have_text("Nochmals fragen")
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.locator(".preferences summary").click()
    page.get_by_label("hell", exact=True).check()
    reload(page)
    expect(questions(page)).to_have_text([UNANSWERED])
    expect(page.locator("body")).not_to_have_class(re.compile("dark"))
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_the_keyboard_leads_everywhere(open_page: Open) -> None:
    page = open_page()
    expect(box(page)).to_be_focused()
    page.evaluate("document.activeElement.blur()")  # as coming from the address bar
    tab_to(page, page.locator(".skip"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    tab_to(page, box(page))
    page.keyboard.type(ANSWERED)
    page.keyboard.press("Enter")
    turn = page.locator(".turn")
    expect(turn.locator(".origin")).to_be_visible()
    marker = turn.locator("[data-cite='1']").last
    tab_to(page, marker, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#evidence mark[data-number='1']")).to_be_focused()
    tab_to(page, page.locator("#evidence [data-article]").first)
    page.keyboard.press("Enter")
    expect(page.locator("#evidence .reading mark").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence [data-article]").first).to_be_focused()
    tab_to(page, page.locator("#evidence [data-back='1']").first, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(marker).to_be_focused()
    tab_to(page, page.locator("#toggle-drawer"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".drawer-panel")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".drawer-panel")).to_be_hidden()
    expect(page.locator("#toggle-drawer")).to_be_focused()


def test_on_paper_there_is_only_what_can_be_read(open_page: Open, ask: Ask) -> None:
    page = open_page(dark=True)
    turn = ask(page, ANSWERED)
    page.emulate_media(media="print")
    for shown in (turn.locator(".question"), turn.locator(".lead"), turn.locator("blockquote")):
        expect(shown.first).to_be_visible()
    expect(page.locator("#evidence .card h3").first).to_be_visible()
    expect(page.locator("#evidence .about").first).to_be_visible()
    hidden = "#composer, nav, #toggle-drawer, .tools, .suggestions, [data-article], .toast-wrap"
    assert page.locator(hidden).locator("visible=true").count() == 0
    colour = turn.locator(".question").evaluate("element => getComputedStyle(element).color")
    assert colour == "rgb(0, 0, 0)"


def test_nothing_foreign_runs_wherever_it_is_shown(open_page: Open, ask: Ask) -> None:
    page = open_page(locale="de-DE")
    inert = "#page :is(script, img, iframe, style, a[href^='javascript' i], [onerror])"
    ask(page, "Was kostet das Pegelhaus in Quellbrook?")
    further = page.locator("#evidence .further > summary")
    card = page.locator("#evidence .card").filter(has_text="Quellbrook").first
    if further.count() and not card.is_visible():
        further.click()
    card.locator("[data-article]").click()
    reading = page.locator("#evidence .reading")
    expect(reading.locator("h2")).to_have_text(MALICIOUS["title"])
    assert reading.locator(".text").text_content() == MALICIOUS["text"]
    expect(reading.locator(".about")).to_contain_text(MALICIOUS["source"])
    expect(reading.locator("a")).to_have_count(0)  # its address is no address
    expect(page.locator(inert)).to_have_count(0)

    ask(page, HOSTILE)
    expect(questions(page).last).to_have_text(HOSTILE)
    page.locator("#toggle-drawer").click()
    page.get_by_role("button", name="Neues Gespräch").click()
    ask(page, HOSTILE)
    expect(page.locator(inert)).to_have_count(0)
    expect(page.locator(".kept .title").first).to_contain_text("<img src=x")
    saved: dict[str, str] = {}
    for form in ("Markdown", "JSON"):
        row = page.locator(".kept").last
        row.hover()
        row.locator("[data-do='more']").click()
        with page.expect_download() as download:
            row.locator(".menu").get_by_role("button", name=form).click()
        saved[form] = download.value.path().read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)<(script|img)", saved["Markdown"])
    assert not re.search(r"(?<!\\)\]\(javascript:", saved["Markdown"])
    assert HOSTILE in str(json.loads(saved["JSON"]))
    expect(page.locator(inert)).to_have_count(0)


_WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { node } of list.getEntries().flatMap(({ sources }) => [...sources])) {
    const shifted = node instanceof Element ? node : node?.parentElement;
    if (!shifted?.closest("#conversation")) continue;
    window.shifts.push(`${shifted.className}: ${shifted.textContent.slice(0, 60)}`);
  }
}).observe({ type: "layout-shift" });
"""


def test_nothing_moves_while_an_answer_grows(open_stage: Open, stage: Stage) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, ("hold", "a"), SECOND, ("hold", "b"), THIRD)
    box(page).fill(COST)
    page.keyboard.press("Enter")
    turn = page.locator(".turn")
    expect(turn.locator(".statement")).to_have_count(1)
    page.evaluate(_WATCH_SHIFTS)
    for number, hold in enumerate("ab", 2):
        stage.release(hold)
        expect(turn.locator(".statement")).to_have_count(number)
    expect(turn.locator(".origin")).to_be_visible()
    page.wait_for_timeout(300)
    assert [one for one in page.evaluate("shifts") if "pending" not in one] == []
    expect(box(page)).to_be_focused()


def test_a_question_given_up_says_nothing_into_the_next(open_stage: Open, stage: Stage) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, ("hold", "late"), SECOND)
    stage.plan(ROOM, THIRD)
    box(page).fill(COST)
    page.keyboard.press("Enter")
    expect(page.locator(".statement")).to_have_count(1)
    page.locator("#toggle-drawer").click()
    page.get_by_role("button", name="New conversation").click()
    stage.expect("stopped", COST, within=3)
    box(page).fill(ROOM)
    page.keyboard.press("Enter")
    stage.release("late")
    expect(page.locator(".turn .origin")).to_be_visible()
    expect(questions(page)).to_have_text([ROOM])
    expect(page.locator(".statement")).to_have_count(1)
    expect(page.locator("#evidence .evidence")).to_have_count(1)


def test_a_server_that_dies_and_comes_back(open_stage: Open, stage: Stage) -> None:
    page = open_stage()
    stage.plan(ROOM, THIRD)
    stage.plan(COST, FIRST, ("hold", "for ever"))
    box(page).fill(ROOM)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .origin")).to_be_visible()
    box(page).fill(COST)
    page.keyboard.press("Enter")
    expect(page.locator(".statement")).to_have_count(2)
    stage.kill()
    failure = page.locator(".turn .failure")
    expect(failure).to_have_text("The server does not answer. Once it is back, you can ask again.")
    expect(page.locator(".pending")).to_have_count(0)
    expect(box(page)).to_have_value(COST)
    expect(page.locator(".toast-wrap").locator("visible=true")).to_have_count(0)

    page.evaluate("window.before = true")
    stage.revive()
    page.wait_for_function("!window.before")  # Gradio's client loads the page anew by itself
    expect(questions(page)).to_have_text([ROOM, COST])
    expect(failure).to_have_count(1)
    expect(box(page)).to_have_value(COST)
    stage.plan(COST, FIRST)
    box(page).press("Enter")
    expect(page.locator(".turn").last.locator(".origin")).to_be_visible()
    expect(questions(page)).to_have_text([ROOM, COST])
    expect(failure).to_have_count(0)
    reload(page)
    expect(questions(page)).to_have_text([ROOM, COST])
