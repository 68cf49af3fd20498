"""A raw document is made ready for indexing: all that can be done before the encoder is asked."""

import hashlib
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from functools import cache
from importlib.resources import as_file, files

from index.cleaning import clean
from index.language import UNKNOWN, detect_language
from index.records import Article, Cut
from index.reprints import sign
from index.sources import Document


@dataclass(frozen=True, slots=True)
class Prepared:
    """A clean article, its language told.

    Attributes:
        article: The article.
        cuts: What cleaning took away.
        bands: By these, its reprints are found.
    """

    article: Article
    cuts: tuple[Cut, ...]
    bands: tuple[int, ...]


Prepare = Callable[[Document], Prepared]
"""Makes a document ready; raises SourceUnreadable where there is no article in it."""


def prepare(document: Document) -> Prepared:
    """Make a document ready for indexing.

    Raises:
        SourceUnreadable: There is no article in it, or its markup cannot be read.
    """
    cleaned = clean(document)
    article = cleaned.article
    if article.language == UNKNOWN:
        article = replace(article, language=detect_language(article.text))
    return Prepared(article, cleaned.cuts, sign(article.text).bands())


def fingerprint(document: Document) -> str:
    """Return a hash of a document and of the code that cleans it: equal hashes, equal articles."""
    content = document.content
    digest = hashlib.sha256(_hash_cleaning())
    digest.update(repr((document.kind, document.name, astuple(document.known))).encode())
    digest.update(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    return digest.hexdigest()


@cache
def _hash_cleaning() -> bytes:
    digest = hashlib.sha256()
    with as_file(files("index.cleaning")) as folder:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.digest()
