"""Which part of a feed's title is the name of an outlet."""

import re

from index.cleaning.identity import UMLAUTS
from index.cleaning.outlets import name_site

_TITLE_PARTS = re.compile(r"\s+[-–—|·•»›>:/]+\s+|:\s+")
_ABOUT_FEEDS = re.compile(r"(?:\s+\(?(?:RSS|Atom|Feed|Newsfeed|RSS-Feed)\)?)+$", re.IGNORECASE)


def name_outlet(title: str, url: str) -> str | None:
    """Return the part of a feed's title that names the outlet of a page, if there is one.

    Titles name sections, searches and slogans as well ("Harbour Ledger - Politics", "Latest
    stories"), and a feed may collect the pages of others. So a part counts only if it resembles
    the name of the page's site: has it in it, begins it, or abbreviates to it.
    """
    site = name_site(url)
    parts = [_ABOUT_FEEDS.sub("", part.strip()) for part in _TITLE_PARTS.split(title)]
    return min((part for part in parts if _resembles(part, site)), key=len, default=None)


def _resembles(part: str, site: str) -> bool:
    words = re.findall(r"\w+", part.casefold().translate(UMLAUTS))
    name, initials = "".join(words), "".join(word[0] for word in words)
    if len(site) < 2 or len(name) < 2:
        return False
    # A short name is in many words: "ft" is in "Wirtschaft".
    holds = site in name if len(site) > 3 else any(word.startswith(site) for word in words)
    return holds or initials == site or (len(name) > 2 and site.startswith(name))
