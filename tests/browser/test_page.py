"""What a reader does on the page, in a real browser."""

import re
import urllib.request
from collections.abc import Callable

import pytest
from contrast import contrast_of
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Ask = Callable[[Page, str], Locator]

ANSWERED = "How much are Amazon, Alphabet, Microsoft and Meta spending altogether in 2025?"
ANSWER = "364 Milliarden US-Dollar"
READING = "= $364 billion"
ANSWERED_TOO = "How much money did Cathie Wood put into Alibaba?"
UNANSWERED = "Who is the CEO of Tesla?"
BEFORE, FOLLOW_UP = "By how much did Alibaba shares rise?", "And in Hong Kong?"
MADE_WHOLE = "By how much did Alibaba shares rise in Hong Kong?"
DISPUTED = "Um wie viel ist die Alibaba-Aktie in Hongkong gestiegen?"


def widths(page: Page) -> tuple[int, int]:
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return width, room


def test_a_citation_leads_to_its_sentence_and_back(open_page: Open, ask: Ask) -> None:
    page = open_page()
    turn = ask(page, ANSWERED)
    quotation = turn.locator("blockquote").first
    expect(quotation).to_contain_text(ANSWER)
    expect(quotation).to_have_attribute("lang", "de")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#question textarea")).to_have_value("")

    marker = turn.locator(".statement [data-cite='1']")
    marker.click()
    mark = page.locator("#evidence mark[data-number='1']")
    expect(mark).to_be_in_viewport(ratio=1)
    expect(mark).to_be_focused()
    assert mark.text_content() == quotation.text_content()
    card = page.locator("#evidence .card").filter(has=page.locator("mark"))
    expect(card.locator("h3")).to_have_text("Die Rechnung des Eddie Wu")
    expect(card.locator(".about")).to_have_text(
        "Rheinische Wirtschaftszeitung · 25 September 2025 · German"
    )
    expect(card.locator("blockquote")).to_contain_text("Aufhorchen ließ")

    card.locator("[data-back='1']").click()
    expect(marker).to_be_focused()
    expect(marker).to_be_in_viewport()


def test_the_direct_answer_leads_and_leads_to_its_evidence(open_page: Open, ask: Ask) -> None:
    page = open_page()
    turn = ask(page, ANSWERED)
    finding = turn.locator(".lead .finding")
    expect(finding.locator("b")).to_have_text(ANSWER)
    expect(finding.locator("b")).to_have_attribute("lang", "de")
    expect(finding.locator(".reading")).to_have_text(READING)
    expect(finding.locator(".reading")).to_have_attribute("lang", "en")
    expect(turn.locator(".lead + .statement")).to_have_count(1)  # nothing to be noted between

    marker = finding.locator("[data-cite='1']")
    marker.click()
    mark = page.locator("#evidence mark[data-number='1']")
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport(ratio=1)
    page.locator("#evidence [data-back='1']").click()
    expect(marker).to_be_focused()  # where one came from, though a statement has the marker too


def test_the_words_that_answer_stand_out(open_page: Open, ask: Ask) -> None:
    page = open_page()
    turn = ask(page, ANSWERED)
    bold = turn.locator(".statement blockquote b").first
    expect(bold).to_have_text(ANSWER)
    expect(page.locator("#evidence mark[data-number='1'] b")).to_have_text(ANSWER)
    weight = "element => Number(getComputedStyle(element).fontWeight)"
    assert bold.evaluate(weight) > bold.locator("..").evaluate(weight)


@pytest.mark.parametrize(
    ("question", "findings", "origins"),
    [
        (
            "Wie viele Leute waren auf der Demo für die Nordklinik?",
            ["Rund 12.000", "8.500"],
            ["Nordklinik13.10.2025", "Küstenkurier Online12.10.2025"],
        ),
        (
            DISPUTED,
            ["bis zu 7,2 %", "9,16 Prozent"],
            ["Rheinische Wirtschaftszeitung25.09.2025", "Küstenkurier Online24.09.2025"],
        ),
    ],
)
def test_articles_that_disagree_are_set_out_in_a_table(
    open_page: Open, ask: Ask, question: str, findings: list[str], origins: list[str]
) -> None:
    page = open_page(locale="de-DE")
    turn = ask(page, question)
    sides = turn.locator("table.lead tbody")
    expect(sides.locator(".finding b")).to_have_text(findings)
    expect(sides).to_contain_text(origins)
    first, second = (side.bounding_box() for side in sides.all())
    assert first
    assert second
    assert first["y"] + first["height"] <= second["y"]
    expect(turn.locator(".lead + .note")).to_contain_text("Die Artikel nennen Verschiedenes.")
    for side, finding in zip(sides.all(), findings, strict=True):
        marker = side.locator("[data-cite]").first
        number = marker.get_attribute("data-cite")
        marker.click()
        mark = page.locator(f"#evidence mark[data-number='{number}']")
        expect(mark).to_be_focused()
        expect(mark.locator("b")).to_have_text(finding)
        expect(turn.locator(f".statement:has([data-cite='{number}']) b")).to_have_text(finding)


