"""Days in fields: right, or not there."""

from datetime import date

import pytest

from index.datelines import Dateline, read_dateline
from index.declared_days import is_undecided, read_day

DAY = date(2025, 9, 24)


@pytest.mark.parametrize(
    "text",
    [
        *("24.09.25", "24.9.25", "Mi, 24.09.25", "24/09/2025", "09/24/2025", "9/24/2025 2:05 PM"),
        *("24-09-2025", "Stand: 24.9.2025, 14:05 Uhr", "Stand: 24.09.25", "Sept. 24, 2025"),
        *("Published: 24 September 2025", "2025-09-24T23:30:00-05:00", "20250924T140500+0200"),
        *("20250924", "20250924T140500Z", "Wed Sep 24 14:05:00 +0000 2025", "24-Sep-2025"),
        *("24. Sept. 25", "24 Sep 25", "24/09/2025, 14:05 Uhr", " 24.09.2025\n14:05 "),
    ],
)
def test_a_field_is_read_in_every_usual_form(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        *("", "gestern", "1.2.3", "31.02.25", "13/13/2025", "99999999", "12345678", "3/4"),
        *("24.13.25", "Updated 24.09.25", "Version 24.9.25"),
        *("Updated: 25 Sep 2025", "24 Foo 2025", "2025", "24.09.2025 - 26.09.2025"),
    ],
)  # fmt: skip
def test_anything_else_is_no_day(text: str) -> None:
    assert read_day(text, lambda: "de") is None


def test_which_number_is_the_month_is_never_guessed() -> None:
    assert read_day("03/04/2025") is None
    assert read_day("03/04/2025", lambda: "en") is None
    assert is_undecided("03/04/2025")
    assert read_day("03/04/2025", lambda: "de") == date(2025, 4, 3)
    assert read_day("03/04/2025 14:05 BST", lambda: "en") == date(2025, 4, 3)
    assert read_day("03/04/2025 2:05 PM EST", lambda: "en") == date(2025, 3, 4)
    assert read_day("03/03/2025") == date(2025, 3, 3)
    assert not any(map(is_undecided, ("30/03/2025", "24.09.25", "gestern", "33/44/2025")))


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("24.09.25", Dateline(DAY, None)),
        ("Stand: 24.09.25", Dateline(DAY, None)),
        ("Stand: 24.9.2025, 14:05 Uhr", Dateline(DAY, None)),
        ("Published 24/09/2025", Dateline(DAY, None)),
        ("09/24/2025 2:05 PM EDT", Dateline(DAY, None)),
        ("London, 24/09/2025", Dateline(DAY, None)),
        ("Published 03/04/2025", Dateline(None, None)),
        ("Updated 24.09.25", Dateline(None, None)),
        ("Linz, 24.09.25", Dateline(DAY, None)),
        ("Bad Ischl, den 24.09.25", Dateline(DAY, None)),
        ("Kapitel 3, 24.09.25", None),
        ("Version 24.9.25", None),
        ("31.09.25", None),
        ("Das Spiel endete 3/4/2025", None),
    ],
)
def test_a_dateline_may_be_in_numbers(line: str, dateline: Dateline | None) -> None:
    assert read_dateline(line) == dateline
