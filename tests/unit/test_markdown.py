"""Markdown becomes an article: its title, front matter and marks."""

from datetime import date

import pytest

from index.cleaning import clean as clean_document
from index.errors import SourceUnreadable
from index.records import Article
from index.sources import Document, DocumentKind

DAY = date(2025, 9, 24)
FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
BODY = f"{FIRST} {SECOND}"


def clean(content: str, kind: DocumentKind = "text", name: str = "werk") -> Article:
    return clean_document(Document(f"/news/{name}", name, kind, content)).article


def test_markdown_becomes_plain_text() -> None:
    article = clean(
        "# Werk *wächst*\n\nDie **neue** [Halle](https://example.com) in `Linz`\nwird "
        "eröffnet.  \nBald. ![Halle](halle.png)\n\n## Mehr Personal\n\n- Eine Schicht\n"
        "- Zwei Schichten\n  1. früh\n\n> „Wir bauen.“\n\n```\ncode\n```\n\n"
        "| Jahr | Umsatz |\n|---|---|\n| 2024 | 3 Mio. |\n\n<div><p>Ein Absatz.</p>"
        "<script>alert(1)</script></div>\n\n---\n\na<br>b &amp; \\*c\\*\n\nFoto: Muster\n",
        "markdown",
    )
    assert article.title == "Werk wächst"
    assert article.text == (
        "Die neue Halle in Linz wird eröffnet.\nBald.\n\nMehr Personal\n\n• Eine Schicht\n"
        "• Zwei Schichten\n• früh\n\n„Wir bauen.“\n\nJahr | Umsatz\n2024 | 3 Mio.\n\n"
        "Ein Absatz.\n\na\nb & *c*"
    )


def test_front_matter_is_read() -> None:
    article = clean(
        f"---\r\ntitle: 'Werk: wächst'\r\noutlet: Muster-Blatt\r\ndate: 2025-09-24 10:00:00\r\n"
        f"url: https://example.com/a\r\nlanguage: de-AT\r\ntags: [a]\r\n---\r\n"
        f"# Werk: wächst\r\n\r\n{BODY}\r\n",
        "markdown",
    )
    assert (article.title, article.text) == ("Werk: wächst", BODY)
    assert (article.source, article.published) == ("Muster-Blatt", DAY)
    assert (article.url, article.language) == ("https://example.com/a", "de")


@pytest.mark.parametrize("written", ["2025-09-24", "24. September 2025", "September 24, 2025"])
def test_front_matter_may_write_the_day_as_it_likes(written: str) -> None:
    assert clean(f"---\npublished: {written}\n---\n{BODY}", "markdown").published == DAY


@pytest.mark.parametrize("again", ["# Werk wächst", "## Werk wächst", "**Werk wächst**"])
def test_a_heading_that_says_the_title_again_goes(again: str) -> None:
    for front in ("# Werk wächst", "---\ntitle: Werk wächst\n---\n# Werk wächst"):
        article = clean(f"{front}\n\n{again}\n\n{BODY}", "markdown")
        assert (article.title, article.text) == ("Werk wächst", BODY)


def test_a_heading_other_than_the_title_stays() -> None:
    article = clean(f"---\ntitle: Werk wächst\n---\n# Mehr Personal\n\n{BODY}", "markdown")
    assert (article.title, article.text) == ("Werk wächst", f"Mehr Personal\n\n{BODY}")


def test_a_heading_below_prose_is_no_title() -> None:
    article = clean(f"{FIRST}\n\n# Abschnitt\n\n{SECOND}", "markdown")
    assert (article.title, article.text) == ("", f"{FIRST}\n\nAbschnitt\n\n{SECOND}")


def test_a_dateline_below_the_heading_is_read() -> None:
    article = clean(f"# Werk wächst\n\n*24. September 2025*\n\n{BODY}", "markdown")
    assert (article.published, article.text) == (DAY, BODY)


def test_horizontal_rules_are_no_front_matter() -> None:
    article = clean(f"---\nSie sagte: nein.\n---\n\n{BODY}", "markdown")
    assert article.text == f"Sie sagte: nein.\n\n{BODY}"


@pytest.mark.parametrize(
    "front",
    ["title: a: b", "date: 2025-02-31", "a: " + "[" * 800, "a: !!python/object:os.system {}"],
)
def test_broken_front_matter_is_said_to_be(front: str) -> None:
    with pytest.raises(SourceUnreadable, match="front matter"):
        clean(f"---\n{front}\n---\n{BODY}", "markdown")


def test_front_matter_may_be_toml() -> None:
    front = '+++\ntitle = "Werk"\ndate = 2025-09-24T10:00:00Z\n[params]\na = 1\n+++\n'
    article = clean(f"{front}{BODY}", "markdown")
    assert (article.title, article.published, article.text) == ("Werk", DAY, BODY)
    with pytest.raises(SourceUnreadable, match="not valid TOML; mend it or remove it"):
        clean(f"+++\ntitle: Werk\n+++\n{BODY}", "markdown")


def test_authors_in_front_matter_may_be_objects() -> None:
    front = "---\nauthor:\n  - name: Erika Muster\n  - Paul Probe\n---\n"
    assert clean(f"{front}{BODY}", "markdown").author == "Erika Muster, Paul Probe"


def test_marks_of_notes_are_no_part_of_markdown() -> None:
    text = clean(f"# Werk\n\n{FIRST}[^1] {SECOND}\n\n[^1]: Laut Rat.", "markdown").text
    assert text == f"{FIRST} {SECOND}\n\nLaut Rat."
