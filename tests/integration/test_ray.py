"""Articles are added on a Ray cluster of two nodes, real ones on this machine."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from copies import checksums_of
from milvus_server import milvus_server
from pressroom import CONFIG, Files, originals, today, write_folder, yesterday
from quick_encoder import QuickEncoder
from ray._private.authentication_test_utils import reset_auth_token_state
from soundness import Stored, check_sound

from index.cluster import Terms, opened_cluster
from index.cluster.terms import which_cleaning
from index.ingest import ingest
from index.local import LocalStore
from index.milvus import MilvusStore
from index.places import Place
from index.records import Vectors
from index.report import Progress, Report
from index.sources import DEFAULT_LIMITS
from index.stores import create_store
from index.user_cache import cache_folder

pytestmark = pytest.mark.integration

IndexOf = Callable[[Path, Sequence[Path]], None]

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench" / "distractors.de.jsonl"
SAMPLE = ROOT / "eval" / "sets" / "sample" / "articles"
TERMS = Terms(QuickEncoder, CONFIG, DEFAULT_LIMITS, which_cleaning())
BROKEN: Files = {"notes/broken.docx": "no archive at all", "notes/empty.txt": " "}


@dataclass(frozen=True, slots=True)
class Nodes:
    """A cluster that runs: its address, that for Ray Client, and the process that holds it."""

    address: str
    client: str
    process: psutil.Process

    def workers(self) -> list[psutil.Process]:
        """Return the processes of its actors."""
        family = self.process.children(recursive=True)
        return [one for one in family if _title(one).startswith("ray::Worker")]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it has just ended
        return ""


def _ray_processes() -> list[psutil.Process]:
    return [
        one
        for one in psutil.process_iter()
        if (title := _title(one)).startswith("ray::") or "/site-packages/ray/" in title
    ]


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    # Sockets have short paths, and the test's own folder may lie deep.
    folder = tempfile.mkdtemp(prefix="ray", dir="/tmp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), str(Path(__file__).parent))))
        patch.setenv("RAY_TMPDIR", folder)  # where it says that it runs; the user's is left alone
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", "0123456789abcdef" * 4)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_CLIENT_SERVER_CHECK_CHANNEL_TIMEOUT_S", "120")  # on a busy machine
        reset_auth_token_state()  # Ray has read its settings when it was imported
        # Ray starts what serves Ray Client by a command in which a space ends Python's path.
        environment = Path(folder) / "venv"
        environment.symlink_to(sys.prefix, target_is_directory=True)
        script = str(Path(__file__).with_name("two_nodes.py"))
        with subprocess.Popen(
            [environment / "bin" / "python", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            held = psutil.Process(process.pid)
            address, client = process.stdout.readline().split()
            yield Nodes(address, client, held)
            family = held.children(recursive=True)
            process.stdin.close()
            process.wait(30)
            _, alive = psutil.wait_procs(family, timeout=10)
            assert alive == []
    reset_auth_token_state()
    shutil.rmtree(folder, ignore_errors=True)


def much() -> Files:
    """Return today's folder and a long column, enough for many batches."""
    notes = [text for name, text in today().items() if name.startswith("notes/")]
    return {**today(), **BROKEN, **{f"column/{n:02}.txt": _column(n, notes) for n in range(24)}}


def _column(number: int, notes: list[str]) -> str:
    """Return an article of about 6,000 characters that shares no run of words with another."""
    words = notes[0].split()
    lines = (f"{words[at % len(words)]} c{number}w{at} s{number}t{at}." for at in range(280))
    return f"Kolumne {number}\n\n{' '.join(lines)}\n"


def add_plainly(news: Path, index: Path) -> Report:
    with closing(LocalStore.create(index, CONFIG)) as store:
        return ingest([news], store, QuickEncoder())


def add_on(
    address: str, news: Path, index: Place, progress: Progress = lambda _: None, **how: Any
) -> Report:
    with (
        closing(create_store(index, CONFIG)) as store,
        opened_cluster(address, TERMS) as crew,
    ):
        return ingest([news], store, QuickEncoder(), progress, crew=crew, **how)


def look(index: Path) -> dict[str, Stored]:
    with closing(LocalStore.open(index)) as store:
        stored = check_sound(index, store)
        for name, original in originals(stored).items():
            assert store.article(name).reprint_of == original
        return stored


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Report], dict[str, Stored]]:
    """The news, what the plain way reports of them on both days, and the index it makes."""
    folder = tmp_path_factory.mktemp("plain news")
    reports = []
    for files in (yesterday(), much()):
        write_folder(folder / "news", files)
        reports.append(add_plainly(folder / "news", folder / "index"))
    return folder / "news", reports, look(folder / "index")


def test_the_index_is_that_of_the_plain_way(
    nodes: Nodes,
    plain: tuple[Path, list[Report], dict[str, Stored]],
    tmp_path: Path,
) -> None:
    news, reports, stored = plain
    index = tmp_path / "index"
    write_folder(news, yesterday())
    assert add_on(nodes.client, news, index) == reports[0]
    write_folder(news, much())
    commits: list[int] = []
    report = add_on(nodes.address, news, index, lambda r: commits.append(len(r.added)))
    assert report == reports[1]
    assert len(report.skipped) == len(BROKEN)
    assert len(set(commits)) > 4
    assert look(index) == stored

    for broken in BROKEN:
        (news / broken).unlink()
    again = add_on(nodes.address, news, index)
    assert (again.added, again.replaced, again.skipped) == ([], [], [])
    assert sorted(again.unchanged) == sorted(stored)
    assert psutil.wait_procs(nodes.workers(), timeout=10)[1] == []