def test_a_follow_up_says_what_was_searched_for(open_page: Open, ask: Ask) -> None:
    page = open_page()
    expect(ask(page, BEFORE).locator(".searched")).to_have_count(0)
    turn = ask(page, FOLLOW_UP)
    expect(turn.locator(".question")).to_have_text(FOLLOW_UP)
    expect(turn.locator(".question + .searched")).to_have_text(f"Searched for: {MADE_WHOLE}")
    expect(turn.locator(".lead .finding b")).to_have_text("9.2 per cent")


def test_the_keyboard_is_enough(open_page: Open, ask: Ask) -> None:
    page = open_page()
    turn = ask(page, ANSWERED)
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".filters summary")).to_be_focused()
    marker = turn.locator("[data-cite]").last
    for _ in range(12):  # past what can be done with the answer
        page.keyboard.press("Shift+Tab")
        if marker.evaluate("element => element === document.activeElement"):
            break
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence mark").first).to_be_focused()


def test_turning_to_the_articles_and_back_loads_nothing_anew(open_page: Open, ask: Ask) -> None:
    page = open_page()
    turn = ask(page, ANSWERED)
    box = page.locator("#question textarea")
    box.fill("Half a")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Articles", exact=True).click()
    expect(page.locator("table.catalogue")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=How\+much.+#articles$"))
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(turn.locator(".lead")).to_be_visible()
    expect(box).to_have_value("Half a")
    page.go_back()
    expect(page.locator("table.catalogue")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Skip to the question").press("Enter")
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    assert page.evaluate("window.stayed")


def test_the_button_sends_too(open_page: Open) -> None:
    page = open_page()
    page.locator("#question textarea").fill(UNANSWERED)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".turn .origin")).to_be_visible()


def test_an_example_asks_itself(open_page: Open, examples: tuple[str, ...]) -> None:
    page = open_page()
    expect(page.locator(".welcome button")).to_have_text(list(examples))
    page.get_by_role("button", name=examples[0]).click()
    expect(page.locator(".turn .question")).to_have_text(examples[0])
    expect(page.locator(".turn blockquote").first).to_contain_text(ANSWER)
    expect(page.locator(".welcome")).to_be_hidden()
    expect(page.locator("#question textarea")).to_be_focused()


def test_an_earlier_answer_keeps_its_evidence(open_page: Open, ask: Ask) -> None:
    page = open_page()
    first, second = ask(page, ANSWERED), ask(page, ANSWERED_TOO)
    asked = page.locator("#evidence .asked").locator("visible=true")
    expect(asked).to_have_text(f"Asked: {ANSWERED_TOO}")
    first.locator("[data-cite='1']").first.click()
    expect(asked).to_have_text(f"Asked: {ANSWERED}")
    expect(page.locator("#evidence mark").locator("visible=true").first).to_contain_text(ANSWER)
    second.locator("[data-cite='1']").first.click()
    expect(asked).to_have_text(f"Asked: {ANSWERED_TOO}")


def test_no_answer_is_an_honest_one(open_page: Open, ask: Ask) -> None:
    page = open_page()
    turn = ask(page, UNANSWERED)
    expect(turn.locator(".note")).to_contain_text("The articles do not answer this question.")
    expect(turn.locator(".lead, .failure, blockquote b")).to_have_count(0)
    expect(turn.locator(".nearest > p")).to_have_text("Nearest to it, for you to judge:")
    expect(turn.locator(".nearest blockquote")).to_have_count(3)
    evidence = page.locator("#evidence")
    expect(evidence.locator(".evidence h2")).to_have_text("Nearest passages")
    expect(evidence.locator(".evidence .hint")).to_contain_text("may be of interest")
    quote = turn.locator(".nearest blockquote").nth(1).inner_text()
    turn.locator(".nearest .marker").nth(1).click()
    expect(evidence.locator("mark[data-number~='2']")).to_be_focused()
    expect(evidence.locator("mark[data-number~='2']")).to_have_text(quote)
    expect(evidence.locator("mark b")).to_have_count(0)
    turn.get_by_role("button", name="See the nearest passages").click()
    expect(evidence.locator(".evidence")).to_be_focused()


