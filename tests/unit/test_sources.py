import inspect
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sources import DEFAULT_LIMITS, Document, Limits, Problem, Sources, read

SENTENCE = "Die Brücke über die Mühl wird im Frühjahr für 3 Millionen € erneuert."


def documents(*paths: Path, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    found = list(read(paths, limits))
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Document)]


def only_problem(*paths: Path, limits: Limits = DEFAULT_LIMITS) -> Problem:
    (found,) = read(paths, limits)
    assert isinstance(found, Problem)
    return found


def write(path: Path, content: str | bytes = SENTENCE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def names(found: Sequence[Document]) -> list[str]:
    return [document.name for document in found]


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".txt", "text"),
        (".TXT", "text"),
        (".md", "markdown"),
        (".markdown", "markdown"),
        (".html", "html"),
        (".htm", "html"),
    ],
)
def test_the_suffix_tells_the_kind(tmp_path: Path, suffix: str, kind: str) -> None:
    path = write(tmp_path / f"bruecke{suffix}")
    found = Document(str(path.resolve()), "bruecke", kind, SENTENCE.encode())  # type: ignore[arg-type]
    assert documents(path) == [found]


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n"])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_empty_files_are_a_problem(tmp_path: Path, content: bytes, suffix: str) -> None:
    assert only_problem(write(tmp_path / f"a{suffix}", content)).reason.startswith("empty")


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    size = len(SENTENCE.encode())
    path = write(tmp_path / "a.txt")
    assert documents(path, limits=Limits(file_bytes=size))
    problem = only_problem(path, limits=Limits(file_bytes=size - 1))
    assert problem.origin == str(path)
    assert "larger than" in problem.reason


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    os.truncate(path, 1 << 40)  # a sparse file that no memory would hold
    said = only_problem(path).reason
    assert said.startswith("larger than 10 MB; split it into one file an article, or allow more ")
    assert "FUNDSTELLE_FILE_MB" in said


def test_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    assert only_problem(missing) == Problem(str(missing), "does not exist")


def test_a_named_file_of_another_kind_is_a_problem(tmp_path: Path) -> None:
    assert ".txt" in only_problem(write(tmp_path / "a.odt")).reason


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert only_problem(tmp_path / "a.txt").reason == "neither a file nor a folder"
    assert only_problem(tmp_path).reason == "neither a file nor a folder"


def test_a_file_that_fails_to_read_is_a_problem(tmp_path: Path) -> None:
    memory = Path("/proc/self/mem")
    if not memory.exists():
        pytest.skip("needs a file that opens and then fails to read")
    (tmp_path / "a.txt").symlink_to(memory)
    assert only_problem(tmp_path / "a.txt").reason.startswith("cannot be read")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    closed = write(tmp_path / "closed.txt")
    closed.chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    found = list(read([tmp_path]))
    (tmp_path / "folder").chmod(0o700)
    assert [type(item) for item in found] == [Problem, Problem]


def test_the_rest_goes_on_after_a_problem(tmp_path: Path) -> None:
    good, bad = write(tmp_path / "good.txt"), write(tmp_path / "bad.txt", b"")
    found = list(read([tmp_path / "missing", bad, good]))
    assert [type(item) for item in found] == [Problem, Problem, Document]


def test_a_name_that_is_no_utf_8_gets_a_printable_origin(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_text(SENTENCE)
    except OSError:
        pytest.skip("the file system wants UTF-8 names")
    (document,) = documents(tmp_path)
    assert document.origin.encode().endswith("caf\ufffd.txt".encode())
    assert document.name == "caf\ufffd"


# --- folders -------------------------------------------------------------------------------------


def test_a_folder_is_read_with_its_subfolders_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c/b.html", "c/a.txt", "d.txt"):
        write(tmp_path / name)
    assert names(documents(tmp_path)) == ["a", "b", "a", "b", "d"]


def test_other_files_and_hidden_entries_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", "b.odt", "LICENSE", ".hidden.txt", ".git/c.txt"):
        write(tmp_path / name)
    assert names(documents(tmp_path)) == ["a"]


def test_files_of_other_kinds_are_counted(tmp_path: Path) -> None:
    for name in ("a.txt", "b.DOC", "old/c.doc", "old/d", ".hidden.doc", ".git/e.doc"):
        write(tmp_path / name)
    (tmp_path / "link").symlink_to(tmp_path / "old")
    sources = Sources([tmp_path, tmp_path / "old" / "c.doc"])
    found = list(sources.read(lambda _: None))
    assert len(found) == 2  # one that was named is a problem of its own
    assert sources.tally.others == {".doc": 2, "": 1}
    assert sources.tally.files == 1


def test_a_hidden_file_or_folder_may_be_named(tmp_path: Path) -> None:
    hidden = write(tmp_path / ".hidden.txt")
    inside = write(tmp_path / ".folder/a.txt")
    assert names(documents(hidden, inside.parent)) == [".hidden", "a"]


def test_an_empty_folder_yields_nothing(tmp_path: Path) -> None:
    assert list(read([tmp_path])) == []


def test_links_to_folders_are_not_followed_so_loops_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path / "a/a.txt")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    found = list(read([tmp_path]))
    assert [type(item) for item in found] == [Document, Problem]


