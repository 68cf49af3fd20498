"""The articles' tab on the page itself: what is there, and what is added, asked for and removed."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from members import ADA, BOB
from pages import reload
from playwright.sync_api import FilePayload, Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Ask = Callable[[Page, str], Locator]

POLICE = "Klinik-Demo: Innenstadt vier Stunden lang gesperrt"
FERRY = (
    "Die Fähre nach Norderinsel kostet ab Mai 14,50 Euro. Das teilte die Reederei Wiek am "
    "Dienstag mit. Bisher kostete die Überfahrt zwölf Euro."
)
FERRY_ASKED = "Was kostet die Fähre nach Norderinsel ab Mai?"
BRIDGE = (
    "The council of Ellerby voted for the new footbridge on Monday. The footbridge will cost "
    "£46 million, said the mayor, Joan Pell. Building is to begin in March."
)
BRIDGE_ASKED = "How much will the footbridge of Ellerby cost?"
LIGHTHOUSE = (
    "<!doctype html><html lang='en'><head><title>The lighthouse of Skerry Head</title></head><body>"
    "<article><h1>The lighthouse of Skerry Head</h1><p>The lighthouse of Skerry Head will be "
    "painted red and white again this summer, the harbour board decided on Friday.</p><p>The "
    "painting of the lighthouse will take 19 days, said the harbour master, Ida Rook. Three "
    "painters from the town of Quell have been hired for it.</p></article></body></html>"
)
LIGHTHOUSE_ASKED = "How many days will the painting of the lighthouse take?"


@pytest.fixture(scope="module")
def website(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A website on this machine."""
    folder = tmp_path_factory.mktemp("website")
    (folder / "lighthouse.html").write_text(LIGHTHOUSE, encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def show_articles(page: Page) -> Locator:
    page.get_by_role("link", name="Articles", exact=True).click()
    tab = page.locator("#articles .articles")
    expect(tab.locator("table.catalogue")).to_be_visible()
    return tab


def show_chat(page: Page) -> None:
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator("#question textarea")).to_be_visible()


def titles(tab: Locator) -> Locator:
    return tab.locator("table.catalogue [data-open]")


def chooser(tab: Locator) -> Locator:
    return tab.locator(".intake input[type=file]")


def way_of(tab: Locator, name: str) -> Locator:
    """Return one of the three ways of adding, unfolded."""
    way = tab.locator(".intake details").filter(has=tab.page.locator("summary", has_text=name))
    if way.get_attribute("open") is None:
        way.locator("summary").click()
    return way


def ended(tab: Locator) -> Locator:
    """Return what became of what was added, once it has ended."""
    job = tab.locator(".job")
    expect(job).to_have_attribute("data-state", "done", timeout=60_000)
    return job


def test_the_list_is_searched_sorted_and_limited(open_as: Open) -> None:
    page = open_as(BOB)
    tab = show_articles(page)
    expect(page).to_have_url(re.compile("#articles$"))
    expect(tab.locator("[data-part=heading]")).to_contain_text("16 articles from")
    expect(titles(tab)).to_have_count(16)
    expect(titles(tab).first).to_contain_text("Milliardenwerk für Kaltenrieth")

    head = tab.get_by_role("columnheader", name="Outlet")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(head.get_by_role("button")).to_be_focused()
    outlets = [one for one in tab.locator("td.outlet").all_inner_texts() if one]
    assert outlets == sorted(outlets, key=str.casefold)

    bar = tab.locator(".bars").get_by_role("button", name="Harbour Ledger")
    bar.click()
    expect(bar).to_have_attribute("aria-pressed", "true")
    expect(titles(tab)).to_have_count(3)
    expect(tab.locator("[data-part=heading]")).to_contain_text("3 articles of 16")
    column = tab.locator(".months g").filter(has_text="July 2025")
    column.click()
    expect(titles(tab)).to_have_text(["Late, over budget and very quiet: the Tidewren sails"])
    tab.get_by_role("button", name="Show all").click()
    expect(titles(tab)).to_have_count(16)

    tab.get_by_role("searchbox").press_sequentially("innenstadt gesperrt")
    expect(titles(tab)).to_have_text([POLICE])
    titles(tab).first.click()
    opened = tab.locator(".opened")
    expect(opened.locator(".words").first).to_be_visible()
    opened.get_by_text("What was cut out (9 places)").click()
    expect(opened.locator(".cuts")).to_contain_text("Wir und unsere Partner speichern Cookies")
    expect(opened.get_by_role("link")).to_have_attribute("rel", "noopener noreferrer nofollow")
    titles(tab).first.click()
    expect(opened).to_have_count(0)


