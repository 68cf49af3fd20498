"""Who may log in: the file of users, and the verb that changes it."""

import getpass
import io
import os
import stat
import sys
from pathlib import Path
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from index.errors import SettingInvalid
from ui.cli import main
from ui.commands.exits import DONE, MISTAKE, NOTHING
from ui.serving import users as module
from ui.serving.users import Users, add_user, read_users, remove_user

PASSWORD = "Brücke bei Ebbe"  # noqa: S105 - of nobody


class Quick(PasswordHasher):
    """Argon2 with little work, as what is tested here is not how hard it is."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PasswordHasher", Quick)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "users"
    add_user(file, "ada", PASSWORD, edits=True)
    add_user(file, "Jürgen", "ein anderes Passwort", edits=False)
    return file


def test_a_user_is_known_by_name_and_password(file: Path) -> None:
    users = Users(file)
    ada = users.check("ada", PASSWORD)
    assert ada
    assert (ada.name, ada.edits) == ("ada", True)
    assert not users.check("ada", "ein anderes Passwort")
    assert not users.check("Ada", PASSWORD)
    assert not users.check("nobody", PASSWORD)
    assert not users.check("", "")
    assert not users.check("ada", PASSWORD + "x" * 5_000_000)


def test_letters_may_be_composed_either_way(file: Path) -> None:
    other = Users(file).check("Ju\u0308rgen", "ein anderes Passwort")
    assert other
    assert not other.edits
    assert Users(file).check("ada", PASSWORD.replace("ü", "u\u0308"))


def test_no_password_is_in_the_file_and_no_other_reads_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert all(line.split(":", 2)[2].startswith("$argon2id$") for line in text.splitlines())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208 - nothing is left behind


def test_the_same_password_is_hashed_anew_for_each(file: Path) -> None:
    add_user(file, "bob", PASSWORD, edits=False)
    users = read_users(file)
    assert users["ada"].hash != users["bob"].hash


def test_a_file_that_changed_is_read_again(file: Path) -> None:
    users = Users(file)
    remove_user(file, "ada")
    assert users.find("ada") is None
    add_user(file, "ada", "ein neues Passwort", edits=False)
    assert not users.check("ada", PASSWORD)
    found = users.check("ada", "ein neues Passwort")
    assert found
    assert not found.edits


def test_where_the_file_is_gone_or_bad_nobody_gets_in(file: Path) -> None:
    users, kept = Users(file), file.read_text(encoding="utf-8")
    file.unlink()
    with pytest.raises(SettingInvalid, match="fundstelle users add"):
        users.find("ada")
    file.write_text(f"{kept}ada", encoding="utf-8")
    with pytest.raises(SettingInvalid, match="Line 3"):
        users.check("ada", PASSWORD)
    file.write_text(kept, encoding="utf-8")
    assert users.check("ada", PASSWORD)


HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("ada", "no role"),
        (":reader:" + HASH, "no name"),
        ("a d a:reader:" + HASH, "no name"),
        ("ada:admin:" + HASH, "no role"),
        ("ada:reader:secret password", "no Argon2 hash"),
        ("ada:reader:", "no Argon2 hash"),
        ("bob:editor:" + HASH, "second time"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, wrong: str) -> None:
    file = tmp_path / "users"
    file.write_text(f"bob:reader:{HASH}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingInvalid, match=f"Line 3 of .*{wrong}") as raised:
        Users(file)
    assert "secret password" not in str(raised.value)


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "users").write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "users", tmp_path):
        with pytest.raises(SettingInvalid, match="cannot be read"):
            Users(file)


@pytest.mark.parametrize("name", ["", "a:b", "a b", "a\nb", "x" * 65, "../x"])
def test_not_everything_is_a_name(file: Path, name: str) -> None:
    with pytest.raises(SettingInvalid, match="is no name"):
        add_user(file, name, PASSWORD, edits=False)


def test_names_are_taken_once_and_passwords_are_not_short(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(SettingInvalid, match="already"):
        add_user(file, "ada", PASSWORD, edits=False)
    for password in ("", "123456789", "x" * 1_001):
        with pytest.raises(SettingInvalid, match="at least 10"):
            add_user(file, "bob", password, edits=False)
    with pytest.raises(SettingInvalid, match="no user bob"):
        remove_user(file, "bob")
    assert file.read_bytes() == before


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="cannot be written"):
        add_user(tmp_path / "none" / "users", "ada", PASSWORD, edits=False)


def test_the_verb_adds_removes_and_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    auth = ["--auth", str(tmp_path / "users")]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\nmore\n"))
    assert main(["users", "add", "ada", "--editor", *auth]) == DONE
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main(["users", "add", "bob", *auth]) == MISTAKE
    assert "at least 10" in capsys.readouterr().err
    assert main(["users", "list", *auth]) == DONE
    assert capsys.readouterr().out == "editor  ada\n"
    assert main(["users", "list", "--json", *auth]) == DONE
    assert capsys.readouterr().out == '{"name": "ada", "role": "editor"}\n'
    assert Users(tmp_path / "users").check("ada", PASSWORD)
    assert main(["users", "remove", "ada", *auth]) == DONE
    assert main(["users", "remove", "ada", *auth]) == MISTAKE
    assert main(["users", "list", *auth]) == NOTHING


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ([PASSWORD, PASSWORD], DONE, "Added ada as reader"),
        ([PASSWORD, "Brücke bei Flut"], MISTAKE, "differ"),
        (["short"], MISTAKE, "at least 10"),  # not asked for again
    ],
)
def test_a_password_is_typed_twice(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: list[str],
    code: int,
    told: str,
) -> None:
    answers = iter(typed)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    assert main(["users", "add", "ada", "--auth", str(tmp_path / "users")]) == code
    assert told in capsys.readouterr().err
    assert (tmp_path / "users").exists() is (code == DONE)


def test_an_unknown_name_costs_as_much_as_a_wrong_password(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[Parameters] = []

    class Counting(Quick):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            verified.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    monkeypatch.setattr(module, "PasswordHasher", Counting)
    users = Users(file)
    assert users.check("ada", "ein falsches Passwort") is None
    assert users.check("nobody", "ein falsches Passwort") is None
    assert len(verified) == 2
    assert verified[0] == verified[1]
