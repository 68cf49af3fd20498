"""An index that grows: a base, what came after it, what went; always as if it were made anew."""

import random
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.config import IndexConfig
from index.local import LocalStore
from index.local import store as local
from index.local.vectors import building, nearest, parts
from index.local.vectors.base import Base, read_head
from index.local.vectors.nearest import NearestPassages
from index.local.vectors.view import View
from index.records import Article, Chunk, Filter, Passage, Sentence, Vectors
from index.stored_records import IndexedArticle, IndexedPassage

DIMENSION = 16
CONFIG = IndexConfig("none", "f00d", DIMENSION)
ALL, MANY = Filter(), 10_000
FILE = "vectors.faiss"
LANGUAGES = ("de", "en")


def article(name: str, passages: int, language: str = "de") -> IndexedArticle:
    """Return an article whose passages have vectors drawn by its name."""
    generator = np.random.default_rng([ord(letter) for letter in name])
    vectors = np.float32(generator.normal(size=(passages, DIMENSION)) + 0.5)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    held = Article(name, "", "Regen.", language=language)
    sentences = (Sentence(name, 0, 0, 6, "Regen."),)
    return IndexedArticle(
        held,
        tuple(
            IndexedPassage(
                Chunk(Passage(name, ordinal, 0, 6, "Regen."), sentences),
                vector, vector[None], vector[None], np.zeros((1, 192), np.float32), ("reg", name),
            )
            for ordinal, vector in enumerate(vectors)
        ),
        held.content_hash,
    )  # fmt: skip


def query(seed: int) -> Vectors:
    return np.asarray(np.random.default_rng(seed).normal(size=DIMENSION), np.float32)


def exact(store: LocalStore, vector: Vectors, language: str) -> list[int]:
    """Return the passages of a language by their similarity, read from the database itself."""
    connection = sqlite3.connect(store._folder / "index.sqlite")
    with closing(connection):
        rows = connection.execute(
            "SELECT number, vector FROM vectors WHERE language = ?", [language]
        ).fetchall()
    held = {number: np.frombuffer(blob[:-4], np.float16) for number, blob in rows}
    return sorted(held, key=lambda number: -float(np.float32(held[number]) @ vector))


