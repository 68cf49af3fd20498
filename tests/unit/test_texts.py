"""The page's languages."""

from dataclasses import fields
from datetime import date
from string import Formatter

import pytest

from ui.texts import Texts, languages, texts_for, texts_in


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-CH, en;q=0.8", "de"),
        ("DE-de", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr, de;q=0.3, en;q=0.7", "en"),
        ("fr, nl;q=0.9", "en"),
        ("*", "en"),
        ("en;q=0, de;q=0.1", "de"),
        ("de;q=high, en;q=0.1", "en"),
        (";;,,=", "en"),
    ],
)
def test_the_page_speaks_what_the_browser_prefers(header: str | None, language: str) -> None:
    assert texts_for(header).language == language


def test_every_language_fills_in_the_same_places() -> None:
    def places(texts: Texts) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for field in fields(texts):
            value = getattr(texts, field.name)
            forms = [value] if isinstance(value, str) else value.values()
            found[field.name] = {
                name for form in forms for _, name, _, _ in Formatter().parse(form) if name
            }
            assert all(form.strip() for form in forms), f"{texts.language}: {field.name} is empty"
        return found

    assert "de" in languages()
    for language in languages():
        assert places(texts_in(language)) == places(texts_in("en"))


@pytest.mark.parametrize("language", languages())
def test_every_plural_of_a_language_has_its_form(language: str) -> None:
    texts = texts_in(language)
    for forms in (texts.quoted, texts.worded, texts.further, texts.articles):
        for count in range(25):
            assert "{count}" in texts.plural(forms, count)


def test_numbers_days_and_languages_are_written_as_the_reader_does() -> None:
    german, english = texts_in("de"), texts_in("en")
    assert german.format_number(2000) == "2.000"
    assert english.format_number(0.2) == "0.2"
    assert german.format_day(date(2025, 9, 24)) == "24. September 2025"
    assert english.format_day(date(2025, 9, 24)) == "24 September 2025"
    assert german.format_language("en") == "Englisch"
    assert english.format_language("und") == "Unknown language"
    assert english.format_language("no such") == "no such"
