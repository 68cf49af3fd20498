"""Mails: what they say, and what their heads tell."""

from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.cleaning import clean
from index.errors import SourceUnreadable
from index.sources import Document, Problem, read
from index.sources.mail import Mail, read_mail

TEXT = (
    "Der Stadtrat von Wiek hat am Mittwoch den Bau der neuen Brücke beschlossen.\n\n"
    "Sie kostet 46 Millionen Euro und soll 2028 fertig sein.\n"
)
PAGE = f"<html><body><h1>Brücke kommt</h1><p>{TEXT}</p></body></html>"


def make_mail(plain: str | None = TEXT, page: str | None = None) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Wiek baut die Brücke über die große Förde"
    mail["From"] = "Küstenkurier <redaktion@kuestenkurier.example>"
    mail["To"] = "ada@example.org"
    mail["Date"] = "Wed, 24 Sep 2025 23:39:05 -0500 (CDT)"
    if plain is not None:
        mail.set_content(plain)
    if page is not None and plain is not None:
        mail.add_alternative(page, subtype="html")
    elif page is not None:
        mail.set_content(page, subtype="html")
    return mail


def parse(mail: EmailMessage) -> Mail:
    return read_mail(mail.as_bytes())


def test_the_head_tells_headline_day_and_outlet() -> None:
    known = parse(make_mail()).known
    assert known.title == "Wiek baut die Brücke über die große Förde"
    assert known.source == "Küstenkurier"
    assert known.published == date(2025, 9, 24)


def test_plain_text_comes_before_html() -> None:
    mail = parse(make_mail(TEXT, PAGE))
    assert (mail.text.split(), mail.is_html) == (TEXT.split(), False)


@pytest.mark.parametrize("plain", [None, " ", "Ihr Programm zeigt kein HTML."])
def test_html_is_read_where_the_plain_text_says_little(plain: str | None) -> None:
    mail = parse(make_mail(plain, PAGE))
    assert mail.is_html
    assert "46 Millionen" in mail.text


def test_attachments_are_named_and_not_read() -> None:
    mail = make_mail()
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="Beschluß.pdf")
    mail.add_attachment("Nicht dies.", filename="notiz.txt")
    mail.add_attachment(make_mail("Nicht das."))
    found = parse(mail)
    assert found.attachments == ("Beschluß.pdf", "notiz.txt", "message.rfc822")
    assert "Nicht" not in found.text


def test_a_picture_in_the_text_is_no_attachment() -> None:
    mail = make_mail(None, PAGE)
    mail.add_related(b"GIF89a", "image", "gif", cid="<logo>", filename="logo.gif")
    assert parse(mail).attachments == ()


@pytest.mark.parametrize(
    ("head", "title", "source"),
    [
        (b"Subject: =?iso-8859-1?Q?Br=FCcke?=\nFrom: a@bote.example\n", "Brücke", "bote.example"),
        ("Subject: Brücke\nFrom: Bote\n".encode(), "Brücke", "Bote"),
        ("Subject: Brücke\nFrom: Bote\n".encode("cp1252"), "Brücke", "Bote"),
        (b"Subject: WG: AW: Deich\nDate: gestern\n", "Deich", None),
        (b"Subject: re:publica ist aus\n", "re:publica ist aus", None),
        (b"From: =?utf-8?q?Bote=2C_Der?= <a@b.example>\nSubject: a\n", "a", "Bote, Der"),
        (b"Subject: =?foo?Q?a?=\nFrom: =?utf-8?b?!!?= <a@b.example>\n", "a", None),
        (b"Subject:\nFrom:\n", None, None),
    ],
)
def test_heads_are_read_however_they_are_written(
    head: bytes, title: str | None, source: str | None
) -> None:
    known = read_mail(head + b"\nDer Deich wird erneuert.").known
    assert known.title == title
    assert source is None or known.source == source
    assert known.published is None


def test_letters_are_read_in_whatever_they_are_written() -> None:
    body = "Subject: x\nContent-Type: text/plain; charset={}\n\nDie Brücke".encode("cp1252")
    for charset in (b"iso-8859-1", b"windows-1252", b"utf-8", b"no-such"):
        assert read_mail(body.replace(b"{}", charset)).text == "Die Brücke"


def test_lines_that_flow_are_made_whole_and_signatures_left_out() -> None:
    head = b"Subject: x\nContent-Type: text/plain; format=flowed\n\n"
    body = b"Der Rat \nhat beschlossen.\n\nDie Br\xc3\xbccke kommt.\n-- \nBote\nTel. 123\n"
    assert read_mail(head + body).text == "Der Rat hat beschlossen.\n\nDie Brücke kommt."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Nur ein Text: ohne Kopf.", "no mail"),
        (b"Subject: x\nContent-Type: multipart/encrypted; boundary=b\n\n--b--", "encrypted"),
        (b"Subject: x\n\n \n", "nothing to index"),
        (b"Subject: x\nContent-Type: image/png\n\nx", "nothing to index"),
    ],
)
def test_what_cannot_be_read_is_told(content: bytes, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said):
        read_mail(content)


def test_a_mail_becomes_an_article(tmp_path: Path) -> None:
    mail = make_mail()
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="a.pdf")
    (tmp_path / "brief.eml").write_bytes(mail.as_bytes())
    document, problem = read([tmp_path])
    assert isinstance(document, Document)
    article = clean(document).article
    assert article.text == TEXT.strip()
    assert (article.title, article.source) == (parse(mail).known.title, "Küstenkurier")
    assert isinstance(problem, Problem)
    assert problem.origin.endswith("brief.eml!/a.pdf")
    assert problem.reason == "an attachment, which is left out; save it and give the file itself"
