"""What the verbs print."""

import argparse
import json
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from printed import ARTICLE, TEXT, parse

from index.config import IndexConfig
from index.encoding import Encoder
from index.ingest import ingest
from index.local import LocalStore
from index.places import read_place
from index.preparation import prepare
from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from index.stored_records import IndexedArticle
from rag.config import Settings
from rag.llm.opening import Trial
from rag.records import Answer, Citation, Finding, Statement
from ui.cli import VERBS, main
from ui.commands.asking import questions_from
from ui.commands.exits import DONE, MISTAKE, NOTHING
from ui.commands.looking import check_health
from ui.commands.readout import (
    Health,
    describe_answer,
    describe_entry,
    describe_hit,
    describe_info,
    describe_nearest,
    info_to_json,
)

PARTS = (("passage", 0.4014), ("sentence", 0.3804), ("words", 0.0304), ("new", -0.0004))
BEST = ScoredSentence(Sentence("deich", 1, 23, 39, "Das kostet\nGeld."), 0.76, 0.5)
HIT = Hit(Passage("deich", 0, 0, 39, TEXT), ARTICLE, 0.8118, 1, (BEST,), PARTS)


def test_a_hit_is_shown_with_its_passage() -> None:
    assert describe_hit(HIT) == (
        "1. 0.812  Inselbote, 2025-03-09, Ein Deich\n"
        "   Der Deich wird erhöht.\n"
        "   Das kostet Geld.\n"
    )


def test_an_explained_hit_shows_a_sum_that_is_right() -> None:
    assert describe_hit(HIT, explained=True) == describe_hit(HIT) + (
        "   score         0.812 = passage 0.402 + sentence 0.380 + words 0.030 + new 0.000\n"
        "   best sentence 0.760   Das kostet Geld.\n"
    )


def test_rows_of_a_question_set_may_hold_more_than_is_asked(tmp_path: Path) -> None:
    row = {"id": "q01", "language": "de", "question": "Wo?", "answers": [], "evidence": [{}]}
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    assert list(questions_from(parse("ask", "--questions", str(file)))) == [("q01", "Wo?")]


def test_the_direct_answer_has_the_first_line_to_itself() -> None:
    first = Citation(1, ARTICLE, 23, 39, TEXT[23:39])
    second = Citation(2, ARTICLE, 0, 22, TEXT[:22])
    findings = (
        Finding("4\nMillionen", "4 million", (first, second), "Inselbote, 9 Mar 2025"),
        Finding("5 Millionen", "", (second,), "undated"),
    )
    statements = (Statement("Das kostet\nGeld.", (first,)), Statement(second.quote, (second,)))
    answer = Answer(
        "Was kostet er?",
        "de",
        statements,
        (),
        abstained=False,
        findings=findings,
        note="Zweierlei.",
    )
    assert describe_answer(answer).splitlines() == [
        "4 Millionen = 4 million (Inselbote, 9 Mar 2025) [1][2] · 5 Millionen (undated) [2]",
        "Das kostet Geld. [1]",
        "Der Deich wird erhöht. [2]",
        "Zweierlei.",
        "",
        "[1] Inselbote, 2025-03-09, Ein Deich (deich, 23–39)",
        "[2] Inselbote, 2025-03-09, Ein Deich (deich, 0–22)",
    ]


def test_an_answer_is_shown_with_its_citations() -> None:
    citation = Citation(1, ARTICLE, 23, 39, TEXT[23:39])
    statements = (Statement("Das kostet Geld.", (citation,)),)
    answer = Answer("Was kostet er?", "de", statements, (HIT,), abstained=False)
    assert describe_answer(answer) == (
        "Das kostet Geld. [1]\n\n[1] Inselbote, 2025-03-09, Ein Deich (deich, 23–39)"
    )
    abstained = Answer(
        "Wer?", "de", (), (HIT,), abstained=True, note="Steht nicht da.", nearest=(citation,)
    )
    assert describe_answer(abstained) == "Steht nicht da."
    assert describe_nearest(abstained) == (
        f"\nNearest to it, for you to judge:\n  “{TEXT[23:39]}” (Inselbote, 2025-03-09, Ein Deich)"
    )


CONFIG = IndexConfig("none", "f00d", 4)
ADDRESS = "http://localhost:11434/v1"


@pytest.mark.parametrize("verb", ["ask", "serve", "info"])
def test_a_language_model_is_named_where_answers_are_given(
    verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Settings] = []

    def run(_: argparse.Namespace, settings: Settings) -> int:
        given.append(settings)
        return 0

    monkeypatch.setattr(import_module(VERBS[verb].module), VERBS[verb].function, run)
    monkeypatch.setenv("FUNDSTELLE_LLM_MODEL", "small")
    assert main([verb, "--llm", ADDRESS]) == 0
    assert main([verb, "--llm", "model.gguf", "--llm-model", "large"]) == 0
    assert [(one.llm, one.llm_model) for one in given] == [
        (ADDRESS, "small"),
        ("model.gguf", "large"),
    ]


