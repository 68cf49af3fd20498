import pytest

from index.compounds import base_form, split_compound


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("rechenzentren", "rechenzentrum"),
        ("konzerne", "konzern"),
        ("häuser", "haus"),
        ("zinserhöhungen", "zinserhöhung"),
        ("nordglut", "nordglut"),
        ("strassen", "strasse"),  # case folding has written its ß as ss
    ],
)
def test_german_words_are_brought_to_their_base_form(written: str, base: str) -> None:
    assert base_form(written, "de") == base


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("rechenzentrum", ("rechen", "zentrum")),
        ("wirtschaftsminister", ("wirtschafts", "minister")),
        ("gebärdensprache", ("gebärden", "sprache")),
        ("strompreisbremse", ("strom", "preis", "bremse")),
        ("vorstandsvorsitzender", ("vorstands", "vorsitzender")),
        ("bevölkerungsgrösse", ("bevölkerungs", "grösse")),
    ],
)
def test_compounds_have_parts(compound: str, parts: tuple[str, ...]) -> None:
    assert split_compound(compound, "de") == parts


@pytest.mark.parametrize(
    "word",
    [
        "minister",
        "gesellschaft",
        "unternehmen",
        "regierung",
        "haus",
        "nordglut",
        "qwen3max",
        "",
        "haus" * 1000,
    ],
)
def test_simple_words_have_none(word: str) -> None:
    assert split_compound(word, "de") == ()
