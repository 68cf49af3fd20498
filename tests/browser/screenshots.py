"""Takes pictures of the real page, answering from the sample articles.

``python tests/browser/screenshots.py`` makes ``docs/screenshot.png``; with a folder as argument,
it puts the dark and the narrow variants there too.
"""

import sys
import tempfile
from pathlib import Path

from conftest import (
    CHROMIUM_ARGUMENTS,
    DESKTOP,
    EXAMPLES,
    PHONE,
    ROOT,
    SAMPLE,
    ask_on,
    build_index,
    find_chromium,
    served,
)
from playwright.sync_api import Browser, Page, sync_playwright

QUESTION = "How many people joined the hospital protest in Wellenbrück?"
BEFORE, FOLLOW_UP = "By how much did Alibaba shares rise?", "And in Hong Kong?"
UNANSWERED = "Who is the CEO of Tesla?"


def open_page(browser: Browser, address: str, *, phone: bool = False, dark: bool = False) -> Page:
    """Open the page in the given size and colours."""
    page = browser.new_page(
        locale="de-DE" if dark else "en-GB",
        viewport=PHONE if phone else DESKTOP,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        device_scale_factor=2,
    )
    page.goto(address)
    page.wait_for_selector(".welcome")
    return page


def ask(page: Page, question: str) -> None:
    """Ask a question and wait for its answer, and for the page to come to rest."""
    ask_on(page, question)
    page.wait_for_timeout(300)


def picture_variants(browser: Browser, address: str, folder: Path) -> None:
    """Take the page in both colours and sizes: from empty to limited."""
    folder.mkdir(parents=True, exist_ok=True)
    for phone in (False, True):
        for dark in (False, True):
            name = f"{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}"
            page = open_page(browser, address, phone=phone, dark=dark)
            page.screenshot(path=folder / f"{name}-1-empty.png")
            ask(page, QUESTION)
            page.screenshot(path=folder / f"{name}-2-answer.png")
            marker = page.locator("[data-cite]")
            if marker.count():
                marker.last.click()
                page.wait_for_timeout(1500)
                page.screenshot(path=folder / f"{name}-3-citation.png")
            ask(page, EXAMPLES[0])
            page.screenshot(path=folder / f"{name}-4-reading.png")
            ask(page, BEFORE)
            ask(page, FOLLOW_UP)
            page.screenshot(path=folder / f"{name}-5-follow-up.png")
            ask(page, UNANSWERED)
            page.screenshot(path=folder / f"{name}-6-abstention.png")
            page.locator(".filters summary").click()
            page.locator(".filters input[name=sources]").first.check()
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"{name}-7-filters.png")
            page.close()


def main() -> None:
    """Take the pictures."""
    path = find_chromium()
    if path is None:
        sys.exit("No Chromium found; install one or set FUNDSTELLE_CHROMIUM.")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        index = Path(temporary) / "index"
        build_index(index, SAMPLE)
        with served(index, EXAMPLES) as address:
            browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
            ask(open_page(browser, address), QUESTION)  # the first one takes longer than the rest
            page = open_page(browser, address)
            ask(page, QUESTION)
            page.screenshot(path=ROOT / "docs" / "screenshot.png")
            for folder in sys.argv[1:]:
                picture_variants(browser, address, Path(folder))
            browser.close()


if __name__ == "__main__":
    main()
