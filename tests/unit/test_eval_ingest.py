"""Measuring what adding takes: the arithmetic, and a whole measurement with a cheap encoder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.report import format_bar, format_table
from eval.speed import costs, ingest
from eval.speed.clocks import Clock, WatchedEncoder
from eval.speed.ingest import Alone, Measured, Pass, add, describe
from eval.speed.memory import Stretch, by_quarter
from index.config import IndexConfig
from index.encoding import Encoder
from index.local import LocalStore
from index.preparation import prepare
from index.report import Report, Timings
from index.sources import Problem, Tally
from index.store import Summary

MB = 1_000_000


def stretches(*seen: tuple[int, int]) -> list[Stretch]:
    return [Stretch(done, own * MB, 0) for done, own in seen]


def first_pass(**seconds: float) -> Pass:
    report = Report(
        added=["a", "b", "c"],
        replaced=["d"],
        skipped=[Problem("e.txt", "it is empty")],
        passages=8,
        tally=Tally(files=5),
        timings=Timings(**({"encoding": 9.0, "waiting": 0.5, "storing": 0.3} | seconds)),
    )
    return Pass(report, Clock(wall=10.0, processor=16.0), encoder=8.8, tokens=1600)


def measured(alone: Alone | None = None) -> Measured:
    again = Pass(Report(unchanged=["a", "b", "c", "d"]), Clock(0.1, 0.1), encoder=0, tokens=0)
    return Measured(
        corpus={},
        summary=Summary(4, 8, 40, {"de": 4}, {"": 4}, None, None, bytes=2_500_000),
        starting=3.0,
        passes={"first": first_pass(), "again": again},
        stretches=stretches((0, 500), (4, 700)),
        alone=alone,
    )


# --- where the time goes


def test_phases_add_up_to_the_whole() -> None:
    phases = costs.phases(first_pass())
    own = [phases[name] for name in ("encoder", "around it", "waiting", "storing", "rest")]
    assert sum(float(one["seconds"] or 0) for one in own) == pytest.approx(10)
    assert sum(float(one["share"] or 0) for one in own) == pytest.approx(1)
    assert phases["around it"]["seconds"] == pytest.approx(0.2)
    assert phases["rest"]["share"] == pytest.approx(0.02)


def test_all_but_the_encoder_is_one_share() -> None:
    assert costs.beyond_encoding(first_pass()) == pytest.approx(0.12)
    assert costs.phases(first_pass())["all but the encoder"]["share"] == pytest.approx(0.12)


def test_preparing_runs_ahead_and_counts_for_nothing() -> None:
    busy = costs.phases(first_pass(preparing=7.0))
    assert busy["(preparing)"]["share"] == pytest.approx(0.7)
    assert busy["rest"] == costs.phases(first_pass())["rest"]


def test_a_pass_of_no_time_has_no_shares() -> None:
    nothing = Pass(Report(), Clock(0, 0), encoder=0, tokens=0)
    assert costs.beyond_encoding(nothing) == 0
    assert costs.phases(nothing)["encoder"]["share"] is None


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.049, "4.9% of the time: within"), (0.15, "15.0% of the time: beyond")]
)
def test_the_bar_is_told(share: float, verdict: str) -> None:
    assert verdict in format_bar(share, costs.BAR)


def test_a_pass_beside_the_encoder_alone() -> None:
    rows = costs.beside(first_pass(), Alone(48, Clock(8.0, 16.0)))
    assert rows["encoder alone"]["texts/s"] == 6
    assert rows["encoder alone"]["times as long"] == 1
    assert rows["first pass"]["times as long"] == 1.25
    assert rows["first pass"]["processor, times"] == 1


def test_clocks_are_subtracted() -> None:
    assert Clock(5, 9) - Clock(3, 8) == Clock(2, 1)


# --- how much memory it takes


def test_each_quarter_shows_the_most_that_was_seen_on_it() -> None:
    seen = stretches((1, 10), (2, 30), (4, 20), (6, 25), (8, 15))
    assert [one.own // MB for one in by_quarter(seen)] == [30, 20, 25, 15]


def test_a_long_stretch_counts_for_every_quarter_it_reaches_into() -> None:
    assert [one.own // MB for one in by_quarter(stretches((3, 9), (4, 5)))] == [9, 9, 9, 5]
    assert [one.own // MB for one in by_quarter(stretches((1, 7)))] == [7, 7, 7, 7]


def test_what_comes_after_the_last_article_is_part_of_the_last_quarter() -> None:
    seen = stretches((1, 1), (2, 1), (3, 1), (4, 1), (4, 99))
    assert [one.own // MB for one in by_quarter(seen)] == [1, 1, 1, 99]


def test_without_articles_there_are_no_quarters() -> None:
    assert by_quarter([]) == by_quarter(stretches((0, 5))) == []


def test_memory_is_told_by_process_in_megabytes() -> None:
    seen = [Stretch(0, 900 * MB, 0), Stretch(2, 700 * MB, 90 * MB), Stretch(4, 710 * MB, 80 * MB)]
    table = costs.memory(seen)
    assert table["this process"] == {
        "starting": 900, "to 25 %": 700, "to 50 %": 700, "to 75 %": 710, "to 100 %": 710,
        "peak": 900,
    }  # fmt: skip
    assert table["cleaning"]["peak"] == 90


# In a process of its own: of one as large as that of the tests, the system may take memory away.
WATCHED = """
from eval.speed.memory import MemoryWatch
with MemoryWatch() as watch:
    watch.note(0)
    held = bytearray(b"\\1") * 50_000_000
    watch.note(1)
