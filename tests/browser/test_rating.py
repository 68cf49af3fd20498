"""The thumbs below an answer, on a page that has nothing else: ``assets/rating.js``."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from ui.rating import RatingTexts, render_rating
from ui.texts import load_texts

pytestmark = pytest.mark.browser

ASSETS = Path(__file__).parents[2] / "ui" / "assets"
ADDRESS = "http://rating.test/"
TEXTS = load_texts(RatingTexts, "rating", "en")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Ratings</title>
<link rel="stylesheet" href="page.css"><link rel="stylesheet" href="rating.css">
<main class="log" role="log">{turns}</main>
<script type="module">
import {{ start }} from "./rating.js";
window.sent = [];
window.replies = [];
window.answers = {{ 1: {{ said: "one" }}, 2: {{ said: "two" }} }};
start({{
  log: document.querySelector(".log"),
  server: {{
    async rate(rating) {{
      sent.push(rating);
      const reply = replies.shift() ?? {{}};
      if (reply.after) await new Promise((done) => setTimeout(done, reply.after));
      if (reply.broken) throw new Error("away");
      return reply;
    }},
  }},
  describe: ({{ dataset }}) => ({{ turn: `c/${{dataset.turn}}`, trace: answers[dataset.turn] }}),
}});
window.ready = true;
</script></html>"""
TURN = '<article class="turn" data-turn="{}"><div class="tools">{}</div></article>'
MEDIA = {".js": "text/javascript", ".css": "text/css"}

