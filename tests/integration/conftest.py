"""What the integration tests share: the real encoder, and processes for what is to be killed."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pytest

from index.encoding import ModelEncoder, encoder_named
from index.weights import DEFAULT_ENCODER

# The modules beside this one are imported by name, in processes of their own as well.
sys.path.append(str(Path(__file__).parent))

from scenes import Plot, Scene, prepare_scene

IndexOf = Callable[[Path, Sequence[Path]], None]

SAMPLE = Path(__file__).parents[2] / "eval" / "sets" / "sample" / "articles"


@pytest.fixture(scope="session")
def encoder() -> ModelEncoder:
    """The real encoder, loaded once for all integration tests."""
    return encoder_named(DEFAULT_ENCODER)


@pytest.fixture(scope="session")
def sample_index(index_of: IndexOf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample's articles, to be read; whoever changes it takes a copy."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    index_of(folder, [SAMPLE])
    return folder


@pytest.fixture(scope="session")
def workers() -> Iterator[ProcessPoolExecutor]:
    """Two processes without the real encoder, and of one thread each, so that they may be forked.

    What takes long is imported there once; what is to be killed is a fork of them.
    """
    with (
        pytest.MonkeyPatch.context() as patch,
        ProcessPoolExecutor(2, get_context("spawn")) as pool,
    ):
        patch.setenv("OMP_NUM_THREADS", "1")
        patch.setenv("PYTHONHASHSEED", "0")  # what they do, they do in the same order every time
        for started in [pool.submit(int), pool.submit(int)]:
            started.result()
        patch.undo()
        yield pool


@pytest.fixture(scope="session")
def scene_of(
    workers: ProcessPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Plot], Scene]:
    """Prepares a scene, once for all tests; they play it on copies."""
    return cache(
        lambda plot: workers.submit(prepare_scene, plot, tmp_path_factory.mktemp("scene")).result()
    )
