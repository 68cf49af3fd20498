from pathlib import Path

import pytest

from eval.__main__ import main
from eval.answer_tables import WRITTEN_COLUMNS
from eval.calibration import Bin
from eval.report import (
    ANSWER_COLUMNS,
    CONFIDENCE_COLUMNS,
    format_reliability,
    format_table,
    retrieval_columns,
)
from eval.summaries import measure


def test_table_is_aligned() -> None:
    table = format_table(
        {"overall": {"questions": 12, "nDCG@10": 0.87654}, "de→en": {"questions": 3, "nDCG@10": 1}},
        "languages",
    )
    assert table.splitlines() == [
        "languages  questions  nDCG@10",
        "overall           12    0.877",
        "de→en              3        1",
    ]


def test_table_shows_chosen_columns_and_a_dash_for_nothing() -> None:
    table = format_table(
        {"date": {"p50_ms": 12.6, "auc": None, "hidden": 1}}, "kind", {"AUC": "auc", "ms": "p50_ms"}
    )
    assert table.splitlines() == ["kind  AUC      ms", "date    –  12.600"]


def test_milliseconds_have_no_decimals() -> None:
    assert format_table({"all": {"p50": 12.6}}, "", {"p50 ms": "p50"}).split()[-1] == "13"


def test_columns_of_retrieval_are_the_measures_and_the_latency() -> None:
    assert list(retrieval_columns(3)) == ["questions", "nDCG@3", "RR@3", "R@1", "p50 ms", "p95 ms"]


def test_every_column_of_answers_has_its_metric() -> None:
    metrics = measure([])
    tables = (ANSWER_COLUMNS, CONFIDENCE_COLUMNS, WRITTEN_COLUMNS)
    assert {metric for columns in tables for metric in columns.values()} == metrics.keys()


def test_reliability_is_a_table_of_bins() -> None:
    assert format_reliability([]) == ""
    lines = format_reliability([Bin(0.1, 0.2, 4, 0.15, 0.25)]).splitlines()
    assert [line.split() for line in lines] == [
        ["confidence", "n", "mean", "answerable"],
        ["0.1", "to", "0.2", "4", "0.150", "0.250"],
    ]


def test_unknown_run_file_is_a_mistake_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "a.json")
    assert main(["compare", missing, missing]) == 2
    assert capsys.readouterr().err.startswith(f"eval: {missing} cannot be read (")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["retrieval"], "is no question set"),
        (["answers", "--passages", "de"], "leave --passages out"),
        (["answers", "--unanswerable"], "leave --unanswerable out"),
        (
            ["answers", "--passages", "de", "--unanswerable"],
            "leave --passages and --unanswerable out",
        ),
    ],
)
def test_mistake_ends_in_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main([*arguments, "--set", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("eval: ")
    assert message in told.err


def test_passages_in_an_unknown_language_are_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "passages.de.jsonl").write_text("{}\n", encoding="utf-8")
    assert main(["retrieval", "--set", str(tmp_path), "--passages", "fr"]) == 2
    assert "has no passages in 'fr'; it has them in de" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["0", "-1", "ten"])
def test_counts_are_whole_numbers_above_zero(count: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["retrieval", "--set", ".", "--questions", count])
