"""From the user's words to a filter."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.errors import ArticleUnknown, SettingInvalid
from index.local import LocalStore
from index.records import Article, Filter
from index.store import Summary
from index.stored_records import IndexedArticle
from rag.filters import check_filter, make_filter, outlets_of

DEICH = Article("deich", "Deich", "Der Deich wächst.", source="Inselbote", language="de")
FERRY = Article("ferry", "Ferry", "The ferry is late.", source="Harbour Ledger", language="en")
NOTE = Article("note", "", "Ein Zettel.", language="de")


def shelve(folder: Path, *articles: Article) -> LocalStore:
    store = LocalStore.create(folder, IndexConfig("none", "f00d", 4))
    store.add([IndexedArticle(article, (), article.content_hash) for article in articles])
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    store = shelve(tmp_path / "index", DEICH, FERRY, NOTE)
    yield store
    store.close()


@pytest.mark.parametrize("day", ["2025-09-24", "24.09.2025", "24.9.2025", " 24. September 2025 "])
def test_a_day_may_be_written_as_people_do(day: str) -> None:
    assert make_filter(since=day) == Filter(since=date(2025, 9, 24))
    assert make_filter(until=day) == Filter(until=date(2025, 9, 24))


@pytest.mark.parametrize(
    "day", ["24.09.25", "Mi, 24.9.25", "24-Sep-2025", "24/09/2025", "09/24/2025"]
)
def test_a_day_may_be_written_as_in_any_field(day: str) -> None:
    assert make_filter(since=day) == Filter(since=date(2025, 9, 24))


def test_where_nothing_tells_the_month_a_sentence_says_so() -> None:
    with pytest.raises(SettingInvalid, match=r"which number is the month; write it as 2025-09-24"):
        make_filter(since="03/04/2025")


@pytest.mark.parametrize("day", ["yesterday", "2025-13-01", "31.02.2025", "09/2025", "20250924"])
def test_what_is_no_day_gets_one_sentence(day: str) -> None:
    with pytest.raises(SettingInvalid, match=r"is not a day; write it as 2025-09-24 or 24\.09"):
        make_filter(until=day)


def test_days_in_the_wrong_order_are_a_mistake() -> None:
    with pytest.raises(SettingInvalid, match="2025-09-25 and until 2025-09-24"):
        make_filter(since="2025-09-25", until="24.09.2025")
    assert make_filter(since="2025-09-24", until="2025-09-24")  # one day is a span


def test_names_are_taken_as_meant() -> None:
    only = make_filter(sources=[" Inselbote "], languages=["DE"], articles=["deich"])
    assert only == Filter(sources=("Inselbote",), languages=("de",), articles=("deich",))
    assert not make_filter()


def test_what_the_index_holds_is_fine_in_any_case(store: LocalStore) -> None:
    check_filter(Filter(), store)
    check_filter(Filter(sources=("INSELBOTE",), languages=("de", "en"), articles=("note",)), store)


@pytest.mark.parametrize(
    ("only", "says"),
    [
        (Filter(sources=("Inselbot",)), "'Inselbot'; there is Inselbote, Harbour Ledger."),
        (Filter(sources=("Inselbote", "")), "''; there is Harbour Ledger, Inselbote."),
        (Filter(languages=("fr",)), "'fr'; there is de, en."),
    ],
)
def test_what_it_does_not_hold_gets_a_sentence_with_what_there_is(
    store: LocalStore, only: Filter, says: str
) -> None:
    with pytest.raises(SettingInvalid) as caught:
        check_filter(only, store)
    assert str(caught.value).endswith(says)


def test_so_does_an_article_that_it_does_not_hold(store: LocalStore) -> None:
    with pytest.raises(ArticleUnknown, match="fundstelle list"):
        check_filter(Filter(articles=("deich", "dyke")), store)


def test_of_many_outlets_a_few_are_named_the_closest_first(tmp_path: Path) -> None:
    many = [replace(DEICH, id=f"a{number}", source=f"Blatt {number}") for number in range(9)]
    store = shelve(tmp_path / "index", *many, DEICH)
    with pytest.raises(SettingInvalid, match=r"there is Inselbote, .* and 5 more"):
        check_filter(Filter(sources=("Inselboten",)), store)
    store.close()


def test_an_index_that_knows_no_outlet_says_so(tmp_path: Path) -> None:
    store = shelve(tmp_path / "index", NOTE)
    with pytest.raises(SettingInvalid, match="it knows the outlet of none"):
        check_filter(Filter(sources=("Inselbote",)), store)
    store.close()


def test_spellings_of_an_outlet_count_as_one() -> None:
    held = {"Bote": 2, "": 9, "BOTE": 1, "Ledger": 4, "bote": 3}
    summary = Summary(19, 0, 0, {}, held, None, None, 0)
    assert list(outlets_of(summary).items()) == [("bote", 6), ("Ledger", 4)]
