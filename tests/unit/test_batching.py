import threading
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.coalescing import Coalescer
from index.engines.batching import group_by_length, pad_width

# Texts of a length together


@given(st.lists(st.integers(0, 600)), st.integers(1, 3000), st.integers(1, 70))
def test_every_text_is_in_one_group_that_keeps_to_the_bounds(
    lengths: list[int], tokens: int, texts: int
) -> None:
    groups = list(group_by_length(lengths, tokens, texts))
    assert sorted(chain(*groups)) == list(range(len(lengths)))
    for group in groups:
        padded = len(group) * max(lengths[index] for index in group)
        assert len(group) == 1 or (padded <= tokens and len(group) <= texts)


def test_texts_of_like_length_come_together() -> None:
    assert list(group_by_length([10, 500, 11, 490, 9], 1000)) == [[1, 3], [2, 0, 4]]


def test_widths_are_few_and_pad_little() -> None:
    assert [pad_width(width) for width in (1, 4, 5, 64, 65, 200, 512)] == [
        4,
        4,
        8,
        64,
        80,
        208,
        512,
    ]
    assert len({pad_width(width) for width in range(1, 513)}) < 50
    padded = sum(map(pad_width, range(20, 300)))
    assert padded / sum(range(20, 300)) < 1.06


# Callers together


class Recorder:
    """Doubles numbers; holds the first call until it is told to go on."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.entered, self.go_on = threading.Event(), threading.Event()

    def __call__(self, items: list[int]) -> list[int]:
        self.calls.append(items)
        self.entered.set()
        self.go_on.wait(10)
        if any(item < 0 for item in items):
            raise ValueError("negative")
        return [2 * item for item in items]


def ask_in_threads(
    coalescer: Coalescer[int, int], recorder: Recorder, questions: list[list[int]]
) -> dict[int, list[int] | str]:
    """Ask the first question, and while it is worked on, all the others."""
    answers: dict[int, list[int] | str] = {}

    def ask(number: int) -> None:
        try:
            answers[number] = coalescer(questions[number])
        except ValueError as error:
            answers[number] = str(error)

    threads = [threading.Thread(target=ask, args=[n]) for n in range(len(questions))]
    threads[0].start()
    assert recorder.entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(coalescer._waiting) < len(questions) - 1:
        threading.Event().wait(0.001)
    recorder.go_on.set()
    for thread in threads:
        thread.join(10)
    return answers


def test_who_comes_meanwhile_is_served_together() -> None:
    recorder = Recorder()
    answers = ask_in_threads(Coalescer(recorder), recorder, [[1], [2, 3], [4], [5]])
    assert answers == {0: [2], 1: [4, 6], 2: [8], 3: [10]}
    assert recorder.calls[0] == [1]
    assert [sorted(call) for call in recorder.calls[1:]] == [[2, 3, 4, 5]]


def test_what_fails_for_one_does_not_fail_for_all() -> None:
    recorder = Recorder()
    answers = ask_in_threads(Coalescer(recorder), recorder, [[1], [-1], [4], [5]])
    assert answers == {0: [2], 1: "negative", 2: [8], 3: [10]}


def test_alone_there_is_nothing_to_wait_for() -> None:
    coalescer = Coalescer(lambda items: [item + 1 for item in items])
    assert coalescer([1, 2]) == [2, 3]
    with pytest.raises(ZeroDivisionError):
        Coalescer(lambda items: [1 // item for item in items])([0])
