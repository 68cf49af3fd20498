"""What the page's scripts send, whatever anybody sends in their place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.filters import read_choice
from ui.requests import read_number, read_object, read_text, read_texts
from ui.texts import texts_in

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_whatever_comes_is_read(sent: Any) -> None:
    assert isinstance(read_object(sent), dict)
    read_text(sent).encode()
    for one in read_texts(sent):
        one.encode()
    assert 0 <= read_number(sent) < 1_000_000


def test_what_fits_stays_as_it_is() -> None:
    assert read_object({"a": 1}) == {"a": 1}
    assert read_text("Wo brennt’s? 🔥") == "Wo brennt’s? 🔥"
    assert read_texts(["a", 3, None, "b"]) == ["a", "b"]
    assert read_number(7) == 7


def test_a_list_has_an_end() -> None:
    assert len(read_texts(["a"] * 100_000)) == 1_000


def test_half_a_character_becomes_a_question_mark() -> None:
    assert read_text("a\ud800b") == "a?b"


@pytest.mark.parametrize("sent", [True, 0, -1, 10**30, 1.5, "1", None])
def test_what_is_no_turn_s_number_is_none(sent: object) -> None:
    assert read_number(sent) == 0


@pytest.mark.parametrize("sources", [5, None, {"a": 1}, "Bote"])
def test_a_choice_of_another_shape_limits_nothing(sources: object) -> None:
    only = read_choice({"sources": sources, "languages": sources, "since": 3}, texts_in("en"))
    assert not only
