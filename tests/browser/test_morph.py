"""What the server renders anew replaces only what differs, in a real browser."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page
from servers import ROOT

pytestmark = pytest.mark.browser

Begin = Callable[[str], Page]

ADDRESS = "http://page.example/"
PAGE = """<!doctype html><title>Morph</title><body><main></main><script type="module">
import { build, morph, morphElement } from "./morph.js";
Object.assign(window, { build, morph, morphElement, ready: true });
</script>"""


@pytest.fixture
def begin(chromium: Browser) -> Iterator[Begin]:
    """Open a page whose ``main`` holds what it is given."""
    context = chromium.new_context()
    wrong: list[str] = []

    def begin_(html: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        script = ROOT / "ui" / "assets" / "morph.js"
        page.route(f"{ADDRESS}morph.js", lambda route: route.fulfill(path=script))
        page.route(ADDRESS, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto(ADDRESS)
        page.wait_for_function("window.ready")
        morph(page, html)
        return page

    yield begin_
    context.close()
    assert wrong == []


def morph(page: Page, html: str) -> None:
    page.evaluate("html => morph(document.querySelector('main'), html)", html)


def inside(page: Page) -> str:
    return str(page.evaluate("document.querySelector('main').innerHTML"))


def know(page: Page, *selectors: str) -> None:
    """Remember nodes, to be asked for with :func:`known`."""
    page.evaluate(
        "all => all.forEach((one) => { document.querySelector(one).known = one; })", selectors
    )


def known(page: Page, selector: str) -> bool:
    return bool(page.evaluate("one => document.querySelector(one).known === one", selector))


BEFORE = (
    "",
    "<p>one</p><p>two</p>",
    "<div data-key='a'>A</div>text<div data-key='b'>B</div><div data-key='c'>C</div>",
    "<p class='note'>one</p><p class='origin'>two <b>bold</b></p>",
    "<svg viewBox='0 0 2 2'><circle r='1'/></svg><table><tbody><tr></tr></tbody></table>",
)
WANTED = (
    "",
    "only text",
    "<p>one</p>",
    "<p>one</p><p>two</p><p>three</p>",
    "<p>zero</p><p>one</p>",
    "<p class='note'>one</p><b>two</b>",
    "text <b>bold</b> more <i>text</i> end",
    "<div data-key='b'>B</div><div data-key='a'>A <b>x</b></div>",
    "<ul><li>1<ul><li>1.1</li></ul></li></ul>",
    "<!-- a comment --><p lang='de' dir='auto'>eins</p>",
    "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
    "<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
)


def test_the_result_is_what_was_rendered(begin: Begin) -> None:
    page = begin("")
    for before, wanted in product(BEFORE, WANTED):
        page.evaluate("document.querySelector('main').replaceChildren()")
        morph(page, before)
        morph(page, wanted)
        parsed = page.evaluate(
            "html => { const t = document.createElement('template'); t.innerHTML = html;"
            " return t.innerHTML; }",
            wanted,
        )
        assert inside(page) == parsed, f"{before} became {wanted}"


def test_what_has_not_changed_is_not_touched(begin: Begin) -> None:
    page = begin("<h2>Question</h2><p class='note'>Note <b>bold</b></p><p class='origin'>Now</p>")
    know(page, "h2", ".note", ".note b", ".origin")
    page.evaluate(
        "window.seen = 0; new MutationObserver((all) => { seen += all.length; })"
        ".observe(document.querySelector('main'), { subtree: true, childList: true, "
        "attributes: true, characterData: true })"
    )
    morph(page, inside(page))
    assert page.evaluate("seen") == 0
    morph(page, "<h2>Question</h2><p>New</p><p class='note'>Note <b>fat</b></p>")
    assert known(page, "h2")
    assert known(page, ".note")
    assert known(page, ".note b")
    assert page.locator(".origin").count() == 0


def test_what_the_reader_did_stays(begin: Begin) -> None:
    html = "<details class='{}'><summary>s</summary><button data-cite='1'>1</button></details>"
    page = begin(html.format("why"))
    page.locator("summary").click()
    page.locator("button").focus()
    page.evaluate("document.querySelector('button').classList.add('flash')")
    page.evaluate("document.querySelector('button').setAttribute('aria-pressed', 'true')")
    morph(page, html.format("why").replace(">1<", ">one<"))
    assert inside(page) == (
        '<details class="why" open=""><summary>s</summary><button data-cite="1" class="flash" '
        'aria-pressed="true">one</button></details>'
    )
    assert page.evaluate("document.activeElement.textContent") == "one"


def test_attributes_follow_the_server(begin: Begin) -> None:
    page = begin("<p data-key='a' lang='de' title='x'>a</p>")
    know(page, "p")
    morph(page, "<p data-key='a' lang='en' class='new'>a</p>")
    assert known(page, "p")
    assert inside(page) == '<p data-key="a" lang="en" class="new">a</p>'
    page.evaluate("morphElement(document.querySelector('p'), '<p data-key=a>b</p>')")
    assert inside(page) == '<p data-key="a">b</p>'


def test_what_has_a_name_is_known_wherever_it_moves(begin: Begin) -> None:
    def card(key: str) -> str:
        return (
            f"<article data-key='{key}'><button>{key}</button><p style='height: 9px'></p></article>"
        )

    page = begin("".join(map(card, "abc")))
    know(page, "[data-key=a]", "[data-key=b]", "[data-key=c]")
    page.locator("[data-key=c] button").focus()
    morph(page, "".join(map(card, "cxab")))
    assert [known(page, f"[data-key={key}]") for key in "abc"] == [True] * 3
    assert page.evaluate("[...document.querySelectorAll('button')].map((b) => b.textContent)") == [
        *"cxab"
    ]
    assert page.evaluate("document.activeElement.textContent") == "c"


def test_names_that_are_given_twice_do_no_harm(begin: Begin) -> None:
    twice = "<button data-cite='1'>a</button><button data-cite='1'>b</button>"
    page = begin(twice)
    morph(page, f"{twice}<button data-cite='1'>c</button>")
    assert page.locator("button").all_text_contents() == ["a", "b", "c"]


def test_scrolling_stays(begin: Begin) -> None:
    pane = "<div class='pane' style='height: 50px; overflow: auto'>{}<p>end</p></div>"
    lines = "<p>line</p>" * 40
    page = begin(pane.format(lines))
    page.evaluate("document.querySelector('.pane').scrollTop = 70")
    morph(page, f"<h2>new</h2>{pane.format(lines + '<p>more</p>')}")
    assert page.evaluate("document.querySelector('.pane').scrollTop") == 70


def test_what_is_built_and_changed_on_the_page_can_be_morphed(begin: Begin) -> None:
    page = begin("")
    page.evaluate(
        "document.querySelector('main').append(build('<section data-turn=1>a</section>'))"
    )
    page.evaluate("document.querySelector('section').hidden = true")
    page.evaluate(
        "morphElement(document.querySelector('section'), '<section data-turn=1>b</section>')"
    )
    assert inside(page) == '<section data-turn="1" hidden="">b</section>'
