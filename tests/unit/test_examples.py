"""The questions offered before the first one is asked."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from index.errors import IndexDamaged
from index.store import Summary
from rag.assistant import Assistant
from ui import examples
from ui.examples import Examples

HELD = Summary(3, 9, 20, {"de": 3}, {}, None, None, 5000)


class Store:
    """Tells what it holds, or that it cannot."""

    def __init__(self) -> None:
        self.held: Summary | None = HELD

    def summary(self) -> Summary:
        if self.held is None:
            raise IndexDamaged("The index cannot be read.")
        return self.held


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def looked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the languages that questions are looked for in, as it happens."""
    languages: list[str] = []

    def suggest(_: Any, language: str) -> tuple[str, ...]:
        languages.append(language)
        return (f"{language} {len(languages)}?",)

    monkeypatch.setattr(examples, "suggest_questions", suggest)
    return languages


def of(store: Store, *given: str) -> Examples:
    return Examples(cast("Assistant", SimpleNamespace(store=store)), given)


def test_given_questions_are_offered_as_they_are(store: Store, looked_for: list[str]) -> None:
    assert of(store, "Wo brennt es?").find("en") == ("Wo brennt es?",)
    assert looked_for == []


def test_they_are_looked_for_once_a_language(store: Store, looked_for: list[str]) -> None:
    found = of(store)
    assert [found.find(one) for one in ("de", "en", "de", "en")] == [("de 1?",), ("en 2?",)] * 2
    assert looked_for == ["de", "en"]


def test_a_changed_index_is_looked_through_again(store: Store, looked_for: list[str]) -> None:
    found = of(store)
    found.find("de")
    store.held = replace(HELD, articles=4)
    assert found.find("de") == ("de 2?",)
    assert looked_for == ["de", "de"]


def test_an_index_that_cannot_be_read_offers_none(store: Store, looked_for: list[str]) -> None:
    store.held = None
    assert of(store).find("de") == ()
    assert looked_for == []
