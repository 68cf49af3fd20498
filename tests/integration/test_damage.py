"""Files of an index that were damaged, lost or mixed up: right answers, or one clear sentence.

The vector file is made anew from the database, so what happens to it never matters. What is lost of
the database's log was committed in vain, but the index is as it was after an earlier commit; the
last one says which vector file is the index's own. What is wrong in the database itself is told.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from harm import (
    Harm,
    blank_page,
    cut,
    flip,
    flip_early,
    harm_database,
    lengthen,
    scramble,
    swap_pages,
)
from pressroom import CONFIG, REMOVABLE
from quick_encoder import QuickEncoder
from scenes import Plot, Scene, finish, with_vector_file

from index.errors import IndexDamaged, IndexMissing
from index.ingest import ingest
from index.local import LocalStore
from index.preparation import prepare
from index.records import Filter
from ui.cli import main
from ui.commands.exits import MISTAKE

pytestmark = pytest.mark.integration

FILES = ["index.sqlite", "vectors.faiss"]
ASKED = ["Wer mietet das Ufer von Quellbrook?", "Which mill needs new windows?", "p012x"]
FIRST, SECOND = REMOVABLE[:2]


@pytest.fixture(scope="module", autouse=True)
def _with_vector_file() -> Iterator[None]:
    with with_vector_file():
        yield


@pytest.fixture(scope="module")
def scene(scene_of: Callable[[Plot], Scene]) -> Scene:
    """A folder of news, and an index that the older half of it is in."""
    return scene_of("add")


@pytest.fixture(scope="module")
def whole(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of all of it."""
    folder = tmp_path_factory.mktemp("whole") / "index"
    shutil.copytree(scene.index, folder)
    scene.play(folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return Path(shutil.copytree(whole, tmp_path / "index"))


def find(folder: Path) -> list[list[int]]:
    """Return which passages an index finds by vectors, the nearest first."""
    vectors = QuickEncoder().encode_texts(ASKED)
    with closing(LocalStore.open(folder)) as store:
        return [
            store.nearest(vector, 10_000, language, Filter())
            for vector in vectors
            for language in ("de", "en")
        ]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# The vector file


@pytest.mark.parametrize(
    ("harm", "times"),
    [
        (lengthen, 1),
        (flip_early, 20),
        (flip, 20),
        *((partial(cut, share=share), 1) for share in (0, 0.002, 0.006, 0.1, 0.5, 0.999)),
    ],
)
def test_a_vector_file_that_is_no_good_is_made_anew(
    harm: Harm, times: int, folder: Path, whole: Path
) -> None:
    file, expected = folder / "vectors.faiss", find(whole)
    content = file.read_bytes()
    for number in range(times):
        file.write_bytes(harm(content, random.Random(number)))  # noqa: S311 - always the same
        assert find(folder) == expected, number
        assert file.read_bytes() == content, number
    assert names(folder) == FILES


def test_a_vector_file_that_is_gone_is_made_anew(folder: Path, whole: Path) -> None:
    (folder / "vectors.faiss").unlink()
    assert find(folder) == find(whole)
    assert names(folder) == FILES


def test_a_vector_file_that_cannot_be_read_is_made_anew(folder: Path, whole: Path) -> None:
    file = folder / "vectors.faiss"
    file.unlink()
    file.symlink_to(file.name)  # to itself; permissions would not keep an administrator away
    assert find(folder) == find(whole)
    assert names(folder) == FILES
    assert not file.is_symlink()


def test_a_vector_file_that_cannot_be_made_is_done_without(folder: Path, whole: Path) -> None:
    (folder / "vectors.faiss").unlink()
    (folder / "vectors.faiss").mkdir()
    assert find(folder) == find(whole)
    assert names(folder) == FILES


def remove(folder: Path, article_id: str) -> None:
    with closing(LocalStore.open(folder)) as store:
        assert store.remove([article_id]) == [article_id]
        store.publish()


def test_the_vector_file_of_another_index_is_not_taken(scene: Scene, tmp_path: Path) -> None:
    for name, removed in (("one", FIRST), ("other", SECOND)):
        scene.play(tmp_path / name)  # as many commits in both
        remove(tmp_path / name, removed)
    expected, others = find(tmp_path / "one"), find(tmp_path / "other")
    shutil.copy(tmp_path / "other" / "vectors.faiss", tmp_path / "one")
    assert find(tmp_path / "one") == expected != others


def test_the_vector_file_of_what_a_backup_undid_is_not_taken(folder: Path, whole: Path) -> None:
    remove(folder, FIRST)
    shutil.copy(whole / "index.sqlite", folder)  # the backup
    with closing(LocalStore.open(folder)) as store:
        store.remove([SECOND])  # as many commits later, and killed before the file is made
    without = Path(shutil.copytree(folder, folder.with_name("without")))
    (without / "vectors.faiss").unlink()
    assert find(folder) == find(without)


# The log of the database, as it is left behind where a process is killed


@pytest.fixture(scope="module")
def killed(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index after the other half was added, but never closed."""
    folder = tmp_path_factory.mktemp("killed") / "index"
    with scene.copy() as alive, closing(LocalStore.create(alive, CONFIG)) as store:
        ingest([scene.news], store, QuickEncoder(), prepare=prepare)
        shutil.copytree(alive, folder)
    assert names(folder) == ["index.sqlite", "index.sqlite-shm", "index.sqlite-wal", FILES[1]]
    return folder


@pytest.mark.parametrize(
    ("harm", "times"),
    [(flip, 6), (scramble, 3), *((partial(cut, share=share), 1) for share in (0, 0.5, 0.9))],
)
def test_a_log_that_is_harmed_ends_with_a_commit(
    harm: Harm, times: int, scene: Scene, killed: Path, tmp_path: Path, workers: ProcessPoolExecutor
) -> None:
    content = (killed / "index.sqlite-wal").read_bytes()
    for number in range(times):
        folder = Path(shutil.copytree(killed, tmp_path / str(number)))
        (folder / "index.sqlite-wal").write_bytes(harm(content, random.Random(number)))  # noqa: S311
        assert workers.submit(finish, scene, folder).result() < 4


def test_a_log_without_the_name_of_the_vector_file(
    scene: Scene, killed: Path, tmp_path: Path, workers: ProcessPoolExecutor
) -> None:
    folder = Path(shutil.copytree(killed, tmp_path / "index"))
    log = folder / "index.sqlite-wal"
    log.write_bytes(cut(log.read_bytes(), random.Random(0), 0.999))  # noqa: S311
    assert workers.submit(finish, scene, folder).result() == 4


@pytest.mark.parametrize(
    ("harm", "times"),
    [(flip_early, 3), (scramble, 3), *((partial(cut, share=share), 1) for share in (0, 0.5))],
)
def test_what_is_only_about_the_log_never_matters(
    harm: Harm, times: int, scene: Scene, killed: Path, tmp_path: Path, workers: ProcessPoolExecutor
) -> None:
    content = (killed / "index.sqlite-shm").read_bytes()
    for number in range(times):
        folder = Path(shutil.copytree(killed, tmp_path / str(number)))
        (folder / "index.sqlite-shm").write_bytes(harm(content, random.Random(number)))  # noqa: S311
        assert workers.submit(finish, scene, folder).result() == 4


@pytest.mark.parametrize(("lost", "commits"), [("index.sqlite-wal", 0), ("index.sqlite-shm", 4)])
def test_a_log_that_is_gone(
    lost: str,
    commits: int,
    scene: Scene,
    killed: Path,
    tmp_path: Path,
    workers: ProcessPoolExecutor,
) -> None:
    folder = Path(shutil.copytree(killed, tmp_path / "index"))
    (folder / lost).unlink()
    assert workers.submit(finish, scene, folder).result() == commits


# The database


@pytest.mark.parametrize(
    ("harm", "times", "least"),
    [
        (flip, 60, 20),
        (scramble, 30, 10),
        (blank_page, 15, 10),
        (swap_pages, 15, 10),
        (partial(cut, share=0.999), 1, 1),
    ],
)
def test_a_database_that_is_harmed_is_told_or_read_right(
    harm: Harm, times: int, least: int, whole: Path, tmp_path: Path, workers: ProcessPoolExecutor
) -> None:
    told = workers.submit(harm_database, whole, tmp_path / "index", harm, times).result()
    assert least <= told <= times


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (b"P021X", r"The article 'r020' in the index is no longer as it was written; restore it"),
        (b"P\xff20X", r"index\.sqlite cannot be read \(Could not decode .{,100}\); restore it"),
    ],
)
def test_a_letter_that_changed_in_an_article_is_told(now: bytes, said: str, folder: Path) -> None:
    file = folder / "index.sqlite"
    content = file.read_bytes()
    assert content.count(b"P020X") == 1
    file.write_bytes(content.replace(b"P020X", now))
    with closing(LocalStore.open(folder)) as store:
        numbers = store.matching(["p020x"], 9, Filter())
        with pytest.raises(IndexDamaged, match=said):
            store.chunks(numbers)


@pytest.mark.parametrize("share", [0.5, 0.1, 0.001])
def test_a_database_that_was_cut_off_is_told(
    share: float, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "index.sqlite"
    file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
    for verb in ("info", "list", "show", "remove"):
        ids = [FIRST] if verb in {"show", "remove"} else []
        assert main([verb, "--index", str(folder), *ids]) == MISTAKE
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"fundstelle: The database {file} cannot be read"), line
        assert "restore it from a backup" in line


def test_a_database_of_which_nothing_is_left_is_no_index(folder: Path) -> None:
    (folder / "index.sqlite").write_bytes(b"")
    with pytest.raises(IndexMissing, match=r"no index at .*fundstelle add"):
        LocalStore.open(folder)
