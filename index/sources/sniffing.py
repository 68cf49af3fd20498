"""What bytes without a reliable file name hold: a download, or what is piped in."""

import io
import re
from codecs import BOM_UTF8

from index.cleaning.decoding import UTF16_MARKS
from index.errors import SourceUnreadable
from index.sources.archives import member_path, open_zip
from index.sources.documents import DEFAULT_LIMITS
from index.sources.places import Format, format_of

_PDF_HEAD = 1024  # ISO 32000-1, annex H.3.4.1: what may stand before a PDF's header
_HEAD = 1 << 16
_BY_MEDIA_TYPE: dict[str, Format] = {
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/epub+zip": "epub",
    "application/json": "json",
    "application/feed+json": "json",
    "application/ld+json": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "message/rfc822": "mail",
}
# Members that only documents of this kind have.
_PACKAGES: dict[str, Format] = {
    "word/document.xml": "docx",
    "META-INF/container.xml": "epub",
}
_PACKED = ("docx", "epub")
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
# What may stand before the first tag of a document.
_PROLOG = re.compile(
    r"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE\s(?!\s*html)[^>\[]*(?:\[[^\]]*\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
_FEED = re.compile(r"<(?:rss|rdf:RDF|(?:\w+:)?feed)[\s>]")
_HTML = re.compile(
    r"<(?:!DOCTYPE\s+html|html|head|body|title|meta|link|main|article|section|header|div|p|h[1-6])"
    r"(?=[\s/>])",
    re.IGNORECASE,
)
_JSON = re.compile(r'\{\s*["}]|\[\s*[{\]]')


def kind_of(data: bytes, media_type: str = "", name: str = "") -> Format:
    """Tell what content is, by itself where it says so, else by its media type or name.

    Args:
        data: The content, from its beginning; all of it for packed documents.
        media_type: What a server calls it, parameters or not; servers are often wrong.
        name: The file's name, or the path of the address it comes from.
    """
    told = _told(media_type, name)
    if data.startswith(_ZIP_STARTS):
        return _kind_of_zip(data, told)
    head = _skip_prolog(_decode_head(data[:_HEAD]))
    if _FEED.match(head):
        return "feed"
    if _HTML.match(head) and told != "markdown":
        return "html"
    if b"%PDF-" in data[:_PDF_HEAD]:
        return "pdf"
    if told in (None, "json", "jsonl") and _JSON.match(head):
        return "jsonl" if told == "jsonl" or _has_rows(data) else "json"
    return told or "text"  # What is not what it is called is told so by its reader.


def _told(media_type: str, name: str) -> Format | None:
    by_media_type = _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower())
    return by_media_type or format_of(name)


def _kind_of_zip(data: bytes, told: Format | None) -> Format:
    try:
        with open_zip(io.BytesIO(data), DEFAULT_LIMITS) as archive:
            paths = {member_path(info) for info in archive.infolist()}
    except SourceUnreadable:
        return told if told in _PACKED else "zip"  # Its reader says what is wrong.
    return next((kind for path, kind in _PACKAGES.items() if path in paths), "zip")


def _decode_head(head: bytes) -> str:
    encoding = "utf-16" if head.startswith(UTF16_MARKS) else "utf-8-sig"
    return head.decode(encoding, "replace")


def _skip_prolog(head: str) -> str:
    start = 0
    while match := _PROLOG.match(head, start):
        start = match.end()
    return head[start:]


def _has_rows(data: bytes) -> bool:
    """Tell JSON Lines from JSON: an object that ends with its line, and another one below."""
    first, _, rest = data.removeprefix(BOM_UTF8).lstrip().partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and bool(rest.strip())
