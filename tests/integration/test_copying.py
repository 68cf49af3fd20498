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
from milvus_server import MilvusServer, milvus_server
from pressroom import CONFIG
from quick_encoder import QuickEncoder
from scenes import Plot, Scene, look

from index.batches import Pending, cut, encode
from index.local import LocalStore
from index.milvus import MilvusStore
from index.places import MilvusPlace, Place
from index.preparation import Prepared
from index.records import Article
from index.reprints import sign
from index.stored_records import Receipt

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


def start_copying(source: Place, target: Place) -> "subprocess.Popen[str]":
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


def answers(place: object) -> list[dict[str, Any]]:
    """Return the answers to the sample's questions, all but how long they took."""
    done = fundstelle("ask", "--index", place, "--questions", SAMPLE / "questions.jsonl")
    assert done.returncode in {0, 1}, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        del row["elapsed_ms"]
    return rows


@pytest.fixture(scope="module")
def expected(sample_index: Path) -> list[dict[str, Any]]:
    """What the sample's index answers."""
    return answers(sample_index)


def test_a_copy_answers_as_the_original(
    sample_index: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert fundstelle("copy", sample_index, tmp_path / "copy").returncode == 0
    assert any(row["citations"] for row in expected)
    assert answers(tmp_path / "copy") == expected


# Milvus


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    with milvus_server(tmp_path_factory.mktemp("milvus") / "data") as server:
        yield server


def test_nothing_is_lost_to_milvus_and_back(
    scene_of: Callable[[Plot], Scene], server: MilvusServer, tmp_path: Path
) -> None:
    scene, away, home = scene_of("add"), server.place("there_and_back"), tmp_path / "home"
    with scene.copy(tmp_path) as source:
        scene.play(source)
        first = copy_index(source, away)
        assert (first["copied"], first["verified"]) == (len(look(source)),) * 2
        again = copy_index(source, away)
        assert (again["copied"], again["unchanged"]) == (0, first["copied"])
        assert copy_index(away, home)["verified"] == first["copied"]
        assert any(one.history for one in look(source).values())
        assert checksums(home) == checksums(source)
        assert look(home) == look(source)


def test_what_changed_is_brought_to_milvus(
    scene_of: Callable[[Plot], Scene], server: MilvusServer, tmp_path: Path
) -> None:
    scene, away = scene_of("add"), server.place("changing")
    with scene.copy(tmp_path) as source:
        before = copy_index(source, away)["copied"]
        report = scene.play(source)
        said = copy_index(source, away)
        assert said["verified"] == before + len(report.added)
        # The reprints of what was there before make no difference to it.
        assert said["copied"] >= len(report.added) + len(report.replaced)
        with closing(MilvusStore.open(away)) as there, closing(LocalStore.open(source)) as here:
            assert checksums_of(there) == checksums_of(here)


def test_answers_are_the_same_in_milvus_and_back(
    sample_index: Path, expected: list[dict[str, Any]], server: MilvusServer, tmp_path: Path
) -> None:
    away = server.place("sample")
    copy_index(sample_index, away)
    copy_index(away, tmp_path / "home")
    assert answers(away) == expected
    assert answers(tmp_path / "home") == expected


def test_a_process_killed_while_writing_to_milvus_loses_nothing(
    many: Path, server: MilvusServer
) -> None:
    away = server.place("killed")
    with start_copying(many, away) as process:
        wait_for_milvus(process, away)
        server.suspend()  # it answers nothing any more until the process is gone
        process.kill()
        process.communicate()
        server.resume()
    assert process.returncode == -signal.SIGKILL
    with closing(MilvusStore.open(away)) as store:
        there = len(store.content_hashes())
    assert 0 < there < MANY
    said = copy_index(many, away)
    # What was written last may be there without its receipt, and is written again.
    assert there - 200 <= said["unchanged"] <= there
    assert said["unchanged"] + said["copied"] == said["verified"] == MANY
    with closing(MilvusStore.open(away)) as store:
        assert checksums_of(store) == checksums(many)


def test_a_server_that_dies_is_told_and_the_copy_goes_on_when_it_is_back(
    many: Path, tmp_path: Path
) -> None:
    with milvus_server(tmp_path / "data") as server:
        away = server.place("dying")
        with start_copying(many, away) as process:
            wait_for_milvus(process, away)
            server.kill()
            _, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 2
        assert err.splitlines()[-1].startswith("fundstelle: ")
        assert "Traceback" not in err
        server.start()
        assert copy_index(many, away)["verified"] == MANY


def copy_index(source: Place, target: Place) -> dict[str, Any]:
    """Copy by the command line; return what it says of it."""
    done = fundstelle("copy", "--json", source, target)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["extra"], said["different"], said["stopped"]) == (0, 0, False)
    return dict(said)


def wait_for_milvus(process: "subprocess.Popen[str]", place: MilvusPlace) -> None:
    """Wait for the first batch of a copy."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (MilvusStore.exists(place) and count_there(place)):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "nothing was copied"
        time.sleep(0.05)


def count_there(place: MilvusPlace) -> int:
    with closing(MilvusStore.open(place)) as store:
        return len(store.content_hashes())
