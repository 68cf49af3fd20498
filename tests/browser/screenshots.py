"""Takes pictures of the real page, answering from the sample articles.

``python tests/browser/screenshots.py`` makes ``docs/screenshot.png``; with a folder as argument, it
puts every view of the page there, too: wide and narrow, light and dark, German and English.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import CHROMIUM_ARGUMENTS, DESKTOP, PHONE, SAMPLE, ask_on, find_chromium
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from servers import ROOT, Stage, build_index, served, staged

PICTURE = ROOT / "docs" / "screenshot.png"

EXAMPLES = (
    "How much is Alibaba investing?",
    "Wie viele Menschen demonstrierten für die Nordklinik?",
    "What did the new ferry in Port Ellery cost?",
    "Wo baut Nordglut das neue Werk?",
)
ANSWERED = "What did the new ferry in Port Ellery cost?"
DISPUTED = "Wie viele Menschen demonstrierten für die Nordklinik?"
CROSSING = "How many people joined the hospital protest in Wellenbrück?"
FOLLOW_UP = "Und wo?"
UNANSWERED = "Who is the CEO of Tesla?"
WORDED = "How much did the ferry Tidewren cost?"
SENTENCES = (
    ("say", "The Tidewren cost £46 million, five million more than planned.", "cost £46m"),
    ("say", "The Tidewren cost £99 million.", "cost £46m"),
    ("say", "There is room on board for 390 passengers and 62 cars.", "390 passengers"),
)
NOTICE = (
    "Die Donaudampfschifffahrtsgesellschaft hat in Quellbrook eine zweite Anlegestelle eröffnet. "
    "Sie kostete 2,4 Millionen Euro und ist für Schiffe bis 40 Meter Länge gebaut."
)


@dataclass(frozen=True, slots=True)
class Look:
    """One of the ways in which a reader may have the page."""

    name: str
    size: ViewportSize
    locale: str
    dark: bool = False
    scale: float = 2


LOOKS = (
    Look("desktop-light-en", DESKTOP, "en-GB"),
    Look("desktop-dark-de", DESKTOP, "de-DE", dark=True),
    Look("desktop-light-de", DESKTOP, "de-DE"),
    Look("desktop-dark-en", DESKTOP, "en-GB", dark=True),
    Look("phone-light-de", PHONE, "de-DE"),
    Look("phone-light-en", PHONE, "en-GB"),
    Look("phone-dark-de", PHONE, "de-DE", dark=True),
    Look("phone-dark-en", PHONE, "en-GB", dark=True),
    Look("small-light-de", {"width": 320, "height": 640}, "de-DE"),
    Look("zoomed-light-de", {"width": 640, "height": 400}, "de-DE"),
)


@dataclass(frozen=True, slots=True)
class Album:
    """Takes the pictures of one look; each view is a page, or goes on where another ended."""

    browser: Browser
    look: Look
    folder: Path

    @contextmanager
    def opened(self, address: str, waiting_for: str = ".welcome") -> Iterator[Page]:
        """Open a page, and close it afterwards."""
        context = self.browser.new_context(
            locale=self.look.locale,
            viewport=self.look.size,
            color_scheme="dark" if self.look.dark else "light",
            reduced_motion="reduce",
            device_scale_factor=self.look.scale,
        )
        with closing(context):
            page = context.new_page()
            page.goto(address)
            page.wait_for_selector(waiting_for)
            yield page

    def take(self, page: Page, name: str) -> None:
        """Take a picture once the page has come to rest."""
        page.wait_for_timeout(400)
        page.screenshot(path=self.folder / f"{self.look.name}-{name}.png")


def picture_answers(album: Album, address: str) -> None:
    """Take the conversation, from the empty page to what hangs on an answer."""
    with album.opened(address) as page:
        album.take(page, "01-empty")
        page.locator(".preferences summary").click()
        album.take(page, "02-preferences")
        page.keyboard.press("Escape")
        ask_on(page, ANSWERED)
        page.wait_for_timeout(1200)  # what may be asked next comes a little later
        album.take(page, "03-answer")
        page.locator("[data-cite]").first.click()
        page.wait_for_timeout(1200)
        album.take(page, "04-citation")
        page.locator("#evidence [data-article]").first.click()
        page.wait_for_selector("#evidence .reading")
        album.take(page, "05-article")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        ask_on(page, DISPUTED)
        page.wait_for_timeout(1200)
        album.take(page, "06-disagreement")
        ask_on(page, FOLLOW_UP)
        album.take(page, "07-follow-up")
        ask_on(page, UNANSWERED)
        album.take(page, "08-abstention")
        page.locator(".turn").last.locator("[data-verdict=down]").click()
        page.wait_for_selector(".rating form:not([hidden])")
        album.take(page, "09-rating")
        page.locator(".turn").last.locator(".copying summary").click()
        album.take(page, "10-copying")
        page.keyboard.press("Escape")
        page.locator(".filters summary").click()
        page.locator(".filters input[name=sources]").first.check()
        album.take(page, "11-filters")
        page.locator(".filters summary").click()
        album.take(page, "12-limited")
        page.locator("#toggle-drawer").click()
        album.take(page, "13-drawer")


def picture_articles(album: Album, address: str) -> None:
    """Take the articles' tab, with one open and with one being added."""
    with album.opened(f"{address}#articles", ".catalogue") as page:
        album.take(page, "20-articles")
        page.locator(".catalogue [data-open]").first.click()
        page.wait_for_selector(".opened")
        page.locator(".catalogue").scroll_into_view_if_needed()
        page.locator(".opened").scroll_into_view_if_needed()
        album.take(page, "21-article-open")
        page.locator("[data-intake]").click()
        page.locator("[data-intake]").scroll_into_view_if_needed()
        album.take(page, "22-adding")
        page.locator(".intake summary").nth(1).click()
        form = page.locator("form[data-kind=paste]")
        form.locator("[name=text]").fill(f"{NOTICE} ({album.look.name})")
        form.locator("[name=title]").fill("Zweite Anlegestelle in Quellbrook")
        album.take(page, "23-pasting")
        form.locator(".do").click()
        page.wait_for_selector("#articles .job")
        page.locator("#articles .job").scroll_into_view_if_needed()
        page.screenshot(path=album.folder / f"{album.look.name}-24-progress.png")
        page.wait_for_selector("#articles .job [data-dismiss]", timeout=60_000)
        album.take(page, "25-added")


