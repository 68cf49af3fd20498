"""What may stand on the command line, and where questions come from."""

import io
import json
import subprocess
import sys
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from printed import ARTICLE, parse

from index.config import IndexConfig
from index.errors import SettingInvalid
from index.local import LocalStore
from index.records import Filter
from index.stored_records import IndexedArticle
from ui.cli import VERBS, main
from ui.commands.asking import filter_from, questions_from
from ui.commands.console import say, say_json
from ui.commands.exits import MISTAKE
from ui.commands.parser import Verb


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "Wo", "liegt", "Wiek?"], 'put the whole question in quotation marks, as in "Wo '
         'liegt Wiek?"'),
        (["retrieve", "-k", "3", "Wo", "liegt", "Wiek?"], 'as in "Wo liegt Wiek?"'),
        (["ask", "Wo?", "--frob"], "unrecognized arguments: --frob"),
        (["list", "all"], "unrecognized arguments: all"),
    ],
)  # fmt: skip
def test_a_question_without_quotation_marks_is_a_mistake_that_says_so(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == MISTAKE
    assert said in capsys.readouterr().err


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
