import logging
import re
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from index.cleaning.papers import Paper
from index.cleaning.pdf import read_pdf
from index.cleaning.pdf.bounds import DEFAULT_BOUNDS, Bounds
from index.errors import SourceUnreadable
from index.records import Cut

TITLE = "Brandenburg bekommt ein Rechenzentrum"
FIRST = (
    "Der Betreiber Nordwolke will in der Lausitz ein Rechenzentrum bauen und dafür 1,5 Mrd. € "
    "ausgeben. Das teilte das Unternehmen am Mittwoch mit. Es gehe um die größten Investitionen "
    "in die KI-Infrastruktur des Landes, hieß es in Potsdam."
)
SECOND = (
    "Weltweit stecken die Konzerne bis 2030 nach einer Schätzung vier Billionen US-Dollar in "
    "Rechenzentren. Vor- und Nachteile für die Region sind umstritten: Der Strombedarf steigt um "
    "320 Megawatt, zugleich entstehen nur 180 dauerhafte Arbeitsplätze."
)
ENGLISH = (
    "The chipmaker Silverline said on Tuesday it would spend £46m on a research centre near "
    "Dresden, a long-term bet that officials described as “significant”. Its share price rose "
    "3.4% after the announcement, the biggest one-day gain since 2021."
)


PAGES = (FIRST, ENGLISH, SECOND)


@dataclass(frozen=True)
class Text:
    """A string as it stands on a page."""

    words: str
    x: float = 70
    y: float = 700
    size: float = 10
    font: str = "F1"
    turn: str = "1 0 0 1"

    def draw(self) -> bytes:
        shown = re.sub(rb"([()\\])", rb"\\\1", self.words.encode("cp1252"))
        place = f"/{self.font} {self.size} Tf {self.turn} {self.x} {self.y} Tm".encode()
        return b"BT %b (%b) Tj ET" % (place, shown)


# In a font of fixed width, so that lines of as many characters are as long; F3 has a ligature.
FONTS = {
    "F1": "/BaseFont /Courier /Encoding /WinAnsiEncoding",
    "F2": "/BaseFont /Courier-Bold /Encoding /WinAnsiEncoding",
    "F3": "/BaseFont /Courier /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /fi] >>",
}
Page = Sequence[Text] | bytes


def make_pdf(
    *pages: Page, info: str = "", trailer: str = "", page: str = "", form: bytes = b""
) -> bytes:
    """Return a PDF of such pages, compressed, with further entries in its dictionaries.

    Its pages may draw the form ``/X``.
    """
    fonts = " ".join(f"/{name} << /Type /Font /Subtype /Type1 {f} >>" for name, f in FONTS.items())
    numbers = range(4, 4 + 2 * len(pages), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] /MediaBox [0 0 595 842] "
        f"/Resources << /Font << {fonts} >> /XObject << /X {numbers.stop} 0 R >> >> >>".encode(),
        f"<< {info} >>".encode(),
    ]
    for number, content in zip(numbers, pages, strict=True):
        drawn = content if isinstance(content, bytes) else b"\n".join(t.draw() for t in content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Contents {number + 1} 0 R {page} >>".encode()
        )
        objects.append(make_stream(drawn))
    resources = f"/Resources << /Font << {fonts} >> >>"
    objects.append(make_stream(form, f"/Subtype /Form /BBox [0 0 595 842] {resources}"))
    return assemble(objects, trailer)


def make_stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def assemble(objects: Sequence[bytes], trailer: str) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R /Info 3 0 R {trailer} >>\n"
    xref = f"xref\n0 {count}\n0000000000 65535 f \n{table}{end}startxref\n{len(data)}\n%%EOF\n"
    return data + xref.encode()


def set_text(
    *paragraphs: str, x: float = 70, y: float = 700, width: int = 60, gap: float = 8
) -> list[Text]:
    """Set paragraphs below each other, in lines of so many characters."""
    texts = []
    for paragraph in paragraphs:
        for line in wrap(paragraph, width):
            texts.append(Text(line, x, y))
            y -= 12
        y -= gap
    return texts


def read_text(*pages: Page) -> str:
    return read_pdf(make_pdf(*pages)).text


