"""Changing an index, killed at moments all over the work: what was committed is whole and found.

After each kill the index is looked over (:mod:`soundness`), and the same command does the rest.
"""

import os
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pytest
from killing import Phase
from scenes import Plot, Scene
from trials import strike_in_phase, strike_in_time, strike_in_write

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
]

Strike = Callable[[Scene, float], int]
StrikeAll = Callable[[Plot, Strike, int], list[int]]


@pytest.fixture(scope="module")
def strike_all(workers: ProcessPoolExecutor, scene_of: Callable[[Plot], Scene]) -> StrikeAll:
    """Strikes so many times; returns after how many commits each time was."""

    def strike_at_moments(plot: Plot, strike: Strike, times: int) -> list[int]:
        dice = random.Random(times)  # noqa: S311 - the same every time
        # One at random of each equal part of the whole.
        shares = [(part + dice.random()) / times for part in range(times)]
        return list(workers.map(partial(strike, scene_of(plot)), shares))

    return strike_at_moments


@pytest.mark.parametrize(
    ("phase", "times"),
    [
        ("reading", 10),
        ("cleaning", 10),
        ("cutting", 4),
        ("encoding", 10),
        ("writing SQLite", 10),
        ("committing", 6),
    ],
)
def test_adding_is_killed(phase: Phase, times: int, strike_all: StrikeAll) -> None:
    stages = strike_all("add", partial(strike_in_phase, phase=phase), times)
    # Reading runs ahead, by how much is up to the machine: but not all fell between two commits.
    assert len({*stages}) >= 2


@pytest.mark.parametrize(
    ("phase", "times"), [("writing FAISS", 10), ("renaming", 10), ("closing", 6)]
)
def test_adding_is_killed_after_the_last_commit(
    phase: Phase, times: int, strike_all: StrikeAll
) -> None:
    assert {*strike_all("add notes", partial(strike_in_phase, phase=phase), times)} == {1}


def test_adding_is_killed_while_the_index_is_made(strike_all: StrikeAll) -> None:
    assert {*strike_all("start", partial(strike_in_phase, phase="creating"), 8)} == {0}


def test_adding_is_killed_by_the_clock(strike_all: StrikeAll) -> None:
    strike_all("add", strike_in_time, 6)


@pytest.mark.parametrize(
    ("plot", "file"),
    [("add", "index.sqlite-wal"), ("add", "index.sqlite"), ("add notes", "vectors.faiss")],
)
def test_adding_is_killed_in_the_midst_of_a_write(
    plot: Plot, file: str, strike_all: StrikeAll
) -> None:
    strike_all(plot, partial(strike_in_write, file=file), 4)


@pytest.mark.parametrize("phase", ["reading", "encoding", "writing SQLite"])
def test_adding_is_killed_with_its_reader(phase: Phase, strike_all: StrikeAll) -> None:
    assert {*strike_all("add notes", partial(strike_in_phase, phase=phase, isolated=True), 1)} == {
        0
    }


@pytest.mark.parametrize("plot", ["sync", "remove"])
@pytest.mark.parametrize("phase", ["removing", "committing", "writing FAISS", "renaming"])
def test_removing_is_killed(plot: Plot, phase: Phase, strike_all: StrikeAll) -> None:
    strike_all(plot, partial(strike_in_phase, phase=phase), 2)
