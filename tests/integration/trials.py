"""An index is changed, struck down at it, looked over, and changed to the end."""

import os
import time
from pathlib import Path

from killing import Blow, Phase, run_and_strike
from scenes import Scene, course_of, finish, warm_up

_AT_ONCE, _PATIENCE_SECONDS = 2, 60
# When a file is written that is smaller than what was written before.
_WRITTEN_IN: dict[str, Phase] = {"vectors.faiss": "writing FAISS", "index.sqlite": "closing"}


def strike_in_phase(scene: Scene, share: float, phase: Phase, *, isolated: bool = False) -> int:
    """Strike at an event of a phase.

    Args:
        scene: What is struck.
        share: After which share of the phase's events, from 0 to below 1.
        phase: In which phase.
        isolated: Whether to clean documents in a process of their own.

    Returns:
        After how many commits that was.

    Raises:
        AssertionError: The index was not sound afterwards, or could not be changed to the end.
    """
    event = 1 + int(share * course_of(scene).events[phase])
    return _strike(scene, Blow(phase, event), isolated=isolated)


def strike_in_write(scene: Scene, share: float, file: str) -> int:
    """Strike in the midst of writing a file, when it has grown to a share of what it grows to."""
    size = int(share * course_of(scene).sizes[file])
    return _strike(scene, Blow(_WRITTEN_IN.get(file), size=size))


def strike_in_time(scene: Scene, share: float) -> int:
    """Strike after a share of the time that all takes."""
    return _strike(scene, Blow(seconds=share * course_of(scene).seconds))


def _strike(scene: Scene, blow: Blow, *, isolated: bool = False) -> int:
    warm_up()
    with scene.copy() as folder:
        died = run_and_strike(lambda: scene.play(folder, isolated=isolated), blow)
        assert died or blow.seconds is not None, "it was done before"
        return finish(scene, folder)


def play_at_once(scene: Scene, folder: Path, blow: Blow | None = None) -> None:
    """Change an index at the same time as another process does.

    Args:
        scene: What both do.
        folder: The index of both.
        blow: What ends this one before it is done.
    """
    gate = folder.with_name("gate")
    gate.mkdir(exist_ok=True)
    (gate / str(os.getpid())).touch()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while len(list(gate.iterdir())) < _AT_ONCE:
        assert time.monotonic() < deadline, "the other process does not come"
        time.sleep(0.001)
    if blow is None:
        scene.play(folder)
    else:
        run_and_strike(lambda: scene.play(folder), blow)
