"""Ways to a page whose scripts stand: what a test presses earlier only acts later."""

from playwright.sync_api import Page


def started(page: Page) -> Page:
    """Wait until a page's scripts are there and show what is to be shown."""
    page.wait_for_selector("html[data-started]", state="attached")
    return page


def reload(page: Page) -> Page:
    """Load a page anew."""
    page.reload()
    return started(page)


def another_tab(page: Page, address: str) -> Page:
    """Open an address in another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto(address)
    return started(tab)
