"""Kept conversations, in a real browser: the shelves that keep them and the drawer that shows them.

The tests of the shelves need nothing of the page but that it serves ``page/shelves.js``.
Those of the drawer expect of the page:

- ``#toggle-drawer`` opens and closes the drawer;
- a question that was asked is kept once its answer is there, under its own words;
- the conversation in view is shown in ``.turn`` elements, and comes back with a reload;
- a new tab, a new conversation and one that was deleted leave ``.welcome`` in view.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import opening
from pages import another_tab, reload
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Ask = Callable[[Page, str], Locator]

FIRST = "How much money did Cathie Wood put into Alibaba?"
SECOND = "Who is the CEO of Tesla?"
HOSTILE = "<img src=x onerror=\"window.harmed = 'title'\"> {title} $& „Zitat“"
WIDE: ViewportSize = {"width": 1440, "height": 900}  # has room for a column
MIDDLING: ViewportSize = {"width": 1000, "height": 800}  # has none, but a second pane

# What the scripts below may use: a shelf as another tab of the same browser would have it.
_MEANS = """
const load = (name) => import(new URL(`page/${name}.js`, document.baseURI));
const page = { ...(await load("conversations")), ...(await load("shelves")) };
const shelf = page.openShelf({ keptOnServer: false });
const told = [];
shelf.onNotice((notice) => told.push(notice));
const turn = (number, question, more) =>
  ({ number, question, choice: null, trace: { version: 1 }, ...more });