def test_in_a_narrow_window_the_list_is_not_far_below(open_as: Open) -> None:
    page = open_as(BOB, phone=True)
    tab = show_articles(page)
    expect(titles(tab).nth(1)).to_be_in_viewport(ratio=1)
    tab.get_by_text("At a glance").click()
    tab.locator(".bars").get_by_role("button", name="Harbour Ledger").click()
    expect(titles(tab)).to_have_count(3)
    expect(tab.locator(".spread")).to_be_visible()  # it stays unfolded
    tab.get_by_text("Filter and order").click()
    outlet = tab.get_by_role("combobox", name="Outlet")
    expect(outlet).to_have_value("Harbour Ledger")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(tab.get_by_text("At a glance")).to_be_hidden()
    expect(tab.locator(".spread")).to_be_visible()


def test_what_is_added_can_be_asked_and_what_is_removed_cannot(
    open_as: Open, ask: Ask, website: str
) -> None:
    page = open_as(ADA)
    tab = show_articles(page)
    tab.get_by_role("button", name="Add articles").click()
    expect(chooser(tab)).to_be_focused()
    files: list[FilePayload] = [
        {"name": "ferry.txt", "mimeType": "text/plain", "buffer": FERRY.encode()},
        {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 and no more"},
    ]
    chooser(tab).set_input_files(files)
    expect(tab.locator(".job progress")).to_be_visible(timeout=30_000)
    expect(chooser(tab)).to_be_disabled()
    job = ended(tab)
    expect(job.locator(".said")).to_have_text("Done: 1 article added and 1 skipped.")
    skipped = job.locator("h3:has-text('Skipped') + ul li")
    expect(skipped).to_contain_text(["broken.pdf"])
    assert "\n" not in skipped.inner_text()
    expect(tab.locator("[data-part=heading]")).to_contain_text("17 articles")
    expect(chooser(tab)).to_be_enabled()
    job.get_by_role("button", name="Hide").click()
    expect(tab.locator(".job")).to_have_count(0)

    way = way_of(tab, "Paste a text")
    way.get_by_label("Text of the article").fill(BRIDGE)
    way.get_by_label("Title").fill("A footbridge for Ellerby")
    way.get_by_label("Published on").fill("2025-11-03")
    way.get_by_role("button").click()
    expect(ended(tab).locator(".said")).to_have_text("Done: 1 article added.")
    expect(way.get_by_label("Title")).to_have_value("")
    tab.locator(".job").get_by_role("button", name="Hide").click()

    way = way_of(tab, "Addresses")
    for wrong in ("ftp://files.example/a", "/etc/passwd"):
        way.get_by_role("textbox").fill(wrong)
        way.get_by_role("button").click()
        failure = tab.locator(".job .failure")
        expect(failure).to_contain_text(f"{wrong} is not the address of a web page")
        expect(chooser(tab)).to_be_enabled()
    way.get_by_role("textbox").fill(f"{website}/lighthouse.html\nhttp://192.0.2.1:9/")
    way.get_by_role("button").click()
    job = ended(tab)
    expect(job.locator(".said")).to_have_text("Done: 1 article added and 1 skipped.")
    expect(job.locator("h3:has-text('Skipped') + ul li")).to_contain_text(["192.0.2.1"])

    show_chat(page)
    for question, answer in (
        (FERRY_ASKED, "14,50 Euro"),
        (BRIDGE_ASKED, "£46 million"),
        (LIGHTHOUSE_ASKED, "19 days"),
    ):
        expect(ask(page, question).locator(".lead, .statement").first).to_contain_text(answer)

    show_articles(page)
    tab.get_by_role("searchbox").fill("norderinsel")
    expect(titles(tab)).to_have_count(1)
    titles(tab).first.click()
    removing = tab.locator(".removing")
    removing.get_by_role("button", name="Remove …").click()
    expect(removing.get_by_role("button", name="Yes, remove it")).to_be_visible()
    removing.get_by_role("button", name="Keep it").click()
    removing.get_by_role("button", name="Remove …").click()
    removing.get_by_role("button", name="Yes, remove it").click()
    expect(tab.locator(".said[data-part=said]")).to_contain_text("Removed: ")
    expect(titles(tab)).to_have_count(0)
    show_chat(page)
    turn = ask(page, FERRY_ASKED)
    expect(turn.locator(".note")).to_contain_text("Kein Artikel erwähnt Norderinsel.")
    expect(turn).not_to_contain_text("14,50")
    expect(turn.locator(".lead, .statement:not(.nearest *)")).to_have_count(0)


def test_what_comes_and_goes_is_known_where_one_asks(open_as: Open) -> None:
    page = open_as(ADA)
    held = page.locator(".welcome .held")
    outlet, other = (
        page.locator(f"[name=sources][value='{name}']")
        for name in ("Wieker Bote", "Harbour Ledger")
    )
    before = held.inner_text()
    page.locator(".filters summary").click()
    other.check()
    page.evaluate("window.stayed = true")

    tab = show_articles(page)
    tab.get_by_role("button", name="Add articles").click()
    way = way_of(tab, "Paste a text")
    way.get_by_label("Text of the article").fill("Am Kai von Wiek liegen seit Montag drei Kutter.")
    way.get_by_label("Outlet").fill("Wieker Bote")
    way.get_by_role("button").click()
    ended(tab)
    show_chat(page)
    expect(held).to_have_text(f"{int(before.split()[0]) + 1} articles can be asked.")
    expect(page.locator(".chosen")).to_have_text("Harbour Ledger")
    page.locator(".filters summary").click()
    expect(outlet).to_be_visible()
    expect(other).to_be_checked()

    outlet.check()
    show_articles(page)
    tab.get_by_role("searchbox").fill("kutter")
    expect(titles(tab)).to_have_count(1)
    titles(tab).first.click()
    tab.get_by_role("button", name="Remove …").click()
    tab.get_by_role("button", name="Yes, remove it").click()
    expect(titles(tab)).to_have_count(0)
    show_chat(page)
    expect(held).to_have_text(before)
    expect(page.locator(".chosen")).to_have_text("Harbour Ledger")
    page.locator(".filters summary").click()
    expect(outlet).to_have_count(0)
    assert page.evaluate("window.stayed")


def test_adding_is_shown_again_after_a_reload_and_can_be_cancelled(open_as: Open) -> None:
    page = open_as(ADA)
    tab = show_articles(page)
    tab.get_by_role("button", name="Add articles").click()
    rows = "\n".join(
        json.dumps({"id": f"n{n}", "title": f"Meldung {n}", "text": f"Haus {n} am Hafen. " * 200})
        for n in range(200)
    )
    many: FilePayload = {"name": "many.jsonl", "mimeType": "", "buffer": rows.encode()}
    chooser(tab).set_input_files(many)
    expect(tab.locator(".job progress")).to_be_visible(timeout=30_000)
    reload(page)
    job = tab.locator(".job")
    expect(job).to_have_attribute("data-state", "running")
    expect(chooser(tab)).to_be_disabled()
    # Even if the events break off: it is asked how far it is.
    job.get_by_role("button", name="Cancel").click()
    expect(job).to_have_attribute("data-state", "stopped", timeout=60_000)
    expect(job.locator(".said")).to_contain_text("Cancelled.")
    expect(chooser(tab)).to_be_enabled()


def test_whoever_may_only_read_changes_nothing(open_as: Open) -> None:
    page = open_as(BOB)
    tab = show_articles(page)
    expect(tab.get_by_role("button", name="Add articles")).to_have_count(0)
    titles(tab).first.click()
    expect(tab.locator(".opened")).to_be_visible()
    expect(tab.locator(".removing")).to_have_count(0)
    listed = titles(tab).count()
    article = titles(tab).first.get_attribute("data-open")
    for name, asked in (
        ("remove_article", {"id": article}),
        ("cancel_adding", {"job": "a"}),
        ("follow_adding", {"job": "a"}),
    ):
        told = page.evaluate(CALL, {"name": name, "asked": asked})
        assert told == {"error": "You may read here, but not add or remove anything."}
    assert page.evaluate(UPLOAD) == 403
    told = page.evaluate(JOIN, {"kind": "paste", "job": "a", "text": FERRY})
    assert "You may read here, but not add or remove anything." in told
    reload(page)
    expect(titles(tab)).to_have_count(listed)


# What a script would do that is not the page's.
CALL = """async ({ name, asked }) => {
  const tab = gradio_config.components.find((one) => one.props.elem_id === "articles");
  const reply = await fetch("gradio_api/component_server/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ data: asked, component_id: tab.id, fn_name: name, session_hash: "x" }),
  });
  return reply.json();
}"""
UPLOAD = """async () => {
  const form = new FormData();
  form.append("files", new Blob(["An article."]), "a.txt");
  return (await fetch("gradio_api/upload", { method: "POST", body: form })).status;
}"""
JOIN = """async (asked) => {
  const tab = gradio_config.components.find((one) => one.props.elem_id === "articles");
  const event = gradio_config.dependencies.find(({ targets }) =>
    targets.some(([id, name]) => id === tab.id && name === "upload"));
  const sent = { data: [], event_data: asked, fn_index: event.id, session_hash: "x" };
  await fetch("gradio_api/queue/join", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...sent, trigger_id: tab.id }),
  });
  const events = await fetch("gradio_api/queue/data?session_hash=x");
  const reader = events.body.pipeThrough(new TextDecoderStream()).getReader();
  let told = "";
  while (!told.includes("process_completed")) {
    const { done, value } = await reader.read();
    if (done) break;
    told += value;
  }
  await reader.cancel();
  return told;
}"""