Turn = Callable[[int], Locator]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    turns = "".join(TURN.format(number, render_rating(TEXTS)) for number in (1, 2))

    def serve(route: Route) -> None:
        asset = ASSETS / route.request.url.removeprefix(ADDRESS)
        if asset.is_file():
            route.fulfill(body=asset.read_text("utf-8"), content_type=MEDIA[asset.suffix])
        else:
            route.fulfill(body=PAGE.format(turns=turns), content_type="text/html")

    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/*", serve)
    page.goto(ADDRESS)
    page.wait_for_function("window.ready")
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def turn(page: Page) -> Turn:
    return lambda number: page.locator(f'.turn[data-turn="{number}"]')


def thumb(turn: Locator, verdict: str) -> Locator:
    return turn.locator(f'[data-verdict="{verdict}"]')


def form(turn: Locator, verdict: str) -> Locator:
    return turn.locator(f'form[data-reasons="{verdict}"]')


def said(turn: Locator) -> Locator:
    return turn.get_by_role("status")


def reply_with(page: Page, *replies: dict[str, Any]) -> None:
    page.evaluate("(replies) => { window.replies = replies; }", list(replies))


def sent_on(page: Page) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = page.evaluate("sent")
    return sent


def expect_pressed(turn: Locator, verdict: str | None) -> None:
    for one in ("up", "down"):
        pressed = str(one == verdict).lower()
        expect(thumb(turn, one)).to_have_attribute("aria-pressed", pressed)


def test_a_thumb_is_kept_at_once_and_its_reason_when_it_is_sent(page: Page, turn: Turn) -> None:
    first = turn(1)
    thumb(first, "down").focus()
    page.keyboard.press("Enter")
    expect(said(first)).to_have_text(TEXTS.noted)
    expect_pressed(first, "down")
    expect(form(first, "up")).to_be_hidden()
    expect(thumb(first, "down")).to_have_attribute("aria-expanded", "true")
    form(first, "down").get_by_label(TEXTS.down["incomplete"]).check()
    form(first, "down").get_by_role("textbox").fill("And when?")
    page.keyboard.press("Control+Enter")
    expect(said(first)).to_have_text(TEXTS.thanks)
    expect(form(first, "down")).to_be_hidden()
    expect(thumb(first, "down")).to_be_focused()
    rated = {"turn": "c/1", "trace": {"said": "one"}, "choice": None, "verdict": "down"}
    assert sent_on(page) == [
        {**rated, "reason": "", "comment": ""},
        {**rated, "reason": "incomplete", "comment": "And when?"},
    ]
    expect_pressed(turn(2), None)


def test_it_can_be_taken_back(page: Page, turn: Turn) -> None:
    first = turn(1)
    thumb(first, "up").click()
    first.get_by_role("button", name=TEXTS.take_back).click()
    expect(said(first)).to_have_text(TEXTS.taken_back)
    expect_pressed(first, None)
    expect(form(first, "up")).to_be_hidden()
    expect(thumb(first, "up")).to_be_focused()
    assert sent_on(page)[-1] == {"turn": "c/1", "verdict": None}
    thumb(first, "up").click()
    thumb(first, "up").click()  # once more does the same
    expect_pressed(first, None)


def test_escape_folds_the_form_away_and_stops_nothing_else(page: Page, turn: Turn) -> None:
    page.evaluate("document.addEventListener('keydown', () => { window.heard = true; })")
    thumb(turn(1), "down").click()
    form(turn(1), "down").get_by_role("textbox").focus()
    page.keyboard.press("Escape")
    expect(form(turn(1), "down")).to_be_hidden()
    expect(thumb(turn(1), "down")).to_be_focused()
    expect_pressed(turn(1), "down")
    assert page.evaluate("window.heard") is None


def test_what_was_said_survives_that_the_turn_is_put_in_anew(page: Page, turn: Turn) -> None:
    first = turn(1)
    thumb(first, "down").click()
    form(first, "down").get_by_label(TEXTS.down["incomplete"]).check()
    form(first, "down").get_by_role("textbox").fill("And when?")
    fresh = str(render_rating(TEXTS))
    page.evaluate("(html) => { document.querySelector('.tools').innerHTML = html; }", fresh)
    expect_pressed(first, "down")
    expect(form(first, "down").get_by_role("textbox")).to_have_value("And when?")
    expect(form(first, "down").get_by_label(TEXTS.down["incomplete"])).to_be_checked()
    # Another answer in the same turn is another thing.
    page.evaluate("answers[1] = { said: 'other' }")
    page.evaluate("(html) => { document.querySelector('.tools').innerHTML = html; }", fresh)
    expect_pressed(first, None)
    expect(form(first, "down")).to_be_hidden()


def test_what_could_not_be_kept_is_not_shown_as_kept(page: Page, turn: Turn) -> None:
    first = turn(1)
    thumb(first, "up").click()
    expect(said(first)).to_have_text(TEXTS.noted)
    reply_with(page, {"error": "Not <b>now</b>."})
    thumb(first, "down").click()
    expect(said(first)).to_have_text("Not <b>now</b>.")
    expect_pressed(first, "up")
    expect(form(first, "down")).to_be_hidden()


def test_what_was_written_is_not_lost(page: Page, turn: Turn) -> None:
    first = turn(1)
    thumb(first, "down").click()
    form(first, "down").get_by_role("textbox").fill("And when?")
    reply_with(page, {"broken": True})
    form(first, "down").get_by_role("button", name=TEXTS.send).click()
    expect(said(first)).to_have_text(TEXTS.failed)
    expect(form(first, "down").get_by_role("textbox")).to_have_value("And when?")
    form(first, "down").get_by_role("button", name=TEXTS.send).click()
    expect(said(first)).to_have_text(TEXTS.thanks)
    assert sent_on(page)[-1]["comment"] == "And when?"


def test_what_is_said_last_stays(page: Page, turn: Turn) -> None:
    reply_with(page, {"after": 150}, {"after": 50}, {"error": "Late."}, {})
    for verdict in ("up", "down", "down", "up"):
        thumb(turn(1), verdict).click()
    expect(said(turn(1))).to_have_text(TEXTS.noted)
    expect_pressed(turn(1), "up")
    assert [one["verdict"] for one in sent_on(page)] == ["up", "down", None, "up"]


def test_what_is_not_answered_yet_cannot_be_rated(page: Page, turn: Turn) -> None:
    page.evaluate("answers[1] = null")
    thumb(turn(1), "up").click()
    expect_pressed(turn(1), None)
    assert sent_on(page) == []
