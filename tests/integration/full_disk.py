"""An index that there is no room for: on a full disk, or where no file may grow beyond a bound.

Run as a program, it mounts a disk of its own, so it needs a mount namespace of its own:
``unshare --map-root-user --mount python full_disk.py FOLDER MOUNT_POINT``.
"""

import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr
from pathlib import Path
from unittest.mock import patch

from quick_encoder import QuickEncoder
from scenes import Scene, check_finished, course_of, finish, look, prepare_scene

from index.errors import StoreError
from index.local import LocalStore
from index.records import Filter
from ui.cli import main
from ui.commands.exits import MISTAKE

_MEGABYTES = 8
_SOON_SECONDS = 15  # less than what is waited for other processes
# Room to open an index, for some batches, and for all but the last.
_OPENED, _SOME, _MOST = 60, 500, 900


def add_with_files_bounded(scene: Scene, share: float) -> int:
    """Add with no file growing beyond a share of what the database's log would.

    Returns:
        After how many commits it failed.
    """
    course = course_of(scene)
    with scene.copy() as folder:
        with _no_file_above(int(share * course.sizes["index.sqlite-wal"])):
            _check_said(_why_not(scene, folder))
        return _finish(scene, folder)


def command_with_files_bounded(scene: Scene) -> None:
    """Add by the command line with no file growing beyond half of what the log would."""
    course = course_of(scene)
    with scene.copy() as folder:
        with _no_file_above(course.sizes["index.sqlite-wal"] // 2):
            _refuse_command(scene, folder)
        assert 0 < _finish(scene, folder) < len(course.stages) - 1


def publish_with_files_bounded(scene: Scene) -> None:
    """Search an index whose vector file there is no room for."""
    with scene.copy() as folder, closing(LocalStore.open(folder)) as store:
        (folder / "vectors.faiss").unlink()
        (vector,) = (share.mean for share in store.languages().values())
        with _no_file_above(1000):
            store.publish()
            assert len(store.nearest(vector, 5, "de", Filter())) == 5
            assert not list(folder.glob(".*")), "a draft was left behind"
            assert not (folder / "vectors.faiss").exists()
        scene.play(folder)
        check_finished(folder, course_of(scene))


def _add_on_full_disk(scene: Scene, disk: Path, free: int) -> int:
    """Return after how many commits the disk was full."""
    with scene.copy(disk) as folder:
        ballast = _fill(disk, free)
        _check_said(_why_not(scene, folder))
        if not free:
            ballast.unlink()  # reading takes some room too
        look(folder)
        ballast.unlink(missing_ok=True)
        return _finish(scene, folder)


def _add_by_command(scene: Scene, folder: Path) -> int:
    """Return the exit code; the reader's complaints have no room either."""
    nowhere = str(folder / "nowhere")
    with (
        patch("index.ingest.encoder_named", lambda *_: QuickEncoder()),
        patch("tempfile.tempdir", nowhere),
    ):
        return main(["add", "--json", "--index", str(folder), str(scene.news)])


def _refuse_command(scene: Scene, folder: Path) -> None:
    with redirect_stderr(io.StringIO()) as said:
        assert _add_by_command(scene, folder) == MISTAKE
    (line,) = said.getvalue().splitlines()
    assert line.startswith("fundstelle: "), line
    _check_said(line)


def _command_on_full_disk(scene: Scene, disk: Path) -> None:
    with scene.copy(disk) as folder:
        ballast = _fill(disk, _SOME)
        _refuse_command(scene, folder)
        ballast.unlink()
        _finish(scene, folder)


def _make_on_full_disk(scene: Scene, disk: Path) -> None:
    started = time.monotonic()
    for free in (0, _OPENED):
        ballast = _fill(disk, free)
        _check_said(_why_not(scene, disk / "new"))
        ballast.unlink()
    assert time.monotonic() - started < _SOON_SECONDS
    scene.play(disk / "new")
    assert look(disk / "new").keys() == course_of(scene).after.keys()


def _finish(scene: Scene, folder: Path) -> int:
    assert not list(folder.glob(".*")), "a draft was left behind"
    return finish(scene, folder)


def _check_said(said: str) -> None:
    assert "check the disk's free space" in said, said
    assert "disk I/O error" in said or "disk is full" in said, said
    assert "\n" not in said, said


def _why_not(scene: Scene, folder: Path) -> str:
    """Return why a scene cannot be played."""
    try:
        scene.play(folder)
    except StoreError as error:
        return str(error)
    raise AssertionError("there was room for all")


def _fill(disk: Path, free: int) -> Path:
    """Leave so many kilobytes of the disk free; return the file that takes the rest."""
    ballast, state = disk / "ballast", os.statvfs(disk)
    ballast.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - free * 1024)))
    return ballast


@contextmanager
def _no_file_above(size: int) -> Iterator[None]:
    """Let no file grow beyond a number of bytes: writing fails, as Python ignores the signal."""
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


def _main(folder: Path, disk: Path) -> None:
    scene = prepare_scene("add", folder)
    size = f"size={_MEGABYTES}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], check=True)
    stages = [_add_on_full_disk(scene, disk, free) for free in (0, _OPENED, _SOME, _MOST)]
    assert stages[:2] == [0, 0] < stages[2:] == sorted(stages[2:]), stages
    _command_on_full_disk(scene, disk)
    _make_on_full_disk(scene, disk)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
