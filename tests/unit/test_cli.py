"""What may stand on the command line, and what is said there."""

import argparse
import io
import json
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import SettingInvalid
from index.ingest import ingest
from index.local import LocalStore
from index.places import read_place
from index.preparation import prepare
from index.records import Article, Filter, Hit, IndexedArticle, Passage, ScoredSentence, Sentence
from rag.config import Settings
from rag.llm.opening import Trial
from rag.records import Answer, Citation, Finding, Statement
from ui.cli import VERBS, main
from ui.commands.arguments import Verb, build_parser
from ui.commands.asking import filter_from, questions_from
from ui.commands.console import say, say_json
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

TEXT = "Der Deich wird erhöht.\nDas kostet Geld."
ARTICLE = Article("deich", "Ein Deich", TEXT, source="Inselbote", published=date(2025, 3, 9))
PARTS = (("passage", 0.4014), ("sentence", 0.3804), ("words", 0.0304), ("new", -0.0004))
BEST = ScoredSentence(Sentence("deich", 1, 23, 39, "Das kostet\nGeld."), 0.76, 0.5)
HIT = Hit(Passage("deich", 0, 0, 39, TEXT), ARTICLE, 0.8118, 1, (BEST,), PARTS)


def parse(*arguments: str) -> argparse.Namespace:
    return build_parser(
        {name: Verb("", "", "Do something") for name in ("ask", "retrieve")}
    ).parse_args(arguments)


@pytest.mark.parametrize("verb", ["ask", "retrieve"])
def test_filters_are_arguments_of_both_verbs_that_search(verb: str, tmp_path: Path) -> None:
    store = LocalStore.create(tmp_path / "index", IndexConfig("none", "f00d", 4))
    store.add([IndexedArticle(ARTICLE, (), "hash")])
    assert filter_from(parse(verb, "Wer?"), store) == Filter()
    options = parse(
        verb, "Wer?", "--since", "09.03.2025", "--until", "2025-03-09", "--source", "inselbote",
        "--source", "Inselbote", "--language", "UND", "--article", "deich",
    )  # fmt: skip
    assert filter_from(options, store) == Filter(
        date(2025, 3, 9), date(2025, 3, 9), ("inselbote", "Inselbote"), ("und",), ("deich",)
    )
    with pytest.raises(SettingInvalid, match="Inselbote"):
        filter_from(parse(verb, "Wer?", "--source", "Bote"), store)
    store.close()


def test_explaining_is_asked_for() -> None:
    assert not parse("ask", "Wer?").explain
    assert parse("ask", "Wer?", "--explain").explain
    assert parse("retrieve", "--explain", "Wer?").explain


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"fundstelle {version('fundstelle')}\n"


