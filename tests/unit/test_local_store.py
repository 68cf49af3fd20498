"""The local store: the suite of every store, and what its files are about."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_suite import (
    ALL,
    ARTICLES,
    CONFIG,
    FAIR,
    StoreSuite,
    found_articles,
    indexed,
    numbers_of,
    vector_of,
)

from index.errors import (
    IndexBusy,
    IndexClosed,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    StoreError,
)
from index.local import LocalStore, schema
from index.local.vectors import nearest
from index.local.vectors.base import Base


class TestSuite(StoreSuite):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        return tmp_path / "an index"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "an index"


@pytest.fixture
def store(folder: Path) -> Iterator[LocalStore]:
    made = LocalStore.create(folder, CONFIG)
    made.add([indexed(article) for article in ARTICLES])
    yield made
    made.close()


def test_the_summary_knows_the_size_of_the_files(store: LocalStore, folder: Path) -> None:
    assert store.summary().bytes >= (folder / "index.sqlite").stat().st_size


def test_a_passage_that_is_lost_is_told_from_one_that_was_removed(
    store: LocalStore, folder: Path
) -> None:
    number, *_ = store.matching(["million"], 1, ALL)
    connection = sqlite3.connect(folder / "index.sqlite")
    with closing(connection), connection:  # where nothing keeps the tables in step
        connection.execute("DELETE FROM passages WHERE number = ?", [number])
    for read in (store.candidates, store.chunks, store.word_vectors, store.context_vectors):
        with pytest.raises(IndexDamaged, match=r"A passage .* restore it from a backup"):
            read([number])
    store.remove(["linz"])
    assert store.candidates([1]) == []


# The vector file


@pytest.fixture
def each_change_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the vector file made anew with every change, as is right for none so small."""
    monkeypatch.setattr(nearest, "MOST_CHANGES", 0)


def _lose(file: Path) -> None:
    file.unlink()


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-10])


def _damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-40] ^= 1
    file.write_bytes(content)


def _overwrite(file: Path) -> None:
    file.write_text("not vectors", encoding="utf-8")


def test_a_small_index_needs_no_vector_file(store: LocalStore, folder: Path) -> None:
    store.publish()
    store.close()
    assert [file.name for file in folder.iterdir()] == ["index.sqlite"]
    reopened = LocalStore.open(folder)
    assert len(numbers_of(reopened)) == reopened.summary().passages
    reopened.close()


@pytest.mark.usefixtures("each_change_filed")
@pytest.mark.parametrize("harm", [_lose, _truncate, _damage, _overwrite])
def test_a_vector_file_that_is_no_good_is_made_anew(
    store: LocalStore, folder: Path, harm: Callable[[Path], None]
) -> None:
    store.publish()
    file = folder / "vectors.faiss"
    whole, query = file.read_bytes(), vector_of("Linz")
    harm(file)
    reopened = LocalStore.open(folder)
    assert reopened.nearest(query, 3, "de", ALL) == store.nearest(query, 3, "de", ALL)
    assert file.read_bytes() == whole
    reopened.close()


@pytest.mark.usefixtures("each_change_filed")
def test_a_stale_vector_file_is_made_anew(store: LocalStore, folder: Path) -> None:
    store.publish()
    file = folder / "vectors.faiss"
    stale = file.read_bytes()
    store.add([indexed(replace(FAIR, id="late", text="Regen in Graz."))])
    store.publish()
    file.write_bytes(stale)
    reopened = LocalStore.open(folder)
    (number,) = reopened.nearest(vector_of("Regen in Graz."), 1, "de", ALL)
    assert found_articles(reopened, [number]) == ["late"]
    reopened.close()


@pytest.mark.usefixtures("each_change_filed")
def test_searching_needs_no_file(
    store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Base, path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Base, "draft", refuse)
    reader = LocalStore.open(folder)
    assert len(numbers_of(reader)) == store.summary().passages
    assert not (folder / "vectors.faiss").exists()
    store.remove(["linz"])  # and goes on from what is in memory
    assert len(numbers_of(reader)) == store.summary().passages
    reader.close()