def test_milvus_is_fed_as_well(
    nodes: Nodes, plain: tuple[Path, list[Report], dict[str, Stored]], tmp_path: Path
) -> None:
    news, *_ = plain
    write_folder(news, much())
    with milvus_server(tmp_path / "milvus") as server:
        report = add_on(nodes.address, news, server.place())
        add_plainly(news, tmp_path / "index")
        with (
            closing(MilvusStore.open(server.place())) as fed,
            closing(LocalStore.open(tmp_path / "index")) as store,
        ):
            assert checksums_of(fed) == checksums_of(store)
            assert sorted(report.added) == sorted(store.content_hashes())


def test_a_killed_worker_costs_its_batch_and_not_the_run(
    nodes: Nodes,
    plain: tuple[Path, list[Report], dict[str, Stored]],
    tmp_path: Path,
) -> None:
    news, _, stored = plain
    write_folder(news, much())
    killed: list[psutil.Process] = []

    def kill(report: Report) -> None:
        if report.added and len(killed) < 2:
            victim = nodes.workers()[0]
            victim.send_signal(signal.SIGKILL)
            killed.append(victim)

    report = add_on(nodes.address, news, tmp_path / "index", kill)
    assert len(killed) == 2
    assert sorted(report.added) == sorted({*report.added}) == sorted(stored)
    assert report.replaced == report.unchanged == []
    made = look(tmp_path / "index")
    assert {name: one.passages for name, one in made.items()} == {
        name: one.passages for name, one in stored.items()
    }


def test_stopping_leaves_whole_batches_and_the_next_run_goes_on(
    nodes: Nodes,
    plain: tuple[Path, list[Report], dict[str, Stored]],
    tmp_path: Path,
) -> None:
    news, _, stored = plain
    write_folder(news, much())
    first = add_on(nodes.address, news, tmp_path / "index", stop=lambda: True)
    assert first.stopped
    assert 0 < len(first.added) < len(stored)
    assert look(tmp_path / "index").keys() == {*first.added}
    rest = add_on(nodes.address, news, tmp_path / "index")
    assert sorted([*first.added, *rest.added]) == sorted(stored)
    assert rest.replaced == []


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not BENCH.is_file():
        pytest.skip(f"There is no {BENCH}: its news are not part of the project.")
    some = tmp_path_factory.mktemp("bench") / "news.jsonl"
    with BENCH.open(encoding="utf-8") as rows:
        some.write_text("".join(islice(rows, 12)), encoding="utf-8")
    return some


def test_news_are_as_in_the_plain_way_with_the_real_encoder(
    nodes: Nodes, bench: Path, index_of: IndexOf, tmp_path: Path
) -> None:
    done = run_command(tmp_path / "other", bench, RAY_ADDRESS=nodes.address)
    assert done.stdout == "12 added, 0 replaced, 0 unchanged, 0 skipped.\n"
    assert_alike(tmp_path / "other", bench, index_of)


def test_a_cluster_of_its_own_is_started_and_ended(index_of: IndexOf, tmp_path: Path) -> None:
    home = tmp_path / "a home"
    home.mkdir()
    folders = {"HOME": str(home), "RAY_TMPDIR": str(home)}
    folders["FUNDSTELLE_CACHE"] = str(cache_folder())  # models, as after the first run
    done = run_command(tmp_path / "an index", SAMPLE, **folders)
    assert done.stdout == "15 added, 0 replaced, 0 unchanged, 0 skipped.\n"
    assert_alike(tmp_path / "an index", SAMPLE, index_of)


def run_command(index: Path, news: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run ``fundstelle add --ray auto``; nothing of Ray is said, or left running."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAY_TMP")}
    command = [sys.executable, "-m", "ui.cli", "add", "--index", index, "--ray", "auto", news]
    before = {one.pid for one in _ray_processes()}
    done = subprocess.run(
        command, cwd=ROOT, env=kept | more, capture_output=True, text=True, check=False
    )
    assert all(line.startswith("Adding: ") for line in done.stderr.splitlines()), done.stderr
    assert done.returncode == 0
    new = [one for one in _ray_processes() if one.pid not in before]
    assert psutil.wait_procs(new, timeout=10)[1] == []
    return done


def assert_alike(index: Path, news: Path, index_of: IndexOf) -> None:
    """Compare an index with what the plain way makes of the same news."""
    index_of(index.with_name("plain"), [news])
    with (
        closing(LocalStore.open(index.with_name("plain"))) as plainly,
        closing(LocalStore.open(index)) as store,
    ):
        ids = sorted(plainly.content_hashes())
        assert ids
        assert ids == sorted(store.content_hashes())
        for one, other in zip(plainly.holdings(ids), store.holdings(ids), strict=True):
            assert (one.receipts, one.indexed.article) == (other.receipts, other.indexed.article)
            assert one.indexed.cuts == other.indexed.cuts
            for a, b in zip(one.indexed.passages, other.indexed.passages, strict=True):
                assert (a.chunk, a.stems) == (b.chunk, b.stems)
                for name in ("vector", "sentence_vectors", "context_vectors", "word_vectors"):
                    assert cosine(getattr(a, name), getattr(b, name)) > 0.999


def cosine(a: Vectors, b: Vectors) -> float:
    return float(np.vdot(a, b) / np.linalg.norm(a) / np.linalg.norm(b))
