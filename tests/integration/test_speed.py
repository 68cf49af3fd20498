"""The verb that measures speed, on a few sample articles, with the real encoder and processes."""

import json
import shutil
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.speed.stages import STAGES
from eval.speed.startup import StartFailed, time_page, time_verbs

pytestmark = pytest.mark.integration

SAMPLE = Path(__file__).parents[2] / "eval" / "sets" / "sample" / "articles"
ARTICLES = ("stadtrat-haushalt.md", "port-ellery-ferry.html", "tsai-data-centres.txt")


def test_speed_is_measured_from_articles_to_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, scratch = tmp_path / "corpus", tmp_path / "scratch"
    corpus.mkdir()
    scratch.mkdir()
    for name in ARTICLES:
        shutil.copy(SAMPLE / name, corpus)
    out, drawn = tmp_path / "speed.json", tmp_path / "plots"
    options = ["--sizes", "50,100", "--rounds", "1", "--scratch", str(scratch)]
    assert main(["speed", str(corpus), *options, "--out", str(out), "--plots", str(drawn)]) == 0
    shown = capsys.readouterr().out
    run = json.loads(out.read_text(encoding="utf-8"))
    tables = run["metrics"]
    assert run["measured"] == "speed"
    assert run["options"] == {"sizes": [50, 100], "asked": "titles"}
    assert str(tmp_path) not in out.read_text(encoding="utf-8")
    assert set(tables["p50, ms"]) == {*STAGES, "retrieval", "answer"}
    assert all(tables["p95, ms"]["encoding"][n] > 0 for n in ("50", "100"))
    assert tables["size"]["100"]["MB on disk"] > tables["size"]["50"]["MB on disk"]
    assert tables["size"]["50"]["MB, warm"] > 100
    assert (
        tables["start-up"]["serve, to the answer"]["median s"]
        > (tables["start-up"]["serve, to the page"]["median s"])
    )
    assert tables["beside"]["adding"]["times as long"] > 0
    assert f"3 questions. The corpus has {run['corpora'][0]['passages']} passages." in shown
    assert len(list(drawn.glob("*.svg"))) == 3
    assert list(scratch.iterdir()) == []


def test_a_command_that_fails_is_not_timed(tmp_path: Path) -> None:
    timed = time_verbs(tmp_path, "none", "Why?", 1)
    assert next(timed)[0] == "--help"
    with pytest.raises(StartFailed, match=r"fundstelle list has failed: .*There is no index at"):
        next(timed)
    with pytest.raises(StartFailed, match=r"serve has ended by itself: .*There is no index at"):
        time_page(tmp_path, "Why?", 1)
