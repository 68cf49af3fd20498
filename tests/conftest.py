"""What all tests have in common: none finds what another, or the user, has encoded before."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# What holds for every store is told once, and run over each.
sys.path.append(str(Path(__file__).parent / "suite"))
pytest.register_assert_rewrite("store_suite", "catalogue_suite", "lexicon_suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests of real browsers and processes try once more: a busy machine may miss a beat."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("integration"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what failed before it passed; a test that is named here twice is to be mended."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.section(f"tried again: {report.nodeid} ({report.when})")
        terminalreporter.line(report.longreprtext)


@pytest.fixture(scope="session", autouse=True)
def no_vectors_kept() -> Iterator[None]:
    """Keep nothing in the user's cache; processes that tests start inherit that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNDSTELLE_CACHE_MB", "0")
        yield
