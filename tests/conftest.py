"""What all tests have in common: none finds what another, or the user, has encoded before.

Only indexes that are there to be read are of vectors that all tests of a run share: whoever looks
for something else in them than how articles are encoded need not wait for that.
"""

import fcntl
import gc
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.ingest import ingest, open_or_create
from index.vector_cache import VectorCache
from ui.serving.stubs import stubs_left

_VECTORS_BYTES = 500_000_000

IndexOf = Callable[[Path, Sequence[Path]], None]

# What holds for every store is told once, and run over each.
sys.path.append(str(Path(__file__).parent / "suite"))
pytest.register_assert_rewrite("store_suite", "catalogue_suite", "lexicon_suite")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run half as many processes again as there are cores: servers and pages are waited for.

    Unit tests alone only compute.
    """
    if all("tests/unit" in one for one in config.args):
        return None
    cores = os.cpu_count() or 1
    return cores + (cores + 1) // 2


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import all tests in half the time: ten seconds less in each process.

    Gradio leaves its stubs alone, as where the page is served. What is there then stays to the end,
    so no garbage is looked for in it.
    """
    gc.disable()
    with stubs_left():
        items = yield
    gc.freeze()
    gc.enable()
    return items


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


@pytest.fixture(scope="session")
def index_of(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> IndexOf:
    """Makes the index of some articles in a folder; what was encoded in this run is not again.

    The processes of a run take turns, or all of them would begin with encoding the same.
    """
    own = tmp_path_factory.getbasetemp()
    kept = (own if worker_id == "master" else own.parent) / "vectors"
    kept.mkdir(exist_ok=True)

    def make(folder: Path, sources: Sequence[Path]) -> None:
        with (kept / "turn").open("w") as turn, VectorCache(_VECTORS_BYTES, kept) as vectors:
            fcntl.flock(turn, fcntl.LOCK_EX)
            store, encoder = open_or_create(folder, kept=vectors)
            with closing(store):
                assert not ingest(sources, store, encoder).skipped

    return make
