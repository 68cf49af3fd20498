"""How far adding has come, said on a terminal and elsewhere."""

import io
from collections import Counter

import pytest

from index.report import Report
from index.sources import Problem, Tally
from ui.commands.progress import describe, describe_others, shown


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def report(**fields: int) -> Report:
    tally = Tally(files=4, bytes=1000, files_read=1, bytes_read=fields.pop("bytes_read", 250))
    return Report(added=["a", "b"], unchanged=["c"], passages=7, tally=tally)


def test_a_plain_line_comes_every_few_seconds() -> None:
    stream, clock = io.StringIO(), Clock()
    with shown(stream, clock) as progress:
        for second in range(12):
            clock.now = second
            progress(report())
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert lines[0] == "Adding: 1 of 4 files, 3 articles, 7 passages, 1.4 passages/s, 15 s left"


def test_a_terminal_has_one_line_that_is_written_over() -> None:
    stream, clock = Terminal(), Clock()
    with shown(stream, clock) as progress:
        clock.now = 1
        progress(report())
    assert "3 articles, 7 passages" in stream.getvalue()
    assert "\r" in stream.getvalue()


@pytest.mark.parametrize(
    ("read", "seconds", "left"),
    [(0, 5, ""), (10, 5, ""), (500, 90, "2 min left"), (20, 600, "8.2 h left"), (1000, 5, "")],
)
def test_what_is_left_is_told_as_soon_as_it_can_be(read: int, seconds: float, left: str) -> None:
    said = describe(report(bytes_read=read), seconds)
    assert said.endswith(left)
    assert ("left" in said) is bool(left)


def test_pages_and_problems_are_counted() -> None:
    one = Report(skipped=[Problem("a", "empty")], tally=Tally(pages_read=3))
    assert describe(one, 1) == "Adding: 3 pages, 0 articles, 0 passages, 1 skipped"


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({".doc": 1}, "passed over 1 file of other kinds (1 .doc); save"),
        ({".doc": 2, ".jpg": 9, "": 1}, "12 files of other kinds (9 .jpg, 2 .doc, 1 without a "
         "suffix)"),
        (dict.fromkeys("abcdefg", 1), "(1 a, 1 b, 1 c, 1 d, 1 e, 2 kinds more)"),
    ],
)  # fmt: skip
def test_what_is_passed_over_is_told(others: dict[str, int], said: str) -> None:
    assert said in describe_others(Counter(others))
