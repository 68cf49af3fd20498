"""How many threads numpy multiplies with, and that nobody's number is left behind."""

from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from index.threads import SingleThreaded

_BLAS = ThreadpoolController().select(user_api="blas")


def threads_now() -> set[int]:
    return {library["num_threads"] for library in _BLAS.info()}


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    if not _BLAS.info():
        pytest.skip("numpy's BLAS here has no threads to limit")
    with threadpool_limits(2, user_api="blas"):
        yield


def test_one_thread_meanwhile_and_as_many_as_before_afterwards() -> None:
    with SingleThreaded():
        assert threads_now() == {1}
    assert threads_now() == {2}


def test_an_error_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError), SingleThreaded():
        raise ZeroDivisionError
    assert threads_now() == {2}


def test_it_lasts_until_the_last_of_those_who_overlap_is_done() -> None:
    single_threaded = SingleThreaded()
    single_threaded.__enter__()
    single_threaded.__enter__()
    single_threaded.__exit__(None, None, None)
    assert threads_now() == {1}
    single_threaded.__exit__(None, None, None)
    assert threads_now() == {2}


def test_a_function_is_decorated_and_may_call_itself() -> None:
    single_threaded = SingleThreaded()

    @single_threaded
    def multiply(depth: int) -> np.ndarray:
        assert threads_now() == {1}
        return multiply(depth - 1) if depth else np.eye(2) @ np.ones(2)

    assert multiply(3).tolist() == [1, 1]
    assert threads_now() == {2}
