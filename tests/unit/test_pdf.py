"""What a PDF says, read as paragraphs: its text, without the heads and feet of its pages."""

from collections.abc import Sequence

import pytest
from pdf_files import (
    ENGLISH,
    FIRST,
    PAGES,
    SECOND,
    TITLE,
    Text,
    make_pdf,
    paginate,
    read_text,
    set_text,
)

from index.cleaning.papers import Paper
from index.cleaning.pdf import read_pdf
from index.records import Cut

# --- text ----------------------------------------------------------------------------------------


def test_lines_become_paragraphs_and_headings_stay_lines_of_their_own() -> None:
    heading = Text("Strom aus der Region", y=628, font="F2")
    page = [Text(TITLE, y=730, size=18), *set_text(FIRST), heading, *set_text(SECOND, y=612)]
    assert read_text(page) == "\n\n".join((TITLE, FIRST, heading.words, SECOND))


def test_english_text_is_read_as_it_is() -> None:
    assert read_text(set_text(ENGLISH)) == ENGLISH


def test_words_broken_at_line_ends_are_made_whole() -> None:
    lines = ["Es gehe um die größten Inves-", "titionen in die KI-", "Infrastruktur, ihre Vor-"]
    page = [Text(line, y=700 - 12 * n) for n, line in enumerate([*lines, "und Nachteile."])]
    assert read_text(page) == (
        "Es gehe um die größten Investitionen in die KI-Infrastruktur, ihre Vor- und Nachteile."
    )


def test_soft_hyphens_and_ligatures_become_letters() -> None:
    page = [Text("Die \x01nan\xadzielle Lücke: 4,5 Mil\xad", font="F3"), Text("liarden", y=688)]
    assert read_text(page) == "Die finanzielle Lücke: 4,5 Milliarden"


def test_umlauts_drawn_in_two_become_one_letter() -> None:
    assert read_text([Text("Geb¨uhren f¨ur ¨Ol")]) == "Gebühren für Öl"


def test_a_paragraph_goes_on_over_a_page_break() -> None:
    lines = set_text(FIRST, SECOND)
    pages = lines[:6], [Text(text.words, y=700 - 12 * n) for n, text in enumerate(lines[6:])]
    assert read_text(*pages) == f"{FIRST}\n\n{SECOND}"


def test_columns_are_read_one_after_the_other() -> None:
    lines = set_text(FIRST, SECOND, width=32)
    half = len(lines) // 2
    right = [Text(text.words, 320, 700 - 12 * n) for n, text in enumerate(lines[half:])]
    assert read_text([*lines[:half], *right]).replace("\n\n", " ") == f"{FIRST} {SECOND}"


def test_rows_of_a_table_keep_their_cells_apart() -> None:
    rows = [("Jahr", "Umsatz"), ("2024", "1,4 Mrd. €"), ("2025", "1,5 Mrd. €")]
    cells = [
        Text(cell, 70 + 150 * column, 640 - 12 * row)
        for row, row_cells in enumerate(rows)
        for column, cell in enumerate(row_cells)
    ]
    assert read_text([*set_text(FIRST), *cells]) == "\n\n".join(
        (FIRST, "Jahr | Umsatz", "2024 | 1,4 Mrd. €", "2025 | 1,5 Mrd. €")
    )


def test_bullets_begin_items() -> None:
    items = ["\x95 Baubeginn: Frühjahr 2027", "\x95 Fläche: 24 Hektar"]
    page = [Text(items[0].encode("latin-1").decode("cp1252"), y=640), Text("\x7f Strom", y=628)]
    assert read_text([*set_text(FIRST), *page]).split("\n\n")[1:] == [
        "• Baubeginn: Frühjahr 2027",
        "• Strom",
    ]


@pytest.mark.parametrize(
    "drawn",
    [
        b"[(in die Wirt) 20 (schaft) -600 (stecken)] TJ",
        b"[(in) -600 (die) -228 (Wirt) 28 (schaft) -228 (stecken)] TJ",
        b"[(in) -250 (die) -250 (Wirt) -110 (schaft) -250 (stecken)] TJ",
        b"9 Tw (in die Wirt) Tj 84 0 Td 0 Tw (schaft stecken) Tj",
    ],
)
def test_spaces_stand_between_words_however_they_are_justified(drawn: bytes) -> None:
    assert read_text(b"BT /F1 10 Tf 70 700 Td %b ET" % drawn) == "in die Wirtschaft stecken"


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (b"(rund 10) Tj /F1 6 Tf 42 4 Td (6) Tj /F1 10 Tf 4 -4 Td ( Tonnen) Tj", "rund 10⁶ Tonnen"),
        (b"(rund 10) Tj /F1 6 Tf 4 Ts (6) Tj 0 Ts /F1 10 Tf ( Tonnen) Tj", "rund 10⁶ Tonnen"),
        (b"(5 Euro) Tj /F1 6 Tf 36 4 Td (1) Tj /F1 10 Tf 4 -4 Td (, sagt) Tj", "5 Euro¹, sagt"),
        (b"(5 Euro.) Tj /F1 6 Tf 42 4 Td (12 ) Tj /F1 10 Tf 8 -4 Td (Sie) Tj", "5 Euro.¹² Sie"),
        (b"(20 km) Tj /F1 7 Tf 36 3 Td (2) Tj /F1 10 Tf 4 -3 Td ( Wald) Tj", "20 km² Wald"),
        (b"(viel CO) Tj /F1 6 Tf 42 -2 Td (2) Tj /F1 10 Tf 4 2 Td ( hier) Tj", "viel CO2 hier"),
        (b"(nur 3,) Tj /F1 6 Tf 36 4 Td (99) Tj /F1 10 Tf 8 -4 Td ( Euro) Tj", "nur 3,99 Euro"),
        (b"4 Ts (am) Tj 0 Ts ( 24) Tj 0 -12 Td ( und 25) Tj", "am 24 und 25"),
    ],
)
def test_what_is_raised_is_no_figure_of_the_text(drawn: bytes, read: str) -> None:
    assert read_text(b"BT /F1 10 Tf 70 700 Td %b ET" % drawn) == read


