import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning.docx import read_docx
from index.cleaning.papers import Paper
from index.errors import SourceUnreadable
from index.records import Cut

TITLE = "Brandenburg bekommt ein Rechenzentrum"
FIRST = "Der Betreiber Nordwolke gibt 1,5 Mrd. € aus, sagte Bürgermeister Jörg Süßmilch."
SECOND = "Weltweit stecken die Konzerne bis 2030 vier Billionen US-Dollar in Rechenzentren."
ENGLISH = "Silverline said on Tuesday it would spend £46m, a “long-term” bet."


def save(document: WordDocument) -> bytes:
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def read(write: Callable[[WordDocument], object]) -> Paper:
    document = Document()
    write(document)
    return read_docx(save(document))


def add_xml(document: WordDocument, *runs: str) -> None:
    """Add a paragraph made of such markup."""
    body = "".join(runs)
    namespaces = nsdecls("w", "wp", "a") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    document.element.body.insert(-1, parse_xml(f"<w:p {namespaces}>{body}</w:p>"))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def refuse(data: bytes) -> str:
    with pytest.raises(SourceUnreadable) as refused:
        read_docx(data)
    return str(refused.value)


# --- text ----------------------------------------------------------------------------------------


def test_paragraphs_headings_lists_and_tables_stand_in_their_order() -> None:
    def write(document: WordDocument) -> None:
        document.add_paragraph(FIRST)
        document.add_heading("Strom aus der Region", 2)
        document.add_paragraph("Baubeginn: Frühjahr 2027", "List Bullet")
        document.add_paragraph("Fläche: 24 Hektar", "List Number")
        rows = document.add_table(2, 3).rows
        rows[0].cells[0].text, rows[0].cells[1].text = "Jahr", "Umsatz"
        rows[1].cells[0].text, rows[1].cells[1].text = "2025", "1,5 Mrd. €"
        document.add_paragraph("")
        document.add_paragraph(ENGLISH)

    assert read(write) == Paper(
        "\n\n".join(
            (
                *(FIRST, "Strom aus der Region", "• Baubeginn: Frühjahr 2027"),
                *("• Fläche: 24 Hektar", "Jahr | Umsatz\n2025 | 1,5 Mrd. €", ENGLISH),
            )
        )
    )


def test_runs_breaks_tabs_and_hyphens_become_plain_text() -> None:
    def write(document: WordDocument) -> None:
        hyphen = "<w:r><w:t>KI</w:t><w:noBreakHyphen/><w:t>Netz und Mil</w:t><w:softHyphen/></w:r>"
        add_xml(document, run("vier"), run(" "), run("Billionen", "<w:b/>"), run(", "), hyphen)
        document.paragraphs[-1].add_run("liarden\nEuro\tim Jahr")

    assert read(write).text == "vier Billionen, KI-Netz und Milliarden\nEuro im Jahr"


def test_raised_figures_stay_raised() -> None:
    def write(document: WordDocument) -> None:
        raised = "<w:vertAlign w:val='superscript'/>"
        add_xml(document, run("auf 10"), run("6", raised), run(" m"), run("2", raised))
        add_xml(document, run("für 3,"), run("99", raised), run(" am 19"), run("th", raised))

    assert read(write).text == "auf 10⁶ m²\n\nfür 3,99 am 19th"


def test_text_in_links_fields_and_content_controls_is_kept() -> None:
    def write(document: WordDocument) -> None:
        link = f"<w:hyperlink>{run('Nordwolke')}</w:hyperlink>"
        field = f"<w:fldSimple w:instr='DATE'>{run('Mittwoch')}</w:fldSimple>"
        control = f"<w:sdt><w:sdtContent>{run('Euro')}</w:sdtContent></w:sdt>"
        formula = "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"
        add_xml(document, link, "<!-- x -->", run(" am "), field, run(" "), control, formula)
        block = (
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run(SECOND)}</w:p></w:sdtContent></w:sdt>"
        )
        document.element.body.insert(-1, parse_xml(block))

    assert read(write).text == f"Nordwolke am Mittwoch Euroa=b\n\n{SECOND}"


def test_tracked_changes_are_accepted_and_hidden_text_is_left_out() -> None:
    def write(document: WordDocument) -> None:
        deleted = "<w:del><w:r><w:delText>20 Stellen</w:delText></w:r></w:del>"
        moved = f"<w:moveFrom>{run(' sofort')}</w:moveFrom>"
        hidden = run(" (intern)", "<w:vanish/>")
        shown = run(" in Linz", '<w:vanish w:val="false"/>')
        inserted = f"<w:ins>{run('120 Stellen')}</w:ins>"
        add_xml(document, run("Es sind "), deleted, inserted, moved, hidden, shown)

    assert read(write).text == "Es sind 120 Stellen in Linz"


def test_a_text_box_follows_the_paragraph_it_hangs_on_once() -> None:
    def write(document: WordDocument) -> None:
        box = f"<w:txbxContent><w:p>{run(SECOND)}</w:p></w:txbxContent>"
        choice = f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        both = f"{choice}<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        add_xml(
            document, run("Vor "), f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
        )
        document.paragraphs[-1].add_run("Ort")

    assert read(write).text == f"Vor Ort\n\n{SECOND}"


def test_a_table_of_single_cells_only_frames_its_text() -> None:
    def write(document: WordDocument) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = FIRST
        cell.add_paragraph(SECOND)

    assert read(write).text == f"{FIRST}\n\n{SECOND}"


