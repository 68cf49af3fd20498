"""The catalogue of the local store, and how titles are sorted."""

from pathlib import Path

import pytest
from catalogue_suite import CatalogueSuite

from index.catalogue import readings_of, sort_key


class TestCatalogue(CatalogueSuite):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        return tmp_path / "an index"


def test_titles_sort_as_in_a_dictionary() -> None:
    titles = ["Zebra", "„Oma“ geht", "Öl", "ostwärts", "apple", "Ärger"]
    assert sorted(titles, key=sort_key) == [
        "apple",
        "Ärger",
        "Öl",
        "„Oma“ geht",
        "ostwärts",
        "Zebra",
    ]


def test_a_word_is_read_as_each_language_has_it() -> None:
    assert readings_of("Häfen", ["de"]) == [("haf",)]
    assert readings_of("Häfen", ["de", "und", "de"]) == [("haf",), ("häfen",)]
    assert readings_of("AT&T", ["en"]) == [("at", "t")]
    assert readings_of("–", ["de", "en"]) == []