const conversation = (name, day, turns, more) => ({
  id: `00000000-0000-4000-8000-${name.padStart(12, "0")}`,
  title: "", created: day, updated: day, turns, ...more,
});
const asked = (one) => one.turns.map(({ question }) => question);
"""


def run(page: Page, script: str, argument: object = None) -> Any:
    """Run a script on the page that has ``_MEANS`` and ``argument``; return what it returns."""
    return page.evaluate(f"async (argument) => {{ {_MEANS} {script} }}", argument)


@pytest.fixture(scope="module")
def shared_page(chromium: Browser, address: str) -> Iterator[Page]:
    """One page for all tests that need but its modules."""
    with opening(chromium, address) as open_:
        yield open_()


@pytest.fixture
def shelf_page(shared_page: Page) -> Page:
    """A page in whose browser nothing is kept."""
    shared_page.evaluate("localStorage.clear(); sessionStorage.clear();")
    return shared_page


# The shelf in the browser


def test_a_conversation_is_kept_listed_renamed_and_removed(shelf_page: Page) -> None:
    listed, got, renamed, left = run(
        shelf_page,
        """
        const older = conversation("1", "2025-03-01T08:00:00.000Z", [turn(1, "Before?")]);
        const newer = conversation("2", "2025-03-02T08:00:00.000Z", [turn(1, " What  now? ")]);
        await shelf.keep(older);
        await shelf.keep(newer);
        const listed = await shelf.list();
        const got = await shelf.get(newer.id);
        await shelf.rename(newer.id, "  Another\\nname ");
        await shelf.keep({ ...newer, turns: [...newer.turns, turn(2, "And then?")] });
        const renamed = await shelf.get(newer.id);
        await shelf.remove(newer.id);
        return [listed, got, renamed, [await shelf.list(), await shelf.get(newer.id)]];
        """,
    )
    assert [one["title"] for one in listed] == ["What now?", "Before?"]
    assert all("turns" not in one for one in listed)
    assert got["turns"] == [
        {"number": 1, "question": " What  now? ", "choice": None, "trace": {"version": 1}}
    ]
    assert renamed["title"] == "Another name"  # although what was kept then did not know of it
    assert len(renamed["turns"]) == 2
    assert [one["title"] for one in left[0]] == ["Before?"]
    assert left[1] is None


def test_two_tabs_lose_no_turn_of_each_other(shelf_page: Page) -> None:
    here, there, numbers, without = run(
        shelf_page,
        """
        const other = page.openShelf({ keptOnServer: false });
        const start = conversation("1", "2025-03-01T08:00:00.000Z", [turn(1, "A?")]);
        await shelf.keep(start);
        await other.get(start.id);
        const here = { ...start, turns: [...start.turns, turn(2, "Here?")] };
        await shelf.keep(here);
        const there = await other.keep({ ...start, turns: [...start.turns, turn(2, "There?")] });
        const again = await shelf.keep({ ...here, turns: [...here.turns, turn(3, "Again?")] });
        // The one that a tab takes out goes, and none that another added.
        const without = await shelf.keep({ ...here, turns: [here.turns[0], turn(3, "Again?")] });
        const numbers = again.turns.map(({ number }) => number);
        return [asked(there), asked(again), numbers, asked(without)];
        """,
    )
    assert here == ["A?", "Here?", "There?"]
    assert there == ["A?", "Here?", "There?", "Again?"]
    assert numbers == [1, 2, 3, 4]
    assert without == ["A?", "There?", "Again?"]


def test_an_answer_that_came_replaces_none_but_is_not_replaced_by_none(shelf_page: Page) -> None:
    traces = run(
        shelf_page,
        """
        const at = "2025-03-01T08:00:00.000Z";
        const one = (trace) => conversation("1", at, [turn(1, "A?", { trace })]);
        await shelf.keep(one(null));
        const traces = [];
        for (const trace of [{ version: 1 }, null, { version: 2 }]) {
          traces.push((await shelf.keep(one(trace))).turns.map((kept) => kept.trace));
        }
        return traces;
        """,
    )
    assert traces == [[{"version": 1}], [{"version": 1}], [{"version": 2}]]


def test_where_the_storage_is_full_the_oldest_go_and_the_reader_is_told_once(
    shelf_page: Page,
) -> None:
    left, told, after, told_after = run(
        shelf_page,
        """
        const large = (name, size) => conversation(
          name, `2025-03-0${name}T08:00:00.000Z`, [turn(1, `${name}?`, { trace: "x".repeat(size) })]
        );
        for (const name of ["3", "1", "2", "4", "5", "6", "7", "8"]) {
          await shelf.keep(large(name, 900_000));
        }
        const left = (await shelf.list()).map(({ title }) => title);
        const kinds = told.map(({ kind }) => kind);
        await shelf.keep(large("9", 20_000_000)); // more than any browser gives
        const after = (await shelf.list()).map(({ title }) => title);
        return [left, kinds, after, told.map(({ kind }) => kind)];
        """,
    )
    assert 2 < len(left) < 8
    assert left == [f"{name}?" for name in range(8, 8 - len(left), -1)]
    assert told == ["dropped"]
    assert after == left  # nothing went where it would have been no help
    assert told_after == ["dropped", "full"]


def test_what_cannot_be_read_is_skipped_and_removed(shelf_page: Page) -> None:
    titles, gone, keys, rebuilt = run(
        shelf_page,
        """
        const good = conversation("1", "2025-03-01T08:00:00.000Z", [turn(1, "Good?")]);
        await shelf.keep(good);
        const key = (name) => `${shelf.prefix}conversation:${name}`;
        const { id, ...nameless } = good;
        const bad = { cut: "{", none: "null", other: JSON.stringify(good),
          nameless: JSON.stringify(nameless), turnless: JSON.stringify({ ...good, id: "turnless",
          turns: [{}] }) };
        for (const [name, text] of Object.entries(bad)) localStorage.setItem(key(name), text);
        const titles = (await shelf.list()).map(({ title }) => title);
        const keys = Object.keys(localStorage).filter((one) => one.startsWith(key(""))).length;
        localStorage.setItem(key(good.id), "broken later");
        const gone = await shelf.get(good.id);
        await shelf.keep(good);
        localStorage.setItem(`${shelf.prefix}index`, "[[[");
        return [titles, gone, keys, (await shelf.list()).map(({ title }) => title)];
        """,
    )
    assert titles == rebuilt == ["Good?"]
    assert gone is None
    assert keys == 1


def test_where_a_browser_keeps_nothing_the_page_goes_on(open_page: Open) -> None:
    where, titles, told, current = run(
        open_page(),
        """
        const forbid = { get() { throw new DOMException("no", "SecurityError"); } };
        Object.defineProperty(window, "localStorage", forbid);
        Object.defineProperty(window, "sessionStorage", forbid);
        const forgetful = page.openShelf({ keptOnServer: false });
        forgetful.onNotice((notice) => told.push(notice));
        await forgetful.keep(conversation("1", "2025-03-01T08:00:00.000Z", [turn(1, "A?")]));
        forgetful.current = "1";
        const titles = (await forgetful.list()).map(({ title }) => title);
        return [forgetful.where, titles, told, forgetful.current];
        """,
    )
    assert (where, titles, told, current) == ("memory", ["A?"], [{"kind": "unkept"}], "1")


def test_a_title_is_the_question_shortened(shelf_page: Page) -> None:
    face = "\N{GRINNING FACE}"
    titles = {
        "  What\n now? ": "What now?",
        "x" * 60: "x" * 60,
        "x" * 61: "x" * 59 + "…",
        "Wer sprach im Pegelhaus, " * 3: "Wer sprach im Pegelhaus, Wer sprach im Pegelhaus, Wer…",
        face * 70: face * 59 + "…",
    }
    assert run(shelf_page, "return argument.map(page.titleOf);", list(titles)) == [*titles.values()]


# The shelf on the server

_SERVER = """
const held = new Map();
const sent = [];
let mood = null; // throws, refuses, or works
const answer = (value) => {
  if (mood === "gone") throw new Error("no server");
  return mood ? { error: mood } : value();
};
const server = {
  list_conversations: async () => answer(() => [...held.values()].map(({ turns, ...one }) => one)),
  get_conversation: async (id) => answer(() => held.get(id) ?? { error: "No such thing." }),
  keep_conversation: async (one) => answer(() => (sent.push(one), held.set(one.id, one), one)),
  rename_conversation: async ({ id, title }) => answer(() => ((held.get(id).title = title), {})),
  delete_conversation: async (id) => answer(() => (held.delete(id), {})),
};
const far = page.openShelf({ server, keptOnServer: true });
far.onNotice((notice) => told.push(notice));
const one = conversation("1", "2025-03-01T08:00:00.000Z", [turn(1, "A?"), turn(2, "B?")]);
const titles = async () => (await far.list()).map(({ title }) => title);
"""


def test_the_server_keeps_what_it_is_sent(shelf_page: Page) -> None:
    script = """
        await far.keep(one);
        const before = [await titles(), asked(await far.get(one.id))];
        await far.rename(one.id, "Named");
        const renamed = await titles();
        await far.keep({ ...one, turns: [one.turns[0], turn(2, "C?")] });
        const gone = sent.map((kept) => kept.gone);
        await far.remove(one.id);
        return [before, renamed, gone, await titles(), await far.get(one.id), told, far.where];
        """
    before, renamed, gone, left, got, told, where = run(shelf_page, _SERVER + script)
    assert before == [["A?"], ["A?", "B?"]]
    assert renamed == ["Named"]
    assert gone == [[], [{"question": "B?", "choice": None}]]  # what the page took out
    assert (left, got, where) == ([], None, "server")
    assert told == [{"kind": "refused", "text": "No such thing."}]


@pytest.mark.parametrize(
    ("mood", "notice"),
    [("gone", {"kind": "unkept"}), ("Full.", {"kind": "refused", "text": "Full."})],
)
def test_what_the_server_cannot_keep_stays_until_the_page_is_closed(
    shelf_page: Page, mood: str, notice: dict[str, str]
) -> None:
    script = """
        mood = argument;
        await far.keep(one);
        await far.list();
        await far.keep({ ...one, turns: [...one.turns, turn(3, "C?")] });
        const once = told.slice();
        const meanwhile = asked(await far.get(one.id));
        mood = null;
        const before = await titles();
        await far.keep({ ...one, turns: [...one.turns, turn(3, "C?")] });
        return [once, meanwhile, before, [...held.keys()].length, await titles()];
        """
    once, meanwhile, before, held, after = run(shelf_page, _SERVER + script, mood)
    assert once == [notice]
    assert meanwhile == ["A?", "B?", "C?"]
    assert before == after == ["A?"]
    assert held == 1


def test_what_the_server_refuses_to_change_is_said_and_stays(shelf_page: Page) -> None:
    script = """
        await far.keep(one);
        await far.list();
        mood = "gone";
        const done = [await far.rename(one.id, "Named"), await far.remove(one.id)];
        const listed = await titles();
        return [done, listed, told.map(({ kind }) => kind)];
        """
    done, listed, told = run(shelf_page, _SERVER + script)
    assert done == [False, False]
    assert listed == ["A?"]  # as far as is known
    assert set(told) == {"unreached"}


# The drawer


def fill_shelf(page: Page, titles: Sequence[str], hours: int = 0) -> None:
    """Keep conversations, each some hours older than the one before, and load the page anew."""
    run(
        page,
        """
        let at = Date.now();
        for (const [place, title] of argument.titles.entries()) {
          const day = new Date(at - place * argument.hours * 3_600_000 - place).toISOString();
          await shelf.keep(conversation(String(place), day, [turn(1, title)], { title }));
        }
        """,
        {"titles": list(titles), "hours": hours},
    )
    reload(page)
    page.wait_for_selector(".drawer[data-state]", state="attached")


def open_drawer(page: Page) -> Locator:
    """Open the drawer, unless it is a column that stayed open."""
    page.wait_for_selector(".drawer[data-state]", state="attached")
    drawer = page.locator(".drawer-panel")
    if drawer.is_hidden():
        page.locator("#toggle-drawer").click()
    expect(drawer).to_be_visible()
    return drawer


def choose(row: Locator, name: str) -> None:
    """Choose from a row's menu."""
    row.hover()
    row.locator("[data-do='more']").click()
    row.locator(".menu").get_by_role("button", name=name).click()


