"""What the integration tests share: the real encoder, and processes for what is to be killed."""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from index.encoding import SentenceTransformerEncoder, encoder_named
from index.weights import DEFAULT_ENCODER

# The modules beside this one are imported by name, in processes of their own as well.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def encoder() -> SentenceTransformerEncoder:
    """The real encoder, loaded once for all integration tests."""
    return encoder_named(DEFAULT_ENCODER)


@pytest.fixture(scope="session")
def workers() -> Iterator[ProcessPoolExecutor]:
    """Two processes of one thread each, so that they may be forked, and without the real encoder.

    They import what they need once; what they are given to do they may do in a fork.
    """
    with (
        pytest.MonkeyPatch.context() as patch,
        ProcessPoolExecutor(2, get_context("spawn")) as pool,
    ):
        patch.setenv("OMP_NUM_THREADS", "1")
        patch.setenv("PYTHONHASHSEED", "0")  # what they do, they do in the same order every time
        started = [pool.submit(int), pool.submit(int)]
        patch.undo()
        yield pool
