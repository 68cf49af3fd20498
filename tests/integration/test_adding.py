"""The verbs that change an index, as a user runs them: real processes, the real encoder."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.encoding import ModelEncoder
from ui.cli import main

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
FERRY = (
    "Die Fähre nach Norderinsel kostet ab Mai 14,50 Euro. Das teilte die Reederei Wiek am "
    "Dienstag mit. Bisher kostete die Überfahrt 12 Euro."
)
BRIDGE = "The council of Ellery voted for the new bridge on Monday. It will cost £46 million."


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.usefixtures("encoder")
def test_a_folder_is_synced_and_its_articles_accounted_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news, index = tmp_path / "news", str(tmp_path / "index")
    ferry = write(news / "fähre.txt", f"{FERRY}\n\nBildquelle: Muster / Agentur\n")
    bridge = write(news / "bridge.txt", BRIDGE)
    code, out, _ = run(capsys, "sync", "--json", "--index", index, str(news))
    first = json.loads(out)
    assert (code, len(first["added"]), first["removed"]) == (0, 2, [])
    (bridge_id,) = (one for one in first["added"] if one.startswith("bridge"))
    (ferry_id,) = set(first["added"]) - {bridge_id}

    code, out, _ = run(capsys, "show", "--removed", "--json", "--index", index, ferry_id)
    assert (code, json.loads(out)["text"]) == (0, "Bildquelle: Muster / Agentur")
    code, out, _ = run(capsys, "show", "--history", "--index", index, ferry_id)
    assert (code, out) == (1, "")

    bridge.unlink()
    write(ferry, FERRY.replace("14,50", "15,50"))
    code, out, _ = run(capsys, "sync", "--json", "--index", index, str(news))
    second = json.loads(out)
    assert (code, second["replaced"], second["removed"]) == (0, [ferry_id], [bridge_id])
    code, out, _ = run(capsys, "show", "--history", "--json", "--index", index, ferry_id)
    assert "14,50 Euro" in json.loads(out)["text"]

    ferry.unlink()
    code, _, err = run(capsys, "sync", "--index", index, str(news))
    assert (code, "--allow-empty" in err) == (2, True)
    code, out, _ = run(capsys, "sync", "--allow-empty", "--index", index, str(news))
    assert (code, out) == (0, "0 added, 0 replaced, 0 unchanged, 0 skipped, 1 removed.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sync", "missing"], "missing is not a folder"),
        (["add", "--watch", "a", "b"], "Give --watch one folder"),
        (["add", "--columns", "body", "a.csv"], "write FIELD=COLUMN"),
    ],
)
def test_a_mistake_is_one_sentence(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verb, *others = arguments
    code, _, err = run(capsys, verb, "--index", str(tmp_path / "index"), *others)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def next_report(process: subprocess.Popen[str]) -> dict[str, list[str]]:
    assert process.stdout is not None
    report = json.loads(process.stdout.readline())
    assert isinstance(report, dict)
    return report


def test_a_watched_folder_is_kept_up_with(tmp_path: Path, encoder: ModelEncoder) -> None:
    del encoder  # its weights are unpacked once, before the process needs them
    news, index = tmp_path / "news", str(tmp_path / "index")
    write(news / "a.txt", FERRY)
    process = start("sync", "--watch", "--json", "--index", index, str(news))
    try:
        (first,) = next_report(process)["added"]
        write(news / "deep" / "b.txt", BRIDGE)
        assert len(next_report(process)["added"]) == 1
        (news / "a.txt").unlink()
        assert next_report(process)["removed"] == [first]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "Traceback" not in err
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_stops_after_a_whole_batch(tmp_path: Path, encoder: ModelEncoder) -> None:
    del encoder
    rows = [json.dumps({"id": str(n), "text": f"{n} Boote. {FERRY}"}) for n in range(300)]
    process = start("add", "--index", str(tmp_path / "index"), "-")
    assert process.stdin is not None
    process.stdin.write("\n".join(rows))
    process.stdin.close()
    database = tmp_path / "index" / "index.sqlite-wal"
    deadline = time.monotonic() + 120
    while not (database.exists() and database.stat().st_size > 200_000):
        assert time.monotonic() < deadline, "nothing was committed"
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.stdin = None
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The same command goes on from there." in err
    added = int(out.split(" added")[0])
    assert 0 < added < 300
