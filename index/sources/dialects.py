"""How a CSV file is written, told from its beginning: its encoding and what separates its cells."""

import codecs
import re
from dataclasses import dataclass

from index.cleaning.decoding import BINARY, EMPTY, UTF16_MARKS, decode
from index.errors import SourceUnreadable

SEPARATOR = re.compile(r'"?sep=([^"\w\s]|\t)?"?', re.IGNORECASE)
"""What Excel is told in a first line of its own."""

_DELIMITERS = ",;\t|"
# Between the cells of a table of one column, where a comma is one of the text's.
_NO_DELIMITER = "\x1f"
_ESCAPED = re.compile(r"[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    Attributes:
        encoding: The encoding of its text.
        errors: How undecodable bytes are decoded: to lone surrogates, so that a row tells its own.
        delimiter: What separates its cells.
    """

    encoding: str
    errors: str
    delimiter: str


def read_dialect(sample: bytes) -> Dialect:
    """Tell how a table is written: the separator is the one that its first line has most of.

    Args:
        sample: Its beginning, the whole of the first line and some rows.

    Raises:
        SourceUnreadable: It is empty, binary, or in an unknown encoding.
    """
    encoding, errors = _read_encoding(sample)
    text = codecs.getincrementaldecoder(encoding)(errors).decode(sample)
    header = next((line for line in re.split(r"[\r\n]+", text) if line.strip()), None)
    if header is None:
        raise SourceUnreadable(EMPTY)
    declared = SEPARATOR.fullmatch(header)
    if declared and declared[1]:
        return Dialect(encoding, errors, declared[1])
    bare = re.sub(r'"[^"]*"', "", header)
    delimiter = max(_DELIMITERS, key=bare.count)
    return Dialect(encoding, errors, delimiter if delimiter in bare else _NO_DELIMITER)


def _read_encoding(sample: bytes) -> tuple[str, str]:
    if sample.startswith(UTF16_MARKS):
        return "utf-16", "surrogatepass"
    if b"\0" in sample:
        raise SourceUnreadable(BINARY)
    text = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape").decode(sample)
    undecoded = len(_ESCAPED.findall(text))
    # A broken byte in a file of UTF-8 stands alone; umlauts of cp1252 hardly ever make up UTF-8.
    if 2 * undecoded > sum(character > "\x7f" for character in text):
        decode(sample)
        return "cp1252", "surrogateescape"
    return "utf-8-sig", "surrogateescape"