def row_of(page: Page, title: str) -> Locator:
    return page.locator(".drawer-panel .kept").filter(has_text=title)


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_a_conversation_is_there_again_after_a_reload_and_not_in_a_new_tab(
    open_page: Open, ask: Ask
) -> None:
    page = open_page()
    ask(page, FIRST)
    ask(page, SECOND)
    reload(page)
    expect(page.locator(".turn .question")).to_have_text([FIRST, SECOND])
    open_drawer(page)
    expect(page.locator(".kept .title")).to_have_text([FIRST])
    expect(page.locator(".kept .open")).to_have_attribute("aria-current", "true")

    tab = another_tab(page, page.url.partition("?")[0])
    expect(tab.locator(".welcome")).to_be_visible()
    open_drawer(tab)
    expect(tab.locator(".kept .title")).to_have_text([FIRST])
    expect(tab.locator(".kept [aria-current]")).to_have_count(0)
    tab.locator(".kept .open").click()
    expect(tab.locator(".turn .question")).to_have_text([FIRST, SECOND])


def test_a_new_conversation_begins_on_an_empty_page_and_the_old_one_can_be_opened(
    open_page: Open, ask: Ask
) -> None:
    page = open_page()
    page.set_viewport_size(WIDE)
    ask(page, FIRST)
    open_drawer(page).get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, SECOND)
    expect(page.locator(".kept .title")).to_have_text([SECOND, FIRST])
    row_of(page, FIRST).locator(".open").press("Enter")
    expect(page.locator(".turn .question")).to_have_text([FIRST])
    expect(page.locator(".kept [aria-current] .title")).to_have_text([FIRST])


