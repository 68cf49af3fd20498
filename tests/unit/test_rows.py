import json
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.records import Article
from index.rows import UNKNOWN, ArticleRow, article_to_row, check_row, parse_row

FULL = {
    "id": "a-1",
    "title": "Werk in Linz wächst",
    "text": "Das Werk wächst.",
    "url": "https://example.com/werk",
    "source": "example.com",
    "published": "2025-09-24",
    "language": "de",
    "author": "Jana Muster",
}


def test_only_the_text_is_required() -> None:
    row = parse_row('{"text": "Ein Satz."}')
    assert row == ArticleRow("Ein Satz.", UNKNOWN)


def test_null_is_the_same_as_missing() -> None:
    assert check_row(dict.fromkeys(FULL) | {"text": "x"}) == check_row({"text": "x"})


def test_every_field_is_read() -> None:
    row = check_row(FULL)
    assert {"text": row.text, **asdict(row.known)} == {**FULL, "published": date(2025, 9, 24)}


def test_unknown_keys_are_passed_over() -> None:
    assert check_row({"text": "x", "topic": "Sport"}) == ArticleRow("x", UNKNOWN)


@pytest.mark.parametrize(("given_id", "kept"), [(7, "7"), (-1, "-1"), ("7", "7"), (None, None)])
def test_an_id_may_be_a_whole_number(given_id: object, kept: str | None) -> None:
    assert check_row({"text": "x", "id": given_id}).known.id == kept


@pytest.mark.parametrize(
    "written",
    [
        "2025-09-24",
        "20250924",
        " 2025-09-24 ",
        "2025-09-24T23:59:59",
        "2025-09-24 23:59",
        "2025-09-24T23:59:59Z",
        "2025-09-24T23:59:59.123+14:00",
    ],
)
def test_a_day_is_taken_as_written(written: str) -> None:
    assert check_row({"text": "x", "published": written}).known.published == date(2025, 9, 24)


@pytest.mark.parametrize(
    ("tag", "code"), [("de", "de"), ("DE", "de"), ("de-AT", "de"), ("en_US", "en"), ("und", "und")]
)
def test_a_language_tag_becomes_its_code(tag: str, code: str) -> None:
    assert check_row({"text": "x", "language": tag}).known.language == code


@pytest.mark.parametrize("field", ["published", "language"])
def test_an_empty_string_says_nothing(field: str) -> None:
    assert check_row({"text": "x", field: " "}).known == UNKNOWN


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({}, '"text"'),
        ({"text": None}, '"text"'),
        ({"text": " \n"}, '"text"'),
        ({"text": 3}, '"text" is a number'),
        ({"text": "x", "title": ["a"]}, '"title" is a list'),
        ({"text": "x", "source": {"name": "a"}}, '"source" is an object'),
        ({"text": "x", "url": True}, '"url" is true or false'),
        ({"text": "x", "id": True}, '"id" is true or false'),
        ({"text": "x", "id": 1.5}, '"id" is a number'),
        ({"text": "x", "published": 1758700000}, '"published" is a number'),
        ({"text": "x", "published": "24.09.2025"}, "\"published\" is '24.09.2025'"),
        ({"text": "x", "published": "2025-02-30"}, '"published"'),
        ({"text": "x", "language": "German"}, "\"language\" is 'German'"),
    ],
)
def test_what_is_wrong_is_named(row: dict[str, object], named: str) -> None:
    with pytest.raises(SourceUnreadable) as error:
        check_row(row)
    assert named in str(error.value)


@pytest.mark.parametrize("value", [None, 3, "text", ["text"]])
def test_a_row_has_to_be_an_object(value: object) -> None:
    with pytest.raises(SourceUnreadable, match="not a JSON object"):
        check_row(value)


@pytest.mark.parametrize(
    "line", ["", "{", '{"text": "a"} {"text": "b"}', "[" * 100_000, '{"id": ' + "9" * 5000 + "}"]
)
def test_broken_json_is_said_to_be(line: str) -> None:
    with pytest.raises(SourceUnreadable, match="broken JSON"):
        parse_row(line)


@settings(max_examples=30, deadline=None)
@given(
    st.builds(
        Article,
        id=st.text(min_size=1),
        title=st.text(),
        text=st.text(min_size=1).filter(str.strip),
        url=st.none() | st.text(min_size=1),
        source=st.none() | st.text(min_size=1),
        published=st.none() | st.dates(),
        language=st.sampled_from(["de", "en", "und"]),
        author=st.none() | st.text(min_size=1),
    )
)
def test_a_row_written_reads_back(article: Article) -> None:
    row = parse_row(json.dumps(article_to_row(article)))
    assert Article(text=row.text, **asdict(row.known)) == article
