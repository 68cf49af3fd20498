"""The words that articles are dated and cut by: the same keys in every language."""

import re

import pytest

from index.dates import MONTH_NUMBERS
from index.vocabulary import alternatives, known, section

LANGUAGES = known("sentences")


def test_which_languages_are_known_by_what() -> None:
    assert (
        *("ar", "de", "el", "en", "es", "fr", "hi", "it", "nl", "pl", "pt", "ro", "ru"),
        *("th", "tr", "vi"),
    ) == LANGUAGES
    assert known("days") == ("de", "en")
    assert known("compounds") == ("de",)


def test_another_language_has_nothing() -> None:
    assert section("xx", "sentences") == section("fr", "days") == {}


@pytest.mark.parametrize("name", ["sentences", "days"])
def test_every_language_has_the_same_keys(name: str) -> None:
    first, *others = (section(language, name).keys() for language in known(name))
    assert first
    assert all(first == other for other in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_can_be_compiled_in_one_line(language: str) -> None:
    values = [*section(language, "sentences").values(), *section(language, "days").values()]
    patterns = [one for one in values if isinstance(one, str)]
    assert patterns
    assert all("\n" not in one and re.compile(one) for one in patterns)


def test_every_month_has_a_name_in_every_language() -> None:
    for key in ("months", "short_months"):
        assert all(len(section(language, "days")[key]) == 12 for language in known("days"))
    assert MONTH_NUMBERS["mai"] == MONTH_NUMBERS["may"] == 5


def test_words_of_all_languages_are_sought_together() -> None:
    assert alternatives("days", "on") == "am|on"
    assert alternatives("days", "behind_place") == "am|den"  # English has none
