"""What a PDF tells of itself: title and author."""

import pytest
from pdf_files import FIRST, TITLE, Text, make_pdf, set_text

from index.cleaning.papers import Paper
from index.cleaning.pdf import read_pdf


def read_described(info: str, *texts: Text) -> Paper:
    return read_pdf(make_pdf([*texts, *set_text(FIRST)], info=info))


def test_a_declared_title_counts_if_the_text_has_it_too() -> None:
    headline = Text(f"{TITLE}, teuer", y=730)
    info = f"/Title ({TITLE}, teuer - Tageblatt) /Author (Martina Beispiel) /CreationDate (D:2024)"
    paper = read_described(info, headline)
    assert (paper.title, paper.author) == (headline.words, "Martina Beispiel")
    assert read_described(info).title == ""
    assert read_described(info).author is None


@pytest.mark.parametrize(
    "title", ["Microsoft Word - Rechenzentrum.docx", "artikel_final.pdf", "untitled", "Nordwolke"]
)
def test_a_title_that_is_none_is_not_taken(title: str) -> None:
    assert read_described(f"/Title ({title})", Text(title, y=730)).title == ""


def test_the_largest_line_is_the_title_unless_it_may_be_an_outlets_name() -> None:
    kicker = Text("WIRTSCHAFT", y=750)
    assert read_described("", kicker, Text(TITLE, y=730, size=18)).title == TITLE
    assert read_described("", Text("Neues Tageblatt", y=760, size=24)).title == ""
    twice = [Text(TITLE, y=780, size=18), Text("Strom für alle da", y=740, size=18)]
    assert read_described("", *twice).title == ""


@pytest.mark.parametrize("author", ["admin", "jsample", "Microsoft Office User"])
def test_a_user_is_no_author(author: str) -> None:
    info = f"/Title ({TITLE}) /Author ({author})"
    assert read_described(info, Text(TITLE, y=730)).author is None
