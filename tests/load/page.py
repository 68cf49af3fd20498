"""How quick the page is for one reader, in a real Chromium: ``python tests/load/page.py``.

Prints the first useful paint (the question box can be used), and how long it takes from Enter to
the whole answer, over fifty questions of the sample set in one conversation.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "browser"))

from conftest import CHROMIUM_ARGUMENTS, DESKTOP, SAMPLE, find_chromium  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from servers import build_index, served  # noqa: E402

COUNT = 50
PAUSE = 1500  # milliseconds: a reader looks at an answer before asking on
# From within the page, so that no time of the test driver's is counted.
ANSWERED = """question => new Promise(resolve => {
  const box = document.querySelector("#question textarea");
  box.value = question;
  const count = document.querySelectorAll(".turn").length;
  const started = performance.now();
  const look = () => {
    const turn = document.querySelectorAll(".turn")[count];
    if (turn?.querySelector(".origin, .failure")) {
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - started));
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(document.querySelector(".log"), { childList: true, subtree: true });
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
})"""


def open_page(browser: Browser, address: str) -> tuple[Page, float]:
    """Open the page anew, nothing cached, and return it with the seconds until it can be used."""
    page = browser.new_context(locale="de-DE", viewport=DESKTOP).new_page()
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#question textarea:focus")
    return page, time.perf_counter() - started


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of values do not exceed."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    """Measure and print."""
    rows = (SAMPLE.parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(row)["question"] for row in rows][:COUNT]
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        index = Path(temporary) / "index"
        build_index(index, SAMPLE)
        with served(index, ()) as address:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS
            )
            open_page(browser, address)  # the first one compiles what it loads
            paints = [open_page(browser, address)[1] for _ in range(5)]
            page, _ = open_page(browser, address)
            page.wait_for_timeout(3000)
            answers = []
            for question in questions:
                answers.append(page.evaluate(ANSWERED, question))
                page.wait_for_timeout(PAUSE)
            browser.close()
    sys.stdout.write(
        f"first useful paint: median {statistics.median(paints):.2f} s, most {max(paints):.2f} s\n"
        f"Enter to answer, {len(answers)} questions: p50 {percentile(answers, 0.5):.0f} ms, "
        f"p95 {percentile(answers, 0.95):.0f} ms, most {max(answers):.0f} ms\n"
    )


if __name__ == "__main__":
    main()
