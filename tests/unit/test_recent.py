import threading
from collections.abc import Collection

from index.local.recent import RecentPassages
from index.local.vectors import Change

BEFORE, AFTER = Change(1, "a"), Change(2, "b")


class Shelf:
    """What is read from, and which numbers were asked for."""

    def __init__(self, held: dict[int, str]) -> None:
        self.held = held
        self.asked: list[list[int]] = []

    def load(self, numbers: Collection[int]) -> dict[int, str]:
        self.asked.append([*numbers])
        return {number: self.held[number] for number in numbers if number in self.held}


def test_what_was_read_is_not_read_again() -> None:
    shelf, recent = Shelf({1: "one", 2: "two", 3: "three"}), RecentPassages[str](10)
    recent.read([1, 2], BEFORE, shelf.load)
    assert recent.read([2, 3, 1], BEFORE, shelf.load) == {1: "one", 2: "two", 3: "three"}
    assert shelf.asked == [[1, 2], [3]]


def test_nothing_is_read_where_all_is_kept() -> None:
    shelf, recent = Shelf({1: "one"}), RecentPassages[str](10)
    recent.read([1], BEFORE, shelf.load)
    recent.read([1], BEFORE, shelf.load)
    recent.read([], BEFORE, shelf.load)
    assert shelf.asked == [[1]]


def test_what_was_removed_is_forgotten_with_the_change() -> None:
    shelf, recent = Shelf({1: "one", 2: "two"}), RecentPassages[str](10)
    recent.read([1, 2], BEFORE, shelf.load)
    del shelf.held[2]
    assert recent.read([1, 2], AFTER, shelf.load) == {1: "one"}


def test_what_is_gone_is_left_out_and_looked_for_again() -> None:
    shelf, recent = Shelf({1: "one"}), RecentPassages[str](10)
    assert recent.read([1, 9], BEFORE, shelf.load) == {1: "one"}
    assert recent.read([9], BEFORE, shelf.load) == {}
    assert shelf.asked == [[1, 9], [9]]


def test_the_longest_unasked_for_goes_first() -> None:
    shelf, recent = Shelf({1: "one", 2: "two", 3: "three"}), RecentPassages[str](2)
    for number in (1, 2, 1, 3):
        recent.read([number], BEFORE, shelf.load)
    shelf.asked.clear()
    recent.read([1, 3], BEFORE, shelf.load)
    assert shelf.asked == []
    recent.read([2], BEFORE, shelf.load)
    assert shelf.asked == [[2]]


def test_more_than_is_kept_is_returned_all_the_same() -> None:
    shelf, recent = Shelf({number: str(number) for number in range(5)}), RecentPassages[str](2)
    assert recent.read(range(5), BEFORE, shelf.load) == shelf.held


def test_what_an_older_question_reads_late_is_not_kept() -> None:
    shelf, recent = Shelf({1: "before"}), RecentPassages[str](10)

    def load_late(numbers: Collection[int]) -> dict[int, str]:
        found = shelf.load(numbers)
        shelf.held[1] = "after"
        assert recent.read([1], AFTER, shelf.load) == {1: "after"}
        return found

    assert recent.read([1], BEFORE, load_late) == {1: "before"}
    assert recent.read([1], AFTER, shelf.load) == {1: "after"}


def test_many_threads_read_at_once() -> None:
    shelf, recent = Shelf({number: str(number) for number in range(50)}), RecentPassages[str](20)
    wrong: list[dict[int, str]] = []

    def ask(start: int) -> None:
        for round_ in range(200):
            numbers = [(start + round_ + step) % 50 for step in range(10)]
            change = Change(round_ // 50, "")
            found = recent.read(numbers, change, shelf.load)
            if found != {number: str(number) for number in numbers}:
                wrong.append(found)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
