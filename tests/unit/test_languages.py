"""What is known of each language: every folder holds the same files with the same keys."""

import pytest

from rag.languages import known, table
from rag.phrases import Phrases, phrases_for

FILES = (
    *("conversation", "injections", "phrases", "planning"),
    *("prompt", "quantities", "questions", "words"),
)


def test_german_and_english_are_known_and_another_language_has_nothing() -> None:
    assert known() == ("de", "en")
    assert table("fr", "phrases") == {}


@pytest.mark.parametrize("name", ["phrases", "questions", "words"])
def test_every_language_has_the_same_keys(name: str) -> None:
    def keys(content: object, path: str = "") -> set[str]:
        if not isinstance(content, dict):
            return {path}
        return {key for k, value in content.items() for key in keys(value, f"{path}.{k}")}

    first, *others = (keys(table(language, name)) for language in known())
    assert all(first == other for other in others)


def test_every_language_has_every_file() -> None:
    assert all(table(language, name) for language in known() for name in FILES)


def test_a_language_without_phrases_is_answered_in_english() -> None:
    assert isinstance(phrases_for("de"), Phrases)
    assert phrases_for("fr") == phrases_for("en") != phrases_for("de")