def test_heads_feet_notes_and_comments_are_left_out_and_told() -> None:
    def write(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "Tageblatt, Wirtschaft"
        document.sections[0].footer.paragraphs[0].text = "Seite 1"
        paragraph = document.add_paragraph(FIRST)
        document.add_comment(paragraph.runs, text="Bitte prüfen", author="x")

    paper = read(write)
    assert paper.text == FIRST
    assert set(paper.removed) == {
        *(Cut("running head", "Tageblatt, Wirtschaft"), Cut("running head", "Seite 1")),
        Cut("comment", "Bitte prüfen"),
    }


# --- properties ----------------------------------------------------------------------------------


def test_the_title_is_the_paragraph_styled_as_such() -> None:
    def write(document: WordDocument) -> None:
        document.add_paragraph("WIRTSCHAFT")
        document.add_heading(f"{TITLE}\n", 0)
        document.add_heading("Strom", 1)
        document.add_paragraph(FIRST)

    paper = read(write)
    assert (paper.title, paper.text) == (TITLE, f"WIRTSCHAFT\n\nStrom\n\n{FIRST}")


def test_the_first_heading_on_top_is_the_title_where_there_is_no_other() -> None:
    def write(document: WordDocument) -> None:
        document.add_heading(TITLE, 1)
        document.add_paragraph(FIRST)
        document.add_heading("Strom", 1)

    paper = read(write)
    assert (paper.title, paper.text) == (TITLE, f"{FIRST}\n\nStrom")


def test_a_style_may_be_based_on_another_even_on_itself() -> None:
    def write(document: WordDocument) -> None:
        own = document.styles.add_style("Schlagzeile", 1)
        own.base_style = document.styles["Title"]
        document.add_paragraph(TITLE, own)
        loop = document.styles.add_style("Kreis", 1)
        loop.base_style = loop
        document.add_paragraph(FIRST, loop)

    assert (read(write).title, read(write).text) == (TITLE, FIRST)


def test_a_heading_far_down_or_alone_is_no_title() -> None:
    def write(document: WordDocument) -> None:
        for text in (FIRST, SECOND, ENGLISH):
            document.add_paragraph(text)
        document.add_heading(TITLE, 1)

    assert read(write).title == ""
    assert read(lambda document: document.add_heading(TITLE, 1)) == Paper(TITLE)


def test_numbered_headings_and_items_made_plain_are_no_items() -> None:
    def write(document: WordDocument) -> None:
        for style, number, text in (("Heading2", 1, "Strom"), ("ListBullet", 0, FIRST)):
            numbered = f"<w:numPr><w:numId w:val='{number}'/></w:numPr>"
            add_xml(document, f"<w:pPr><w:pStyle w:val='{style}'/>{numbered}</w:pPr>", run(text))

    assert read(write).text == f"Strom\n\n{FIRST}"


@pytest.mark.parametrize(
    ("declared", "author"),
    [("Martina Beispiel", "Martina Beispiel"), ("admin", None), ("python-docx", None), ("", None)],
)
def test_the_author_is_declared_unless_it_is_a_user(declared: str, author: str | None) -> None:
    def write(document: WordDocument) -> None:
        document.core_properties.author = declared
        document.core_properties.created = datetime(2024, 5, 6, tzinfo=UTC)
        document.add_paragraph(FIRST)

    paper = read(write)
    assert paper == Paper(FIRST, author=author)


# --- what cannot be read -------------------------------------------------------------------------

BROKEN = "no Word file, or a broken one; save it again as .docx"


def make_article() -> bytes:
    document = Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(FIRST)
    return save(document)


def repack(**members: bytes) -> bytes:
    """Return the article's file with the contents of some members replaced."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(ARTICLE)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            stem = name.rsplit("/", 1)[-1].partition(".")[0]
            new.writestr(name, members.get(stem, old.read(name)), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


ARTICLE = make_article()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"PK", b"<html>", ARTICLE[: len(ARTICLE) // 2]),
        *(repack(document=b"<w:document"), repack(document=b"<a/>"), repack(styles=b"<broken")),
        repack(document=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ],
)
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    assert refuse(data) == BROKEN


def test_other_archives_are_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", FIRST)
    assert refuse(packed.getvalue()) == BROKEN


def test_old_and_encrypted_files_are_refused() -> None:
    assert refuse(OLE + bytes(100)) == "a Word file of the old kind (.doc); save it as .docx"
    encrypted = OLE + "EncryptedPackage".encode("utf-16-le")
    assert refuse(encrypted) == "encrypted; save it without a password"
    central = ARTICLE.index(b"PK\x01\x02") + 8
    flagged = ARTICLE[:central] + b"\x01\x00" + ARTICLE[central + 2 :]
    assert refuse(flagged) == "encrypted; save it without a password"


def test_a_file_without_text_is_refused() -> None:
    assert refuse(save(Document())) == "holds no text; nothing to index"


@pytest.mark.parametrize("size", [25_000_000, 210_000_000])
def test_a_file_that_unpacks_to_far_too_much_is_refused_unread(size: int) -> None:
    central = ARTICLE.index(b"PK\x01\x02")
    bomb = ARTICLE[: central + 24] + struct.pack("<I", size) + ARTICLE[central + 28 :]
    assert refuse(bomb) == "unpacks to far more than an article; save its text alone"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read_but_never_raises_anything_else(data: st.DataObject) -> None:
    damaged = bytearray(ARTICLE)
    for _ in range(data.draw(st.integers(0, 10))):
        damaged[data.draw(st.integers(0, len(ARTICLE) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.sampled_from((len(ARTICLE), data.draw(st.integers(0, len(ARTICLE))))))
    with suppress(SourceUnreadable):
        assert read_docx(bytes(damaged[:end])).text
