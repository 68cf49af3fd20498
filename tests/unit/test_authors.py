import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning.authors import (
    drop_outlet,
    is_byline,
    is_person,
    join_names,
    read_byline,
    read_names,
)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Von Jana Muster", "Jana Muster"),
        ("von Jana Muster und Paul Probe", "Jana Muster, Paul Probe"),
        ("VON JANA MUSTER UND PAUL PROBE", "Jana Muster, Paul Probe"),
        ("Von: Jana von Muster", "Jana von Muster"),
        ("Von Jana Muster, Berlin", "Jana Muster"),
        ("Von Jana Muster aus Bad Musterstadt", "Jana Muster"),
        ("Von Jana Muster, dpa", "Jana Muster"),
        ("Von Musterblatt-Redakteurin Jana Muster", "Jana Muster"),
        ("Von unserem Korrespondenten Paul Probe", "Paul Probe"),
        ("Ein Kommentar von Jana Muster", "Jana Muster"),
        ("Text: Jana Muster, Fotos: Paul Probe", "Jana Muster"),
        ("Jana Muster (Text) und Paul Probe (Fotos)", "Jana Muster"),
        ("Autorin: Jana Muster-Probe", "Jana Muster-Probe"),
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE AND JOHN O'NEIL", "Jane Doe, John O'Neil"),
        ("By Jane Doe, New York", "Jane Doe"),
        ("By Jane Doe | May 2, 2025 at 11:00 a.m. EDT", "Jane Doe"),
        ("By Jane Doe PUBLISHED: Sept. 24, 2025", "Jane Doe"),
        ("By Jane Doe, Political Editor", "Jane Doe"),
        ("Von Jana Muster, Paul Probe und Jana Muster", "Jana Muster, Paul Probe"),
    ],
)
def test_bylines_name_people(line: str, authors: str) -> None:
    assert read_byline(line) == authors
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        *("Von dpa", "Von Redaktion Wirtschaft", "By Staff Writer", "By Our Correspondent"),
        *("Von der Leyen", "Von Wien nach Graz", "Von Anfang an", "By the way", "By Friday"),
        *("By New York", "Von Muster-Zeitung Online", "Jana Muster", "Von Jana", "Von 10 Leuten"),
    ],
)
def test_other_lines_name_nobody(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize("line", ["Von unserer Redaktion", "By Staff Reporter", "Von dpa"])
def test_a_byline_may_name_a_desk(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize("line", ["Von Wien nach Graz", "Jana Muster", "By the way, she said"])
def test_what_is_no_byline(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Jana Muster", "Jana Muster"),
        ("Jana Muster, Paul Probe", "Jana Muster, Paul Probe"),
        ("Von Jana Muster", "Jana Muster"),
        ("Jana Muster | Muster-Blatt", "Jana Muster"),
        *((text, None) for text in ("admin", "dpa", "Redaktion muster.ch", "The Muster Times")),
        *((text, None) for text in ("https://example.com/jane-doe", "jane@example.com", "")),
        *((text, None) for text in ("Jana", "Muster, Jana", "Ministerium für Muster")),
    ],
)
def test_fields_and_tags_name_people(text: str, authors: str | None) -> None:
    assert read_names(text) == authors


def test_names_of_people_are_told_and_listed_once() -> None:
    assert is_person("Jana von Muster")
    assert is_person("J. R. Muster")
    assert not is_person("Jana Muster sagt")
    assert not is_person("Bad Muster")
    assert (
        join_names(["Jana Muster", "dpa", "Jana Muster", "Paul Probe"]) == "Jana Muster, Paul Probe"
    )
    assert join_names(["dpa"]) is None


def test_an_outlet_is_no_author() -> None:
    assert drop_outlet("Jana Muster, Muster Rundschau", "Muster Rundschau") == "Jana Muster"
    assert drop_outlet("Verlag Muster Rundschau", "MUSTER RUNDSCHAU") is None
    assert drop_outlet("Jana Muster", None) == "Jana Muster"
    assert drop_outlet(None, "Muster Rundschau") is None


@settings(deadline=None)
@given(st.text())
def test_no_text_upsets_the_parsers(text: str) -> None:
    for authors in (read_byline(text), read_names(text)):
        assert authors is None or authors.strip()
