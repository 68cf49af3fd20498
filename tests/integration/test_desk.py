"""Readers' ratings and conversations: from several processes at once, and as a question set."""

import json
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main as measure
from index.encoding import ModelEncoder
from index.ingest import ingest, open_or_create
from rag.assistant import Assistant
from rag.config import Settings
from rag.records import Answer
from rag.traces import answer_to_trace
from ui.cli import main
from ui.desk import Database, desk_url
from ui.desk.conversations import Conversations
from ui.desk.feedback import Feedback, Rating

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "eval" / "sets" / "sample" / "articles"
ID = "0b9e1e0c-6a3d-4a57-9a2f-0f3f5a1d2c4b"

ARTICLES = ("alibaba-ki-ausgaben.txt", "alibaba-outspends-its-plan.md", "klinik-demo-polizei.html")
QUESTIONS = (
    "Wie viel will Alibaba innerhalb von drei Jahren in KI stecken?",
    "How big is Alibaba's three-year AI budget in yuan?",
)

KEEPING = """
import sys
from ui.cli import main
from ui.desk import Database
from ui.desk.conversations import Conversations
conversations, name = Conversations(Database(sys.argv[1])), sys.argv[2]
turns = []
for number in range(1, 11):
    turns.append({"number": number, "question": f"{name}{number}", "choice": None, "trace": None})
    conversations.put("anna", {"id": sys.argv[3], "title": name, "turns": turns,
                               "created": "2025-11-22", "updated": "2025-11-22"})
"""


def test_processes_that_begin_at_once_lose_nothing(tmp_path: Path) -> None:
    url, names = f"sqlite:///{tmp_path / 'desk.sqlite'}", ("a", "b", "c")
    command = [sys.executable, "-c", KEEPING, url]
    started = [subprocess.Popen([*command, name, ID], cwd=ROOT) for name in names]
    assert [process.wait(120) for process in started] == [0, 0, 0]
    with closing(Database(url)) as database:
        kept = Conversations(database).get("anna", ID)
    asked = [turn["question"] for turn in kept["turns"]]
    assert sorted(asked) == sorted(f"{name}{n}" for name in names for n in range(1, 11))
    assert [turn["number"] for turn in kept["turns"]] == list(range(1, 31))


def rate(feedback: Feedback, number: int, answer: Answer, **changes: Any) -> None:
    rating: dict[str, Any] = {"verdict": "up", "reason": "", "comment": "", **changes}
    trace = json.loads(json.dumps(answer_to_trace(answer)))
    at = datetime.now(UTC).isoformat()
    feedback.keep(Rating(id=f"{ID}/{number}", at=at, reader="anna", trace=trace, **rating))


def test_ratings_become_a_set_that_is_measured_with(
    encoder: ModelEncoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index, folder = tmp_path / "index", tmp_path / "approved"
    store, _ = open_or_create(index, None)
    ingest([SAMPLE / name for name in ARTICLES], store, encoder)
    database = Database(desk_url("", index))
    with closing(Assistant(store, encoder, Settings(index=index))) as assistant, closing(database):
        feedback = Feedback(database)
        answers = [assistant.ask(question) for question in QUESTIONS]
        assert not any(answer.abstained for answer in answers)
        for number, answer in enumerate(answers):
            rate(feedback, number, answer)
        nowhere = assistant.ask("Wer hat den Literaturnobelpreis 1954 bekommen?")
        assert nowhere.abstained
        rate(feedback, 10, nowhere)
        rate(feedback, 11, assistant.ask("Wo liegt Hongkong?"), verdict="down")

    main(["feedback", "export", str(folder), "--index", str(index)])
    said = capsys.readouterr().err
    assert "3 questions whose answer is known" in said
    assert "1 questions still to be labelled" in said

    out = tmp_path / "run.json"
    new = str(tmp_path / "new")
    measure(["answers", "--set", str(folder), "--index", new, "--out", str(out)])
    rows = json.loads(out.read_text(encoding="utf-8"))["questions"]
    known, unknown = [row["scores"] for row in rows[:2]], rows[2]["scores"]
    # The same articles give the same answers, so what was approved of is right.
    for scores in known:
        assert (scores["answered"], scores["gold_in_first"], scores["gold_recall"]) == (1, 1, 1)
        assert (scores["answer_in_first"], scores["exact_match"]) == (1, 1)
    assert unknown["abstention_recall"] == 1
