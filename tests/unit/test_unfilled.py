"""An index is made for what is added: where nothing is, none stays behind."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.encoding import Encoder
from index.ingest import ingest
from index.local import LocalStore
from index.local.unfilled import leaving_none_unfilled
from index.stored_records import Receipt

CONFIG = IndexConfig("hashing", "1", 64)


def make_and_add(folder: Path, encoder: Encoder, *sources: Path) -> None:
    with leaving_none_unfilled(folder), closing(LocalStore.create(folder, CONFIG)) as store:
        ingest(list(sources), store, encoder)


def test_nothing_stays_of_an_index_that_nothing_came_into(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "empty.txt").touch()
    folder = tmp_path / "deep" / "index"
    make_and_add(folder, encoder, tmp_path / "missing.txt", tmp_path / "empty.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["empty.txt"]


def test_a_folder_that_was_there_stays(tmp_path: Path, encoder: Encoder) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    make_and_add(folder, encoder, tmp_path / "missing.txt")
    assert list(folder.iterdir()) == []
    (folder / "notes.md").touch()
    make_and_add(folder, encoder, tmp_path / "missing.txt")
    assert [path.name for path in folder.iterdir()] == ["notes.md"]


def test_an_index_that_holds_something_stays(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with leaving_none_unfilled(folder), closing(LocalStore.create(folder, CONFIG)) as store:
        store.note([Receipt("deich.txt", "deich", "f00d")])
    with closing(LocalStore.open(folder)) as store:
        assert store.receipt("deich.txt") is not None


def test_an_index_that_was_there_stays_though_it_is_empty(tmp_path: Path, encoder: Encoder) -> None:
    LocalStore.create(tmp_path / "index", CONFIG).close()
    make_and_add(tmp_path / "index", encoder, tmp_path / "missing.txt")
    assert LocalStore.exists(tmp_path / "index")


def test_an_index_that_somebody_else_has_opened_stays(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with leaving_none_unfilled(folder):
        LocalStore.create(folder, CONFIG).close()
        other = sqlite3.connect(folder / "index.sqlite")
        other.execute("SELECT count(*) FROM articles").fetchall()
    assert LocalStore.exists(folder)
    other.close()


def make_and_fail(folder: Path) -> None:
    with leaving_none_unfilled(folder):
        LocalStore.create(folder, CONFIG).close()
        raise OSError("gone")


def test_what_goes_wrong_is_told_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        make_and_fail(tmp_path / "index")
    assert not (tmp_path / "index").exists()