def refuse(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> str:
    with pytest.raises(SourceUnreadable) as refused:
        read_pdf(data, bounds)
    return str(refused.value)


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


# --- heads and feet ------------------------------------------------------------------------------


def paginate(count: int, head: str, foot: str) -> list[list[Text]]:
    """Return pages of prose with such a head and foot, drawn before the text."""
    return [
        [
            *(Text(head, y=800, size=8), Text(foot.format(page=page, pages=count), y=40, size=8)),
            *set_text(PAGES[(page - 1) % 3]),
        ]
        for page in range(1, count + 1)
    ]


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


# --- properties ----------------------------------------------------------------------------------


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


# --- what cannot be read -------------------------------------------------------------------------

ARTICLE = make_pdf(*paginate(2, "Tageblatt", "{page}"))
BROKEN = "a broken PDF; save or download it again"


def encrypt(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(ARTICLE)))
    writer.encrypt(user_password=password, algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_file_that_needs_no_password_to_be_read_is_read() -> None:
    assert read_pdf(encrypt("")).text == read_pdf(ARTICLE).text


def test_a_file_that_needs_a_password_is_refused() -> None:
    assert refuse(encrypt("geheim")) == "encrypted; save it without a password"


def test_a_file_in_modern_encryption_is_refused() -> None:
    key, crypt = (
        "00" * 32,
        "/CF << /StdCF << /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF",
    )
    entry = f"/Filter /Standard /V 4 /R 4 /Length 128 /P -4 /O <{key}> /U <{key}> {crypt}"
    data = make_pdf(set_text(FIRST), trailer=f"/Encrypt << {entry} >> /ID [<00> <00>]")
    assert refuse(data) == "encrypted; save it without a password"


def test_images_alone_are_no_text() -> None:
    image = b"q 100 0 0 100 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
    message = "holds no text, only images; run text recognition (OCR) over it first"
    assert refuse(make_pdf(image)) == message
    assert refuse(make_pdf([Text("3"), Text("---", y=650)], b"")) == message


def test_fonts_that_do_not_tell_their_letters_are_no_text() -> None:
    assert refuse(make_pdf([Text("\x02\x03\x04\x05 a")])).startswith(
        "its fonts do not tell their letters; run text recognition (OCR)"
    )


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"%PDF-1.7\n%%EOF", b"<html>%%EOF", ARTICLE[: len(ARTICLE) // 2], ARTICLE[:-20]),
        ARTICLE.replace(b"/Root", b"/Rout").replace(b"/Catalog", b"/Cat"),
        ARTICLE.replace(b"/Count 2", b"/Count 2 /Kids 2 0 R"),
    ],
)
def test_broken_files_are_refused(data: bytes) -> None:
    assert refuse(data) == BROKEN


def test_a_stream_that_breaks_off_is_a_broken_file() -> None:
    start = ARTICLE.index(b"stream\n") + 60
    assert refuse(ARTICLE[:start] + bytes(20) + ARTICLE[start + 20 :]) == BROKEN


LONG = "too long for an article; split it"
INTRICATE = "draws far more than an article does; save its text alone"


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        *((Bounds(pages=1), LONG), (Bounds(characters=300), LONG)),
        *((Bounds(page_characters=200), LONG), (Bounds(page_pieces=5), INTRICATE)),
        *((Bounds(pieces=10), INTRICATE), (Bounds(tokens=100), INTRICATE)),
        (Bounds(bytes=500), INTRICATE),
    ],
)
def test_more_than_an_article_has_is_refused(bounds: Bounds, reason: str) -> None:
    assert refuse(ARTICLE, bounds) == reason


def test_bounds_on_pages_are_those_of_each_page() -> None:
    paper = read_pdf(ARTICLE, Bounds(page_characters=350, page_pieces=8))
    assert len(paper.text) > 350


@pytest.mark.parametrize("after", [b"", b" BT /F1 10 Tf 70 700 Td (am Mittwoch) Tj ET"])
def test_what_forms_draw_counts_as_well(after: bytes) -> None:
    data = make_pdf(b"/X Do" + after, form=b"\n".join(text.draw() for text in set_text(FIRST)))
    assert FIRST in read_pdf(data).text
    assert refuse(data, Bounds(page_pieces=3)) == INTRICATE
    assert refuse(data, Bounds(characters=100)) == LONG


@pytest.mark.parametrize("times", [1, 9])
def test_numbers_out_of_all_proportion_do_no_harm(times: int) -> None:
    huge = b"1" + b"0" * 40
    page = [*set_text(FIRST), Text("am Mittwoch", y=500)]
    drawn = b"\n".join(text.draw() for text in page[:-1])
    grown = (b"%b 0 0 %b %b 7 cm " % (huge, huge, huge)) * times
    text = read_text(drawn + grown + page[-1].draw())
    assert text.split() == f"{FIRST} am Mittwoch".split()


def test_what_pypdf_mends_is_not_printed(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("pypdf"), "propagate", False)
    assert read_pdf(ARTICLE.replace(b"0000000000 65535 f", b"0000000007 65535 f")).text
    assert refuse(ARTICLE[: len(ARTICLE) // 2] + b"%%EOF") == BROKEN
    assert capfd.readouterr() == ("", "")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read_but_never_raises_anything_else(data: st.DataObject) -> None:
    damaged = bytearray(ARTICLE)
    for _ in range(data.draw(st.integers(0, 10))):
        damaged[data.draw(st.integers(0, len(ARTICLE) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(ARTICLE)))
    with suppress(SourceUnreadable):
        paper = read_pdf(bytes(damaged[:end]) + data.draw(st.sampled_from((b"", b"\n%%EOF"))))
        assert paper.text
