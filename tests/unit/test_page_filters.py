"""The form that limits questions to some articles."""

from datetime import date
from typing import Any

import pytest
from markupsafe import Markup

from index.errors import SettingInvalid
from index.records import Filter
from index.store import Summary
from ui.filters import describe_filter, read_choice, render_chosen, render_filters
from ui.texts import texts_in

DE, EN = texts_in("de"), texts_in("en")
OUTLETS = {"Inselbote": 1200, "Harbour Ledger": 1, "": 3}
LANGUAGES = {"de": 1201, "en": 2, "und": 1}


def held(**changes: Any) -> Summary:
    days = {"first": "2025-02-19", "last": "2025-11-05"}
    known = {"languages": LANGUAGES, "sources": OUTLETS, **days, **changes}
    return Summary(articles=1204, passages=0, sentences=0, bytes=0, **known)


def test_the_form_offers_what_the_index_holds() -> None:
    form = render_filters(held(), DE)
    assert '<input type="date" name="since" min="2025-02-19" max="2025-11-05">' in form
    assert '<input type="date" name="until" min="2025-02-19" max="2025-11-05">' in form
    assert 'name="sources" value="Inselbote"><span dir="auto">Inselbote</span>' in form
    assert '<span class="count" title="1.200 Artikel">1.200</span>' in form
    assert 'name="languages" value="en"><span dir="auto">Englisch</span>' in form
    assert "Unbekannte Sprache" in form
    assert form.count('type="checkbox"') == 5
    assert 'title="1 article"' in render_filters(held(), EN)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"first": None, "last": None}, 'type="date"'),
        ({"sources": {"": 3}}, 'name="sources"'),
        ({"sources": {"Inselbote": 3}}, 'name="sources"'),
        ({"sources": {"Bote": 3, "BOTE": 1}}, 'name="sources"'),
        ({"sources": {}}, 'name="sources"'),
        ({"languages": {"de": 3}}, 'name="languages"'),
    ],
)
def test_what_leaves_no_choice_is_not_offered(changes: dict[str, Any], missing: str) -> None:
    form = render_filters(held(**changes), DE)
    assert missing not in form
    assert form.count("<fieldset") == 2


def test_one_outlet_is_a_choice_where_others_are_unknown() -> None:
    assert 'value="Inselbote"' in render_filters(held(sources={"Inselbote": 2, "": 1}), DE)


def test_where_nothing_can_be_chosen_there_is_no_form() -> None:
    nothing = held(first=None, last=None, sources={"": 2}, languages={"de": 2})
    assert render_filters(nothing, DE) == ""


def test_an_outlet_stays_text() -> None:
    name = '"><script>alert(1)</script>'
    form = render_filters(held(sources={name: 2, "": 1}), DE)
    assert "<script" not in form
    assert str(Markup.escape(name)) in form
    assert "<script" not in render_chosen({"sources": [name]}, DE)


def test_a_choice_becomes_a_filter() -> None:
    assert read_choice(None, DE) == read_choice({}, DE) == Filter()
    choice = {"since": "2025-09-01", "until": "2025-09-30", "sources": ["A", "B"], "languages": []}
    assert read_choice(choice, DE) == Filter(date(2025, 9, 1), date(2025, 9, 30), ("A", "B"))


def test_days_in_the_wrong_order_are_refused_in_the_language_of_the_page() -> None:
    choice = {"since": "2025-09-02", "until": "2025-09-01"}
    with pytest.raises(SettingInvalid, match="Der erste Tag liegt nach dem letzten"):
        read_choice(choice, DE)
    shown = render_chosen(choice, EN)
    assert "The first day comes after the last" in shown
    assert "data-reset" in shown


def test_a_filter_is_told_in_a_few_words() -> None:
    only = Filter(date(2025, 9, 1), date(2025, 9, 30), ("Inselbote", "Bote"), ("en",))
    assert describe_filter(only, DE) == (
        "seit 01.09.2025 · bis 30.09.2025 · Inselbote, Bote · Englisch"
    )
    assert describe_filter(Filter(since=date(2025, 9, 1)), EN) == "since 1 Sept 2025"
    assert describe_filter(Filter(), DE) == ""


def test_what_is_chosen_can_be_undone() -> None:
    assert "data-reset" not in render_chosen(None, DE)
    assert 'role="status"' in render_chosen(None, DE)  # there before it has something to say
    chosen = render_chosen({"languages": ["en"]}, DE)
    assert ">Englisch</p>" in chosen
    assert '<button type="button" data-reset>Zurücksetzen</button>' in chosen
