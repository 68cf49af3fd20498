"""Documents that hang, eat memory or crash their reader cost themselves alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import SourceUnreadable
from index.isolation import IsolatedPreparation
from index.preparation import prepare
from index.sources import Document, Limits

pytestmark = pytest.mark.integration

GOOD = Document("/n/a.txt", "a", "text", "Der Rat stimmt dem Plan zu. Die Brücke wird gebaut.")

# A worker that misbehaves on demand, in place of the real one.
WORKER = """
import os, sys
import index.worker
from index.preparation import prepare

def misbehave(document):
    if document.name == "hang":
        while True:
            pass
    if document.name == "greed":
        return bytearray(3_000_000_000)
    if document.name == "crash":
        os.abort()
    if document.name == "error":
        raise ValueError("no such colour")
    print("noise on stdout", flush=True)
    return prepare(document)

index.worker.prepare = misbehave
index.worker.main()
"""


# Reads a document as the worker does, and tells what it took.
READING = """
import sys
from index.preparation import prepare
from index.sources import Document
import index.worker

index.worker._leave_scipy_out()
prepare(Document("/n/a.txt", "a", "text", "Der Rat stimmt dem Plan zu. " * 20))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture
def isolated() -> Iterator[IsolatedPreparation]:
    with IsolatedPreparation() as preparation:
        yield preparation


@pytest.fixture
def mischievous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IsolatedPreparation]:
    (tmp_path / "mischief.py").write_text(WORKER)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("index.isolation._WORKER", "mischief")
    with IsolatedPreparation(Limits(seconds=6, memory_bytes=2_000_000_000)) as preparation:
        yield preparation


def test_it_prepares_as_in_this_process(isolated: IsolatedPreparation) -> None:
    assert isolated(GOOD) == prepare(GOOD)
    with pytest.raises(SourceUnreadable, match="binary, not text"):
        isolated(Document("/n/b.txt", "b", "text", b"a\0b"))
    assert isolated(GOOD) == prepare(GOOD)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("hang", r"takes more than 6 s to read; give its text alone"),
        ("greed", r"takes more than 2 GB of memory to read; split it"),
        ("crash", r"cannot be read .*; give its text alone"),
        ("error", r"cannot be read \(ValueError: no such colour\); give its text alone"),
    ],
)
def test_what_misbehaves_costs_itself_alone(
    mischievous: IsolatedPreparation, name: str, reason: str
) -> None:
    assert mischievous(GOOD) == prepare(GOOD)
    started = time.monotonic()
    with pytest.raises(SourceUnreadable, match=reason):
        mischievous(Document(f"/n/{name}", name, "text", "x"))
    assert time.monotonic() - started < 60
    assert mischievous(GOOD) == prepare(GOOD)


def test_a_reader_that_was_killed_is_started_again(isolated: IsolatedPreparation) -> None:
    isolated(GOOD)
    process = isolated._process
    assert process is not None
    os.kill(process.pid, signal.SIGTERM)  # as a service manager sends to all; it is ignored there
    assert isolated(GOOD) == prepare(GOOD)
    process.kill()
    process.wait()
    with pytest.raises(SourceUnreadable, match="its reader"):
        isolated(GOOD)
    assert isolated(GOOD) == prepare(GOOD)


def test_it_ends_with_its_owner(isolated: IsolatedPreparation) -> None:
    isolated(GOOD)
    process = isolated._process
    assert process is not None
    isolated.close()
    assert process.poll() is not None


def test_it_starts_without_what_takes_long_to_import() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    loaded = subprocess.check_output(
        [sys.executable, "-c", READING], env=environment, text=True
    ).split()
    assert "datasketch" in loaded
    heavy = {"faiss", "gradio", "openvino", "scipy", "sentence_transformers", "torch"}
    assert heavy.isdisjoint(loaded)