def test_another_tab_sees_what_is_kept_and_removed(open_page: Open) -> None:
    page = open_page()
    page.set_viewport_size(WIDE)
    open_drawer(page)
    expect(page.locator("[data-empty]")).to_be_visible()
    tab = another_tab(page, page.url)
    fill_shelf(tab, ["From elsewhere"])
    expect(page.locator(".kept .title")).to_have_text(["From elsewhere"])
    run(tab, "for (const { id } of await shelf.list()) await shelf.remove(id);")
    expect(page.locator(".kept")).to_have_count(0)
    expect(page.locator("[data-empty]")).to_be_visible()


def test_a_title_is_changed_in_its_place(open_page: Open) -> None:
    page = open_page()
    page.set_viewport_size(MIDDLING)
    fill_shelf(page, ["First", "Second"])
    open_drawer(page)
    page.locator(".kept .open").first.focus()
    page.keyboard.press("F2")
    field = page.get_by_label("New title")
    expect(field).to_be_focused()
    expect(field).to_have_value("First")
    page.keyboard.type(HOSTILE)
    page.keyboard.press("Escape")
    expect(page.locator(".drawer-panel")).to_be_visible()
    expect(page.locator(".kept .title")).to_have_text(["First", "Second"])
    expect(page.locator(".kept .open").first).to_be_focused()

    choose(row_of(page, "Second"), "Rename")
    expect(field).to_be_focused()
    page.keyboard.type(HOSTILE)
    page.keyboard.press("Enter")
    expect(page.locator(".kept .title")).to_have_text(["First", HOSTILE])
    expect(page.locator("[data-aloud]")).to_contain_text("Renamed to")
    reload(page)
    open_drawer(page)
    expect(page.locator(".kept .title")).to_have_text(["First", HOSTILE])
    name = page.locator(".kept [data-do='more']").nth(1).get_attribute("aria-label")
    assert name == f"More on “{HOSTILE}”"


