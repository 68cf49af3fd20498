"""A real index, a real server in its own process, and a real Chromium.

What no test may see, the fixtures check for all of them: a script of an article that runs, an
error in the page's own script, a request to anywhere but the server.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    Dialog,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

# The modules beside this one are imported by name.
sys.path.append(str(Path(__file__).parent))

from members import Member, Members, log_in, members_served
from servers import ROOT, Stage, served, staged

SAMPLE = ROOT / "eval" / "sets" / "sample" / "articles"
# What is named last holds, so here is what Playwright leaves out itself, and the suggestions below
# the address bar: two pages beside each page, which nobody sees, and half as dear as it.
_LEFT_OUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
)
CHROMIUM_ARGUMENTS = [
    f"--disable-features={','.join(_LEFT_OUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
EXAMPLES = (
    "How much are Amazon, Alphabet, Microsoft and Meta spending altogether in 2025?",
    "Wie viele Leute waren auf der Demo für die Nordklinik?",
)
MALICIOUS = {
    "id": "malicious",
    "title": "Pegelhaus <script>window.harmed = 'title'</script>",
    "text": (
        "Das Pegelhaus in Quellbrook kostet 41 Millionen Euro "
        "<img src=x onerror=\"window.harmed = 'image'\"> und wird im Mai eröffnet. "
        "<script>window.harmed = 'script'</script> "
        "Mehr dazu: [hier](javascript:alert('markdown')) und ![Bild](https://away.example/x.png). "
        "Die Formel $x^2$ steht neben {{value}} und ${alert('template')} am Pegelhaus."
    ),
    "url": "javascript:alert('link')",
    "source": "<b onmouseover=alert('source')>Quellbote</b>",
    "published": "2025-05-02",
    "language": "de",
}

Open = Callable[..., Page]
IndexOf = Callable[[Path, Sequence[Path]], None]
Ask = Callable[[Page, str], Locator]


def find_chromium() -> str | None:
    """Return the path of a Chromium: ``FUNDSTELLE_CHROMIUM``, or the one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in names)
    return os.environ.get("FUNDSTELLE_CHROMIUM") or next(filter(None, found), None)


def ask_on(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, and return its turn once that is answered."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.locator(".origin, .failure")).to_be_visible(timeout=30_000)
    return turn


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        pytest.skip("No Chromium found; install one or set FUNDSTELLE_CHROMIUM.")
    return path


# For a file at a time: as long as Playwright runs, no other test could run an event loop.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    expect.set_options(timeout=15_000)  # a machine may be busy
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def index(chromium_path: str, index_of: IndexOf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    del chromium_path  # asked for first: without a browser there is nothing to index for
    folder = tmp_path_factory.mktemp("browser")
    malicious = folder / "malicious.jsonl"
    malicious.write_text(json.dumps(MALICIOUS), encoding="utf-8")
    index_of(folder / "index", [SAMPLE, malicious])
    return folder / "index"


@pytest.fixture(scope="session")
def address(index: Path) -> Iterator[str]:
    with served(index, EXAMPLES) as address:
        yield address


# Those that few files need are not kept longer than for these.
@pytest.fixture(scope="module")
def stage(index: Path) -> Iterator[Stage]:
    with staged(index) as stage:
        yield stage


@pytest.fixture(scope="module")
def members(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Members]:
    with members_served(index, tmp_path_factory.mktemp("members")) as members:
        yield members


@pytest.fixture
def ask() -> Ask:
    return ask_on


@pytest.fixture
def malicious() -> dict[str, str]:
    return MALICIOUS


@pytest.fixture
def examples() -> tuple[str, ...]:
    return EXAMPLES


def _watch(page: Page, address: str, harm: list[str]) -> None:
    def dismiss(dialog: Dialog) -> None:
        harm.append(f"dialog: {dialog.message}")
        dialog.accept()

    def check(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            harm.append(f"request: {request.url}")

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: harm.append(f"error: {error}"))
    page.on("request", check)


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Open]:
    """Open the page as some reader would, and see at the end that nothing untoward happened."""
    with opening(chromium, address) as open_:
        yield open_


@pytest.fixture
def open_stage(chromium: Browser, stage: Stage) -> Iterator[Open]:
    """Open the page whose answers a test words, and see to the same."""
    with opening(chromium, stage.address) as open_:
        yield open_


@pytest.fixture
def open_as(chromium: Browser, members: Members) -> Iterator[Open]:
    """Open the page as somebody who logs in, and see to the same."""
    with opening(chromium, members.address) as open_:
        yield lambda member, **options: open_(member=member, **options)


@contextmanager
def opening(chromium: Browser, address: str) -> Iterator[Open]:
    """Lend a way of opening the page at an address."""
    harm: list[str] = []
    contexts = []

    def open_(
        *,
        locale: str = "en-GB",
        phone: bool = False,
        dark: bool = False,
        member: Member | None = None,
    ) -> Page:
        context = chromium.new_context(
            locale=locale,
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        _watch(page, address, harm)
        page.goto(address)
        if member:
            log_in(page, member)
        page.wait_for_selector("html[data-started] .welcome")
        return page

    yield open_
    for context in contexts:
        for page in context.pages:
            assert page.evaluate("window.harmed") is None
        context.close()
    assert harm == []
