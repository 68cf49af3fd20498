import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.rows import Known
from index.sources import DEFAULT_LIMITS, Limits
from index.sources.epub import Chapter, read_epub

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
{metadata}</metadata>
<manifest>{manifest}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"""
METADATA = """<dc:title>Talbote</dc:title><dc:publisher>Talbote</dc:publisher>
<dc:language>de-AT</dc:language><dc:creator>Jana Moser</dc:creator><dc:date>2025-05-03</dc:date>"""
SENTENCE = "Der Gemeinderat hat den Bau des Radwegs beschlossen."


def page(body: str = f"<p>{SENTENCE}</p>", attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns='
        '"http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x'
        f"</title></head><body {attributes}>{body}</body></html>"
    )


def item(path: str, kind: str = "application/xhtml+xml", properties: str = "") -> str:
    return f'<item id="{path}" href="{path}" media-type="{kind}" properties="{properties}"/>'


def bind(
    pages: dict[str, str | bytes],
    metadata: str = METADATA,
    *,
    spine: list[str] | None = None,
    guide: str = "",
    extra: str = "",
    files: dict[str, str | bytes] | None = None,
) -> bytes:
    """Make an EPUB of pages; ``extra`` goes into the manifest, ``files`` beside the pages."""
    package = PACKAGE.format(
        metadata=metadata,
        manifest="".join(map(item, pages)) + extra,
        spine="".join(f'<itemref idref="{p}"/>' for p in (pages if spine is None else spine)),
        guide=guide,
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/content.opf", package)
        for path, content in pages.items():
            archive.writestr(f"OEBPS/{path}", content)
        for path, content in (files or {}).items():
            archive.writestr(path, content)
    return file.getvalue()


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Chapter]:
    return list(read_epub(data, limits))


def paths(data: bytes) -> list[str]:
    return [chapter.path for chapter in read(data)]


def known(metadata: str) -> Known:
    (chapter,) = read(bind({"a.xhtml": page()}, metadata))
    return chapter.known


# --- chapters ------------------------------------------------------------------------------------


def test_chapters_come_in_the_order_of_the_spine_each_once() -> None:
    data = bind(
        {name: page() for name in ("a.xhtml", "b.xhtml", "c.xhtml")},
        spine=["c.xhtml", "a.xhtml", "c.xhtml", "gone.xhtml"],
    )
    assert paths(data) == ["OEBPS/c.xhtml", "OEBPS/a.xhtml"]


def test_a_chapter_is_its_page_with_what_the_book_tells() -> None:
    facts = Known(source="Talbote", published=date(2025, 5, 3), language="de", author="Jana Moser")
    assert read(bind({"a.xhtml": page()})) == [Chapter("OEBPS/a.xhtml", page().encode(), facts)]


def test_names_may_be_escaped() -> None:
    data = bind(
        {},
        spine=["x"],
        files={"OEBPS/Teil 1/für.xhtml": page()},
        extra='<item id="x" href="Teil%201/f%C3%BCr.xhtml#start" media-type="text/html"/>',
    )
    assert paths(data) == ["OEBPS/Teil 1/für.xhtml"]


def test_pages_beside_the_text_are_passed_over() -> None:
    front = f"<p>{SENTENCE} {SENTENCE}</p>"
    data = bind(
        {
            "picture.xhtml": page(
                '<img src="a.jpg" alt="Ein Bild, auf dem nichts zu sehen ist."/>'
            ),
            "title.xhtml": page(
                "<h1>Talbote</h1><p>Jahrgang 12, Ausgabe vom 3. Mai, talbote.at</p>"
            ),
            "links.xhtml": page(f'<ul><li><a href="a.xhtml">{SENTENCE}</a></li></ul>'),
            "script.xhtml": page(f"<script>{SENTENCE}</script>"),
            "imprint.xhtml": page(front, 'epub:type="copyright-page"'),
            "cover.xhtml": page(f'<section epub:type="cover">{front}</section>'),
            "guide.xhtml": page(front),
            "a.xhtml": page(f'<section epub:type="chapter">{front}</section>'),
        },
        guide='<reference type="Title-Page" href="guide.xhtml#top"/>',
    )
    assert paths(data) == ["OEBPS/a.xhtml"]


def test_other_documents_in_the_spine_are_passed_over() -> None:
    data = bind(
        {"a.xhtml": page()},
        spine=["pic", "nav", "a.xhtml"],
        extra=item("pic", "image/svg+xml") + item("nav", properties="scripted nav"),
        files={"OEBPS/pic": f"<svg><text>{SENTENCE}</text></svg>", "OEBPS/nav": page()},
    )
    assert paths(data) == ["OEBPS/a.xhtml"]


def test_a_broken_chapter_is_a_problem_and_the_rest_goes_on() -> None:
    data = bind(
        {"a.xhtml": page(), "b.xhtml": b"\0\1\2", "c.xhtml": page()},
        spine=["a.xhtml", "b.xhtml", "gone", "c.xhtml"],
        extra=item("gone"),
    )
    first, binary, gone, last = read(data)
    assert str(binary.html).startswith("binary")
    assert str(gone.html).startswith("missing in its EPUB")
    assert first.html == last.html == page().encode()


def test_chapters_may_be_in_another_encoding() -> None:
    old = page().replace("utf-8", "iso-8859-1").replace("Bau", "Ausbau für Räder")
    assert paths(bind({"a.xhtml": old.encode("latin-1")})) == ["OEBPS/a.xhtml"]


def test_a_book_of_pictures_has_no_text() -> None:
    with pytest.raises(SourceUnreadable, match="only pictures"):
        read(bind({"a.xhtml": page('<img src="a.jpg"/>')}))


# --- what a book tells ---------------------------------------------------------------------------


def test_titles_come_from_the_table_of_contents() -> None:
    nav = page(
        '<nav epub:type="landmarks"><a href="text/a.xhtml">Anfang</a></nav><nav epub:type="toc">'
        '<ol><li><a href="text/a.xhtml">Der <i>Radweg</i></a></li>'
        '<li><a href="text/b.xhtml#1">Eins</a></li><li><a href="text/b.xhtml#2">Zwei</a></li></ol>'
        "</nav>"
    )
    data = bind(
        {"text/a.xhtml": page(), "text/b.xhtml": page()},
        extra=item("nav.xhtml", properties="nav"),
        files={"OEBPS/nav.xhtml": nav},
    )
    assert [chapter.known.title for chapter in read(data)] == ["Der Radweg", None]


def test_titles_come_from_an_ncx_as_well() -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Der'
        ' Radweg</text></navLabel><content src="../a.xhtml"/></navPoint></navMap></ncx>'
    )
    data = bind(
        {"a.xhtml": page()},
        extra=item("toc/toc.ncx", "application/x-dtbncx+xml"),
        files={"OEBPS/toc/toc.ncx": ncx},
    )
    assert read(data)[0].known.title == "Der Radweg"


@pytest.mark.parametrize("contents", ["", "<nav", "\0"])
def test_a_book_is_readable_without_its_table_of_contents(contents: str) -> None:
    data = bind(
        {"a.xhtml": page()},
        extra=item("nav.xhtml", properties="nav"),
        files={"OEBPS/nav.xhtml": contents},
    )
    assert read(data)[0].known.title is None


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("<dc:date>2025-05-03</dc:date>", date(2025, 5, 3)),
        ("<dc:date>2025-05-03T22:00:00+00:00</dc:date>", date(2025, 5, 3)),
        ("<dc:date>2025</dc:date>", None),
        ("<dc:date>2025-05</dc:date>", None),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", None),
        ('<dc:date opf:event="publication">2025-05-03</dc:date>', date(2025, 5, 3)),
        ('<dc:date opf:event="modification">2025-05-03</dc:date>', None),
        ('<dc:date event="creation">2025-05-03</dc:date>', None),
        (
            '<dc:date opf:event="modification">2025-05-03</dc:date>'
            '<dc:date opf:event="publication">2025-05-02</dc:date>',
            date(2025, 5, 2),
        ),
        ("<dc:date>2025-05-03</dc:date><dc:date>2024-05-03</dc:date>", None),
        ('<meta property="dcterms:modified">2025-05-03T00:00:00Z</meta>', None),
    ],
)
def test_only_a_full_day_of_publication_is_taken(dates: str, day: date | None) -> None:
    assert known(dates).published == day


def test_authors_are_the_creators_that_wrote_it() -> None:
    creators = (
        '<dc:creator opf:role="aut">Jana Moser</dc:creator>'
        '<dc:creator opf:role="ill">Zoe Huber</dc:creator>'
        '<dc:creator id="b">Ali Kaya</dc:creator><meta refines="#b" property="role">aut</meta>'
        '<dc:creator id="c">Ida Lang</dc:creator><meta refines="#c" property="role">edt</meta>'
    )
    assert known(creators).author == "Jana Moser, Ali Kaya"


def test_placeholders_name_nobody() -> None:
    assert (
        known(
            "<dc:creator>Unbekannt</dc:creator><dc:publisher>calibre</dc:publisher>"
            "<dc:language>Deutsch</dc:language>"
        )
        == Known()
    )


# --- what is no book, or too much of one ---------------------------------------------------------


def test_an_archive_without_a_package_is_no_epub() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xhtml", page())
    with pytest.raises(SourceUnreadable, match="not a whole EPUB"):
        read(file.getvalue())
    with pytest.raises(SourceUnreadable, match="not a whole ZIP"):
        read(b"PK\x03\x04")


def encryption(method: str) -> dict[str, str | bytes]:
    return {
        "META-INF/encryption.xml": '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:'
        f'EncryptedData><enc:EncryptionMethod Algorithm="{method}"/><enc:CipherData>'
        '<enc:CipherReference URI="OEBPS/a.xhtml"/></enc:CipherData></enc:EncryptedData>'
        "</encryption>"
    }


def test_a_protected_book_is_refused() -> None:
    files = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(SourceUnreadable, match="DRM"):
        read(bind({"a.xhtml": page()}, files=files))


def test_obfuscated_fonts_are_no_protection() -> None:
    files = encryption("http://www.idpf.org/2008/embedding")
    assert paths(bind({"a.xhtml": page()}, files=files)) == ["OEBPS/a.xhtml"]


def test_entities_are_not_resolved(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.getbasetemp() / "secret.txt"
    secret.write_text("Geheim")
    metadata = "<dc:publisher>&outside;</dc:publisher><dc:creator>&inside;</dc:creator>"
    data = bind({"a.xhtml": page()}, metadata)
    doctype = (
        f'<!DOCTYPE package [<!ENTITY outside SYSTEM "{secret.as_uri()}">'
        '<!ENTITY a "xxxxxxxxxx"><!ENTITY inside "&a;&a;&a;&a;&a;&a;">]>'
    )
    package = PACKAGE.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{doctype}')
    file = io.BytesIO(data)
    with zipfile.ZipFile(file) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members["OEBPS/content.opf"] = package.format(
        metadata=metadata, manifest=item("a.xhtml"), spine='<itemref idref="a.xhtml"/>', guide=""
    ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    (chapter,) = read(out.getvalue())
    assert "Geheim" not in (chapter.known.source or "")
    assert "xxx" not in (chapter.known.author or "")


def test_chapters_are_bounded() -> None:
    data = bind({"a.xhtml": page(), "b.xhtml": page(f"<p>{SENTENCE * 40}</p>")})
    size = len(page())
    first, second = read(data, Limits(file_bytes=size + 1000))
    assert isinstance(first.html, bytes)
    assert str(second.html).startswith("larger than")
    with pytest.raises(SourceUnreadable, match="unpacks to more than"):
        read(data, Limits(archive_bytes=2 * size))


def test_a_page_of_a_bomb_is_not_unpacked() -> None:
    (chapter,) = read(bind({"a.xhtml": page() + " " * 9_000_000}))
    assert "ZIP bomb" in str(chapter.html)


def test_deep_pages_do_no_harm() -> None:
    data = bind({"a.xhtml": page("<div>" * 50_000 + SENTENCE), "b.xhtml": page()})
    assert "OEBPS/b.xhtml" in paths(data)


SAMPLE = bind({"a.xhtml": page()})


@settings(max_examples=150, deadline=None)
@given(
    flips=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=4),
    end=st.integers(0, len(SAMPLE)) | st.just(len(SAMPLE)),
)
def test_damaged_books_yield_chapters_and_problems_alone(
    flips: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(SAMPLE)
    for at, value in flips:
        data[at] = value
    with suppress(SourceUnreadable):
        assert read(bytes(data[:end]))


@settings(max_examples=150, deadline=None)
@given(cut=st.integers(0, 400), junk=st.text(alphabet='<>&"/!?[]abc= ', max_size=20))
def test_damaged_packages_yield_chapters_and_problems_alone(cut: int, junk: str) -> None:
    metadata = METADATA[:cut] + junk + METADATA[cut + 9 :]
    with suppress(SourceUnreadable):
        assert read(bind({"a.xhtml": page()}, metadata))