def test_deleting_can_be_undone_for_a_while(open_page: Open) -> None:
    page = open_page()
    fill_shelf(page, ["First", "Second", "Third"])
    open_drawer(page)
    page.locator(".kept .open").nth(1).focus()
    page.keyboard.press("Delete")
    undo = page.locator(".deleted").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(page.locator(".deleted")).to_contain_text("Deleted: Second")
    expect(page.locator("[data-aloud]")).to_contain_text("“Second” is deleted")
    assert "Second" not in json.dumps(run(page, "return await shelf.list();"))
    page.keyboard.press("Enter")
    expect(page.locator(".kept .title")).to_have_text(["First", "Second", "Third"])
    expect(page.locator(".kept .open").nth(1)).to_be_focused()
    expect(page.locator("[data-aloud]")).to_contain_text("is back")

    page.clock.install()
    choose(row_of(page, "Second"), "Delete")
    expect(undo).to_be_visible()
    page.mouse.move(0, 0)
    page.locator("[data-do='new']").focus()
    page.clock.fast_forward(7_500)
    expect(undo).to_be_visible()
    page.clock.fast_forward(1_000)
    expect(page.locator(".deleted")).to_have_count(0)
    expect(page.locator(".kept .title")).to_have_text(["First", "Third"])


def test_deleting_what_is_in_view_leaves_an_empty_page_until_undone(
    open_page: Open, ask: Ask
) -> None:
    page = open_page()
    page.set_viewport_size(WIDE)
    ask(page, FIRST)
    open_drawer(page)
    choose(row_of(page, FIRST), "Delete")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    page.locator(".deleted [data-do='undo']").click()
    expect(page.locator(".turn .question")).to_have_text([FIRST])
    expect(page.locator(".kept [aria-current] .title")).to_have_text([FIRST])


@pytest.mark.parametrize(("form", "ending"), [("Markdown", ".md"), ("JSON", ".json")])
def test_a_conversation_can_be_saved(open_page: Open, ask: Ask, form: str, ending: str) -> None:
    page = open_page()
    ask(page, FIRST)
    open_drawer(page)
    with page.expect_download() as download:
        choose(row_of(page, FIRST), f"Save as {form}")
    assert download.value.suggested_filename.endswith(ending)
    assert FIRST in download.value.path().read_text(encoding="utf-8")


def test_days_are_told_in_the_readers_language(open_page: Open) -> None:
    page = open_page(locale="de-DE")
    run(
        page,
        """
        const now = new Date();
        for (const [name, days] of [["1", 0], ["2", 1], ["3", 400]]) {
          const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days, 0, 5);
          await shelf.keep(conversation(name, day.toISOString(), [turn(1, `Vor ${days}`)]));
        }
        """,
    )
    reload(page)
    open_drawer(page)
    expect(page.locator(".drawer-panel h3").locator("visible=true")).to_have_text(
        ["Heute", "Gestern", "Früher"]
    )
    times = page.locator(".kept time").all_inner_texts()
    assert times[:2] == ["00:05", "00:05"]
    assert times[2].count(".") == 2  # with its year


