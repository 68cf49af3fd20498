"""The names that articles go by in an index: stable, and readable where there is a name to read."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urldefrag, urlsplit

from index.fields import parse_url

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
"""As addresses spell them, in lower case."""

_LONGEST_SLUG = 48


def name_article(origin: str, name: str, url: str = "") -> str:
    """Return the id of an article that comes without one.

    It is made of the file's name, or of the last part of the address, and a hash of where it is.
    Addresses that differ in tracking parameters only name the same article.

    Args:
        origin: Where the article is: a path, an address, or a place in a feed.
        name: The file's name without its suffix.
        url: The article's own address; it counts where the origin is on the web but none, as an
            entry has another place in a feed tomorrow.
    """
    if url and origin.lower().startswith(("http://", "https://")):
        origin = parse_url(origin) or url
    address = parse_url(origin)
    if address is None:
        return f"{_to_slug(name) or 'article'}-{hash_text(origin)[:8]}"
    address = normalise_url(address)
    parts = [part for part in unquote(urlsplit(address).path).split("/") if part]
    last = re.sub(r"\.\w{2,5}$", "", parts[-1]) if parts else urlsplit(address).hostname or ""
    return f"{_to_slug(last) or 'article'}-{hash_text(address)[:8]}"


def normalise_url(url: str) -> str:
    """Return a web address without tracking parameters and fragment, in one way of writing."""
    from courlan import clean_url  # noqa: PLC0415 (slow to import, and only the web needs it)

    return str(clean_url(urldefrag(url).url) or url)


def hash_text(text: str) -> str:
    """Return a text's hash in hexadecimal digits (SHA-256)."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _to_slug(text: str) -> str:
    slug = unicodedata.normalize("NFC", text).lower().translate(UMLAUTS)
    slug = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", slug)[:_LONGEST_SLUG].strip("-")
