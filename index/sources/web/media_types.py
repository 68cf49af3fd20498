"""What kind of content a server gives: as it says, and as the first bytes show."""

import codecs
import re

from index.cleaning.decoding import UTF16_MARKS
from index.errors import SourceUnreadable

BEGINNING_BYTES = 1_024
"""From how many bytes on a media type can be recognised for good."""

# What servers say when they do not know.
_UNNAMED = re.compile(
    r"|(?:application|binary)/(?:(?:x-|force-)?download|octet-stream|(?:x-)?unknown)"
)
_ARTICLE = re.compile(
    r"text/(?!css|calendar|vcard|.*script).+"
    r"|application/(?:(?:.+\+)?(?:xml|json)|(?:x-nd|x-)?jsonl?|(?:x-)?pdf|epub\+zip"
    r"|(?:x-)?zip(?:-compressed)?|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)"
)
_ZIP = re.compile(r"application/(?:.*zip.*|vnd\.openxmlformats-.*)")
# Of the text encodings that Python knows, those that the web uses; the others are its own, and
# some of those take quadratic time.
_CHARSET = re.compile(
    r"(?:utf|us-|ascii|iso|latin|windows|cp|koi|mac|gb|big5|hz|euc|shift|sjis|ks)"
)


def parse_content_type(value: str) -> tuple[str, str | None]:
    """Return the media type of a Content-Type header, or ``""``, and its charset, or None."""
    media_type = re.split("[;,]", value, maxsplit=1)[0].strip().lower()
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", value, re.ASCII | re.IGNORECASE)
    return (
        media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type) else "",
        charset[1].lower() if charset and _is_charset(charset[1].lower()) else None,
    )


def _is_charset(name: str) -> bool:
    try:
        return bool(_CHARSET.match(name) and codecs.lookup(name))
    except LookupError:
        return False


def recognise(declared: str, beginning: bytes = b"") -> str:
    """Return the media type of an answer: what its bytes plainly are, else what is declared.

    Args:
        declared: The type that the server declares, or ``""``.
        beginning: The first bytes, or more; none as long as nothing has been read.

    Raises:
        SourceUnreadable: No article is of such a type.
    """
    beginning = beginning[:BEGINNING_BYTES]
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(b"PK\x03\x04"):
        return declared if _ZIP.fullmatch(declared) else "application/zip"
    if not _UNNAMED.fullmatch(declared):
        if _ARTICLE.fullmatch(declared):
            return declared
        raise SourceUnreadable(f"not an article but {declared}; give the address of a page")
    binary = b"\0" in beginning and not beginning.startswith(UTF16_MARKS)
    if beginning and (declared or binary):
        raise SourceUnreadable("neither text nor PDF nor an archive; give the address of a page")
    if start.startswith(b"<"):
        return "application/xml" if start.startswith(b"<?xml") else "text/html"
    return "text/plain"