def test_what_is_drawn_twice_for_a_shadow_is_read_once() -> None:
    heading = Text(TITLE, y=730, size=18)
    assert read_text([heading, Text(TITLE, 70.7, 729.3, 18), *set_text(FIRST)]) == (
        f"{TITLE}\n\n{FIRST}"
    )


def test_pages_lying_on_their_side_are_read_and_watermarks_are_not() -> None:
    page = [Text(text.words, 842 - text.y, text.x, turn="0 1 -1 0") for text in set_text(FIRST)]
    mark = Text("Archivkopie", 300, 300)
    assert read_text(page) == FIRST
    paper = read_pdf(make_pdf([*page, mark], page="/Rotate 90"))
    assert paper.text == FIRST
    assert paper.removed == (Cut("sideways text", "Archivkopie"),)


@pytest.mark.parametrize(
    ("foot", "reason"),
    [
        *(("Seite {page} von {pages}", "page number"), ("{page}/{pages}", "page number")),
        *(("– {page} –", "page number"), ("Page {page}", "page number"), ("{page}", "page number")),
        ("Tageblatt, Seite {page}", "running head"),
    ],
)
def test_heads_and_feet_are_cut_and_told(foot: str, reason: str) -> None:
    paper = read_pdf(make_pdf(*paginate(3, "Tageblatt Nr. 12 / 2026", foot)))
    assert paper.text == "\n\n".join(PAGES)
    assert paper.removed[:2] == (
        Cut("running head", "Tageblatt Nr. 12 / 2026"),
        Cut(reason, foot.format(page=1, pages=3)),
    )
    assert len(paper.removed) == 6


def test_left_and_right_pages_may_have_heads_of_their_own() -> None:
    pages = paginate(4, "Tageblatt", "{page}")
    pages[1::2] = [[Text("Wirtschaft", y=800, size=8), *page[1:]] for page in pages[1::2]]
    assert len(read_pdf(make_pdf(*pages)).removed) == 8


def test_pages_that_begin_with_the_same_words_keep_them() -> None:
    page = set_text(FIRST)
    assert read_pdf(make_pdf(page, page)).removed == ()


HEAD = f"23.11.25, 10:15 {TITLE} - Tageblatt"
URL = "https://www.example.org/artikel"


def print_from(head: str, *foot: str) -> Paper:
    """Read a page with what a browser puts above it, and below it to the left and the right."""
    below = [Text(text, 40 + 460 * number, 30, 8) for number, text in enumerate(foot)]
    return read_pdf(make_pdf([*set_text(FIRST), Text(head, y=800, size=8), *below]))


@pytest.mark.parametrize(
    ("head", "foot"),
    [(HEAD, (URL, "1/1")), (f"{TITLE} {URL}", ("1 of 1", "23/11/2025, 10:15"))],
)
def test_what_a_browser_prints_around_a_page_is_cut_and_tells_its_address(
    head: str, foot: Sequence[str]
) -> None:
    paper = print_from(head, *foot)
    assert (paper.text, paper.url) == (FIRST, URL)
    assert [cut.reason for cut in paper.removed] == ["running head"] * 2


@pytest.mark.parametrize("address", ["https://www.example.org/a…", f"{URL}...", "file:///a.html"])
def test_an_address_that_is_cut_short_or_leads_nowhere_is_not_taken(address: str) -> None:
    paper = print_from(HEAD, address, "1/1")
    assert (paper.text, paper.url) == (FIRST, None)


def test_addresses_that_no_browser_printed_are_not_taken() -> None:
    assert print_from(f"Tageblatt {URL}", "Seite 1").url is None
    pages = [
        [*set_text(text), Text(HEAD, y=800), Text(f"{URL}/{number} {number + 1}/3", y=30)]
        for number, text in enumerate(PAGES)
    ]
    paper = read_pdf(make_pdf(*pages))
    assert (paper.text, paper.url) == ("\n\n".join(PAGES), None)


def test_figures_and_lines_of_the_text_are_no_page_numbers() -> None:
    page = [*set_text(FIRST), Text("24", y=600)]
    assert read_pdf(make_pdf(page)).removed == ()
    head = Text(TITLE, y=800, size=8)
    titled = [Text(TITLE, y=800, size=18), *set_text(FIRST)]
    paper = read_pdf(make_pdf(titled, [head, *set_text(SECOND)], [head, *set_text(ENGLISH)]))
    assert paper.title == TITLE
    assert [cut.reason for cut in paper.removed] == ["running head"] * 2
