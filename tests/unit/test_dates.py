from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.datelines import Dateline, read_dateline
from index.dates import parse_date, strip_leading_date

DAY = date(2025, 9, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-24",
        "2025-09-24T12:39:05+02:00",
        "2025-09-24T12:39:05.123Z",
        "2025-09-24 12:39:05",
        "2025/09/24",
        "24.09.2025 12:39:05",
        "24.9.2025",
        "24. 9. 2025, 12:39 Uhr",
        "24.09.2025, 12.39 Uhr",
        "24. September 2025",
        "24. Sept. 2025",
        "24 September 2025",
        "24th September 2025",
        "24 Sep 2025 12:39 CEST",
        "Wed 24 Sep 2025 07.00 BST",
        "September 24, 2025",
        "Sept. 24, 2025 at 3:14 p.m. ET",
        "Mittwoch, 24. September 2025",
        "Mittwoch, den 24. September 2025 um 12:39 Uhr",
        "Wed, 24 Sep 2025 12:39:05 GMT",
        " 24.09.2025 ",
        "24.09.25 12:39",
        "24.9.25, 12.39 Uhr",
    ],
)
def test_usual_ways_of_writing_a_day(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("name", "month"),
    [
        *(("Jänner", 1), ("Januar", 1), ("January", 1), ("Jan.", 1), ("Feber", 2), ("Februar", 2)),
        *(("März", 3), ("March", 3), ("Mrz.", 3), ("April", 4), ("Mai", 5), ("May", 5)),
        *(("Juni", 6), ("June", 6), ("Juli", 7), ("July", 7), ("August", 8), ("Aug.", 8)),
        *(("Sept.", 9), ("Oktober", 10), ("October", 10), ("Okt.", 10), ("November", 11)),
        *(("Dezember", 12), ("December", 12), ("Dez.", 12), ("DEC", 12)),
    ],
)
def test_months_are_known_by_name_in_either_order(name: str, month: int) -> None:
    assert parse_date(f"3. {name} 2024") == date(2024, month, 3)
    assert parse_date(f"{name} 3, 2024") == date(2024, month, 3)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2025", "September 2025", "31.02.2025", "2025-13-01", "24.09.25", "09/24/2025"),
        *("am 24. September 2025", "24.09.2025 in Linz", "24.09.2025 - 26.09.2025", "1.2.3"),
        *("24. Septembre 2025", "24.09.25 12.000"),
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    assert parse_date(text) is None


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read_in_numbers(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}") == day


def test_a_day_in_front_of_a_text_is_taken_off() -> None:
    assert strip_leading_date("date 2025-09-24 Linz wächst") == (" Linz wächst", DAY)
    assert strip_leading_date("Am 24.09.2025 wächst Linz")[1] is None


@pytest.mark.parametrize(
    ("line", "published", "source"),
    [
        ("Linz, 24. September 2025", DAY, None),
        ("muster.ch | 24.09.2025", DAY, "muster.ch"),
        ("Aktualisiert am 24.09.2025, 12:39 Uhr", None, None),
        ("Published: 3:42 PM PDT Sept. 24, 2025", DAY, None),
        ("Updated 24 September 2025, 8.55pm", None, None),
        ("Last modified on Thu 25 Sep 2025 10.12 GMT", None, None),
        (
            "By Jane Doe PUBLISHED: Sept. 24, 2025 at 9:15 a.m. ET | UPDATED: Sept. 26, 2025",
            DAY,
            None,
        ),
    ],
)
def test_a_dateline_tells_day_and_outlet(
    line: str, published: date | None, source: str | None
) -> None:
    assert read_dateline(line) == Dateline(published, source)


def test_below_prose_a_dateline_has_to_say_that_it_is_one() -> None:
    assert read_dateline("24. September 2025", explicit=True) is None
    assert read_dateline("Stand: 24. September 2025", explicit=True) == Dateline(DAY, None)


@pytest.mark.parametrize(
    ("line", "day", "source"),
    [
        ("Hong Kong, 27 March 2025 – Harbour Ledger", date(2025, 3, 27), "Harbour Ledger"),
        ("24.09.2025 14:20 Uhr – Küstenkurier Online", date(2025, 9, 24), "Küstenkurier Online"),
        ("24.09.2025 14:20 Uhr – Wirtschaft", date(2025, 9, 24), None),
    ],
)
def test_a_masthead_after_a_dash_is_the_outlet(line: str, day: date, source: str | None) -> None:
    dateline = read_dateline(line)
    assert dateline is not None
    assert (dateline.published, dateline.source) == (day, source)
