"""The main job, end to end through the command line: articles in, cited answers out."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rag.quantities import agree, find_quantities

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "eval" / "sets" / "sample"
SHARED = ROOT.parent / "shared" / "articles"

pytestmark = pytest.mark.integration


FIGURE = re.compile(r"\d(?:[\d.,:'’]*\d)?")


def fundstelle(
    *arguments: str | Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.cli", *map(str, arguments)]
    variables = {**os.environ, **(environment or {})}
    return subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def ask(
    index: Path, questions: list[dict[str, str]], folder: Path, threshold: float | None = None
) -> dict[str, dict[str, Any]]:
    file = folder / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    environment = {} if threshold is None else {"FUNDSTELLE_THRESHOLD": str(threshold)}
    done = fundstelle("ask", "--index", index, "--questions", file, environment=environment)
    assert done.returncode in (0, 1), done.stderr
    return {row["id"]: row for row in rows(done.stdout)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "index"
    done = fundstelle("add", "--index", folder, SAMPLE / "articles")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "15 added, 0 replaced, 0 unchanged, 0 skipped.\n"
    return folder


@pytest.fixture(scope="module")
def bold_answers(
    index: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """Answers to all questions, whether it is sure of them or not: every figure it might show."""
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [{k: row[k] for k in ("id", "question")} for row in map(json.loads, lines)]
    return ask(index, questions, tmp_path_factory.mktemp("bold"), threshold=0)


@pytest.fixture(scope="module")
def answers(index: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [{k: row[k] for k in ("id", "question")} for row in map(json.loads, lines)]
    questions += [
        {"id": "investing", "question": "How much is Alibaba investing?"},
        {"id": "tesla", "question": "Who is the CEO of Tesla?"},
        {"id": "tencent", "question": "Wie viel investiert Tencent in KI?"},
    ]
    return ask(index, questions, tmp_path_factory.mktemp("questions"))


def test_every_citation_is_the_span_it_says(
    index: Path, answers: dict[str, dict[str, Any]]
) -> None:
    quoted = [one for row in answers.values() for one in (*row["citations"], *row["nearest"])]
    texts = {}
    for article_id in {one["article_id"] for one in quoted}:
        shown = fundstelle("show", article_id, "--json", "--index", index)
        texts[article_id] = json.loads(shown.stdout)["text"]
    assert len(texts) > 8
    for one in quoted:
        assert texts[one["article_id"]][one["start"] : one["end"]] == one["quote"]
    for answer in answers.values():
        assert answer["abstained"] == (not answer["citations"]) == bool(answer["nearest"])
        for citation in answer["citations"]:
            assert f"[{citation['marker']}]" in answer["answer"]


def test_no_figure_is_shown_that_is_not_in_what_is_cited(
    bold_answers: dict[str, dict[str, Any]],
) -> None:
    led = [answer for answer in bold_answers.values() if answer["findings"]]
    assert len(led) > 30
    for answer in led:
        cited = {citation["marker"]: citation for citation in answer["citations"]}
        for finding in answer["findings"]:
            first, *others = (cited[marker] for marker in finding["citations"])
            assert finding["text"] in first["quote"]
            assert finding["text"] == first["marked"]["text"]
            assert set(FIGURE.findall(finding["text"])) <= set(FIGURE.findall(first["quote"]))
            said = find_quantities(first["quote"], first["language"])
            for read in find_quantities(finding["reading"], answer["language"]):
                assert any(agree(read, one) for one in said), finding
            for other in others:
                assert other["marked"]["text"] in other["quote"]


def test_an_english_question_finds_the_figures_and_tesla_abstains(
    answers: dict[str, dict[str, Any]],
) -> None:
    investing, tesla = answers["investing"], answers["tesla"]
    assert not investing["abstained"]
    assert tesla["abstained"]
    assert tesla["citations"] == []
    assert "Tesla" in tesla["answer"]
    assert "Kein Artikel erwähnt Tencent." in answers["tencent"]["answer"]


def test_listing_retrieving_removing(index: Path) -> None:
    listed = rows(fundstelle("list", "--json", "--index", index).stdout)
    assert len(listed) == 15
    about = {"id", "title", "url", "source", "published", "language", "author", "reprint_of"}
    assert set(listed[0]) == about

    found = json.loads(
        fundstelle("retrieve", "Wie viel kostet die neue Fähre?", "--json", "--index", index).stdout
    )
    best = found["hits"][0]
    assert best["rank"] == 1
    assert best["title"]
    text = json.loads(fundstelle("show", best["article_id"], "--json", "--index", index).stdout)
    assert text["text"][best["start"] : best["end"]] == best["text"]

    assert fundstelle("remove", "no-such-id", "--index", index).returncode == 1
    info = json.loads(fundstelle("info", "--json", "--index", index).stdout)
    assert info["articles"] == 15
    assert info["encoder"] == "multilingual-e5-small"


def test_a_question_can_be_limited_and_explained(index: Path) -> None:
    asked = ("retrieve", "Wie viel kostet die neue Fähre?", "--json", "--explain", "--index", index)
    limits = ("--language", "en", "--since", "01.01.2024")
    found = json.loads(fundstelle(*asked, *limits).stdout)["hits"]
    assert found
    assert {hit["language"] for hit in found} == {"en"}
    assert all(hit["published"] >= "2024-01-01" for hit in found)
    for hit in found:
        assert set(hit["parts"]) == {"passage", "sentences", "sentence", "terms", "words"}
        assert sum(hit["parts"].values()) == pytest.approx(hit["score"], abs=1e-5)
        assert hit["start"] <= hit["best_sentence"]["start"] < hit["end"]
    unknown = fundstelle(*asked, "--source", "No Such Outlet")
    assert unknown.returncode == 2
    assert "no article of the outlet 'No Such Outlet'; there is " in unknown.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "Wer?", "--index", "no/such/index"), "fundstelle add"),
        (("ask", "Wer?", "--since", "morgen"), "2025-09-24"),
        (("ask", "Wer?", "--since", "2025-09-24", "--until", "2025-01-01"), "earlier day"),
        (("show", "no-such-id"), "fundstelle list"),
        (("ask",), "--questions"),
        (("ask", "???"), "no words"),
        (("ask", "Wer?", "--encoder", "another/model"), "--encoder"),
    ],
)
def test_a_mistake_gets_one_sentence(index: Path, arguments: tuple[str, ...], says: str) -> None:
    own = () if "--index" in arguments else ("--index", str(index))
    done = fundstelle(*arguments, *own)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.startswith("fundstelle: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are not part of the project")
def test_real_articles_answer_in_both_languages(tmp_path: Path) -> None:
    assert fundstelle("add", "--index", tmp_path / "index", SHARED).returncode == 0
    questions = [
        {"id": "en", "question": "How much is Alibaba investing?"},
        {"id": "de", "question": "Wie viel investiert Alibaba?"},
        {"id": "tesla", "question": "Who is the CEO of Tesla?"},
        {"id": "tencent", "question": "How much is Tencent investing?"},
        {"id": "tencent-de", "question": "Wie viel investiert Tencent?"},
    ]
    answers = ask(tmp_path / "index", questions, tmp_path)
    for language in ("en", "de"):
        answer = answers[language]
        assert "380 Milliarden Yuan" in answer["answer"]
        assert "53 Milliarden" in answer["answer"]
        assert len({citation["article_id"] for citation in answer["citations"]}) >= 2
    assert answers["tesla"]["abstained"]
    assert answers["tencent"]["abstained"]
    assert answers["tencent-de"]["abstained"]
