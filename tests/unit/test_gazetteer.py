"""What places are called in other languages, as the checks know them."""

import pytest

from rag.grounding.places import called_in


@pytest.mark.parametrize(
    ("name", "language", "known"),
    [
        ("Munich", "en", "München"),
        ("UK", "en", "Großbritannien"),
        ("Germany", "en", "Deutschland"),
        ("Schweiz", "de", "Switzerland"),
        ("Kopenhagen", "de", "Copenhagen"),
        ("Bavaria", "en", "Bayern"),
    ],
)
def test_a_place_has_its_names_in_every_language(name: str, language: str, known: str) -> None:
    assert known in called_in(name, language, ["de", "en"])


@pytest.mark.parametrize("name", ["Tencent", "Bank of Germany", "Munich Re", ""])
def test_what_is_not_all_of_it_a_place_has_none(name: str) -> None:
    assert called_in(name, "en", ["de", "en"]) == set()
