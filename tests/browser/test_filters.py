"""Limiting questions to some articles, and why a passage was found, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Ask = Callable[[Page, str], Locator]

ANSWERED = "How much are Amazon, Alphabet, Microsoft and Meta spending altogether in 2025?"
OUTLET, OTHER = "Rheinische Wirtschaftszeitung", "Harbour Ledger"


def unfold(page: Page) -> Locator:
    page.locator(".filters summary").click()
    form = page.locator(".filters form")
    expect(form).to_be_visible()
    return form


def outlets_shown(page: Page) -> set[str]:
    """Return the outlets of all cards of the evidence in view."""
    further = page.locator("#evidence .further > summary").locator("visible=true")
    if further.count():
        further.click()
    abouts = page.locator("#evidence .about").locator("visible=true").all_inner_texts()
    return {about.split(" · ")[0] for about in abouts}


def test_an_outlet_chosen_changes_the_evidence_until_reset(open_page: Open, ask: Ask) -> None:
    page = open_page()
    chosen = page.locator(".chosen")
    ask(page, ANSWERED)
    before = outlets_shown(page)
    assert OUTLET in before
    assert len(before) > 1

    unfold(page).get_by_label(OTHER).check()
    expect(chosen).to_have_text(OTHER)
    for _ in range(2):  # it stays for the questions that follow
        turn = ask(page, ANSWERED)
        expect(turn.locator(".limits")).to_have_text(f"Limited to: {OTHER}")
        assert outlets_shown(page) == {OTHER}
    expect(page.locator(".filters form")).to_be_hidden()  # folded away by asking

    page.get_by_role("button", name="Reset").click()
    expect(chosen).to_have_text("")
    expect(page.get_by_role("button", name="Reset")).to_have_count(0)
    expect(page.locator(".filters summary")).to_be_focused()
    expect(page.locator(".filters input:checked")).to_have_count(0)
    turn = ask(page, ANSWERED)
    expect(turn.locator(".limits")).to_have_count(0)
    assert outlets_shown(page) == before


def test_a_question_sent_at_once_is_limited_as_chosen(open_page: Open, ask: Ask) -> None:
    page = open_page(locale="de-DE")
    form = unfold(page)
    form.get_by_label("Englisch").check()
    form.get_by_label("von", exact=True).fill("2025-09-01")
    turn = ask(page, ANSWERED)
    expect(turn.locator(".limits")).to_have_text("Eingegrenzt: seit 01.09.2025 · Englisch")
    expect(page.locator(".chosen")).to_have_text("seit 01.09.2025 · Englisch")
    outlets_shown(page)
    for about in page.locator("#evidence .about").locator("visible=true").all_inner_texts():
        assert about.endswith("Englisch")


def test_what_is_chosen_before_the_script_is_there_counts(open_page: Open) -> None:
    page = open_page()
    held: list[Route] = []
    page.route("**/page/filters.js", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request("**/page/filters.js"):
        page.reload()
    unfold(page).get_by_label(OTHER).check()
    expect(page.locator(".chosen")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".chosen")).to_have_text(OTHER)


def test_an_example_is_limited_too(open_page: Open, examples: tuple[str, ...]) -> None:
    page = open_page()
    unfold(page).get_by_label(OTHER).check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=examples[0]).click()
    expect(page.locator(".turn .limits")).to_have_text(f"Limited to: {OTHER}")


def test_where_nothing_matches_the_answer_says_so(open_page: Open, ask: Ask) -> None:
    page = open_page()
    form = unfold(page)
    form.get_by_label("from", exact=True).fill("2031-01-01")
    turn = ask(page, ANSWERED)
    expect(turn.locator(".note")).to_have_text("No article matches the chosen filter.")
    expect(page.locator("#evidence .card")).to_have_count(0)


def test_where_nothing_matches_all_articles_are_a_click_away(open_page: Open, ask: Ask) -> None:
    page = open_page()
    unfold(page).get_by_label("from", exact=True).fill("2031-01-01")
    ask(page, ANSWERED)
    page.get_by_role("button", name="Search all articles").click()
    turn = page.locator(".turn")
    expect(turn.locator(".lead")).to_be_visible()
    expect(turn).to_have_count(1)
    expect(turn.locator(".limits, .wider")).to_have_count(0)
    expect(page.locator(".chosen")).to_have_text("")
    assert "since" not in page.url


def test_days_in_the_wrong_order_are_one_line_and_can_be_put_right(
    open_page: Open, ask: Ask
) -> None:
    page = open_page()
    form = unfold(page)
    form.get_by_label("from", exact=True).fill("2025-10-02")
    form.get_by_label("to", exact=True).fill("2025-10-01")
    expect(page.locator(".chosen .failure")).to_contain_text("The first day comes after the last")
    expect(ask(page, ANSWERED).locator(".failure")).to_contain_text("please change one of them")
    unfold(page).get_by_label("from", exact=True).fill("2025-09-01")
    expect(page.locator(".chosen")).to_have_text("since 1 Sept 2025 · until 1 Oct 2025")
    expect(ask(page, ANSWERED).locator(".failure")).to_have_count(0)


def test_the_form_needs_no_mouse(open_page: Open) -> None:
    page = open_page()
    summary, form = page.locator(".filters summary"), page.locator(".filters form")
    page.locator("#question textarea").focus()
    page.keyboard.press("Shift+Tab")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(form).to_be_visible()
    form.get_by_label(OTHER).focus()
    page.keyboard.press("Space")
    expect(page.locator(".chosen")).to_have_text(OTHER)
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_phone_shows_the_form_whole(open_page: Open) -> None:
    page = open_page(phone=True)
    form = unfold(page)
    expect(form).to_be_in_viewport(ratio=1)
    expect(page.locator("#question textarea")).to_be_in_viewport(ratio=1)
    form.get_by_label("English").check()  # the last: scrolled to within the form
    for option in ("Küstenkurier Online", OUTLET, OTHER):
        form.get_by_label(option).check()
    expect(page.get_by_role("button", name="Reset")).to_be_in_viewport(ratio=1)
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room


def test_a_card_explains_why_its_passage_was_found(open_page: Open, ask: Ask) -> None:
    page = open_page(locale="de-DE")
    turn = ask(page, ANSWERED)
    why = page.locator("#evidence .card").first.locator(".why")
    expect(why.locator("table")).to_be_hidden()
    why.get_by_text("Warum diese Passage?").click()
    expect(why.locator("tbody th").first).to_have_text("Ähnlichkeit der Passage")
    numbers = [
        float(cell.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
        for cell in why.locator("td:last-child").all_inner_texts()
    ]
    assert len(numbers) > 2
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=1e-9)
    expect(why.locator("q")).to_be_visible()
    turn.locator("[data-cite='1']").first.click()  # markers still lead to their sentences
    expect(page.locator("#evidence mark[data-number='1']")).to_be_focused()
