"""PDF files made to be read: strings set on pages, put together by hand."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from index.cleaning.pdf import read_pdf

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


def paginate(count: int, head: str, foot: str) -> list[list[Text]]:
    """Return pages of prose with such a head and foot, drawn before the text."""
    return [
        [
            *(Text(head, y=800, size=8), Text(foot.format(page=page, pages=count), y=40, size=8)),
            *set_text(PAGES[(page - 1) % 3]),
        ]
        for page in range(1, count + 1)
    ]
