"""Readers who log in: each with what is theirs, and what happens when a login ends."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from members import ADA, BOB, Member, Members, log_in
from pages import reload
from playwright.sync_api import Locator, Page, expect
from servers import ROOT

from ui.serving.users import add_user, remove_user

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Ask = Callable[[Page, str], Locator]

HERS = "How much are Amazon, Alphabet, Microsoft and Meta spending altogether in 2025?"
HIS = "How much money did Cathie Wood put into Alibaba?"
EVE = Member("eve", "Brücke bei Nacht")


def kept(page: Page) -> Locator:
    """Return the conversations in the drawer, which is opened."""
    if page.locator("#toggle-drawer").get_attribute("aria-expanded") == "false":
        page.locator("#toggle-drawer").click()
    return page.locator("#drawer .kept .open")


def login(page: Page) -> Locator:
    return page.get_by_role("heading", name="Log in to Fundstelle")


def feedback(members: Members) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "ui.cli", "feedback", "list", "--json"]
    command += ["--index", str(members.index)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_two_readers_at_once_have_their_own(open_as: Open, ask: Ask, members: Members) -> None:
    ada, bob = open_as(ADA), open_as(BOB)
    turn = ask(ada, HERS)
    ask(bob, HIS)
    expect(kept(ada).first).to_have_text(re.compile("^How much are Amazon"))
    expect(kept(bob).first).to_have_text(re.compile("^How much money did"))
    expect(ada.locator("#drawer .kept", has_text="How much money did")).to_have_count(0)
    expect(bob.locator("#drawer .kept", has_text="How much are Amazon")).to_have_count(0)
    expect(ada.locator("#drawer .where")).to_contain_text("server")

    turn.locator("[data-verdict=down]").click()
    turn.locator("form[data-reasons=down] [name=reason]").first.check()
    turn.locator("form[data-reasons=down] textarea").fill("And when?")
    turn.get_by_role("button", name="Send").click()
    expect(turn.locator("form[data-reasons=down]")).to_be_hidden()
    (rating,) = (one for one in feedback(members) if one["comment"] == "And when?")
    assert (rating["reader"], rating["verdict"]) == ("ada", "down")

    again = open_as(ADA)  # in a browser that has never been here
    kept(again).first.click()
    expect(again.locator(".turn .question")).to_have_text([HERS])
    expect(again.locator(".turn blockquote").first).to_contain_text("364 Milliarden US-Dollar")

    again.locator(".preferences summary").click()
    expect(again.locator(".preferences")).to_contain_text("Signed in as ada.")
    again.get_by_role("button", name="Sign out").click()
    expect(login(again)).to_be_visible()
    again.goto(members.address)
    expect(login(again)).to_be_visible()
    reload(ada)  # it was another session's
    expect(ada.locator(".turn .question")).to_have_text([HERS])


def test_a_link_that_asks_something_does_so_after_the_login(
    open_as: Open, members: Members
) -> None:
    page = open_as(BOB).context.browser.new_context(locale="de-DE").new_page()  # type: ignore[union-attr]
    page.goto(f"{members.address}?q=How+big+is+Alibaba%27s+three-year+AI+budget+in+yuan%3F")
    log_in(page, Member("bob", "nicht dieses"))
    expect(page.get_by_role("alert")).to_have_text("Name oder Passwort ist falsch.")
    expect(page.locator("[name=username]")).to_have_value("bob")
    expect(page.locator("[name=password]")).to_be_focused()
    log_in(page, BOB)
    expect(page.locator(".turn")).to_contain_text("380 billion yuan", timeout=30_000)
    page.context.close()


def test_who_is_removed_is_out_and_told_so(open_as: Open, ask: Ask, members: Members) -> None:
    add_user(members.users, EVE.name, EVE.password, edits=False)
    page = open_as(EVE)
    ask(page, HIS)
    remove_user(members.users, EVE.name)
    page.locator("#question textarea").fill(HERS)
    page.keyboard.press("Enter")
    told = page.locator(".logged-out")
    expect(told).to_contain_text("Your login has ended.")
    expect(page.locator(".turn").last.locator(".failure")).to_be_visible()
    expect(page.locator(".turn .pending")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value(HERS)
    page.evaluate("location.hash = 'articles'")
    expect(told).to_be_in_viewport(ratio=1)
    expect(page.locator(".toast-body")).to_have_count(0)
    expect(told).to_have_count(1)
    told.get_by_role("button", name="Log in").click()
    expect(login(page)).to_be_visible()
    log_in(page, EVE)
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
