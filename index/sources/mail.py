"""Mails (RFC 5322, MIME) become documents: a newsletter, an agency's text, what somebody forwards.

What a mail says in plain text is read, and its HTML only where that says more: newsletters put a
line in the plain text that asks for a program which shows the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from index.cleaning.decoding import EMPTY, decode
from index.cleaning.plaintext import to_line
from index.errors import SourceUnreadable
from index.rows import Known
from index.sources.feeds.moments import read_moment

_FIELDS = ("subject", "from", "date", "received", "message-id", "mime-version")
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_TAG = re.compile(
    r"<(?:style|script)\b.*?</(?:style|script)\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
# Plain text with fewer of its HTML's words only stands in for it.
_LEAST_SAID = 0.5
_LONGEST_NAME, _LONGEST_FIELD = 200, 1000
_REPLY = re.compile(r"(?:(?:Re|Aw|Antw|Fwd?|Wg|Wtr)\s?:\s+)+", re.IGNORECASE)
_SIGNED = re.compile(r"\n-- \r?\n")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was taken apart.

    Attributes:
        known: What its head tells: headline, day, outlet.
        text: What it says.
        is_html: Whether that is HTML.
        attachments: The names of the files that came with it, which are not read.
    """

    known: Known
    text: str
    is_html: bool
    attachments: tuple[str, ...]


def read_mail(content: bytes) -> Mail:
    """Read a mail.

    Raises:
        SourceUnreadable: It is none, is encrypted, or says nothing.
    """
    mail = message_from_bytes(content)
    if not any(name in mail for name in _FIELDS):
        raise SourceUnreadable("no mail, or one without its head; save it again as .eml or as text")
    if mail.get_content_type() in _ENCRYPTED:
        raise SourceUnreadable("an encrypted mail; save what it says as text")
    parts = list(_leaves(mail))
    plain = "\n\n".join(_read_plain(part) for part in parts if _is_text(part, "plain")).strip()
    page = "\n".join(_decode(part) for part in parts if _is_text(part, "html")).strip()
    is_html = len(plain.split()) < _LEAST_SAID * len(_TAG.sub(" ", page).split())
    if not (plain or page):
        raise SourceUnreadable(EMPTY)
    known = _read_head(mail)
    return Mail(known, page if is_html else plain, is_html, tuple(_name_attachments(parts)))


def _leaves(mail: Message) -> Iterator[Message]:
    """Yield the parts of a mail; not those of a mail that is attached to it."""
    pending: list[Message] = [mail]
    while pending:
        part = pending.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            pending += [one for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _is_text(part: Message, kind: str) -> bool:
    return part.get_content_type() == f"text/{kind}" and not _is_attached(part)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _name_attachments(parts: list[Message]) -> Iterator[str]:
    """Yield the names of what is attached; a picture within the text is no file of its own."""
    for part in parts:
        shown = part.get_content_maintype() == "image" and part.get("content-id")
        if part.get_content_type() == "message/rfc822" or (_is_attached(part) and not shown):
            name = to_line(_decode_words(part.get_filename() or ""))[:_LONGEST_NAME]
            yield name.replace("/", "_") or part.get_content_type().replace("/", ".")


def _read_head(mail: Message) -> Known:
    moment = read_moment(_field(mail, "date"))
    name, address = map(_decode_words, parseaddr(_raw(mail, "from")))
    host = address.rpartition("@")[2].lower() if "@" in address else address
    return Known(
        title=_REPLY.sub("", _field(mail, "subject"), count=1) or None,
        source=to_line(name)[:_LONGEST_NAME] or host or None,
        published=moment.date() if moment else None,
    )


def _field(mail: Message, name: str) -> str:
    """Return what a field of the head says, as text."""
    return to_line(_decode_words(_raw(mail, name)))[:_LONGEST_FIELD]


def _raw(mail: Message, name: str) -> str:
    return next((str(value) for field, value in mail.raw_items() if field.lower() == name), "")


def _decode_words(written: str) -> str:
    """Return a field with its encoded words read, as RFC 2047 has them, and bytes that are none."""
    if not written.isascii():
        written = (
            decode(written.encode("ascii", "surrogateescape")) if _is_raw(written) else written
        )
    try:
        words = decode_header(written)
    except (HeaderParseError, ValueError):
        return written
    return "".join(
        _decode_bytes(word, charset) if isinstance(word, bytes) else word for word, charset in words
    )


def _is_raw(written: str) -> bool:
    """Tell whether a field holds bytes beyond ASCII, as they came."""
    return all(ord(letter) < 0x80 or 0xDC80 <= ord(letter) <= 0xDCFF for letter in written)


def _decode(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _decode_bytes(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _decode_bytes(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "ascii")
    except (LookupError, UnicodeDecodeError):
        return decode(data, charset)


def _read_plain(part: Message) -> str:
    """Return a part's plain text without its signature, lines that flow made whole (RFC 3676)."""
    text = _SIGNED.split(_decode(part).replace("\r\n", "\n"))[0]
    if part.get_param("format") != "flowed":
        return text
    joint = "" if str(part.get_param("delsp")).lower() == "yes" else " "
    return re.sub(r" \n(?!\n)", joint, text)
