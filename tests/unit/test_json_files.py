"""Articles in JSON files: one, a list, or a list within what a program sent."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.rows import ArticleRow, Known
from index.sources.json_files import read_json
from index.sources.mapping import BY_NAME, ColumnMap
from index.sources.tables import Row


def texts(rows: list[Row]) -> list[str]:
    assert all(isinstance(row, ArticleRow) for _, row in rows), rows
    return [row.text for _, row in rows if isinstance(row, ArticleRow)]


def numbers(rows: list[Row]) -> tuple[list[int], list[int]]:
    """Return the numbers of the rows that were read and of those that could not be."""
    broken = [number for number, row in rows if isinstance(row, SourceUnreadable)]
    return [number for number, _ in rows if number not in broken], broken


def items(value: object, columns: ColumnMap = BY_NAME) -> list[Row]:
    return list(read_json(json.dumps(value).encode(), columns))


def test_a_json_file_holds_one_article_or_a_list() -> None:
    article = {"text": "a", "title": "b", "comments": [{"text": "c"}, {"text": "d"}]}
    row = ArticleRow("a", Known(title="b"))
    assert items(article) == [(1, row)]
    assert items([article, article]) == [(1, row), (2, row)]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda found: {"articles": found},
        lambda found: {"status": "ok", "total": 2, "items": found, "facets": [{"a": 1}] * 9},
        lambda found: {"response": {"numFound": 2, "docs": found}},
        lambda found: {"title": "Feed", "data": found, "other": [{"text": "c"}]},
        lambda found: {"tags": ["x"] * 9, "results": found},
    ],
)
def test_the_list_of_articles_is_found(wrap: object) -> None:
    assert callable(wrap)
    assert texts(items(wrap([{"content": "a"}, {"content": "b"}]))) == ["a", "b"]


@pytest.mark.parametrize("value", [[], {}, 7, "a", None, [1, 2], {"a": []}])
def test_json_without_articles_is_said_to_be(value: object) -> None:
    with pytest.raises(SourceUnreadable, match=r"no articles in it|no column"):
        items(value)


def test_json_without_a_known_key_says_what_to_do() -> None:
    with pytest.raises(SourceUnreadable, match=r"--columns text=COLUMN \(its columns are: nr, t\)"):
        items([{"nr": 1}, {"t": "a"}])
    assert texts(items({"docs": [{"t": "a"}]}, ColumnMap(text="t"))) == ["a"]


def test_a_broken_item_is_a_problem_of_its_own() -> None:
    rows = items([{"text": "a"}, 7, {"title": "b"}, {"text": 3}, {"text": "c"}])
    assert numbers(rows) == ([1, 5], [2, 3, 4])


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, '{"a":' * 100_000, "NaN", "\0"])
def test_broken_json_is_said_to_be(content: str) -> None:
    with pytest.raises(SourceUnreadable):
        list(read_json(content.encode(), BY_NAME))


def test_odd_json_is_read() -> None:
    content = '{"text": "x", "text": "a", "id": %s, "views": NaN, "n": -1e999}' % ("9" * 5000)
    assert list(read_json(content.encode(), BY_NAME)) == [
        (1, ArticleRow("a", Known(id="9" * 5000)))
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["text", "items", "date", "author", "id", "x", "language"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_becomes_rows_and_problems(value: object) -> None:
    try:
        rows = items(value)
    except SourceUnreadable:
        return
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
