"""Changes that an index is to undergo, and how they go: undisturbed, and after a disturbance."""

import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from killing import Phase, count_events
from pressroom import (
    CONFIG,
    REMOVABLE,
    Files,
    originals,
    this_morning,
    today,
    tomorrow,
    write_folder,
    yesterday,
)
from quick_encoder import QuickEncoder
from soundness import Stored, check_sound

from index.ingest import ingest
from index.local import LocalStore
from index.local.vectors import nearest
from index.preparation import prepare
from index.report import Progress, Report
from index.sources import Sources
from index.sync import sync

with_vector_file = partial(patch.object, nearest, "MOST_CHANGES", 0)
"""Has the vector file made with each change, to be disturbed; an index so small needs none."""

Verb = Literal["add", "sync", "remove"]
Plot = Literal["start", "add", "add notes", "sync", "remove"]

# What is done, what is in the index before, and in the folder then.
_PLOTS: dict[Plot, tuple[Verb, Callable[[], Files] | None, Callable[[], Files]]] = {
    "start": ("add", None, yesterday),
    "add": ("add", yesterday, today),
    "add notes": ("add", this_morning, today),
    "sync": ("sync", today, tomorrow),
    "remove": ("remove", today, today),
}
_FILES = {"index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "vectors.faiss"}


@dataclass(frozen=True, slots=True)
class Scene:
    """A change that an index is to undergo.

    Attributes:
        verb: What is done.
        news: The folder it is done with.
        index: The index before that; there need not be one.
    """

    verb: Verb
    news: Path
    index: Path

    @contextmanager
    def copy(self, beside: Path | None = None) -> Iterator[Path]:
        """Lend a copy of the index; in another folder than that of the news, if one is given."""
        with tempfile.TemporaryDirectory(dir=beside or self.news.parent) as folder:
            copied = Path(folder) / "index"
            if self.index.exists():
                shutil.copytree(self.index, copied)
            yield copied

    @with_vector_file()
    def play(
        self, folder: Path, progress: Progress = lambda _: None, *, isolated: bool = False
    ) -> Report:
        """Change an index.

        Args:
            folder: Where it is, or is to be made.
            progress: Told of every step.
            isolated: Whether to clean documents in a process of their own.
        """
        cleaning, encoder = None if isolated else prepare, QuickEncoder()
        with closing(LocalStore.create(folder, CONFIG)) as store:
            if self.verb == "add":
                return ingest([self.news], store, encoder, progress, prepare=cleaning)
            if self.verb == "sync":
                news = Sources([self.news])
                return sync(news, self.news, store, encoder, progress, prepare=cleaning)
            report = Report(removed=store.remove(REMOVABLE))
            store.publish()
            return report


@dataclass(frozen=True, slots=True)
class Course:
    """How a scene goes where nothing happens to it.

    Attributes:
        before: The articles at first, by their ids.
        after: The articles in the end.
        stages: Which articles are as in the end, at first and after each commit.
        events: How many events there are in each phase.
        sizes: How many bytes each file grows to.
        seconds: How long it takes.
    """

    before: Mapping[str, Stored]
    after: Mapping[str, Stored]
    stages: tuple[frozenset[str], ...]
    events: Mapping[Phase, int]
    sizes: Mapping[str, int]
    seconds: float

    def stage_of(self, stored: Mapping[str, Stored]) -> int:
        """Tell after how many commits the articles are like this.

        Raises:
            AssertionError: They never are.
        """
        for article_id, one in stored.items():
            assert one in (self.before.get(article_id), self.after.get(article_id)), article_id
        done = _find_done(stored, self.before, self.after)
        assert done in self.stages
        return self.stages.index(done)


def prepare_scene(plot: Plot, folder: Path) -> Scene:
    """Write a folder of news, make the index that is to be changed, and watch how that goes."""
    verb, first, then = _PLOTS[plot]
    scene = Scene(verb, folder / "news", folder / "index")
    if first is not None:
        write_folder(scene.news, first())
        Scene("add", scene.news, scene.index).play(scene.index)
    write_folder(scene.news, then())
    _course_file(scene).write_bytes(pickle.dumps(_watch(scene)))
    return scene


@lru_cache
def course_of(scene: Scene) -> Course:
    """Return how a scene goes where nothing happens to it."""
    course: Course = pickle.loads(_course_file(scene).read_bytes())  # noqa: S301 - our own
    return course


@lru_cache
def warm_up() -> None:
    """Load what is loaded once: it must not count as an event of the work."""
    with tempfile.TemporaryDirectory() as folder:
        news = Path(folder) / "news"
        write_folder(news, today())
        Scene("add", news, news).play(Path(folder) / "index")


def _watch(scene: Scene) -> Course:
    warm_up()
    with scene.copy() as folder:
        started = time.perf_counter()
        scene.play(folder)
        seconds = time.perf_counter() - started
    steps: list[set[str]] = []
    sizes: dict[str, int] = {}

    def note(report: Report) -> None:
        steps.append({*report.added, *report.replaced})
        sizes.update({file.name: file.stat().st_size for file in folder.iterdir()})

    before = look(scene.index) if scene.index.exists() else {}
    with scene.copy() as folder:
        events = count_events(lambda: scene.play(folder, note))
        after = look(folder)
        sizes |= {file.name: file.stat().st_size for file in folder.iterdir()}
    first = _find_done(before, before, after)
    stages = dict.fromkeys([first, *(first | step for step in steps), first.union(before, after)])
    return Course(before, after, tuple(stages), events, sizes, seconds)


def _course_file(scene: Scene) -> Path:
    return scene.news.with_name("course.pickle")


def finish(scene: Scene, folder: Path) -> int:
    """Look over an index that a change of was broken off, and change it to the end.

    Returns:
        After how many commits the change was broken off.

    Raises:
        AssertionError: The index was not sound, or could not be changed to the end.
    """
    course = course_of(scene)
    stage = course.stage_of(look(folder) if LocalStore.exists(folder) else {})
    report = scene.play(folder)
    assert {*report.added, *report.replaced} == course.after.keys() - course.stages[stage]
    check_finished(folder, course)
    return stage


def check_finished(folder: Path, course: Course) -> None:
    """Make sure that an index is as it should be in the end, and nothing is left beside it."""
    file = folder / "vectors.faiss"
    written = file.stat().st_mtime_ns
    assert course.stage_of(look(folder)) == len(course.stages) - 1
    assert file.stat().st_mtime_ns == written, "the vector file had to be made anew"
    assert {one.name for one in folder.iterdir()} <= _FILES


@with_vector_file()
def look(folder: Path) -> dict[str, Stored]:
    """Make sure that an index is sound; return what it holds."""
    with closing(LocalStore.open(folder)) as store:
        stored = check_sound(folder, store)
        for name, original in originals(stored).items():
            assert store.article(name).reprint_of == original
        return stored


def _find_done(
    stored: Mapping[str, Stored], before: Mapping[str, Stored], after: Mapping[str, Stored]
) -> frozenset[str]:
    return frozenset(one for one in {*before, *after} if stored.get(one) == after.get(one))
