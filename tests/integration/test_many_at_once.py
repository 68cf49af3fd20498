"""Two processes add the same articles to one index, and others read it all the while."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from killing import Blow
from quick_encoder import QuickEncoder
from scenes import Course, Plot, Scene, course_of, finish
from trials import play_at_once

from index.local import LocalStore
from index.records import Filter
from index.words import stems_of

pytestmark = pytest.mark.integration

ASKED = "Der Hafen mietet das Ufer von Quellbrook."


@pytest.mark.parametrize("plot", ["start", "add"])
def test_two_add_while_others_read(
    plot: Plot,
    scene_of: Callable[[Plot], Scene],
    workers: ProcessPoolExecutor,
    tmp_path: Path,
) -> None:
    scene = scene_of(plot)
    course = course_of(scene)
    with scene.copy(tmp_path) as folder:
        adding = [workers.submit(play_at_once, scene, folder) for _ in range(2)]
        rounds = 0
        while not all(one.done() for one in adding):
            rounds += read(folder, course)
        for one in adding:
            one.result()
        assert rounds > 0
        assert workers.submit(finish, scene, folder).result() == len(course.stages) - 1


@pytest.mark.parametrize("event", [1, 20_000, 60_000, 100_000])
def test_one_of_two_is_killed_while_it_writes(
    event: int,
    scene_of: Callable[[Plot], Scene],
    workers: ProcessPoolExecutor,
    tmp_path: Path,
) -> None:
    scene, blow = scene_of("add"), Blow("writing SQLite", event)
    with scene.copy(tmp_path) as folder:
        adding = [workers.submit(play_at_once, scene, folder, each) for each in (None, blow)]
        for one in adding:
            one.result()
        last = len(course_of(scene).stages) - 1
        assert workers.submit(finish, scene, folder).result() == last


def read(folder: Path, course: Course) -> bool:
    """Read as for a question, once there is an index: what is found is whole, if not yet all."""
    if not LocalStore.exists(folder):
        return False
    texts = {one.article.text for one in (*course.before.values(), *course.after.values())}
    (vector,) = QuickEncoder().encode_texts([ASKED])
    with closing(LocalStore.open(folder)) as store:
        numbers = store.matching(stems_of(ASKED, "de"), 20, Filter())
        numbers += store.nearest(vector, 20, "de", Filter())
        candidates = {one.number: one for one in store.candidates(numbers)}
        contexts, words = store.context_vectors(numbers), store.word_vectors(numbers)
        for number, (article, chunk) in store.chunks(numbers).items():
            assert article.text in texts
            assert chunk.passage.text == article.text[chunk.passage.start : chunk.passage.end]
            if number in candidates and number in contexts and number in words:  # not gone since
                assert len(candidates[number].sentence_vectors) == len(chunk.sentences)
                assert len(contexts[number]) == len(chunk.sentences)
    return True
