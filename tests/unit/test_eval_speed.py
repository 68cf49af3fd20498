"""Speed: the tables and what is drawn of them, what is asked, and mistakes."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from eval.__main__ import main
from eval.arguments import whole_numbers
from eval.console import results_file
from eval.machine import examine_machine
from eval.speed import plots
from eval.speed import tables as shown
from eval.speed.clocks import Clock
from eval.speed.enlarging import WHOLE
from eval.speed.growth import Limit, Size, Speed, draw_titles
from eval.speed.ingest import Measured, Pass
from eval.speed.memory import Stretch
from eval.speed.scale import Change, Taken
from eval.speed.stages import STAGES, Timed
from index.records import Article
from index.report import Report, Timings
from index.sources import Problem
from index.store import Summary

MB = 1_000_000


def timed(milliseconds: float) -> Timed:
    stages = dict.fromkeys(STAGES, milliseconds)
    return Timed(stages, sum(stages.values()), 10 * milliseconds)


def size(passages: int, *milliseconds: float) -> Size:
    changes = tuple(Change(2, seconds, 0.03, 0.02) for seconds in (0.5, 0.4, 0.9))
    return Size(
        growing=2.0,
        publishing=0.5,
        files={"index.sqlite": passages * 40_000, "vectors.faiss": passages * 1_600},
        taken=Taken(
            articles=passages // 4,
            passages=passages,
            opening=0.25,
            encoder_bytes=800 * MB,
            warm_bytes=900 * MB,
            questions=tuple(map(timed, milliseconds)),
            changes=changes,
        ),
    )


@pytest.fixture
def measured() -> Speed:
    report = Report(
        added=["a", "b"],
        passages=300,
        skipped=[Problem("/home/someone/e.txt", "it is empty")],
        timings=Timings(encoding=9.0, waiting=0.5, storing=0.3),
    )
    first = Pass(report, Clock(wall=10.0, processor=16.0), encoder=8.0, tokens=4000)
    adding = Measured(
        corpus={"articles_sha256": "0", "skipped": [{"origin": "/home/someone/e.txt"}]},
        summary=Summary(2, 300, 900, {"de": 2}, {"": 2}, None, None, bytes=12 * MB),
        starting=3.0,
        passes={"first": first},
        stretches=[Stretch(0, 700 * MB, 0), Stretch(2, 900 * MB, 90 * MB)],
    )
    return Speed(
        adding=adding,
        limit=Limit(texts=1000, tokens=8000, took=Clock(5.0, 9.0)),
        engine="openvino bfloat16",
        real=300,
        starts={"--help": (0.4, 0.3, 0.5), "ask": (6.0, 5.0, 7.0)},
        sizes=(size(200, 1, 2, 3), size(2000, 2, 4, 6)),
        questions=3,
    )


# --- tables


def test_a_percentile_of_each_stage_at_each_size(measured: Speed) -> None:
    tables = shown.summarise(measured)
    assert list(tables["p50, ms"]) == [*STAGES, "retrieval", "answer"]
    assert tables["p50, ms"]["BM25"] == {"200": 2, "2000": 4}
    assert tables["p50, ms"]["retrieval"] == {"200": 2 * len(STAGES), "2000": 4 * len(STAGES)}
    assert tables["p95, ms"]["answer"]["2000"] == pytest.approx(58)


def test_adding_is_held_against_the_encoders_limit(measured: Speed) -> None:
    rows = shown.summarise(measured)["beside"]
    assert [row["tokens/s"] for row in rows.values()] == [1600, 1000, 800]
    assert [row["times as long"] for row in rows.values()] == [1, 1.6, 2]


def test_what_a_size_takes(measured: Speed) -> None:
    tables = shown.summarise(measured)
    assert [row["real passages"] for row in tables["size"].values()] == [200, 300]
    assert tables["size"]["2000"]["MB on disk"] == 83.2
    assert tables["size"]["200"]["MB, warm"] == 900
    assert tables["disk, MB"]["2000"] == {"index.sqlite": 80, "vectors.faiss": 3.2}
    assert tables["one article"]["200"] == {
        "its passages": 2, "adding ms": 500, "then asking ms": 30, "removing ms": 20
    }  # fmt: skip
    assert tables["start-up"]["ask"] == {"median s": 6, "least s": 5, "most s": 7}


def test_every_table_is_shown(measured: Speed) -> None:
    text = shown.format_tables(shown.summarise(measured))
    by_stage = next(one for one in text.split("\n\n") if one.startswith("p50, ms"))
    assert by_stage.splitlines()[0].split() == ["p50,", "ms", "200", "2000"]
    assert by_stage.splitlines()[-1].split() == ["answer", "20.0", "40.0"]
    assert len(text.split("\n\n")) == len(shown.summarise(measured))


def test_it_is_said_what_was_real(measured: Speed) -> None:
    assert "The corpus has 300 passages. Larger indexes hold perturbed" in shown.explain(measured)
    assert "cut to their first" not in shown.explain(measured)
    large = replace(measured, sizes=(size(WHOLE + 1, 1),))
    assert "Beyond 100,000 passages copies are cut to their first 8 words" in shown.explain(large)
    small = replace(measured, sizes=(size(300, 1),))
    assert shown.explain(small).endswith("All sizes are of real passages.")


def test_the_run_names_no_place(measured: Speed) -> None:
    told = json.dumps([shown.describe_corpus(measured), shown.summarise(measured)])
    assert "someone" not in told
    assert shown.describe_corpus(measured)["skipped"] == 1
    assert shown.describe_corpus(measured)["engine"] == "openvino bfloat16"


def test_the_machine_is_told_without_its_name() -> None:
    machine = examine_machine()
    assert {"system", "cpus", "processor", "cores", "instructions", "memory_gb"} <= set(machine)
    assert json.dumps(machine)


# --- drawings


def test_figures_are_drawn_and_the_same_every_time(measured: Speed, tmp_path: Path) -> None:
    tables = shown.summarise(measured)
    plots.check_ready(tmp_path / "a")
    plots.check_ready(tmp_path / "b")
    drawn = plots.draw(tables, tmp_path / "a")
    assert [path.name for path in drawn] == ["latency.svg", "size.svg", "ingest.svg"]
    for one, other in zip(drawn, plots.draw(tables, tmp_path / "b"), strict=True):
        assert one.read_bytes().startswith(b"<?xml")
        assert one.read_bytes() == other.read_bytes()
    assert "<!-- nearest vectors -->" in drawn[0].read_text()
    assert "<!-- 83 -->" in drawn[1].read_text()  # MB on disk, above its bar


def test_nothing_to_draw_with_is_told_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plots, "find_spec", lambda _: None)
    assert main(["speed", str(tmp_path), "--plots", str(tmp_path / "plots")]) == 2
    assert "matplotlib, which --plots needs, is not installed; run: pip install" in (
        capsys.readouterr().err
    )


def test_a_folder_for_drawings_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(plots.PlotsUnmakeable, match="name another folder with --plots"):
        plots.check_ready(tmp_path / "file" / "plots")


# --- what is asked, and where


def test_titles_are_asked_each_once_and_the_same_ones_every_time() -> None:
    articles = [Article(str(n), f"Title {n // 2}", "Text.") for n in range(400)]
    drawn = draw_titles(articles)
    assert len(drawn) == len(set(drawn)) == 100
    assert drawn == draw_titles(articles)
    assert draw_titles([Article("a", "", "No title here."), Article("b", "…", "")]) == (
        "No title here.",
    )


def test_a_disk_too_small_is_a_mistake_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10 * MB))
    assert main(["speed", str(tmp_path), "--sizes", "1000", "--scratch", str(tmp_path)]) == 2
    assert "1,000 passages need about 0 GB, but" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_scratch_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed", str(tmp_path), "--scratch", str(tmp_path / "none")]) == 2
    assert "name a folder with --scratch" in capsys.readouterr().err


def test_sizes_are_whole_numbers() -> None:
    assert whole_numbers("1000,50") == (1000, 50)
    for wrong in ("", "10,", "1e3", "0"):
        with pytest.raises(argparse.ArgumentTypeError, match="is not a whole number above 0"):
            whole_numbers(wrong)


def test_results_have_a_file_of_their_own() -> None:
    place = results_file("speed")
    assert place.parent == Path("eval/results")
    assert place.name.startswith("speed-2")