def test_many_titles_can_be_searched(open_page: Open) -> None:
    page = open_page()
    page.set_viewport_size(MIDDLING)
    fill_shelf(page, [f"Frage {number}" for number in range(10)])
    drawer = open_drawer(page)
    expect(drawer.get_by_role("searchbox")).to_be_hidden()
    page.keyboard.press("Escape")
    fill_shelf(page, [*(f"Frage {n}" for n in range(10)), "Über Élodie und die Straße"])
    open_drawer(page)
    box = drawer.get_by_role("searchbox")
    box.fill("elodie UBER")
    expect(page.locator(".kept .title")).to_have_text(["Über Élodie und die Straße"])
    box.fill("nowhere")
    expect(page.locator(".kept")).to_have_count(0)
    expect(drawer.get_by_text("No title has these words.")).to_be_visible()
    box.press("Escape")
    expect(box).to_have_value("")
    expect(drawer).to_be_visible()
    expect(page.locator(".kept")).to_have_count(11)


def test_a_phone_has_a_sheet_that_keeps_the_focus_until_it_is_closed(open_page: Open) -> None:
    page = open_page(phone=True)
    fill_shelf(page, ["First", "Second"])
    toggle = page.locator("#toggle-drawer")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    drawer = open_drawer(page)
    expect(page.locator(".drawer-sheet")).to_have_js_property("open", True)
    for _ in range(9):
        inside = "document.activeElement === document.body || " + (
            "document.querySelector('.drawer-sheet').contains(document.activeElement)"
        )
        assert page.evaluate(inside)
        page.keyboard.press("Tab")
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(toggle).to_be_focused()
    open_drawer(page)
    page.mouse.click(380, 400)  # beside it
    expect(drawer).to_be_hidden()
    open_drawer(page)
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_be_hidden()
    reload(page)
    expect(page.locator(".drawer[data-state='closed']")).to_be_attached()


def test_escape_closes_a_menu_before_the_sheet(open_page: Open) -> None:
    page = open_page(phone=True)
    fill_shelf(page, ["First"])
    drawer = open_drawer(page)
    more = page.locator(".kept [data-do='more']")
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(drawer.get_by_role("button", name="Rename")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".kept .menu")).to_be_hidden()
    expect(more).to_be_focused()
    expect(drawer).to_be_visible()


def test_a_wide_window_has_a_column_that_stays_until_it_is_closed(open_page: Open) -> None:
    page = open_page()
    page.set_viewport_size(WIDE)
    fill_shelf(page, ["First"])
    drawer = open_drawer(page)
    toggle = page.locator("#toggle-drawer")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(toggle).to_be_focused()
    column, title = drawer.bounding_box(), page.locator("h1").bounding_box()
    assert column
    assert title
    assert column["x"] + column["width"] <= title["x"]
    reload(page)
    expect(drawer).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.set_viewport_size(MIDDLING)
    expect(drawer).to_be_hidden()
    page.set_viewport_size(WIDE)
    expect(drawer).to_be_visible()
    drawer.get_by_role("button", name="Close").click()
    expect(toggle).to_be_focused()
    reload(page)
    expect(page.locator(".drawer[data-state='closed']")).to_be_attached()
    expect(toggle).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(("phone", "dark"), [(False, True), (True, False)])
def test_the_drawer_is_accessible(open_page: Open, phone: bool, dark: bool) -> None:
    page = open_page(phone=phone, dark=dark)
    if not phone:
        page.set_viewport_size(WIDE)
    fill_shelf(page, [HOSTILE, *(f"Frage {number}" for number in range(12))], hours=13)
    open_drawer(page)
    assert serious(page) == []
    page.locator(".kept .open").nth(1).focus()
    page.keyboard.press("Delete")
    expect(page.locator(".deleted")).to_be_visible()
    page.locator(".kept .open").nth(3).focus()
    page.keyboard.press("F2")
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.locator(".kept").nth(2).hover()
    page.locator(".kept [data-do='more']").nth(2).click()
    assert serious(page) == []
