"""Bytes to text, in the encodings that articles are saved in."""

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import SourceUnreadable

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
EMPTY = "empty; nothing to index"
BINARY = "binary, not text; save it as text in UTF-8"
UNKNOWN_ENCODING = "not text in a known encoding; save it as UTF-8"
# What text does not hold; it may hold tabs, line breaks, form feeds and terminal escapes.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

# cp1252's letters among Latin-1's control characters.
_TO_LATIN = {
    ord(letter): byte
    for byte in range(0x80, 0xA0)
    if (letter := bytes([byte]).decode("cp1252", "ignore"))
}
# How UTF-8 looks that was taken for cp1252: "Ã¼", "â€ž".
_GARBLED = re.compile(rf"[ÂÃ][\x80-\xbf{''.join(map(chr, _TO_LATIN))}]|â[\x80-\x82€‚]")

# What is no UTF-8 as Python marks it, and how many letters that are have to stand beside one.
_STRAY, _ESCAPE, _FEW = re.compile(r"[\udc80-\udcff]"), 0xDC00, 3
# How umlauts of other encodings look in cp1252 and Latin-1, and how they look.
_SIGN_IN_WORD = re.compile(r"[a-z][\x80-\x9f‚„”…ŠŸ§ˆ‰][a-zšŸŠ]")
_UMLAUT_IN_WORD = re.compile(r"[A-Za-z][äöüßéèêàâç][a-z]")
_HEAD_BYTES = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def decode(data: bytes, charset: str | None = None) -> str:
    """Return the text of bytes.

    Args:
        data: UTF-8, UTF-16 with a byte order mark, or else in ``charset``, or else cp1252 (and with
            it Latin-1).
        charset: The encoding that somebody says it is in.

    Raises:
        SourceUnreadable: It is none of these, or no text at all.
    """
    if data.startswith(UTF16_MARKS):
        text = _decode_as(data, "utf-16")
    elif b"\0" in data:
        raise SourceUnreadable(BINARY)
    else:
        text = _decode_as(data, "utf-8-sig")
        if text is None and charset:
            text = _decode_as(data, charset)
        if text is None:
            # Among these two it says which, or that the text would be gibberish in both; left
            # to all encodings it takes short German texts for Polish or Turkish.
            best = from_bytes(data, cp_isolation=["cp1252", "latin_1"]).best()
            text = _decode_mixed(data) or _decode_old(data, str(best) if best else None)
    if text is None:
        raise SourceUnreadable(UNKNOWN_ENCODING)
    if "\0" in text or len(_CONTROL.findall(text)) * 100 > len(text):
        raise SourceUnreadable(BINARY)
    return text


def _decode_mixed(data: bytes) -> str | None:
    """Return UTF-8 with a stray letter of cp1252 in it, as what is pasted together has."""
    text = data.decode("utf-8", "surrogateescape")
    strays = len(_STRAY.findall(text))
    letters = sum(not letter.isascii() for letter in text) - strays
    if _FEW * strays > letters:
        return None
    return _STRAY.sub(lambda stray: _read_stray(ord(stray[0]) - _ESCAPE), text)


def _read_stray(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "replace")


def _decode_old(data: bytes, text: str | None) -> str | None:
    """Return a text in what DOS and old Macs wrote, if as cp1252 it has signs within its words."""
    if not _SIGN_IN_WORD.search(data.decode("latin_1") if text is None else text):
        return text
    read = [data.decode(encoding) for encoding in ("cp850", "mac_roman")]
    best = max(read, key=lambda one: len(_UMLAUT_IN_WORD.findall(one)))
    return text if _SIGN_IN_WORD.search(best) or not _UMLAUT_IN_WORD.search(best) else best


def mend(text: str) -> str:
    """Return a text as it was before UTF-8 was taken for cp1252, as in "MÃ¼ller".

    Only where that explains each of its letters, so that no other text is touched.
    """
    if not _GARBLED.search(text):
        return text
    try:
        return text.translate(_TO_LATIN).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def find_charset(page: bytes) -> str | None:
    """Return the encoding that an HTML page names in its head, if it names one."""
    match = _CHARSET.search(page[:_HEAD_BYTES])
    return match[1].decode("ascii").lower() if match else None


def _decode_as(data: bytes, encoding: str) -> str | None:
    try:
        name = codecs.lookup(encoding).name
        # The web means cp1252 by these (WHATWG Encoding Standard, 4.2): it has quotation marks.
        return data.decode("cp1252" if name in ("ascii", "iso8859-1") else name)
    except (UnicodeDecodeError, LookupError):  # no such text, no such encoding
        return None
