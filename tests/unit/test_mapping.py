"""What the fields of a table or a JSON file hold, in the forms that exports have."""

from datetime import date

import pytest

from index.errors import SourceUnreadable
from index.rows import ArticleRow, Known, check_row
from index.sources.mapping import BY_NAME, map_row


@pytest.mark.parametrize(
    "written",
    [
        "24.09.2025",
        "24.9.2025 12:39:05",
        "24. September 2025",
        "September 24, 2025",
        "2025-09-24",
        "20250924",
        "2025-09-24T23:59:59+02:00",
        "2025-09-24 23:59:59.123456+00:00",
        "Wed, 24 Sep 2025 23:59:05 GMT",
        1758700000,
        1758700000.5,
        1758700000000,
        "1758700000",
        " 1758700000000 ",
    ],
)
def test_days_are_read_as_exports_write_them(written: object) -> None:
    row = check_row(map_row({"text": "a", "Datum": written}, BY_NAME))
    assert row.known.published == date(2025, 9, 24)


@pytest.mark.parametrize(
    ("row", "published"),
    [
        ({"date": "24.09.25"}, date(2025, 9, 24)),
        ({"date": "30/03/2025"}, date(2025, 3, 30)),
        ({"date": "03/30/2025"}, date(2025, 3, 30)),
        ({"date": "Stand: 24.9.2025, 14:05 Uhr"}, date(2025, 9, 24)),
        ({"date": "03/04/2025"}, None),
        ({"date": "03/04/2025", "Sprache": "Deutsch"}, date(2025, 4, 3)),
        (
            {"date": "03/04/2025", "text": "Der Rat der Stadt stimmt am Montag ab."},
            date(2025, 4, 3),
        ),
    ],
)
def test_days_in_numbers_are_right_or_unknown(
    row: dict[str, object], published: date | None
) -> None:
    text = "The council votes on the budget for the new bridge on Monday."
    assert check_row(map_row({"text": text} | row, BY_NAME)).known.published == published


@pytest.mark.parametrize("field", ["author", "source"])
@pytest.mark.parametrize("number", [17, 17.5, True, [17], [17, 4]])
def test_a_number_is_nobodys_name_and_no_reason_to_lose_the_article(
    field: str, number: object
) -> None:
    row = check_row(map_row({"text": "a", "title": 1989, field: number}, BY_NAME))
    assert row == ArticleRow("a", Known(title="1989"))
    assert check_row(map_row({"text": "a", "author": [17, "Ada"]}, BY_NAME)).known.author == "Ada"


@pytest.mark.parametrize(
    "written", ["33/24/2025", "gestern", "2025", 2025, 7, -1, True, 10**400, float("nan"), [1]]
)
def test_unreadable_days_are_a_problem(written: object) -> None:
    with pytest.raises(SourceUnreadable, match='"published" is'):
        check_row(map_row({"text": "a", "date": written}, BY_NAME))


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("Jana Moser", "Jana Moser"),
        (["Jana Moser", "Ali Kaya"], "Jana Moser, Ali Kaya"),
        ({"name": "Jana Moser", "url": "x"}, "Jana Moser"),
        ([{"name": "Jana Moser"}, "Ali Kaya"], "Jana Moser, Ali Kaya"),
        ([], None),
        ({"name": None}, None),
        (None, None),
    ],
)
def test_authors_may_be_objects_and_lists(value: object, author: str | None) -> None:
    assert check_row(map_row({"text": "a", "authors": value}, BY_NAME)).known.author == author


@pytest.mark.parametrize("value", [{"id": 7}, [["a"]]])
def test_authors_that_are_none_are_a_problem(value: object) -> None:
    with pytest.raises(SourceUnreadable, match='"author" is'):
        check_row(map_row({"text": "a", "author": value}, BY_NAME))


@pytest.mark.parametrize(
    ("name", "code"),
    [("Deutsch", "de"), ("english", "en"), ("de-AT", "de"), ("Französisch", "fr"), ("", None)],
)
def test_languages_may_be_called_by_name(name: str, code: str | None) -> None:
    assert check_row(map_row({"text": "a", "lang": name}, BY_NAME)).known.language == code


def test_keys_without_a_value_give_way_to_others() -> None:
    value = {"text": " ", "body": None, "content": "a", "title": "", "headline": None, "x": 1}
    assert map_row(value, BY_NAME) == {"text": "a", "title": ""}


def test_wordpress_and_feeds_hand_out_html() -> None:
    post = {"title": {"rendered": "A"}, "content": {"rendered": "<p>a</p>"}, "date": "2025-09-24"}
    row = check_row(map_row(post, BY_NAME))
    assert (row.text, row.known.title) == ("<p>a</p>", "A")
    assert check_row(map_row({"content_html": "<p>a</p>"}, BY_NAME)).text == "<p>a</p>"


def test_exports_of_archives_have_their_own_names() -> None:
    german = {"Beitragstext": "a", "Verfasser": "Jana Moser", "Publikation": "Bote"}
    row = check_row(map_row(german | {"Publikationsdatum": "24.09.2025"}, BY_NAME))
    assert (row.text, row.known.author, row.known.source) == ("a", "Jana Moser", "Bote")
    english = {
        "story": "a",
        "webTitle": "A",
        "webUrl": "https://a.com",
        "published_on": "2025-09-24",
    }
    other = check_row(map_row(english, BY_NAME)).known
    assert (other.title, other.url) == ("A", "https://a.com")
    assert row.known.published == other.published == date(2025, 9, 24)
