"""An index where nothing can be written, such as on a mounted snapshot, is read all the same."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.local import LocalStore

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
MOUNTING = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
SAID = "may only be read"


def in_snapshot(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that finds a folder mounted to be read only."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*MOUNTING, MOUNTED, folder, *command],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def fundstelle(folder: Path, verb: str, *rest: str | Path) -> subprocess.CompletedProcess[str]:
    program = (sys.executable, "-m", "ui.cli", verb, "--index", folder, *rest)
    return in_snapshot(folder, *program)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news") / "an index?"  # a name that no address takes as it is
    text = folder.with_name("werft.txt")
    text.write_text("Die neuen Docks in Quellbrook kosten 41 Millionen Euro. Sie öffnen im Mai.\n")
    command = [sys.executable, "-m", "ui.cli", "add", "--index", folder, text]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    if shutil.which("unshare") is None or in_snapshot(folder, "true").returncode:
        pytest.skip("nothing can be mounted here")
    return folder


@pytest.mark.parametrize(
    ("verb", "rest"),
    [
        ("info", ()),
        ("list", ()),
        ("retrieve", ("Was kosten die Docks in Quellbrook?",)),
        ("ask", ("Was kosten die Docks in Quellbrook?",)),
    ],
)
def test_it_is_read(index: Path, verb: str, rest: tuple[str, ...]) -> None:
    done = fundstelle(index, verb, "--json", *rest)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


@pytest.mark.parametrize("verb", ["add", "sync", "remove"])
def test_it_is_not_changed_and_says_so(index: Path, tmp_path: Path, verb: str) -> None:
    (tmp_path / "deich.txt").write_text("Der Deich bei Wiek wird um 40 Zentimeter erhöht.\n")
    done = fundstelle(index, verb, "werft" if verb == "remove" else tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert said.startswith("fundstelle: The folder ")
    assert SAID in said


def test_no_index_is_made_there(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or in_snapshot(tmp_path, "true").returncode:
        pytest.skip("nothing can be mounted here")
    done = fundstelle(tmp_path, "add", __file__)
    assert done.returncode == 2
    assert SAID in done.stderr


KILLED = """
import os, sys
from pathlib import Path
from index.config import IndexConfig
from index.local import LocalStore
from index.records import Article
from index.stored_records import IndexedArticle
store = LocalStore.create(Path(sys.argv[1]), IndexConfig("none", "f00d", 4))
store.add([IndexedArticle(Article("deich", "", "Der Deich."), (), "hash")])
os._exit(0)
"""


@pytest.mark.usefixtures("index")
def test_what_is_in_the_log_alone_is_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    subprocess.run(
        [sys.executable, "-c", KILLED, folder],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert (folder / "index.sqlite-wal").stat().st_size
    assert '"deich"' in fundstelle(folder, "list", "--json").stdout  # its shared memory is there
    (folder / "index.sqlite-shm").unlink()
    done = fundstelle(folder, "list", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert SAID in done.stderr
    assert "index.sqlite-wal" in done.stderr
    LocalStore.open(folder).close()  # where it may be written, once
    assert '"deich"' in fundstelle(folder, "list", "--json").stdout
