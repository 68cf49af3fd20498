"""Answers of servers: what a status means, where a redirect leads, how much of a body is read."""

import re
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from httpx2 import URL, InvalidURL, Response

from index.cleaning.decoding import EMPTY
from index.errors import SourceUnreadable
from index.sources.web.addresses import check_url
from index.sources.web.media_types import BEGINNING_BYTES, recognise

SAVE_PAGE = "save the page in a browser and give the file"
CODINGS = ("gzip", "deflate")
"""How a body may be packed: only what never expands without bound at once."""

_REDIRECTS = (301, 302, 303, 307, 308)


def explain_status(status: int) -> str:
    """Return why an answer with such a status is no page, as a phrase."""
    if status in (404, 410):
        return f"there is no page at this address ({status}); check the address"
    if status in (401, 402, 403, 451):
        return f"needs a login or is forbidden ({status}); {SAVE_PAGE}"
    if status in (429, 503):
        return f"the site asks to come back later ({status}); try again in a while"
    if status >= 500:
        return f"the site failed ({status}); try again later"
    return f"the site answered {status} instead of giving the page; {SAVE_PAGE}"


def read_wait(response: Response) -> float | None:
    """Return the seconds after which a busy site says it may be asked again, None without such."""
    if response.status_code not in (429, 503):
        return None
    text = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (OverflowError, ValueError):
        return None


# --- redirects ---------------------------------------------------------------------------------


def read_redirect(response: Response, url: URL) -> URL | None:
    """Return where the answer to a request for ``url`` leads, None for one that leads nowhere.

    Raises:
        SourceUnreadable: :func:`follow` refuses to go there.
    """
    if response.status_code in _REDIRECTS and "location" in response.headers:
        return follow(url, response.headers["location"])
    return None


def follow(url: URL, location: str) -> URL:
    """Return where a redirect leads.

    Raises:
        SourceUnreadable: It leads out of the web, or from https to http: what was asked for on a
            connection that nobody can tamper with is not taken from one that anybody can, and
            whoever trusts the site all the same may give the http address.
    """
    try:
        target = check_url(str(url.join(location)))
    except (InvalidURL, ValueError, SourceUnreadable) as error:
        raise SourceUnreadable(
            f"redirects to {location[:200]!r}, which is no address of the web; check the address"
        ) from error
    if (url.scheme, target.scheme) == ("https", "http"):
        raise SourceUnreadable(
            f"redirects from https to http, which anybody on the way can alter; give"
            f" {str(target)[:200]} itself if you trust it"
        )
    return target


# --- bodies ------------------------------------------------------------------------------------


def read_page(response: Response, declared: str, most: int) -> tuple[bytes, str]:
    """Return a page's content and its media type.

    What cannot be an article is not read to its end, a film for example.

    Args:
        response: The answer.
        declared: The media type that the server declares, or ``""``.
        most: How many bytes, unpacked, are too many if there is one more.

    Raises:
        SourceUnreadable: It cannot be an article, is too large, or is packed in a way that was not
            asked for.
    """
    recognise(declared)
    content, recognised = bytearray(), False
    for chunk in _unpack(response):
        content += chunk
        if len(content) > most:
            raise SourceUnreadable(f"larger than {most / 1e6:g} MB; {SAVE_PAGE}")
        if not recognised and len(content) >= BEGINNING_BYTES:
            recognise(declared, bytes(content))
            recognised = True
    if not content.strip():
        raise SourceUnreadable(EMPTY)
    return bytes(content), recognise(declared, bytes(content))


def read_lines(response: Response, most: int) -> bytes:
    """Return a body up to a bound, without the line that the bound goes through.

    Raises:
        SourceUnreadable: It is packed in a way that was not asked for.
    """
    content = bytearray()
    for chunk in _unpack(response):
        content += chunk
        if len(content) > most:
            return bytes(content[:most]).rpartition(b"\n")[0]
    return bytes(content)


def _unpack(response: Response) -> Iterator[bytes]:
    """Yield the body; one that is packed twice, or in a way not asked for, is refused."""
    named = response.headers.get_list("content-encoding", split_commas=True)
    codings = {coding.lower() for coding in named} - {"", "identity"}
    if len(named) > 1 or not codings.issubset(CODINGS):
        raise SourceUnreadable(f"packed as {', '.join(named)[:80]}, unasked; {SAVE_PAGE}")
    yield from response.iter_bytes()