def picture_writing(album: Album, stage: Stage) -> None:
    """Take an answer while a model words it, and with a sentence that was withheld."""
    stage.plan(WORDED, SENTENCES[0], ("hold", "here"), *SENTENCES[1:])
    with album.opened(stage.address) as page:
        page.locator("#question textarea").fill(WORDED)
        page.keyboard.press("Enter")
        page.wait_for_selector(".prose .statement")
        page.wait_for_timeout(600)
        album.take(page, "30-writing")
        stage.release("here")
        page.wait_for_selector(".withheld")
        page.locator(".withheld summary").click()
        album.take(page, "31-withheld")


def picture_login(album: Album, address: str) -> None:
    """Take the login, and a name that was not let in."""
    with album.opened(address, "form") as page:
        album.take(page, "40-login")
        page.locator("[name=username]").fill("ada")
        page.locator("[name=password]").fill("wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        album.take(page, "41-login-refused")


def picture_print(album: Album, address: str) -> None:
    """Take what goes to the printer."""
    with album.opened(address) as page:
        ask_on(page, ANSWERED)
        ask_on(page, DISPUTED)
        page.pdf(path=album.folder / f"{album.look.name}-50-print.pdf", format="A4")
        page.set_viewport_size({"width": 794, "height": 1123})  # A4
        page.emulate_media(media="print")
        page.screenshot(path=album.folder / f"{album.look.name}-50-print.png", full_page=True)


def picture_best(browser: Browser, address: str) -> None:
    """Take the picture of the project: articles that disagree, and the source of one of them."""
    with Album(browser, LOOKS[0], PICTURE.parent).opened(address) as page:
        ask_on(page, CROSSING)
        page.locator("[data-cite]").first.click()
        page.mouse.move(0, 0)
        page.wait_for_timeout(1800)  # its flash fades
        page.locator("#evidence").evaluate("panel => { panel.scrollTop = 0; }")
        page.screenshot(path=PICTURE)


def add_user(file: Path) -> Path:
    """Let ``ada`` log in."""
    command = [sys.executable, "-m", "ui.cli", "users", "add", "ada", "--auth", str(file)]
    subprocess.run(command, cwd=ROOT, input="correct horse\n", text=True, check=True)
    return file


def picture_all(browser: Browser, index: Path, folder: Path) -> None:
    """Take every view in every look."""
    folder.mkdir(parents=True, exist_ok=True)
    albums = [Album(browser, look, folder) for look in LOOKS]
    with served(index, EXAMPLES) as address:
        for album in albums:
            picture_answers(album, address)
            picture_articles(album, address)
            picture_print(album, address)
    with staged(index) as stage:
        for album in albums:
            picture_writing(album, stage)
    with served(index, (), "--auth", str(add_user(index.with_name("users.json")))) as address:
        for album in albums:
            picture_login(album, address)


def main(folders: Sequence[str]) -> None:
    """Take the pictures: that of the project, or all of them."""
    path = find_chromium()
    if path is None:
        sys.exit("No Chromium found; install one or set FUNDSTELLE_CHROMIUM.")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        index = Path(temporary) / "index"
        build_index(index, SAMPLE)
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        with served(index, EXAMPLES) as address:
            picture_best(browser, address)
        for folder in folders:
            picture_all(browser, index, Path(folder))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
