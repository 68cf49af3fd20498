"""A real index, a real server in its own process, and a real Chromium.

What no test may see, the fixtures check for all of them: a script of an article that runs, an
error in the page's own script, a request to anywhere but the server.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

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

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "eval" / "sets" / "sample" / "articles"
CHROMIUM_ARGUMENTS = [
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
Ask = Callable[[Page, str], Locator]


def find_chromium() -> str | None:
    """Return the path of a Chromium: ``FUNDSTELLE_CHROMIUM``, or the one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in names)
    return os.environ.get("FUNDSTELLE_CHROMIUM") or next(filter(None, found), None)


def build_index(folder: Path, *sources: Path) -> None:
    """Index articles with the command line."""
    command = [sys.executable, "-m", "ui.cli", "add", "--json", "--index", str(folder)]
    subprocess.run([*command, *map(str, sources)], cwd=ROOT, check=True, capture_output=True)


@contextmanager
def served(index: Path, examples: Sequence[str]) -> Iterator[str]:
    """Serve an index from a process of its own and give the page's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "serve", "--index", str(index), "--port", str(port)]
    for example in examples:
        command += ["--example", example]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_until_ready(address, server)
            yield address
        finally:
            server.terminate()


def ask_on(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, and return its turn once that is answered."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.locator(".origin, .failure")).to_be_visible(timeout=30_000)
    return turn


def _wait_until_ready(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with exit code {server.returncode}.")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError("The server did not answer within three minutes.")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("No Chromium found; install one or set FUNDSTELLE_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del chromium  # asked for first: without a browser there is nothing to serve for
    folder = tmp_path_factory.mktemp("browser")
    malicious = folder / "malicious.jsonl"
    malicious.write_text(json.dumps(MALICIOUS), encoding="utf-8")
    build_index(folder / "index", SAMPLE, malicious)
    with served(folder / "index", EXAMPLES) as address:
        yield address


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
    harm: list[str] = []
    contexts = []

    def open_(*, locale: str = "en-GB", phone: bool = False, dark: bool = False) -> Page:
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
        page.wait_for_selector(".welcome")
        return page

    yield open_
    for context in contexts:
        for page in context.pages:
            assert page.evaluate("window.harmed") is None
        context.close()
    assert harm == []
