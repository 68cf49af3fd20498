"""The comparison with other libraries, tried on a peer that counts common words."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.peers.__main__ import main
from eval.peers.measurement import (
    ContenderFailed,
    Measurement,
    ingest_rate,
    measure,
    measure_peer,
    score,
)
from eval.peers.protocol import PeerMissing, PeerPassage
from eval.peers.roster import OWN, ROSTER, Entry, check_installed, choose
from eval.peers.tables import comparison_to_json, contender_to_json, format_comparison
from eval.peers.task import Asked, Candidate, Task
from eval.sets import EvalQuestion
from index.records import Article, Passage
from rag.config import Settings

TEXTS = {
    "kiln": "The kiln of Marrow Hill burns lime since 1802.",
    "weir": "The weir at Tolland holds back the river Esk.",
    "loom": "A loom in Tolland weaves sailcloth.",
}


class CommonWords:
    """Ranks passages by how many words they share with the question."""

    name = "common-words"

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = {}

    def add(self, passages: Sequence[PeerPassage]) -> None:
        self._words = {one.id: set(one.text.lower().split()) for one in passages}

    def search(self, question: str, k: int) -> list[str]:
        asked = set(question.lower().rstrip("?").split())
        return sorted(self._words, key=lambda one: -len(self._words[one] & asked))[:k]


def candidate(article_id: str) -> Candidate:
    text = TEXTS[article_id]
    article = Article(article_id, article_id.title(), text, language="en")
    return Candidate(Passage(article_id, 0, 0, len(text), text), article)


def asked(question_id: str, language: str, text: str, relevant: str) -> Asked:
    question = EvalQuestion(question_id, language, text)
    return Asked(question, f"{language}→en", (candidate(relevant).id,))


def corpus_row(name: str) -> dict[str, object]:
    return {"name": name, "articles_sha256": "0", "lost_quotes": []}


@pytest.fixture
def task() -> Task:
    return Task(
        name="marrow",
        corpus=corpus_row("marrow"),
        language="en",
        titles=True,
        candidates=tuple(map(candidate, TEXTS)),
        questions=(
            asked("q1", "en", "Since when burns the kiln of Marrow Hill?", "kiln"),
            asked("q2", "de", "Was macht der Loom in Tolland?", "loom"),
            asked("q3", "de", "Was hält the weir at zurück?", "kiln"),
        ),
    )


@pytest.fixture
def measured(task: Task) -> Measurement:
    return measure_peer(CommonWords(), task)


def test_passages_are_given_as_our_encoder_reads_them(task: Task) -> None:
    kiln = task.passages()[0]
    assert kiln.id == f"kiln:0-{len(TEXTS['kiln'])}"
    assert kiln.text == f"Kiln. {TEXTS['kiln']}"
    assert replace(task, titles=False).passages()[0].text == TEXTS["kiln"]


def test_what_is_found_is_scored_by_direction(measured: Measurement) -> None:
    metrics = score([measured])
    assert list(metrics) == ["overall", "de→en", "en→en"]
    assert metrics["en→en"]["RR@10"] == 1.0
    assert metrics["de→en"]["R@1"] == 0.5
    # The weir comes before the kiln, which shares "the" with the question.
    assert metrics["de→en"]["RR@10"] == pytest.approx((1 + 1 / 2) / 2)
    assert metrics["overall"]["R@10"] == 1.0
    assert metrics["overall"]["questions"] == 3


def test_speed_is_over_all_tasks(measured: Measurement) -> None:
    slow = replace(measured, ingest_seconds=2.0, elapsed_ms=(10.0, 20.0, 30.0))
    fast = replace(
        slow, task=replace(slow.task, name="other"), ingest_seconds=1.0, elapsed_ms=(40.0,) * 3
    )
    assert ingest_rate([slow, fast]) == pytest.approx(6 / 3)
    assert score([slow, fast])["overall"]["p50_ms"] == pytest.approx(35.0)


@pytest.mark.parametrize("found", [["kiln:0-1"], ["weir", "weir"]])
def test_impossible_findings_are_refused(task: Task, found: list[str]) -> None:
    ids = [candidate(one).id if one in TEXTS else one for one in found]
    with pytest.raises(ContenderFailed, match="broken found a passage twice, or one that is not"):
        measure("broken", lambda _, __: ids, task, 1.0)


def test_fewer_passages_than_asked_for_are_scored(task: Task) -> None:
    nothing = measure("mute", lambda _, __: [], task, 1.0)
    assert score([nothing])["overall"]["nDCG@10"] == 0.0


def test_comparison_is_a_table_a_measure_with_the_speed_first(measured: Measurement) -> None:
    text = format_comparison({"common-words": [measured], OWN: [measured]})
    told, first, *others = text.split("\n\n")
    assert told == "marrow: 3 passages; questions: de→en 2, en→en 1"
    heads, one, other = first.splitlines()
    assert heads.split() == [
        *("nDCG@10", "overall", "de→en", "en→en", "passages/s", "p50", "ms", "p95", "ms"),
        *("ingest,", "ours/theirs", "p50,", "ours/theirs"),
    ]
    assert one.startswith("common-words")
    assert other.startswith(OWN)
    assert [table.split()[0] for table in others][:4] == ["RR@10", "R@1", "R@5", "R@10"]


def test_ours_is_told_in_times_of_theirs(measured: Measurement) -> None:
    theirs = replace(measured, ingest_seconds=2.0, elapsed_ms=(10.0, 10.0, 10.0))
    ours = replace(measured, ingest_seconds=3.0, elapsed_ms=(40.0, 40.0, 40.0))
    _, first, *_ = format_comparison({"common-words": [theirs], OWN: [ours]}).split("\n\n")
    _, one, other = first.splitlines()
    assert one.split()[-2:] == ["1.500", "4.000"]
    assert other.split()[-2:] == ["1.000", "1.000"]
    alone = format_comparison({"common-words": [theirs]})
    assert "ours/theirs" not in alone


def test_each_contender_has_a_run_of_its_own(measured: Measurement) -> None:
    contenders = {"common-words": [measured]}
    both = comparison_to_json(contenders, {"titles": True}, Settings())
    assert both["contenders"]["common-words"]["metrics"]["en→en"]["R@1"] == 1.0
    run = contender_to_json(contenders, "common-words", {"titles": True}, Settings())
    assert run["measured"] == "retrieval"
    assert run["options"] == {"k": 10, "titles": True, "contender": "common-words"}
    assert [row["scores"]["R@1"] for row in run["questions"]] == [1.0, 1.0, 0.0]
    assert json.dumps(run)


def test_contenders_are_chosen_by_name_or_library() -> None:
    assert choose() == [OWN, *ROSTER]
    assert choose(["haystack", OWN]) == [OWN, "haystack-dense", "haystack-hybrid"]
    assert choose(["txtai-hybrid"]) == ["txtai-hybrid"]
    with pytest.raises(PeerMissing, match="no contender 'lucene'; there are: fundstelle, chroma"):
        choose(["lucene"])


def test_missing_library_is_one_sentence_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ghost = Entry(("no-such-library",), lambda _, __: CommonWords())
    monkeypatch.setitem(ROSTER, "ghost", ghost)
    assert main(["--set", str(tmp_path), "--only", "ghost"]) == 2
    assert capsys.readouterr().err == (
        "eval.peers: no-such-library, which ghost needs, is not installed; "
        "run: pip install -e '.[peers]'\n"
    )


def test_our_own_contender_needs_nothing_more() -> None:
    check_installed(OWN)


def test_passages_of_a_language_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--set", str(tmp_path), "--passages", "fr", "--only", OWN]) == 2
    assert "has no passages.LANGUAGE.jsonl; leave --passages out." in capsys.readouterr().err
