"""What axe-core finds on every view: nothing serious."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from members import ADA, Members
from pages import reload
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Ask = Callable[[Page, str], Locator]

ANSWERED = "How much are Amazon, Alphabet, Microsoft and Meta spending altogether in 2025?"
DISPUTED = "Wie viele Leute waren auf der Demo für die Nordklinik?"
UNANSWERED = "Who is the CEO of Tesla?"
GRAVE = {"serious", "critical"}


Rules = Mapping[Literal["light", "dark"], Mapping[str, Any]]

# What is dark differs in nothing but colours, and these do not differ on a phone.
DESKTOP: Rules = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
PHONE: Rules = {"dark": {}}
# Colours fade into each other.
STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  .map((one) => one.finished.catch(() => {})))"""


class Checks:
    """Looks at a page and remembers what is wrong with it."""

    def __init__(self, page: Page, rules: Rules) -> None:
        self._page = page
        self._rules = rules
        self.found: list[str] = []

    def __call__(self, view: str) -> None:
        for scheme, rules in self._rules.items():
            self._page.emulate_media(color_scheme=scheme)
            dark = str(scheme == "dark").lower()
            self._page.wait_for_function(f"Boolean(document.querySelector('.dark')) === {dark}")
            self._page.evaluate(STILL)
            options = {"resultTypes": ["violations"], **rules}
            result = Axe().run(self._page, options=options).response
            assert result["passes"], view
            for violation in result["violations"]:
                if violation["impact"] not in GRAVE:
                    continue
                for node in violation["nodes"]:
                    summary = " ".join(node["failureSummary"].split())
                    where = f"{view}, {scheme}: {violation['id']}"
                    self.found.append(f"{where}: {node['html'][:160]} {summary}")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_nobody_is_shut_out(open_as: Open, ask: Ask, members: Members, phone: bool) -> None:
    page = open_as(ADA, phone=phone)
    check = Checks(page, PHONE if phone else DESKTOP)
    check("empty")
    page.locator(".filters summary").click()
    check("filter form")
    page.keyboard.press("Escape")

    ask(page, DISPUTED)
    check("disagreement")
    turn = ask(page, UNANSWERED)
    check("abstention")
    turn = ask(page, ANSWERED)
    check("answer")
    turn.locator("[data-verdict=down]").click()
    expect(turn.locator("form[data-reasons=down]")).to_be_visible()
    check("rating form")
    page.keyboard.press("Escape")
    turn.locator("[data-cite]").first.click()
    page.locator("#evidence .card .read").locator("visible=true").first.click()
    expect(page.locator("#evidence .reading")).to_be_visible()
    check("whole article")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#toggle-drawer").click()
    expect(page.locator(".drawer-panel")).to_be_visible()
    check("drawer")
    page.keyboard.press("Escape")
    page.locator(".preferences summary").click()
    check("preferences")

    page.goto(f"{members.address}#articles")
    reload(page)
    tab = page.locator("#articles .articles")
    tab.locator("[data-open]").first.click()
    expect(tab.locator(".opened")).to_be_visible()
    tab.get_by_role("button", name="Remove …").click()
    if phone:
        tab.get_by_text("At a glance").click()
    tab.get_by_text("As a table").click()
    check("articles, one open")
    tab.locator("[data-intake]").click()
    for way in tab.locator(".intake summary").all():
        way.click()
        check("adding articles")

    page.context.clear_cookies()
    page.goto(members.address)
    expect(page.locator("[name=password]")).to_be_visible()
    page.locator("[name=username]").fill("nobody")
    page.locator("[name=password]").fill("nothing at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    check("login")
    assert not check.found, "\n".join(check.found)
