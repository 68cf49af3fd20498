"""No room for more: one clear sentence, nothing lost, and going on as soon as there is room again.

Where a disk can be mounted, it is a real one; everywhere, it is a bound on the size of files, which
the system keeps as it keeps that of a disk.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from full_disk import (
    add_with_files_bounded,
    command_with_files_bounded,
    publish_with_files_bounded,
)
from scenes import Plot, Scene

pytestmark = pytest.mark.integration

HERE = Path(__file__).parent
MOUNTING = ["unshare", "--map-root-user", "--mount"]


@pytest.fixture(scope="module")
def scene(scene_of: Callable[[Plot], Scene]) -> Scene:
    return scene_of("add")


@pytest.mark.parametrize(("share", "commits"), [(0.1, 0), (0.7, 2)])
def test_adding_where_files_may_not_grow(
    scene: Scene, workers: ProcessPoolExecutor, share: float, commits: int
) -> None:
    assert workers.submit(add_with_files_bounded, scene, share).result() == commits


def test_the_command_where_files_may_not_grow(scene: Scene, workers: ProcessPoolExecutor) -> None:
    workers.submit(command_with_files_bounded, scene).result()


def test_searching_where_the_vector_file_has_no_room(
    scene: Scene, workers: ProcessPoolExecutor
) -> None:
    workers.submit(publish_with_files_bounded, scene).result()


def test_adding_on_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not may_mount(disk):
        pytest.skip("no disk can be mounted here")
    program = [sys.executable, str(HERE / "full_disk.py"), str(tmp_path), str(disk)]
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1]), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*MOUNTING, *program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def may_mount(place: Path) -> bool:
    mount = [*MOUNTING, "mount", "-t", "tmpfs", "tmpfs", str(place)]
    return (
        shutil.which("unshare") is not None
        and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    )
