import json
from pathlib import Path

import pytest

from eval.provenance import hash_code, shape_of
from eval.runs import FORMAT, RunUnreadable, RunUnwritable, describe_run, read_run, write_run
from rag.config import Settings

QUESTION = {
    "corpus": "set",
    "id": "q1",
    "pair": "de→en",
    "question": "Wann?",
    "sha256": "0",
    "scores": {"nDCG@10": 0.1 + 0.2},
}


def run() -> dict[str, object]:
    return describe_run("retrieval", [], {"k": 10}, Settings()) | {"questions": [QUESTION]}


def test_run_is_written_into_new_folders_a_question_a_line(tmp_path: Path) -> None:
    path = tmp_path / "new" / "run.json"
    written = run() | {"questions": [QUESTION, QUESTION | {"id": "q2"}]}
    write_run(path, written)
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == written
    assert "de→en" in text
    assert sum('"pair"' in line for line in text.splitlines()) == 2


def test_run_without_questions_is_written_too(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(path, {"format": FORMAT, "measured": "speed"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"format": FORMAT, "measured": "speed"}
    with pytest.raises(RunUnreadable, match=r"tells of no single questions \(it measured speed\)"):
        read_run(path)


def test_scores_come_back_to_the_last_digit(tmp_path: Path) -> None:
    write_run(tmp_path / "run.json", run())
    assert read_run(tmp_path / "run.json").questions["set/q1"].scores == QUESTION["scores"]


def test_unwritable_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(RunUnwritable, match="cannot be written"):
        write_run(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is no run file: it is not valid JSON"),
        ("[]", rf"of format {FORMAT} \(its format: none\); measure again"),
        ("{}", r"its format: none"),
        ('{"format": 1}', r"its format: 1"),
        (json.dumps({"format": FORMAT, "questions": []}), "is damaged"),
        ("\xff", "is no run file"),
    ],
)
def test_what_is_no_run_of_this_format_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(text.encode("latin-1", errors="replace"))
    with pytest.raises(RunUnreadable, match=problem) as error:
        read_run(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"format": 3}, r"of format 4 \(its format: 3\); measure again"),
        ({"questions": [QUESTION | {"scores": "0.5"}]}, "is damaged"),
        ({"questions": [QUESTION | {"scores": {"RR": None}}]}, "is damaged"),
    ],
)
def test_what_was_changed_in_a_run_is_told(
    tmp_path: Path, changed: dict[str, object], problem: str
) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(run() | changed), encoding="utf-8")
    with pytest.raises(RunUnreadable, match=problem) as error:
        read_run(path)
    assert str(path) in str(error.value)


def test_missing_run_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(RunUnreadable, match=r"run\.json cannot be read \(No such file"):
        read_run(tmp_path / "run.json")


def test_code_is_hashed_by_its_tree() -> None:
    assert shape_of("a = 1  # why") == shape_of("a   =   1")
    assert shape_of("a = 1") != shape_of("a = 2")


def test_every_module_and_data_file_that_ranks_is_hashed() -> None:
    hashes = hash_code()
    assert {"rag/retrieval.py", "rag/scoring.py", "rag/centring.py"} <= hashes.keys()
    assert "rag/data/typical_questions.json" in hashes
    assert not [name for name in hashes if "__pycache__" in name or name.startswith("eval")]
    assert all(len(value) == 12 for value in hashes.values())
