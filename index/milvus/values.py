"""Values in the shape that Milvus keeps them in.

A VARCHAR holds 65,535 bytes and there is no type for bytes: what is longer goes into an array of
pieces, bytes in base 64 (RFC 4648), sealed as in the local store (see :mod:`index.sealing`).
"""

import binascii
import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

from index.sealing import damage, seal, unseal

LONGEST = 65_535
"""The bytes that a VARCHAR may have."""

MOST_PIECES = 4096
"""The elements that an array may have."""

NOTHING = {0: 1.0}
"""A sparse vector where Milvus wants one that nothing is searched by."""

# A character of a text has up to four bytes in UTF-8.
_PIECE, _PLAIN_PIECE = LONGEST // 4, LONGEST
_PLAIN_STEM = re.compile(r"[a-pr-z][a-z]*")
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"ghijklmnopabcdef")


def to_pieces(text: str) -> list[str]:
    """Cut a text into pieces that each fit a VARCHAR."""
    length = _PLAIN_PIECE if text.isascii() else _PIECE
    return [text[at : at + length] for at in range(0, len(text), length)]


def from_pieces(pieces: Sequence[str]) -> str:
    """Return the text that was cut into pieces."""
    return "".join(pieces)


def to_sealed(data: bytes) -> list[str]:
    """Return bytes, sealed with their CRC-32, as pieces of text."""
    return to_pieces(binascii.b2a_base64(seal(data), newline=False).decode())


def from_sealed(pieces: Sequence[str]) -> memoryview:
    """Return the bytes that were sealed.

    Raises:
        IndexDamaged: They have changed since.
    """
    try:
        return unseal(binascii.a2b_base64("".join(pieces), strict_mode=True))
    except ValueError as error:
        raise damage("A passage") from error


def key_of(*names: str) -> str:
    """Return a key of fixed length for names of any: what a row is found, and paged, by."""
    joined = "\0".join(names).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=16).hexdigest()


def token_of(stem: str) -> str:
    """Return a stem as one token of a-z, so that no analyzer splits, folds or drops it.

    No two stems have the same: what is not made of these letters, or begins with q, is written as
    q and two letters for each of its bytes.
    """
    if _PLAIN_STEM.fullmatch(stem):
        return stem
    spelled = stem.encode("utf-8", "surrogatepass").hex().encode().translate(_LETTERS)
    return "q" + spelled.decode()


def to_words(stems: Iterable[str]) -> str:
    """Return stems as the text that Milvus' BM25 reads, a space on either side of each.

    What a VARCHAR has no room for is left out: no passage of news comes near it.
    """
    words = " ".join(["", *map(token_of, stems), ""])
    return words if len(words) <= LONGEST else words[: words.rindex(" ", 0, LONGEST) + 1]


def to_dimensions(bands: Collection[int]) -> dict[int, float]:
    """Return bands as a sparse vector: the inner product of two counts the bands they share.

    Milvus wants each row to have a vector, so an article without bands has one that none asks for.
    """
    return {band % (2**32 - 2): 1.0 for band in bands} or {2**32 - 2: 1.0}