# Opening


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no index at .*nowhere.*fundstelle add --index"):
        LocalStore.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot be made.*--index"):
        LocalStore.create(tmp_path / "file" / "index", CONFIG)


def test_a_text_file_in_its_place_is_not_taken_for_a_database(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    file.write_text("Dies ist keine Datenbank.\n" * 400, encoding="utf-8")
    for attempt in (LocalStore.open, lambda folder: LocalStore.create(folder, CONFIG)):
        with pytest.raises(IndexDamaged, match=r"index\.sqlite cannot be read.*fundstelle add"):
            attempt(tmp_path)
    assert file.read_text(encoding="utf-8").startswith("Dies ist")


def test_another_database_is_not_taken_for_an_index(tmp_path: Path) -> None:
    make_foreign_database(tmp_path)
    with pytest.raises(IndexDamaged, match=r"not a Fundstelle index.*--index"):
        LocalStore.open(tmp_path)


def test_another_database_is_left_as_it_is(tmp_path: Path) -> None:
    make_foreign_database(tmp_path)
    with pytest.raises(StoreError):
        LocalStore.create(tmp_path, CONFIG)
    connection = sqlite3.connect(tmp_path / "index.sqlite")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]
    connection.close()


def make_foreign_database(folder: Path) -> None:
    connection = sqlite3.connect(folder / "index.sqlite")
    connection.execute("CREATE TABLE notes (note TEXT)")
    connection.close()


@pytest.mark.parametrize("key", ["schema", "stemming", "signing"])
def test_an_index_of_another_version_says_to_build_it_anew(
    store: LocalStore, folder: Path, key: str
) -> None:
    store.close()
    connection = sqlite3.connect(folder / "index.sqlite")
    with connection:
        connection.execute("UPDATE manifest SET value = 99 WHERE key = ?", [key])
    connection.close()
    for attempt in (LocalStore.open, lambda folder: LocalStore.create(folder, CONFIG)):
        with pytest.raises(IndexMismatch, match=r"another version.*fundstelle add --index NEW_DIR"):
            attempt(folder)


def test_a_damaged_database_says_what_to_do(store: LocalStore, folder: Path) -> None:
    store.close()
    file = folder / "index.sqlite"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"cannot be read.*backup.*fundstelle add"):
        LocalStore.open(folder).content_hashes()


def test_a_store_that_was_closed_is_not_taken_for_a_damaged_one(store: LocalStore) -> None:
    store.close()
    with pytest.raises(IndexClosed, match=r"is closed; open it again\.$"):
        store.languages()
    with pytest.raises(IndexClosed):
        store.add([indexed(ARTICLES[0])])
    with pytest.raises(IndexClosed):
        store.nearest(vector_of("Werk"), 1, "de", ALL)


def test_creating_that_was_stopped_is_taken_up_again(folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / "index.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")  # as far as it got before it was killed
    connection.close()
    store = LocalStore.create(folder, CONFIG)
    assert store.config == CONFIG
    store.close()


# Several at once


def test_a_writer_waits_only_so_long(
    store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(folder / "index.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(schema, "_PATIENCE_SECONDS", 0.05)
    impatient = LocalStore.open(folder)
    with pytest.raises(IndexBusy, match=r"Another process is writing to .*try again"):
        impatient.remove(["linz"])
    assert len(numbers_of(impatient)) == len(numbers_of(store))  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    assert impatient.remove(["linz"]) == ["linz"]
    impatient.close()


def test_a_folder_that_is_gone_is_said_in_one_sentence(tmp_path: Path) -> None:
    store = LocalStore.create(tmp_path / "index", CONFIG)
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexMissing, match="is gone; put it back"):
        store.summary()
