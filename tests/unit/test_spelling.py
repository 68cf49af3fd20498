"""Names in other cases and languages, and names that are others for a letter."""

import pytest

from index.records import Article
from rag.grounding import check
from rag.grounding.names import has_name
from rag.grounding.spelling import stands_among
from rag.records import Citation


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Veltronik", "veltronik"),
        ("Veltroniks", "veltronik"),
        ("Rostock", "rostocker"),
        ("Meyer", "meyers"),
        ("Kreml", "kremls"),
        ("Hadrian", "hadrianswall"),
    ],
)
@pytest.mark.parametrize("abroad", [False, True])
def test_a_name_may_be_inflected(name: str, word: str, abroad: bool) -> None:
    assert stands_among(name, {word}, abroad=abroad)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Vladimir", "wladimir"),
        ("Sergei", "sergej"),
        ("Parliament", "parlament"),
        ("Norman", "normannen"),
        ("Babylonian", "babylonischen"),
    ],
)
def test_another_language_may_spell_it_otherwise(name: str, word: str) -> None:
    assert stands_among(name, {word}, abroad=True)
    assert not stands_among(name, {word}, abroad=False)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Johnson", "johnston"),
        ("Martin", "martinez"),
        ("Meta", "metallica"),
        ("Krause", "krausner"),
        ("Niger", "nigeria"),
        ("Tal", "talent"),
        ("2000", "20000"),
    ],
)
@pytest.mark.parametrize("abroad", [False, True])
def test_a_letter_makes_it_another(name: str, word: str, abroad: bool) -> None:
    assert not stands_among(name, {word}, abroad=abroad)


@pytest.mark.parametrize(
    ("text", "language", "name", "same"),
    [
        ("Australia raised rates.", "en", "Austria", False),
        ("Australien erhöht die Zinsen.", "de", "Austria", False),
        ("Österreich erhöht die Zinsen.", "de", "Austria", True),
        ("Equatorial Guinea expelled envoys.", "en", "Guinea", False),
        ("Guinea and Equatorial Guinea met.", "en", "Guinea", True),
        ("Nigeria weist Diplomaten aus.", "de", "Niger", False),
        ("Der Rostocker Hafen wächst.", "de", "Rostock", True),
        ("Die Südanatolische Bahn fährt.", "de", "Anatolia", True),
    ],
)
def test_one_country_is_not_another(text: str, language: str, name: str, same: bool) -> None:
    assert has_name(text, language, name, "en") is same


def test_what_a_sentence_says_of_one_is_not_backed_by_another() -> None:
    quote = "On Friday, Johnston bought twelve ships for cash."
    cited = [Citation(1, Article("a", "", quote, language="en"), 0, len(quote), quote)]
    assert check("On Friday Johnston bought 12 ships.", cited, asked="Who?").supported
    assert not check("On Friday Johnson bought 12 ships.", cited, asked="Who?").supported
