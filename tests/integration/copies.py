"""An index is copied, struck down at it, looked over, and copied to the end."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

from killing import Blow, Phase, count_events, run_and_strike
from scenes import Scene, look, warm_up

from index import copying
from index.checksums import checksum
from index.copying import CopyReport, copy
from index.local import LocalStore
from index.store import Store

_FEW = 8_000  # characters of articles that are copied at once, so that there are several batches


def checksums_of(store: Store) -> dict[str, bytes]:
    """Return the checksum of each article that a store holds."""
    ids = [article.id for article in store.articles()]
    return {one.indexed.article.id: checksum(one) for one in store.holdings(ids)}


def strike_a_copy(scene: Scene, phase: Phase, share: float) -> tuple[int, int]:
    """Strike a copy of an index whose articles have reprints and a history, and go on with it.

    Args:
        scene: What the index is made by.
        phase: In which phase it is struck.
        share: After which share of the phase's events, from 0 to below 1.

    Returns:
        How many articles were there when it was struck, and how many there are in all.

    Raises:
        AssertionError: The copy was not sound then, or could not be made whole.
    """
    warm_up()
    with _played(scene) as source, patch.object(copying, "_MOST_CHARACTERS", _FEW):
        events = count_events(lambda: copy_folder(source, source.with_name("watched")))
        target = source.with_name("copy")
        blow = Blow(phase, 1 + int(share * events[phase]))
        assert run_and_strike(lambda: copy_folder(source, target), blow), "it was done before"
        there = look_at_part(source, target)
        report = copy_folder(source, target)
        whole = look(source)
        assert look(target) == whole
        assert (report.unchanged, report.copied) == (there, len(whole) - there)
        assert report.verified == len(whole)
        return there, len(whole)


@contextmanager
def _played(scene: Scene) -> Iterator[Path]:
    """Lend the index that a scene ends with."""
    with scene.copy() as folder:
        scene.play(folder)
        yield folder


def copy_folder(source: Path, target: Path) -> CopyReport:
    """Copy the index of a folder into another one."""
    with (
        closing(LocalStore.open(source)) as reading,
        closing(LocalStore.create(target, reading.config)) as writing,
    ):
        return copy(reading, writing)


def look_at_part(source: Path, target: Path) -> int:
    """Make sure that what was copied so far is whole; return how many articles that is."""
    if not LocalStore.exists(target):
        return 0
    with closing(LocalStore.open(source)) as one, closing(LocalStore.open(target)) as other:
        whole, part = checksums_of(one), checksums_of(other)
    assert part.items() <= whole.items()
    assert len(look(target)) == len(part)
    return len(part)
