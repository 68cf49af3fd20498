"""The catalogue of the local store, and how titles are sorted."""

from pathlib import Path

import pytest
from catalogue_suite import CatalogueSuite

from index.catalogue import sort_key


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
