import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sources.sniffing import kind_of

TEXT = "Die Standseilbahn fährt ab Mai wieder bis zur Bergstation."
PAGE = f"<html><body><p>{TEXT}</p></body></html>"
RSS = "<rss version='2.0'><channel/></rss>"
ROW = json.dumps({"text": TEXT})


def pack(*paths: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in paths:
            archive.writestr(path, TEXT)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", "text"),
        (TEXT, "text"),
        ("# Standseilbahn", "text"),
        ("text,title\na,b", "text"),
        ("[Linz, 3. Mai] Die Seilbahn fährt.", "text"),
        ("{Anmerkung} Die Seilbahn fährt.", "text"),
        ("<Anm. d. Red.> Die Seilbahn fährt.", "text"),
        ("<?xml version='1.0'?><urlset/>", "text"),
        ("%PDF-1.7\n", "pdf"),
        ("\n\n junk %PDF-1.4", "pdf"),
        ("x" * 1024 + "%PDF-1.4", "text"),
        (PAGE, "html"),
        ("\n <!doctype HTML>\n" + PAGE, "html"),
        (f"<!-- saved --><?xml version='1.0'?>\n<!DOCTYPE html>{PAGE}", "html"),
        (f"<p class='x'>{TEXT}</p>", "html"),
        ("<H1>%PDF-1.7 erklärt</H1>", "html"),
        (RSS, "feed"),
        (f"<?xml version='1.0'?><?xml-stylesheet?>\n<!-- {PAGE} -->\n{RSS}", "feed"),
        (f"<!DOCTYPE rss [<!ENTITY a 'b'>]>{RSS}", "feed"),
        ("<!DOCTYPE " + " " * 65_000, "text"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "feed"),
        (ROW, "json"),
        (f"[{ROW},\n{ROW}]", "json"),
        (json.dumps({"items": [{"text": TEXT}]}, indent=2), "json"),
        (json.dumps({"items": [{"text": TEXT}]}, indent=0), "json"),
        (f"{ROW}\n", "json"),
        (f"{ROW}\n{ROW}\n", "jsonl"),
        (f"\n{ROW}\r\n\r\n  {ROW}", "jsonl"),
        (f'{{"text": "{"x" * 100_000}"}}\n{ROW}', "jsonl"),
        ('{"text": ', "json"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_content_says_what_it_is(content: str, kind: str, encoding: str) -> None:
    assert kind_of(content.encode(encoding)) == kind


def test_utf_16_is_looked_into() -> None:
    assert [kind_of(c.encode("utf-16")) for c in (PAGE, RSS, TEXT)] == ["html", "feed", "text"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pack("a.txt"), "zip"),
        (pack(), "zip"),
        (pack("[Content_Types].xml", "word/document.xml"), "docx"),
        (pack("mimetype", "META-INF/container.xml"), "epub"),
        (pack("texte/word/document.xml"), "zip"),
        (pack("a.txt")[:-5], "zip"),
    ],
)
def test_packages_are_told_by_their_members(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("media_type", "name", "kind"),
    [
        ("text/csv; charset=utf-8", "", "csv"),
        ("Text/Tab-Separated-Values", "", "csv"),
        ("text/markdown", "", "markdown"),
        ("text/plain", "/texte/a.md", "markdown"),
        ("application/octet-stream", "a.CSV", "csv"),
        ("text/html", "a.csv", "html"),
        ("", "a.ndjson", "jsonl"),
        ("application/rss+xml", "", "feed"),
        ("text/plain", "", "text"),
        ("image/png", "a", "text"),
    ],
)
def test_else_media_type_and_name_count(media_type: str, name: str, kind: str) -> None:
    assert kind_of(TEXT.encode(), media_type, name) == kind


@pytest.mark.parametrize(
    ("content", "media_type", "name", "kind"),
    [
        (PAGE, "application/pdf", "a.pdf", "html"),
        (PAGE, "application/rss+xml", "feed.xml", "html"),
        (RSS, "text/html", "index.html", "feed"),
        (ROW, "text/plain", "", "json"),
        (ROW, "application/x-ndjson", "", "jsonl"),
        (ROW, "application/json", "a.jsonl", "json"),
        (ROW, "", "a.txt", "text"),
        (PAGE, "text/markdown", "", "markdown"),
    ],
)
def test_content_is_believed_before_its_name(
    content: str, media_type: str, name: str, kind: str
) -> None:
    assert kind_of(content.encode(), media_type, name) == kind


def test_a_broken_package_is_what_it_is_called() -> None:
    assert kind_of(b"PK\x03\x04", "", "a.docx") == "docx"
    assert kind_of(b"PK\x03\x04", "application/epub+zip") == "epub"


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"<!--", b"<!DOCTYPE ", b'{"', b"<?"]),
    st.binary(max_size=60),
)
def test_any_bytes_are_of_some_kind(start: bytes, rest: bytes) -> None:
    assert kind_of(start + rest)