def test_an_article_cannot_reach_out_of_its_text(
    open_page: Open, ask: Ask, malicious: dict[str, str]
) -> None:
    page = open_page(locale="de-DE")
    ask(page, "Was kostet das Pegelhaus in Quellbrook?")
    card = page.locator("#evidence .card").filter(has_text="Quellbrook")
    summary = page.locator("#evidence .further > summary")
    if summary.count() and not card.is_visible():
        summary.click()
    expect(card).to_be_visible()
    for text in (
        "![Bild](https://away.example/x.png)",
        "$x^2$",
        "{{value}}",
        "${alert('template')",
    ):
        expect(card.locator("blockquote")).to_contain_text(text)
    expect(card.locator(".about")).to_contain_text(malicious["source"])
    expect(page.locator("#page :is(script, img, iframe, a[href^='javascript' i])")).to_have_count(0)
    card.locator(".about, .address, blockquote").first.hover()
    assert page.evaluate("window.harmed") is None


def test_a_phone_shows_it_all_one_below_the_other(open_page: Open, ask: Ask) -> None:
    page = open_page(phone=True)
    width, room = widths(page)
    assert width <= room
    turn = ask(page, ANSWERED)
    width, room = widths(page)
    assert width <= room
    expect(turn.locator(".lead")).to_be_in_viewport(ratio=1)
    expect(turn.locator("blockquote").first).to_be_in_viewport()
    expect(page.locator("#question textarea")).to_be_in_viewport(ratio=1)
    turn.locator("[data-cite='1']").first.click()
    mark = page.locator("#evidence mark[data-number='1']")
    expect(mark).to_be_in_viewport(ratio=1)
    box, composer = mark.bounding_box(), page.locator("#composer").bounding_box()
    assert box
    assert composer
    assert box["y"] + box["height"] <= composer["y"], "the question box hides the sentence"
    page.locator("#evidence [data-back='1']").click()
    expect(turn.locator("[data-cite='1']").first).to_be_in_viewport()
    turn.locator(".lead b").evaluate("element => { element.textContent = 'Million'.repeat(99); }")
    width, room = widths(page)
    assert width <= room


def test_what_unfolds_below_an_answer_is_not_covered_by_the_question_box(
    open_page: Open, ask: Ask
) -> None:
    page = open_page(phone=True)
    turn = ask(page, DISPUTED)
    turn.locator("[data-verdict=down]").click()
    expect(turn.locator("form[data-reasons=down] [type=submit]")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.locator("#conversation").evaluate("pane => { pane.scrollTop = 0; }")
    for width in range(320, 480, 20):
        page.set_viewport_size({"width": width, "height": 844})
        up, down = (turn.locator(f"[data-verdict={one}]").bounding_box() for one in ("up", "down"))
        assert up
        assert down
        assert up["y"] == down["y"]
    copying = turn.locator(".copying summary")
    page.set_viewport_size({"width": 390, "height": 600})
    copying.scroll_into_view_if_needed()
    copying.click()
    expect(turn.locator("[data-do=link]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("locale", "language", "title", "send", "day"),
    [
        ("de-AT", "de", "Was möchten Sie wissen?", "Fragen", "25. September 2025"),
        ("en-US", "en", "What would you like to know?", "Ask", "25 September 2025"),
        ("fr-FR", "en", "What would you like to know?", "Ask", "25 September 2025"),
    ],
)
def test_the_page_speaks_the_language_of_the_browser(
    open_page: Open, ask: Ask, locale: str, language: str, title: str, send: str, day: str
) -> None:
    page = open_page(locale=locale)
    expect(page).to_have_title("Fundstelle")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".welcome h2")).to_have_text(title)
    expect(page.locator("#send")).to_have_text(send)
    ask(page, ANSWERED)
    expect(page.locator("#evidence time").first).to_have_text(day)


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_its_background(open_page: Open, ask: Ask, dark: bool) -> None:
    page = open_page(dark=dark)
    before = page.locator("h1, .masthead p, .welcome :is(h2, h3, p, button), #send, .hint")
    assert min(contrast_of(element) for element in before.all()) >= 4.5
    for question in (BEFORE, FOLLOW_UP, DISPUTED, UNANSWERED, "?"):
        ask(page, question)
    page.locator(".filters summary").click()
    page.get_by_label("German").check()
    expect(page.locator(".chosen")).to_have_text("German")
    form = page.locator(
        ".filters :is(summary, legend, label, .hint, .count), .chosen, [data-reset]"
    )
    assert min(contrast_of(element) for element in form.all()) >= 4.5
    ask(page, ANSWERED)
    page.locator("#evidence .further > summary").locator("visible=true").click()
    page.locator("#evidence .why > summary").locator("visible=true").first.click()
    page.mouse.move(0, 0)
    after = page.locator(
        ".question, .searched, .limits, .finding b, .reading, .by, blockquote, blockquote b, "
        "figcaption, .marker, .note, .origin, .origin button, "
        ".failure, .asked, .hint, summary, h3, .about, .address, .address a, mark, "
        ".why :is(th, td, p, q)"
    ).locator("visible=true")
    assert after.count() > 20
    faint = [
        (element.get_attribute("class"), ratio)
        for element in after.all()
        if (ratio := contrast_of(element)) < 4.5
    ]
    assert faint == []
    body = page.evaluate("getComputedStyle(document.querySelector('gradio-app')).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", body)[:3])) < 200) is dark