def check(store: LocalStore, seed: int = 1) -> None:
    """Make sure that a store finds what an index made anew would, in the same order."""
    for language in LANGUAGES:
        expected = exact(store, query(seed), language)
        assert store.nearest(query(seed), MANY, language, ALL) == expected
        assert store.nearest(query(seed), 3, language, ALL) == expected[:3]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A base is made after more than ten changes, and of more than forty passages files lists."""
    monkeypatch.setattr(nearest, "MOST_CHANGES", 10)
    monkeypatch.setattr(parts, "MOST_FLAT", 40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def store(folder: Path) -> Iterator[LocalStore]:
    """A store with a base, something added since, and something removed."""
    with closing(LocalStore.create(folder, CONFIG)) as made:
        made.add([article(f"old{n}", 4, LANGUAGES[n % 2]) for n in range(6)])
        made.publish()
        made.add([article("new", 3), article("new too", 1, "en")])
        made.remove(["old2"])
        yield made


def copy_of(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(name)))


def token_in(file: Path) -> int:
    head = read_head(file)
    assert head is not None
    return head.token


# Base, tail and removed


def test_what_came_and_went_after_the_base_counts(store: LocalStore, folder: Path) -> None:
    check(store)
    head = read_head(folder / FILE)
    assert head is not None
    assert head.last == 24
    assert head.languages == LANGUAGES
    with closing(LocalStore.open(folder)) as reopened:
        check(reopened)


def test_a_small_change_leaves_the_file_as_it_is(store: LocalStore, folder: Path) -> None:
    before = (folder / FILE).stat()
    store.publish()
    store.remove(["new too"])
    store.publish()
    after = (folder / FILE).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    check(store)


def test_many_changes_make_the_base_anew(store: LocalStore, folder: Path) -> None:
    before = token_in(folder / FILE)
    store.add([article("many", 11)])
    store.publish()
    assert token_in(folder / FILE) != before
    connection = sqlite3.connect(folder / "index.sqlite")
    with closing(connection):
        assert connection.execute("SELECT count(*) FROM removed").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM changes").fetchone() == (1,)
    check(store)


def test_as_many_removed_make_it_anew_too(store: LocalStore, folder: Path) -> None:
    before = token_in(folder / FILE)
    store.remove(["old0", "old1", "old3"])
    store.publish()
    assert token_in(folder / FILE) != before
    check(store)


def test_the_base_is_made_from_the_one_before(
    store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([article("many", 8)])
    monkeypatch.setattr(building, "build", None)  # reads everything
    store.publish()
    check(store)
    with closing(LocalStore.open(folder)) as reopened:
        check(reopened)


def test_a_language_that_outgrows_its_kind_is_filed(store: LocalStore) -> None:
    monkeypatched = parts._PROBES
    assert monkeypatched > parts.count_lists(60)  # all lists are read: what is found is exact
    store.add([article("many", 50)])
    store.publish()
    view = store._nearest._current()
    assert parts.lists_of(view.settled["de"].vectors) > 10
    assert parts.lists_of(view.settled["en"].vectors) == 0
    check(store)
    store.remove(["many"])
    store.publish()
    assert parts.lists_of(store._nearest._current().settled["de"].vectors) == 0
    check(store)


def test_every_second_number_may_be_another_languages(store: LocalStore) -> None:
    store.add([article(f"x{n}", 1, LANGUAGES[n % 2]) for n in range(400)])
    store.publish()
    check(store)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_it_is_as_if_made_anew(seed: int, folder: Path) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same every time
    stores = [LocalStore.create(folder, CONFIG) for _ in range(2)]
    there: list[str] = []
    for step in range(60):
        own = dice.choice(stores)
        match dice.choice(["add", "add", "replace", "remove", "publish", "reopen", "lose"]):
            case "add":
                there.append(f"{step}")
                own.add([article(f"{step}", dice.randrange(9), dice.choice(LANGUAGES))])
            case "replace" if there:
                own.add([article(dice.choice(there), dice.randrange(9), dice.choice(LANGUAGES))])
            case "remove" if there:
                own.remove([there.pop(dice.randrange(len(there)))])
            case "publish":
                own.publish()
            case "reopen":
                stores.remove(own)
                own.close()
                stores.append(LocalStore.open(folder))
            case "lose" if dice.random() < 0.3:
                (folder / FILE).unlink(missing_ok=True)
        check(dice.choice(stores), step)
    for own in stores:
        check(own)
        own.close()


def test_who_adds_much_need_not_publish(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_MOST_UNPUBLISHED", 10)
    with closing(LocalStore.create(folder, CONFIG)) as store:
        store.add([article("one", 7)])
        assert not (folder / FILE).exists()
        store.add([article("two", 7)])
        assert (folder / FILE).exists()
        check(store)


# Readers


def test_a_reader_reads_only_what_is_new(
    store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def note(view: View, change: object, added: object, removed: object) -> View:
        pieces = list(added)  # type: ignore[call-overload]
        read.extend(int(number) for piece in pieces for number in piece.numbers)
        return advance(view, change, pieces, removed)  # type: ignore[arg-type]

    advance = View.advance
    with closing(LocalStore.open(folder)) as reader:
        check(reader)
        monkeypatch.setattr(View, "advance", note)
        monkeypatch.setattr(nearest, "load", None)  # reads the file
        store.add([article("late", 2)])
        check(reader)
        store.remove(["late", "old3"])
        check(reader)
    assert read == [29, 30]


def test_a_reader_goes_over_to_the_new_base(store: LocalStore, folder: Path) -> None:
    with closing(LocalStore.open(folder)) as reader:
        check(reader)
        store.add([article("many", 11)])
        store.publish()
        check(reader)
        assert reader._nearest._current().base == str(token_in(folder / FILE))


def test_a_backup_may_take_the_place_of_what_is_being_read(folder: Path) -> None:
    with closing(LocalStore.create(folder, CONFIG)) as writer:
        writer.add([article("one", 3)])
    backup = (folder / "index.sqlite").read_bytes()
    with closing(LocalStore.open(folder)) as reader:
        with closing(LocalStore.open(folder)) as writer:
            writer.add([article("two", 3)])
        check(reader)
        view = reader._nearest._held
    (folder / "index.sqlite").write_bytes(backup)
    with closing(LocalStore.open(folder)) as other:
        other.add([article("three", 3), article("four", 1)])  # numbers that "two" had
        other._nearest._held = view  # what a process holds that goes on
        check(other)


# Files and manifests that do not belong together


def test_a_backup_from_before_the_base_has_it_made_anew(store: LocalStore, folder: Path) -> None:
    backup = copy_of(folder, "backup")
    store.add([article("many", 11)])
    store.publish()
    store.close()
    shutil.copy(backup / "index.sqlite", folder)
    for left in ("index.sqlite-wal", "index.sqlite-shm"):
        (folder / left).unlink(missing_ok=True)
        if (backup / left).exists():
            shutil.copy(backup / left, folder)
    token = token_in(folder / FILE)
    with closing(LocalStore.open(folder)) as restored:
        restored.add([article("others", 9)])  # numbers that "many" had
        check(restored)
        restored.publish()
        check(restored)
    assert token_in(folder / FILE) != token


def test_a_backup_from_after_the_base_keeps_it(store: LocalStore, folder: Path) -> None:
    store.close()
    backup = copy_of(folder, "backup")
    token = token_in(folder / FILE)
    with closing(LocalStore.open(folder)) as later:
        later.add([article("later", 2)])
    shutil.copy(backup / "index.sqlite", folder)
    with closing(LocalStore.open(folder)) as restored:
        restored.add([article("instead", 2, "en")])
        check(restored)
    assert token_in(folder / FILE) == token


def test_copies_that_part_ways_do_not_take_each_others_files(
    store: LocalStore, folder: Path
) -> None:
    store.close()
    other = copy_of(folder, "other")
    for place, name in ((folder, "here"), (other, "there")):
        with closing(LocalStore.open(place)) as own:
            own.add([article(name, 12)])
            own.publish()
    shutil.copy(other / FILE, folder)
    with closing(LocalStore.open(folder)) as own:
        check(own)


@pytest.mark.parametrize("moment", ["before the file", "after the file"])
def test_a_process_may_be_killed_between_file_and_manifest(
    moment: str, store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = token_in(folder / FILE)
    store.add([article("many", 11)])
    check(store)

    class Killed(BaseException):
        pass

    def replace(draft: Path, place: Path) -> Path:
        if moment == "after the file":
            draft.rename(place)
        raise Killed

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(Killed):
        store.publish()
    monkeypatch.undo()
    monkeypatch.setattr(nearest, "MOST_CHANGES", 10)
    assert (token_in(folder / FILE) == before) == (moment == "before the file")
    check(store)
    with closing(LocalStore.open(folder)) as reopened:
        check(reopened)
        reopened.publish()
        check(reopened)
        assert reopened._nearest._current().base == str(token_in(folder / FILE))
    check(store)


def test_a_manifest_that_names_a_file_that_never_came(store: LocalStore, folder: Path) -> None:
    store.close()
    connection = sqlite3.connect(folder / "index.sqlite")
    with closing(connection), connection:
        connection.execute("UPDATE manifest SET value = '12345' WHERE key = 'base'")
    with closing(LocalStore.open(folder)) as reopened:
        check(reopened)
        assert reopened._nearest._current().base == str(token_in(folder / FILE)) != "12345"


# Several at once


def test_who_makes_the_base_second_leaves_the_first_ones(store: LocalStore, folder: Path) -> None:
    store.add([article("many", 11)])
    with closing(LocalStore.open(folder)) as other:
        save, made = NearestPassages._save, list[int]()

        def save_late(own: NearestPassages, *base: object) -> bool:
            if not made:
                made.append(0)
                other.add([article("meanwhile", 2)])
                other.publish()
                made[0] = token_in(folder / FILE)
            return save(own, *base)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(NearestPassages, "_save", save_late)
            store.publish()
        assert token_in(folder / FILE) == made[0]
        check(store)
        check(other)


def test_what_changes_while_the_base_is_made_is_not_lost(
    store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = NearestPassages._save

    def save_late(own: NearestPassages, *base: object) -> bool:
        with closing(LocalStore.open(folder)) as other:
            other.add([article("meanwhile", 2)])
            other.remove(["old0", "many"])
        return save(own, *base)  # type: ignore[arg-type]

    store.add([article("many", 11)])
    with monkeypatch.context() as patch:
        patch.setattr(NearestPassages, "_save", save_late)
        store.publish()
    check(store)
    with closing(LocalStore.open(folder)) as reopened:
        check(reopened)


def test_threads_search_while_one_writes(store: LocalStore) -> None:
    done, failures = threading.Event(), list[Exception]()

    def read_on() -> None:
        try:
            while not done.is_set():
                found = store.nearest(query(1), MANY, "de", ALL)
                assert len(found) == len(set(found)) >= 8
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=read_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for n in range(30):
            store.add([article(f"w{n}", 3)])
            if n % 7 == 0:
                store.publish()
            store.remove([f"w{n - 3}"])
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failures
    check(store)


def test_searching_does_not_wait_while_the_base_is_made(store: LocalStore) -> None:
    save, searched = NearestPassages._save, threading.Event()

    def search() -> None:
        store.add([article("meanwhile", 2)])
        check(store)
        searched.set()

    def save_late(own: NearestPassages, *base: object) -> bool:
        threading.Thread(target=search).start()
        assert searched.wait(20)
        return save(own, *base)  # type: ignore[arg-type]

    store.add([article("many", 11)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NearestPassages, "_save", save_late)
        store.publish()
    check(store)


# Where nothing may be written, and where it is broken off


def test_a_reader_that_may_not_write_makes_the_base_for_itself(
    store: LocalStore, folder: Path
) -> None:
    check(store)
    (folder / FILE).unlink()
    with closing(LocalStore.open(folder)) as reader:
        reader._database.connection.execute("PRAGMA query_only = ON")
        check(reader)
        assert not (folder / FILE).exists()
        assert not list(folder.glob(".*"))
        store.add([article("late", 2)])
        check(reader)


def test_making_the_base_may_be_interrupted(
    store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / FILE).read_bytes()
    store.add([article("many", 11)])

    def interrupt(_: Base, __: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Base, "_write", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.publish()
    assert (folder / FILE).read_bytes() == before
    assert not list(folder.glob(".*"))
    check(store)
    store.publish()
    check(store)
