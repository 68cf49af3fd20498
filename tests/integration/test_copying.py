"""Indexes are copied by real processes: killed half way, and to answer as before."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from copies import checksums_of, strike_a_copy
from killing import Phase
from pressroom import CONFIG
from quick_encoder import QuickEncoder
from scenes import Plot, Scene

from index.batches import Pending, cut, encode
from index.local import LocalStore
from index.preparation import Prepared
from index.records import Article, Receipt
from index.reprints import sign

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "eval" / "sets" / "sample"
MANY = 1000  # five batches
PATIENCE_SECONDS = 120


def fundstelle(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def checksums(folder: Path) -> dict[str, bytes]:
    with closing(LocalStore.open(folder)) as store:
        return checksums_of(store)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of many short articles."""
    folder, encoder = tmp_path_factory.mktemp("many") / "index", QuickEncoder()
    with closing(LocalStore.create(folder, CONFIG)) as store:
        articles = [
            Article(f"p{n:04}", "Pegel", f"Das Pegelhaus P{n}x misst.\nDer Fluss steigt um {n} cm.")
            for n in range(MANY)
        ]
        pending = [
            Pending(Prepared(one, (), sign(one.text).bands()), Receipt(f"/{one.id}", one.id, "f"))
            for one in articles
        ]
        store.add(encode([cut(one, encoder, CONFIG.passage_tokens) for one in pending], encoder))
    return folder


# Struck down


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("phase", ["creating", "committing", "writing SQLite", "closing"])
def test_a_copy_struck_anywhere_goes_on(
    phase: Phase,
    share: float,
    scene_of: Callable[[Plot], Scene],
    workers: ProcessPoolExecutor,
) -> None:
    there, whole = workers.submit(strike_a_copy, scene_of("add"), phase, share).result()
    assert 0 <= there <= whole


def test_a_killed_process_loses_nothing(many: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    with start_copying(many, target) as process, held_up(process, target):
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    with closing(LocalStore.open(target)) as store:
        there = store.summary().articles
        assert checksums_of(store).items() <= checksums(many).items()
    assert 0 < there < MANY
    done = fundstelle("copy", "--json", many, target)
    said = json.loads(done.stdout)
    assert (done.returncode, said["unchanged"], said["copied"]) == (0, there, MANY - there)
    assert said["verified"] == MANY
    assert checksums(target) == checksums(many)


def test_ctrl_c_stops_after_a_batch(many: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    with start_copying(many, target) as process:
        with held_up(process, target):
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert "The same command goes on from there." in err
    with closing(LocalStore.open(target)) as store:
        there = store.summary().articles
    assert out == f"{there} copied, 0 unchanged, 0 verified.\n"
    assert 0 < there < MANY
    assert there % 200 == 0
    assert fundstelle("copy", many, target).returncode == 0
    assert checksums(target) == checksums(many)


def start_copying(source: Path, target: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "copy", str(source), str(target)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@contextmanager
def held_up(process: "subprocess.Popen[str]", folder: Path) -> Iterator[None]:
    """Wait for the first batch of a copy; keep the next one from being written for so long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not LocalStore.exists(folder):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "nothing was made"
        time.sleep(0.01)
    with closing(sqlite3.connect(folder / "index.sqlite", isolation_level=None)) as connection:
        while True:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT count(*) FROM articles").fetchone()[0]:
                break
            connection.execute("ROLLBACK")
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "nothing was copied"
            time.sleep(0.005)
        yield
        connection.execute("ROLLBACK")


# Answers


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's articles, by the real encoder."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    done = fundstelle("add", "--index", folder, SAMPLE / "articles")
    assert done.returncode == 0, done.stderr
    return folder


def answers(place: object) -> list[dict[str, Any]]:
    """Return the answers to the sample's questions, all but how long they took."""
    done = fundstelle("ask", "--index", place, "--questions", SAMPLE / "questions.jsonl")
    assert done.returncode in {0, 1}, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        del row["elapsed_ms"]
    return rows


@pytest.fixture(scope="module")
def expected(sample: Path) -> list[dict[str, Any]]:
    """What the sample's index answers."""
    return answers(sample)


def test_a_copy_answers_as_the_original(
    sample: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert fundstelle("copy", sample, tmp_path / "copy").returncode == 0
    assert any(row["citations"] for row in expected)
    assert answers(tmp_path / "copy") == expected