def test_a_named_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "real/a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (document,) = documents(tmp_path / "link")
    assert document.origin == str(tmp_path / "real/a.txt")


def test_a_link_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    assert only_problem(tmp_path).reason == "does not exist"


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(path)
    assert names(documents(path, tmp_path, path)) == ["a"]


def test_folders_may_nest_deeper_than_calls(tmp_path: Path) -> None:
    write(tmp_path / "/".join("d" * 400) / "a.txt")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 200)
    try:
        found = documents(tmp_path)
    finally:
        sys.setrecursionlimit(limit)
    assert names(found) == ["a"]


# --- JSONL ---------------------------------------------------------------------------------------


def test_each_line_becomes_a_document(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "Erster Satz."}, {"text": "Zweiter Satz.", "language": "de"}]
    path = write(tmp_path / "news.jsonl", "\n\n".join(json.dumps(row) for row in rows))
    first, second = documents(path)
    assert (first.origin, second.origin) == (f"{path}#line 1", f"{path}#line 3")
    assert (first.name, first.kind, first.content) == ("news", "row", "Erster Satz.")
    assert (first.known.id, second.known.language) == ("a", "de")


def test_lines_name_their_other_fields_as_usual(tmp_path: Path) -> None:
    row = {"text": "a", "headline": "Bad offen", "date": "2. April 2025", "link": "https://a.com/1"}
    (document,) = documents(write(tmp_path / "a.jsonl", json.dumps(row)))
    known = document.known
    assert (known.title, known.published) == ("Bad offen", date(2025, 4, 2))
    assert known.url == "https://a.com/1"


def test_a_broken_line_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "a"}\n{"text": \n{"title": "b"}\n{"text": "c"}\n')
    found = list(read([path]))
    assert [type(item) for item in found] == [Document, Problem, Problem, Document]
    assert [item.origin for item in found[1:3]] == [f"{path}#line 2", f"{path}#line 3"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_lines_may_be_in_usual_encodings(tmp_path: Path, encoding: str) -> None:
    line = json.dumps({"text": SENTENCE}, ensure_ascii=False) + "\r\n"
    path = write(tmp_path / "a.jsonl", line.encode(encoding))
    assert documents(path)[0].content == SENTENCE


def test_the_limit_is_for_a_line_not_for_the_file(tmp_path: Path) -> None:
    line = json.dumps({"text": "x" * 50}) + "\n"
    path = write(tmp_path / "a.jsonl", line * 40)
    limits = Limits(file_bytes=10, line_bytes=len(line))
    assert len(documents(path, limits=limits)) == 40


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_above_the_limit_is_a_problem_of_its_own(tmp_path: Path, end: bytes) -> None:
    path = write(
        tmp_path / "a.jsonl", b'{"text": "a"}\n' + b"x" * 3_000_000 + b'\n{"text": "c"}' + end
    )
    first, long, last = read([path], Limits(line_bytes=20))
    assert isinstance(first, Document)
    assert isinstance(long, Problem)
    assert long.origin == f"{path}#line 2"
    assert isinstance(last, Document)
    assert last.origin == f"{path}#line 3"


def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "a"}\n')
    with path.open("ab") as file:
        file.truncate(1 << 36)  # 64 GB of zeros behind the first line
    first = next(iter(read([path])))
    assert isinstance(first, Problem)  # seen as binary from the beginning alone


def test_documents_come_as_they_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "a"}\n' * 100_000)
    found = read([path])
    assert [next(found).origin for _ in range(2)] == [f"{path}#line 1", f"{path}#line 2"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x00\x01\n" * 9, "binary"),
        ('{"text": "a"}'.encode("utf-16"), "not text in a known encoding"),
    ],
)
def test_a_file_without_rows_is_one_problem(tmp_path: Path, content: bytes, reason: str) -> None:
    path = write(tmp_path / "a.jsonl", content)
    problem = only_problem(path)
    assert problem.origin == str(path)
    assert problem.reason.startswith(reason)


@settings(max_examples=50, deadline=None)
@given(content=st.binary(max_size=200), suffix=st.sampled_from([".txt", ".md", ".html", ".jsonl"]))
def test_any_bytes_become_documents_or_problems(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(content)
    found = list(read([path]))
    assert found
    assert all(item.content.strip() for item in found if isinstance(item, Document))
