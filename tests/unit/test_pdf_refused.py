"""PDF files that cannot be read, or are more than an article."""

import logging
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import FIRST, Text, make_pdf, paginate, read_text, set_text
from pypdf import PdfReader, PdfWriter

from index.cleaning.pdf import read_pdf
from index.cleaning.pdf.bounds import DEFAULT_BOUNDS, Bounds
from index.errors import SourceUnreadable


def refuse(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> str:
    with pytest.raises(SourceUnreadable) as refused:
        read_pdf(data, bounds)
    return str(refused.value)


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