print(*[number for one in watch.stretches for number in (one.done, one.own)])
"""


def test_the_watch_sees_what_a_stretch_takes() -> None:
    told = subprocess.run([sys.executable, "-c", WATCHED], check=True, capture_output=True)
    none, before, one, during = map(int, told.stdout.split())
    assert (none, one) == (0, 1)
    assert during > before + 30_000_000


# --- a whole measurement


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    texts = {"weir": "The weir of Ollerby leaks.", "inn": "The inn of Ollerby is shut."}
    rows = [
        {"id": name, "text": f"{said} Nobody knows why that is so.", "language": "en"}
        for name, said in texts.items()
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    LocalStore.create(tmp_path / "index", config).close()
    return tmp_path / "index"


def test_adding_again_adds_nothing(corpus: Path, folder: Path, encoder: Encoder) -> None:
    first = add([corpus], folder, encoder, prepare=prepare)
    assert len(first.report.added) == 2
    assert first.tokens == 5 + 6 + 2 * 6
    assert 0 < first.encoder <= first.report.timings.encoding <= first.took.wall
    again = add([corpus], folder, encoder, prepare=prepare)
    assert len(again.report.unchanged) == 2
    assert (again.encoder, again.tokens, again.report.added) == (0, 0, [])


def test_one_article_more_is_new_and_alone(
    corpus: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    one = add([corpus], folder, encoder, prepare=prepare).report.added[0]
    store = LocalStore.open(folder)
    ingest.write_one_more(store, one, tmp_path / "more.jsonl")
    text = store.article(one).text
    store.close()
    more = add([corpus, tmp_path / "more.jsonl"], folder, encoder, prepare=prepare).report
    assert len(more.unchanged) == 2
    store = LocalStore.open(folder)
    assert store.article(more.added[0]).text.startswith(text)
    store.close()


def test_the_texts_are_those_that_were_encoded(
    corpus: Path, folder: Path, encoder: Encoder
) -> None:
    add([corpus], folder, encoder, prepare=prepare)
    store = LocalStore.open(folder)
    texts = list(ingest.encoded_texts(store, encoder))
    store.close()
    assert len(texts) == 2 + 3  # two passages; of four sentences two are the same
    assert texts.count("Nobody knows why that is so.") == 1


def test_the_encoder_is_passed_through(encoder: Encoder) -> None:
    watched = WatchedEncoder(encoder)
    assert (watched.name, watched.fingerprint, watched.dimension) == ("hashing", "1", 64)
    assert watched.count_tokens(["one two", "three"]) == [2, 1]
    assert (watched.encode_texts(["weir"]) == encoder.encode_texts(["weir"])).all()
    assert watched.encode_questions(["weir?"])[0].asked.shape == (64,)
    assert watched.tokens == 3
    assert watched.seconds > 0


def test_the_run_file_tells_what_was_added(corpus: Path, folder: Path, encoder: Encoder) -> None:
    report = add([corpus], folder, encoder, prepare=prepare).report
    store = LocalStore.open(folder)
    told = describe(store, [Problem("x.txt", "it is empty")])
    store.close()
    assert told["encoder"] == {"name": "hashing", "fingerprint": "1"}
    assert told["skipped"] == [{"origin": "x.txt", "reason": "it is empty"}]
    assert report.articles == 2
    assert json.loads(json.dumps(told)) == told


def test_a_measurement_adds_three_times(
    corpus: Path, tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_with_words(folder: Path, name: str | None, engine: str) -> tuple[LocalStore, Encoder]:
        assert (name, engine) == (None, "auto")
        config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
        return LocalStore.create(folder, config), encoder

    monkeypatch.setattr(ingest, "open_or_create", open_with_words)
    told: list[int] = []
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = ingest.measure(
        [corpus], scratch, progress=lambda done: told.append(done.articles), prepare=prepare
    )
    counts = {
        name: (len(one.report.added), len(one.report.unchanged))
        for name, one in found.passes.items()
    }
    assert counts == {"first": (2, 0), "again": (0, 2), "one more": (1, 2)}
    assert told[-1] == 2
    assert [one.done for one in found.stretches] == [0, *told, 2]
    assert (found.summary.articles, found.summary.sentences) == (2, 4)
    assert found.alone is None

    with pytest.raises(ingest.CorpusUnfit, match=r"no article in .*nothing\.txt"):
        ingest.measure([tmp_path / "nothing.txt"], scratch, tmp_path / "new", prepare=prepare)


# --- tables, and mistakes


def test_every_table_can_be_shown() -> None:
    tables = costs.summarise(measured(Alone(48, Clock(8.0, 16.0))))
    assert list(tables) == ["corpus", "pass", "phase", "memory, MB", "beside"]
    shown = {corner: format_table(groups, corner) for corner, groups in tables.items()}
    assert shown["corpus"].splitlines()[1].split() == [
        "all", "5", "4", "8", "40", "1600", "1", "2.500",
    ]  # fmt: skip
    assert "again" in shown["pass"]
    assert shown["phase"].splitlines()[-1].split() == ["(starting)", "3.000", "–"]


def test_the_encoder_alone_is_shown_only_where_it_was_measured() -> None:
    assert "beside" not in costs.summarise(measured())


def test_a_folder_with_something_in_it_is_refused(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(corpus), "--index", str(tmp_path)]) == 2
    assert "is not empty; name a new folder with --index" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [corpus.name]