@pytest.mark.parametrize("dark", [False, True])
def test_colours_of_the_reader_s_own_hide_nothing(open_page: Open, ask: Ask, dark: bool) -> None:
    page = open_page(dark=dark)
    turn = ask(page, BEFORE)
    ask(page, ANSWERED)
    page.emulate_media(forced_colors="active")
    style = "(element, [part, name]) => getComputedStyle(element, part)[name]"
    name = page.locator("h1 mark")
    paper = page.locator("body").evaluate(style, [None, "backgroundColor"])
    assert name.evaluate(style, [None, "color"]) != paper
    turn.locator("[data-cite]").first.click()
    page.locator("#evidence [data-article]").locator("visible=true").first.click()
    mark = page.locator("#evidence .reading mark[data-number]").first
    expect(mark).to_be_visible()
    number = [mark.evaluate(style, ["::before", one]) for one in ("color", "backgroundColor")]
    assert number[0] != number[1]
    for button in (page.locator("#send"), turn.locator(".marker").first):
        assert button.evaluate(style, [None, "borderTopWidth"]) == "1px"


def test_without_a_question_nothing_happens(open_page: Open) -> None:
    page = open_page()
    page.locator("#question textarea").press("Enter")
    page.locator("#question textarea").fill("   ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()


def test_a_mistake_is_one_line_and_the_page_goes_on(open_page: Open, ask: Ask) -> None:
    page = open_page()
    long = ask(page, "why " * 600)
    expect(long.locator(".failure")).to_have_text(
        "The question is 2,399 characters long; please shorten it to 2,000 at most."
    )
    expect(page.locator("#question textarea")).to_have_value("why " * 600)  # to be shortened
    expect(ask(page, "?").locator(".failure")).to_be_visible()
    expect(ask(page, ANSWERED).locator("blockquote").first).to_contain_text(ANSWER)


def test_a_long_question_leaves_room_for_its_answer(open_page: Open, ask: Ask) -> None:
    page = open_page(phone=True)
    question = f"Wer ist der Chef von Tesla{' und wie heißt er' * 100}?"
    turn = ask(page, question)
    expect(turn.locator(".note")).to_be_in_viewport()
    heading = turn.locator(".question")
    expect(heading).to_have_text(question)
    height = "node => node.clientHeight"
    folded = heading.evaluate(height)
    heading.click()
    assert heading.evaluate(height) > 2 * folded
    heading.click()
    assert heading.evaluate(height) == folded


def test_a_source_opens_elsewhere_and_learns_nothing(open_page: Open, ask: Ask) -> None:
    page = open_page()
    ask(page, ANSWERED)
    link = page.locator("#evidence .card a").first
    expect(link).to_have_attribute("href", re.compile(r"^https://www\.rheinische-"))
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_attribute("target", "_blank")


def test_the_server_forbids_the_page_everything_foreign(address: str) -> None:
    with urllib.request.urlopen(address) as response:  # noqa: S310 - our own address
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    with urllib.request.urlopen(f"{address}favicon.ico") as response:  # noqa: S310
        assert b"<svg" in response.read()


def test_a_button_pressed_before_the_script_is_there_acts_once(open_page: Open) -> None:
    page = open_page()
    held: list[Route] = []
    page.route("**/page/views.js", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request("**/page/views.js"):
        page.reload()
    toggle = page.locator("#toggle-drawer")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    held[0].continue_()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.click()  # by now it acts at once
    expect(toggle).to_have_attribute("aria-expanded", "false")
