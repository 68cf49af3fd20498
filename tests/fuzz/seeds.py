"""What the mutations begin with: one sound file of each format, or the labelled set's."""

import io
import json
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import docx

from index.sources.places import Format, format_of

LABELLED = Path(__file__).parents[2] / "eval" / "sets" / "cleaning" / "seen"
TEXT = (
    "Die Brücke über die Mühl kostet 1,5 Millionen Euro. Der Rat stimmte am 24. September 2025 zu. "
    "„Wir bauen sofort“, sagte Bürgermeisterin Dr. Anna Brandl."
)
ROW = {"id": "a", "title": "Brücke", "text": TEXT, "published": "2025-09-24", "source": "Talbote"}
PAGE = f"<html><head><title>Brücke</title></head><body><h1>Brücke</h1><p>{TEXT}</p></body></html>"
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Talbote</title>
<item><title>Brücke</title><pubDate>Wed, 24 Sep 2025 12:00:00 GMT</pubDate>
<description><![CDATA[<p>{TEXT}</p>]]></description></item></channel></rss>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/></spine></package>"""
CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def pack(members: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def write_docx() -> bytes:
    document, written = docx.Document(), io.BytesIO()
    document.add_heading("Brücke", 1)
    document.add_paragraph(TEXT)
    document.add_table(2, 2).cell(0, 0).text = "Kosten"
    document.save(written)
    return written.getvalue()


def write_pdf() -> bytes:
    lines = "".join(f"({TEXT[at : at + 70]}) Tj T* " for at in range(0, len(TEXT), 70))
    drawn = f"BT /F 10 Tf 12 TL 50 700 Td {lines}ET"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] >>",
        f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F {font} >> >> >>",
        f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}\nendstream",
    )
    data, places = b"%PDF-1.7\n", list[int]()
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{one}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size 5 >>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()


NITF = (
    "<nitf><head><docdata><date.issue norm='20250924T080000Z'/></docdata></head><body><body.head>"
    f"<hedline><hl1>Brücke</hl1></hedline></body.head><body.content><p>{TEXT}</p><media>"
    "<media-caption>Bild</media-caption></media></body.content></body></nitf>"
)
G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentMeta><headline>Brücke</headline>'
    f"</contentMeta><contentSet><inlineXML>{NITF}</inlineXML></contentSet></newsItem>"
)


def write_mail(*, html: bool) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Brücke", "Bote <a@bote.example>"
    mail["Date"] = "Wed, 24 Sep 2025 08:00:00 +0200"
    mail.set_content(TEXT)
    if html:
        mail.add_alternative(PAGE, subtype="html")
        mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="ä.pdf")
    return mail.as_bytes()


def seeds_of(form: Format) -> list[bytes]:
    """Return sound files of a format."""
    labelled = (file for file in sorted(LABELLED.iterdir()) if file.suffix != ".json")
    made: dict[Format, bytes] = {
        "json": json.dumps({"articles": [ROW, ROW]}).encode(),
        "csv": f'Titel;Text;Datum\nBrücke;"{TEXT}";24.09.2025\n'.encode("utf-8-sig"),
        "zip": pack({"a.txt": TEXT, "b/c.html": PAGE, "d.jsonl": json.dumps(ROW)}),
        "epub": pack({"META-INF/container.xml": CONTAINER, "a.opf": PACKAGE, "a.xhtml": PAGE}),
        "feed": FEED.encode(),
        "docx": write_docx(),
        "pdf": write_pdf(),
    }
    several: dict[Format, list[bytes]] = {
        "mail": [write_mail(html=False), write_mail(html=True)],
        "xml": [NITF.encode(), FEED.encode(), G2.encode()],
    }
    if form in made or form in several:
        return several.get(form) or [made[form]]
    return [file.read_bytes() for file in labelled if format_of(file.name) == form]