def test_exporting_feedback_says_that_it_makes_a_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["feedback", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "DIR folder to export to, with the articles; or FILE.jsonl" in said


def test_a_verb_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse("ask", "--help")
    assert "Do something." in capsys.readouterr().out


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_verb_is_where_it_is_said_to_be(verb: Verb) -> None:
    assert callable(getattr(import_module(verb.module), verb.function))


LIGHT = "import sys, {}; print(*{{'numpy', 'torch', 'rag.assistant', 'gradio'}} & set(sys.modules))"


@pytest.mark.parametrize(
    ("module", "heavy"), [("ui.cli", ""), ("ui.commands.looking", "numpy"), ("rag.config", "numpy")]
)
def test_what_shows_little_imports_little(module: str, heavy: str) -> None:
    command = [sys.executable, "-c", LIGHT.format(module)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == heavy


def test_a_mistake_ends_with_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["ask", "Wer?", "--index", str(tmp_path / "none")]) == MISTAKE
    assert capsys.readouterr().err.startswith("fundstelle: There is no index at ")


def test_questions_come_from_the_line_or_from_a_file(tmp_path: Path) -> None:
    assert list(questions_from(parse("ask", "Wer?"))) == [(None, "Wer?")]
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": 7, "question": "Wo?"}\n\nnot JSON\n', encoding="utf-8")
    rows = questions_from(parse("ask", "--questions", str(file)))
    assert next(rows) == ("7", "Wo?")
    with pytest.raises(SettingInvalid, match="Line 3"):
        next(rows)
    for arguments in ((), ("Wer?", "--questions", str(file))):
        with pytest.raises(SettingInvalid, match="either"):
            next(questions_from(parse("ask", *arguments)))


GOOD_ROW = '{"id": "q1", "question": "Wo?"}\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            GOOD_ROW + '\n{"id": "q2", "question": " "}\n',
            "Line 3 of {} (id q2): The question holds no",
        ),
        (
            GOOD_ROW + '{"id": "q2", "question": "?!"}',
            "Line 2 of {} (id q2): The question holds no",
        ),
        (GOOD_ROW + '{"id": 2, "question": "' + "Wo? " * 600 + '"}', "Line 2 of {} (id 2): The qu"),
        (GOOD_ROW + '{"id": "q2", "question": null}', "Line 2 of {} must be a JSON object"),
        (GOOD_ROW + '{"id": "q2", "frage": "Wo?"}', "Line 2 of {} must be a JSON object"),
        ("", "There is no question in {}; write one"),
        ("\ufeff \n", "There is no question in {}; write one"),
    ],
)
@pytest.mark.parametrize("verb", ["ask", "retrieve"])
def test_all_rows_are_looked_at_before_the_first_is_answered(
    verb: str, content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(content, encoding="utf-8")
    # There is no index either, which would be told first if one were opened.
    assert main([verb, "--index", str(tmp_path / "no"), "--questions", str(file)]) == MISTAKE
    out, told = capsys.readouterr()
    assert out == ""
    assert told.startswith(f"fundstelle: {said.format(file)}")


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(GOOD_ROW, encoding="utf-8-sig")
    assert list(questions_from(parse("ask", "--questions", str(file)))) == [("q1", "Wo?")]


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "(No such file or directory); give a file of"), (b"Br\xfccke", "are not UTF-8; save")],
)
def test_a_file_of_questions_that_cannot_be_read_is_told(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingInvalid) as raised:
        list(questions_from(parse("ask", "--questions", str(file))))
    assert said in str(raised.value)
    assert "Errno" not in str(raised.value)


def test_a_question_is_read_in_a_locale_that_does_not_know_its_letters() -> None:
    typed = "Was kostet die Brücke?".encode().decode("ascii", "surrogateescape")
    assert list(questions_from(parse("ask", typed))) == [(None, "Was kostet die Brücke?")]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_results_are_printed_whatever_letters_the_terminal_knows(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out, encoding))
    say("„Brücke“")
    say_json({"text": "„Brücke“"})
    plain, row = out.getvalue().decode(encoding).splitlines()
    assert "Br" in plain
    assert json.loads(row) == {"text": "„Brücke“"}


def test_questions_may_come_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    row = '{"id": "q1", "question": "Wo\u2028ist er?"}'  # no end of a line, for JSON
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{row}\r\n\r\n".encode())))
    assert list(questions_from(parse("ask", "--questions", "-"))) == [("q1", "Wo\u2028ist er?")]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    with pytest.raises(SettingInvalid, match="Line 1 of standard input must be"):
        list(questions_from(parse("ask", "--questions", "-")))


@pytest.mark.parametrize(
    "arguments",
    [["add", ""], ["add", "news.txt", ""], ["add", "--watch", ""], ["sync", ""]],
    ids=" ".join,
)
def test_no_place_at_all_is_not_taken_for_the_working_folder(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.txt").write_text("Der Deich wird im Frühjahr erhöht.", encoding="utf-8")
    assert main([*arguments, "--index", "new"]) == MISTAKE
    assert capsys.readouterr().err.startswith("fundstelle: A place to read from is empty; ")
    assert not (tmp_path / "new").exists()


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
