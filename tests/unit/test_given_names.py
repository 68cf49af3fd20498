"""Persons told by their given names."""

import pytest

from rag.names.given_names import find_persons


@pytest.mark.parametrize(
    ("text", "language", "persons"),
    [
        ("Das Werk wird von Michael König geleitet.", "de", ["Michael König"]),
        (
            "Friedrich Merz und Karl-Heinz Müller kamen.",
            "de",
            ["Friedrich Merz", "Karl-Heinz Müller"],
        ),
        ("Das sagt Ursula von der Leyen.", "de", ["Ursula von der Leyen"]),
        ("Johann W. von Goethe schrieb.", "de", ["Johann W. von Goethe"]),
        ("John Smith's lawyer met Tim Cook.", "en", ["John Smith", "Tim Cook"]),
        ("It is run by Maria da Silva.", "en", ["Maria da Silva"]),
        ("She met Will Smith.", "en", ["Will Smith"]),
        ("It went to Christian Lindner.", "en", ["Christian Lindner"]),
    ],
)
def test_a_given_name_and_a_surname_are_a_person(
    text: str, language: str, persons: list[str]
) -> None:
    assert [text[start:end] for start, end in find_persons(text, language)] == persons


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ernst Lage bleibt ernst.", "de"),
        ("Das kostet zwei Millionen Mark Schulden.", "de"),
        ("Der Roman Das Parfum ist alt.", "de"),
        ("Das Robert Koch Institut warnt.", "de"),
        ("Die Peter Schmidt AG wächst.", "de"),
        ("Max sagte nichts.", "de"),
        ("They live on Frank Street.", "en"),
        ("Will Berlin pay?", "en"),
        ("April Showers came to Paris Monday.", "en"),
        ("It split the Christian Democrats.", "en"),
        ("The Thomas Cook Group failed.", "en"),
    ],
)
def test_what_is_named_like_a_person_is_none(text: str, language: str) -> None:
    assert find_persons(text, language) == []