def test_who_words_answers_is_told(tmp_path: Path) -> None:
    store = LocalStore.create(tmp_path / "index", CONFIG)
    summary = store.summary()
    store.close()

    def told(trial: Trial | None) -> tuple[str, object, object]:
        text = describe_info(tmp_path, summary, CONFIG, "torch", trial)
        row = info_to_json(tmp_path, summary, CONFIG, "torch", trial)
        return text.splitlines()[-1], row["generator"], row.get("llm")

    plain = "answers    extractive: sentences of the articles, word for word"
    assert told(None) == (plain, "extractive", None)
    assert told(Trial(ADDRESS, "", "qwen3:8b", 4096, 412.34)) == (
        f"answers    qwen3:8b at {ADDRESS} (replied in 0.4 s)",
        "qwen3:8b",
        {"address": ADDRESS, "model": "qwen3:8b", "context": 4096, "replied_ms": 412.3},
    )
    assert told(Trial("", "small.gguf", "small", 4096, error="It cannot be loaded.")) == (
        "answers    extractive for now: It cannot be loaded.",
        "small",
        {"file": "small.gguf", "model": "small", "context": 4096, "error": "It cannot be loaded."},
    )


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (Health(0.0042), "health     finds passages of every language (in 4 ms)"),
        (Health(0.1, ("de", "fr")), "health     nothing is found in de, fr, although there are "),
    ],
)
def test_it_is_told_how_an_index_on_a_server_is(tmp_path: Path, health: Health, said: str) -> None:
    place = read_place("milvus://db:19530/news")
    with closing(LocalStore.create(tmp_path / "index", CONFIG)) as store:
        summary = replace(store.summary(), bytes=0)
    lines = describe_info(place, summary, CONFIG, "torch", None, health).splitlines()
    assert lines[0] == "index      milvus://db:19530/news"
    assert lines[1].startswith(said)
    row = info_to_json(place, summary, CONFIG, "torch", None, health)
    assert row["index"] == "milvus://db:19530/news"
    assert row["health"] == {
        "searched_ms": round(health.seconds * 1000, 1),
        "silent": list(health.silent),
    }


def test_a_search_tells_which_languages_are_not_found(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tmp_path / "rows.jsonl"
    texts = (
        "Der Deich wird im Frühjahr erhöht. Das kostet die Gemeinde viel Geld.",
        "The dyke will be raised in spring. That costs the parish much money.",
    )
    rows.write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts))
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    with closing(LocalStore.create(tmp_path / "index", config)) as store:
        assert check_health(store).silent == ()
        ingest([rows], store, encoder, prepare=prepare)
        assert check_health(store).silent == ()
        find = store.nearest
        monkeypatch.setattr(
            store, "nearest", lambda *asked: [] if asked[2] == "de" else find(*asked)
        )
        assert check_health(store).silent == ("de",)


def test_trying_a_model_that_is_not_there_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    LocalStore.create(tmp_path / "index", CONFIG).close()
    assert main(["info", "--index", str(tmp_path / "index"), "--llm", "localhost:1/v1"]) == DONE
    assert "did you mean http://localhost:1/v1?" in capsys.readouterr().out


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["plain", "json"])
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("--removed", "Nothing was cut out of deich.\n"),
        ("--history", "Nothing else was known of deich before.\n"),
    ],
)
def test_where_there_is_nothing_to_show_that_is_said(
    what: str, said: str, form: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--index", str(tmp_path / "index")]
    with closing(LocalStore.create(tmp_path / "index", CONFIG)) as store:
        store.add([IndexedArticle(ARTICLE, (), "hash")])
    assert main(["show", what, *form, *place, "deich"]) == NOTHING
    assert capsys.readouterr() == ("", said)


def test_what_can_be_removed_is_removed_and_what_cannot_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--index", str(tmp_path / "index")]
    with closing(LocalStore.create(tmp_path / "index", CONFIG)) as store:
        store.add([IndexedArticle(ARTICLE, (), "hash")])
    assert main(["remove", *place, "dyke", "deich"]) == DONE
    out, err = capsys.readouterr()
    assert out == "1 removed.\n"
    assert "no article 'dyke'" in err
    assert main(["remove", *place, "dyke", "deich"]) == NOTHING


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]], ids=" ".join)
def test_where_nothing_can_be_printed_that_is_said(arguments: list[str], tmp_path: Path) -> None:
    store = LocalStore.create(tmp_path / "index", CONFIG)
    store.add([IndexedArticle(ARTICLE, (), "hash")])
    store.close()
    place = ["--index", str(tmp_path / "index")]
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", *arguments, *place],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.stderr == "fundstelle: The results cannot be written (No space left on device).\n"
    assert done.returncode == MISTAKE


def test_an_article_without_title_has_one_line_in_a_list() -> None:
    line = describe_entry(Article("deich", "", "Der Deich\n\nwird erhöht.\nDas kostet Geld."))
    assert line.endswith("(untitled) Der Deich wird erhöht. Das kostet Geld.…")
    assert "\n" not in line
